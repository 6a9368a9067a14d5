"""Four failures known from agent frameworks, tried on this project: how many wrong or double sends come of each.

1. Shown one payload, another executed: the record, the arguments or the card change between showing and doing.
2. Two workers with one approval: two processes decide and carry out the same card at once.
3. An error after the act, then a resume: the outside acts and the answer is lost, or the process is killed.
4. State edited while pending: whatever the card was made from is changed before the yes.

What counts is what a server outside really received against what was shown; each probe is tried many times.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from _adversary_homes import Home, stage_of

from evals.adversary.kill_points import MAIL, SCENES, Stage, every_point, race
from evals.adversary.server import Client, Server
from evals.adversary.world import World
from schemas.enums import ActorKind, Role

KINDS = ("sqlite", "postgresql")
FIRST_POINT = 20
"""From here on a killed process has stored its card; the act and its record follow."""

Received = list[tuple[str, dict[str, Any]]]


def shown_and_executed(stage: Stage, rounds: int) -> Iterator[int]:
    """Change address, text and name after the card was shown; yield each round's wrong sends."""
    for number in range(rounds):
        stage.restore()
        stage.server.clear([], blind=False)
        world = stage.world(Client(stage.server.port))
        shown = _shown(world, number)
        changes = (
            ("update_contact", {"contact": "Maria", "email": f"eve{number}@evil.example.com"}),
            ("update_contact", {"contact": "Maria", "last_name": "Elsewhere"}),
            ("send_message", {**MAIL, "text": f"Another text {number}"}),
        )
        world.submit(ActorKind.MODEL, *changes[number % 3])
        _decide(world, shown)
        yield _wrong(stage.server.ledger.received["/mail"], shown)


def edited_while_pending(stage: Stage, rounds: int) -> Iterator[int]:
    """Edit or replace the card by a model before the yes to what was shown; yield each round's wrong sends."""
    for number in range(rounds):
        stage.restore()
        stage.server.clear([], blind=False)
        world = stage.world(Client(stage.server.port))
        shown = _shown(world, number)
        change = {"text": "Send money"} if number % 2 else {"to": "Tom"}
        world.gate.edit(world.hostile_desk(ActorKind.MODEL), shown["number"], change)
        _decide(world, shown)
        yield _wrong(stage.server.ledger.received["/mail"], shown)


def two_workers(stage: Stage, rounds: int) -> Iterator[int]:
    """Let two processes decide and carry out the same six cards; yield each round's doubled or lost sends."""
    for seed in range(rounds):
        yield len(race(stage, seed))


def error_after_the_act(stage: Stage, rounds: int) -> Iterator[int]:
    """Lose the answer in five ways, then kill a process around the act; yield each round's doubled or lost
    sends.
    """
    scenes = [scene for scene in SCENES if scene.manners and scene.path == "/mail"]
    for number in range(rounds):
        scene = scenes[number % len(scenes)]
        yield sum(len(found) for _, found in every_point(stage, scene, iter([FIRST_POINT + 3 * number])))


def _shown(world: World, number: int) -> dict[str, Any]:
    arguments = {**MAIL, "text": f"Does Friday suit you? ({number})"}
    card = world.submit(ActorKind.MODEL, "send_message", arguments).card
    assert card is not None
    fields = {field.name: field.value for field in card.fields}
    return {"number": card.approval, "digest": card.digest, **fields}


def _decide(world: World, shown: dict[str, Any]) -> None:
    desk = world.desk(ActorKind.MEMBER, Role.OWNER, "cli")
    world.gate.decide(desk, shown["number"], shown["digest"])
    world.gate.sweep(desk)


def _wrong(received: Received, shown: dict[str, Any]) -> int:
    """Return how many mails are not the one that was shown, or repeat it."""
    right = [
        content
        for _, content in received
        if f"<{content['address']}>" in shown["To"]
        and (content["subject"], content["text"]) == (shown["Subject"], shown["Text"])
    ]
    return len(received) - len(right) + max(len(right) - 1, 0)


PROBES: dict[str, Callable[[Stage, int], Iterator[int]]] = {
    "shown one payload, another executed": shown_and_executed,
    "two workers with one approval": two_workers,
    "error after the act, then resume": error_after_the_act,
    "state edited while pending": edited_while_pending,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=12, help="tries of each probe on each kind of database")
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args(arguments)
    wrong: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    server = Server()
    for kind in options.databases:
        home = Home(kind)
        stage = stage_of(home, server)
        for name, probe in PROBES.items():
            for found in probe(stage, options.rounds):
                tried[name] += 1
                wrong[name] += found
        home.close()
    server.close()
    if options.json:
        print(json.dumps({name: {"tried": tried[name], "wrong": wrong[name]} for name in PROBES}, indent=2))
    else:
        for name in PROBES:
            print(f"{name:40} tried {tried[name]:4}   wrong, doubled or lost: {wrong[name]}")
    print(f"{wrong.total()} wrong or double sends", file=sys.stderr)
    sys.exit(1 if wrong.total() else 0)


if __name__ == "__main__":
    main()
