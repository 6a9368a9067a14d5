"""Kills a real process at every point between a proposal and its recorded result, and looks what another makes of it.

Every scene of `evals/adversary/kill_points.py` on each kind of database; then two processes that decide and carry out
the same cards, one of them killed at ever another point. With --write the result goes to docs/reliability.md.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import count

from _adversary_homes import Home, stage_of
from _reliability import stamp, write_section

from evals.adversary.kill_points import SCENES, Stage, every_point, race
from evals.adversary.server import Server


def each_nth(step: int) -> Iterator[int] | None:
    """Every point, or a sample of them that shifts from scene to scene."""
    return None if step == 1 else count(1, step)


def kill_everywhere(stage: Stage, kind: str, step: int, wrong: list[str]) -> Iterator[tuple[str, int]]:
    """How many processes were killed, scene by scene."""
    for scene in SCENES:
        killed = 0
        for point, found in every_point(stage, scene, each_nth(step)):
            killed += 1
            wrong += [f"{kind}, killed at point {point}: {one}" for one in found]
        yield scene.name, killed


def race_everywhere(stage: Stage, kind: str, races: int, wrong: list[str]) -> int:
    """How many races were run, the second process killed at ever later points."""
    for seed in range(races):
        point = 0 if seed % 4 == 0 else 7 * seed
        wrong += [f"{kind}, seed {seed}, killed at {point}: {one}" for one in race(stage, seed, point)]
    return races


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--step", type=int, default=10, help="kill at every so-manieth point; 1 is all of them"
    )
    parser.add_argument("--races", type=int, default=8, help="of two processes, on each kind of database")
    parser.add_argument("--write", action="store_true", help="write the result to docs/reliability.md")
    options = parser.parse_args()
    begun = time.monotonic()
    wrong: list[str] = []
    table: dict[str, dict[str, int]] = {}
    server = Server()
    try:
        for kind in ("sqlite", "postgresql"):
            home = Home(kind)
            stage = stage_of(home, server)
            for name, killed in kill_everywhere(stage, kind, options.step, wrong):
                table.setdefault(name, {})[kind] = killed
                sys.stderr.write(f"{kind}: {name}: killed at {killed} points, {len(wrong)} wrong so far\n")
            races = race_everywhere(stage, kind, options.races, wrong)
            table.setdefault("two processes, the same six cards", {})[kind] = races
            home.close()
    except KeyboardInterrupt:
        sys.stderr.write("stopped; what was done till then:\n")
    finally:
        server.close()
    text = report(table, wrong, options.step, time.monotonic() - begun)
    print(text)
    if options.write:
        write_section("kill points", text)
    sys.exit(1 if wrong else 0)


def report(table: dict[str, dict[str, int]], wrong: list[str], step: int, seconds: float) -> str:
    """What was killed and what was wrong after, as markdown."""
    total = sum(sum(row.values()) for row in table.values())
    which = "every point" if step == 1 else f"every {step}th point"
    lines = [
        f"**{total:,} runs with a process killed, or two in a race, at {which}: {len(wrong)} lost, doubled or untold** "
        f"({stamp()}; {seconds:.0f} s).",
        "",
        "| what was going on | SQLite | PostgreSQL |",
        "| --- | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {row.get('sqlite', 0)} | {row.get('postgresql', 0)} |" for name, row in table.items()
    ]
    return "\n".join([*lines, "", *(f"- {sentence}" for sentence in wrong[:20])])


if __name__ == "__main__":
    main()
