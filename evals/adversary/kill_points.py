"""A process killed at every point between a proposal and its recorded result, and what another makes of what is left.

The killed process is a real one, forked, and ends by SIGKILL: before each statement, before and after each commit, and
before and after each touch of the outside, the first of them, then the second, until one run comes to its end alive.
"""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from evals.adversary.queries import Observer
from evals.adversary.server import Client, Manner, Server
from evals.adversary.world import World
from schemas.database import Database
from schemas.effects import Outcome
from schemas.enums import ActorKind, ApprovalStatus, Role

TEXT = "Does Friday at nine suit you?"
OTHER = "512-555-0142"


@dataclass(frozen=True)
class Scene:
    """One thing that the owner wants, and the outside that it meets.

    Args:
        name: for people.
        tool, arguments: the call.
        answer: to the card.
        manners: of the outside's next answers.
        blind: whether a look can't tell.
        by_itself: whether the owner's auto-send lets it through.
    """

    name: str
    tool: str
    arguments: dict[str, Any]
    answer: str = "yes"
    manners: tuple[Manner, ...] = ()
    blind: bool = False
    by_itself: bool = False

    @property
    def path(self) -> str:
        """Return the path at which the outside would receive it; empty for what stays inside."""
        return {
            "send_message": "/mail",
            "draft_follow_up": "/mail",
            "create_quickbooks_customer": "/books",
        }.get(self.tool, "")


MAIL: dict[str, Any] = {"to": "Maria", "subject": "Your repipe", "text": TEXT}
SCENES = (
    *(
        Scene(
            f"mail, the server {manner}",
            "send_message",
            MAIL,
            manners=() if manner == "answers" else (manner,),
        )
        for manner in Manner
    ),
    Scene("mail, silent and blind", "send_message", MAIL, manners=(Manner.SILENT,), blind=True),
    Scene("mail, blind", "send_message", MAIL, blind=True),
    Scene("mail by auto-send", "draft_follow_up", {"lead": "Leaky faucet"}, by_itself=True),
    Scene(
        "mail by auto-send, 500 after acting",
        "draft_follow_up",
        {"lead": "Leaky faucet"},
        manners=(Manner.FAIL,),
        by_itself=True,
    ),
    Scene("books", "create_quickbooks_customer", {"contact": "Tom"}),
    Scene(
        "books, 500 after acting", "create_quickbooks_customer", {"contact": "Tom"}, manners=(Manner.FAIL,)
    ),
    Scene("a win", "mark_won", {"opportunity": "Repipe"}),
    Scene(
        "a second person on a phone",
        "add_contact",
        {"first_name": "Second", "phone": OTHER},
        answer="separate",
    ),
)


@dataclass
class Stage:
    """The stage on which scenes are played.

    Args:
        world: makes a world on the stage's database whose outside is the given client.
        database: of those worlds; nobody has a connection to it while a process is forked.
        restore: puts the furnished database back.
        server: the outside.
    """

    world: Callable[[Client], World]
    database: Database
    restore: Callable[[], None]
    server: Server


@dataclass
class Report:
    """The number of processes that were killed, and what was wrong after which."""

    killed: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def ask_and_approve(world: World, scene: Scene) -> Outcome | None:
    """Ask as the owner, see the card and say yes; None where nothing is left to ask."""
    by = ActorKind.ROUTINE if scene.by_itself else ActorKind.MEMBER
    outcome = world.submit(by, scene.tool, scene.arguments)
    if outcome.card is None:
        return None
    desk = world.desk(ActorKind.MEMBER, Role.OWNER, "cli")
    return world.gate.decide(desk, outcome.card.approval, outcome.card.digest, scene.answer)


def turn_auto_send_on(world: World) -> None:
    """Turn auto-send on as the owner, for first replies."""
    card = world.submit(ActorKind.MEMBER, "turn_on_auto_send", {"kind": "inquiry"}).card
    assert card is not None
    world.gate.decide(world.desk(ActorKind.MEMBER, Role.OWNER, "cli"), card.approval, card.digest)


def killed_at(stage: Stage, point: int, work: Callable[[World], object]) -> bool:
    """Run the work in a process that is killed at that point; False if it came to its end before.

    Raises:
        ChildProcessError: it ended in some other way.
    """
    stage.database.close()
    child = os.fork()
    if child == 0:
        _live(stage, point, work)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if os.waitstatus_to_exitcode(status) != 0:
        raise ChildProcessError(f"the process to be killed at point {point} ended with {status}")
    return False


def _live(stage: Stage, point: int, work: Callable[[World], object]) -> None:
    """Live the killed process's whole life."""
    left = [point]

    def tick(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        world = stage.world(Client(stage.server.port, tick))
        engine = stage.database.engine
        event.listen(engine, "before_cursor_execute", tick)
        commit = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            tick()
            commit(connection)
            tick()

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
        work(world)
        os._exit(0)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(3)


def every_point(
    stage: Stage, scene: Scene, points: Iterator[int] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Kill at one point after the other; yield each with what was wrong after another process had gone on.

    Args:
        points: which; all of them if not given, until a process lives to its end.
    """
    point = 0
    while True:
        point = point + 1 if points is None else next(points, 0)
        if point == 0:
            return
        stage.restore()
        stage.server.clear(list(scene.manners), blind=scene.blind)
        if scene.by_itself:
            turn_auto_send_on(stage.world(Client(stage.server.port)))
        if not killed_at(stage, point, lambda world: ask_and_approve(world, scene)):
            return
        yield point, _after(stage, scene)


def _after(stage: Stage, scene: Scene) -> list[str]:
    """Go on as another process: sweep, ask again where nothing was decided, and sweep again."""
    world = stage.world(Client(stage.server.port))
    _sweep(world)
    if not _decided(world, scene):
        ask_and_approve(world, scene)
        _sweep(world)
    observer = Observer(stage.database, world.base.business_id)
    try:
        return [f"{scene.name}: {one}" for one in _wrong(observer, stage.server, scene)]
    finally:
        observer.close()


def _sweep(world: World) -> None:
    """Sweep for longer than every lease and pause."""
    for _ in range(4):
        world.machine.instant += timedelta(minutes=10)
        world.gate.sweep(world.desk(ActorKind.MEMBER, Role.OWNER, "cli"))


def _decided(world: World, scene: Scene) -> bool:
    observer = Observer(world.base.unit.database, world.base.business_id)
    try:
        cards = observer.look().cards.values()
        return any(card["tool"] == scene.tool and card["decided_at"] is not None for card in cards)
    finally:
        observer.close()


def _wrong(observer: Observer, server: Server, scene: Scene) -> Iterator[str]:
    """Yield what was wrong: something lost or done twice, unknown without cause, or the owner not told."""
    cards = [card for card in observer.look().cards.values() if card["tool"] == scene.tool]
    statuses = [str(card["status"]) for card in cards]
    if len(cards) != 1:
        yield f"{len(cards)} cards where the owner asked for one thing: {statuses}"
        return
    status, approval = statuses[0], cards[0]["approval_id"]
    if observer.number("SELECT count(*) FROM outbox {own} AND finished_at IS NULL"):
        yield "something is still to be done, and nobody does it"
    audited = "SELECT count(*) FROM audit {own} AND approval_id = :approval AND event = :event"
    if observer.number(audited, approval=approval, event="proposed") != 1:
        yield "the proposal is not in the audit once"
    if scene.path:
        yield from _wrong_outside(observer, server, scene, status, approval, audited)
    elif status != "done" or observer.number(audited, approval=approval, event="written") != 1:
        yield f"it is {status}, and not in the audit once"
    elif scene.tool == "mark_won":
        yield from _wrong_win(observer)
    elif observer.number("SELECT count(*) FROM contacts {own} AND first_name = 'Second'") != 1:
        yield "the second person is not there once"


def _wrong_outside(
    observer: Observer, server: Server, scene: Scene, status: str, approval: str, audited: str
) -> Iterator[str]:
    there = len(server.ledger.received[scene.path])
    logged = observer.number("SELECT count(*) FROM interactions {own} AND type = 'email_outbound'")
    if there > 1:
        yield f"it was done {there} times"
    if status == ApprovalStatus.UNKNOWN:
        if not scene.blind:
            yield "it is unknown, though a look would tell"
        if observer.number("SELECT count(*) FROM notices {own} AND kind = 'act_unknown'") != 1:
            yield "it is unknown, and the owner was not told once"
    elif status != ApprovalStatus.DONE:
        yield f"it is {status}"
    elif there != 1:
        yield f"it is done, and was received {there} times"
    elif observer.number(audited, approval=approval, event="performed") != 1:
        yield "it is done, and not in the audit once"
    if scene.by_itself and observer.number("SELECT count(*) FROM auto_sent {own}") != 1:
        yield "it is not counted against the day's limit once"
    if scene.path == "/mail" and logged != (status == ApprovalStatus.DONE):
        yield f"it is {status}, and logged {logged} times"


def _wrong_win(observer: Observer) -> Iterator[str]:
    for what, statement in (
        ("won deal", "SELECT count(*) FROM opportunities {own} AND stage = 'won'"),
        ("booking", "SELECT count(*) FROM hand_offs {own} AND kind = 'booking'"),
        (
            "card for the books",
            "SELECT count(*) FROM approvals {own} AND tool = 'create_quickbooks_customer'",
        ),
    ):
        number = observer.number(statement)
        if number != 1:
            yield f"{number} times {what}"


def race(stage: Stage, seed: int, point: int = 0) -> list[str]:
    """Race two processes that decide and carry out the same cards; one may be killed. Return what was wrong.

    Args:
        seed: decides the order of each process.
        point: where the second one is killed; never if 0.
    """
    import random

    stage.restore()
    stage.server.clear([Manner.SILENT, Manner.ANSWER, Manner.RESET_AFTER, Manner.FAIL], blind=False)
    world = stage.world(Client(stage.server.port))
    cards = []
    for number in range(6):
        arguments = {**MAIL, "text": f"{TEXT} ({number})"}
        outcome = world.submit(ActorKind.MEMBER, "send_message", arguments)
        assert outcome.card is not None
        cards.append((outcome.card.approval, outcome.card.digest))
    stage.database.close()

    def decide_all(order: int) -> Callable[[World], None]:
        def work(own: World) -> None:
            mine = list(cards)
            random.Random(order).shuffle(mine)  # noqa: S311 (repeatable, not secret)
            desk = own.desk(ActorKind.MEMBER, Role.OWNER, "cli")
            for number, digest in mine:
                own.gate.decide(desk, number, digest, "yes")
            own.gate.sweep(desk)

        return work

    children = []
    for order, at in ((seed, 0), (seed + 1, point)):
        child = os.fork()
        if child == 0:
            _live(stage, at, decide_all(order))
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    world = stage.world(Client(stage.server.port))
    desk = world.desk(ActorKind.MEMBER, Role.OWNER, "cli")
    for number, digest in cards:
        world.gate.decide(desk, number, digest, "yes")
    _sweep(world)
    return _wrong_race(stage, world, len(cards))


def _wrong_race(stage: Stage, world: World, number: int) -> list[str]:
    observer = Observer(stage.database, world.base.business_id)
    keys = [key for key, _ in stage.server.ledger.received["/mail"]]
    statuses = sorted(str(card["status"]) for card in observer.look().cards.values())
    logged = observer.number("SELECT count(*) FROM interactions {own} AND type = 'email_outbound'")
    observer.close()
    wrong = []
    if len(keys) != len(set(keys)):
        wrong.append(f"race: {len(keys)} mails for {len(set(keys))} cards")
    if statuses != ["done"] * number or len(keys) != number or logged != number:
        wrong.append(f"race: {statuses}, {len(keys)} received, {logged} logged")
    return wrong
