"""Kills a real process at every point between a proposal and its recorded result, and looks what another makes of it.

Every scene of `evals/adversary/kill_points.py` on each kind of database; then two processes that decide and carry out
the same cards, one of them killed at ever another point. It can be stopped and goes on where it was: each scene that was
played to its end is kept in the state file. With --write the result goes to docs/reliability.md.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path

from _adversary_homes import Home, stage_of
from _reliability import stamp, write_section

from evals.adversary.kill_points import SCENES, Scene, Stage, every_point, race
from evals.adversary.server import Server

KINDS = ("sqlite", "postgresql")
RACES = "two processes, the same six cards"
BY_NAME = {scene.name: scene for scene in SCENES}


@dataclass
class Kept:
    """The scenes that are done so far.

    Args:
        done: scene → kind of database → how many processes were killed, or races run.
        stamps: the days and commits that were measured.
        wrong: what was wrong, as sentences.
    """

    done: dict[str, dict[str, int]] = field(default_factory=dict)
    stamps: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, state: Path, scene: str, kind: str, runs: int, wrong: list[str]) -> None:
        """Keep one scene that was played to its end."""
        self.done.setdefault(scene, {})[kind] = runs
        self.wrong += [f"{kind}, {one}" for one in wrong]
        self.stamps = list(dict.fromkeys([*self.stamps, stamp()]))
        state.write_text(json.dumps(asdict(self)), encoding="utf-8")
        sys.stderr.write(f"{kind}: {scene}: {runs} runs, {len(self.wrong)} wrong so far\n")


@dataclass(frozen=True)
class Wanted:
    """The scenes to be played: every so-manieth point of which, how many races, on which kinds of database."""

    step: int
    races: int
    scenes: Sequence[Scene]
    kinds: Sequence[str]


def kill_everywhere(stage: Stage, scene: Scene, step: int) -> tuple[int, list[str]]:
    """Kill a process at every step of a scene; return how many, and what was wrong after which."""
    killed, wrong = 0, []
    for point, found in every_point(stage, scene, None if step == 1 else count(1, step)):
        killed += 1
        wrong += [f"killed at point {point}: {one}" for one in found]
    return killed, wrong


def race_everywhere(stage: Stage, races: int) -> tuple[int, list[str]]:
    """Run the races, the second process killed at ever later points; return how many, and what was wrong."""
    wrong = []
    for seed in range(races):
        point = 0 if seed % 4 == 0 else 7 * seed
        wrong += [f"seed {seed}, killed at {point}: {one}" for one in race(stage, seed, point)]
    return races, wrong


def run(kept: Kept, state: Path, wanted: Wanted) -> None:
    """Play what has not been played yet: every wanted scene on each wanted kind of database, then the races."""
    server = Server()
    homes: dict[str, Stage] = {}
    with ExitStack() as stack:
        stack.callback(server.close)

        def stage(kind: str) -> Stage:
            if kind not in homes:
                home = Home(kind)
                stack.callback(home.close)
                homes[kind] = stage_of(home, server)
            return homes[kind]

        try:
            for kind in wanted.kinds:
                for scene in wanted.scenes:
                    if kind not in kept.done.get(scene.name, {}):
                        kept.add(state, scene.name, kind, *kill_everywhere(stage(kind), scene, wanted.step))
            for kind in wanted.kinds:
                if kind not in kept.done.get(RACES, {}):
                    kept.add(state, RACES, kind, *race_everywhere(stage(kind), wanted.races))
        except KeyboardInterrupt:
            sys.stderr.write(f"stopped; the same command goes on from {state}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--step", type=int, default=10, help="kill at every so-manieth point; 1 is all of them"
    )
    parser.add_argument("--races", type=int, default=8, help="of two processes, on each kind of database")
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--scenes", nargs="+", choices=list(BY_NAME), default=list(BY_NAME), metavar="SCENE")
    parser.add_argument("--state", type=Path, help="where to keep what is done so far")
    parser.add_argument("--write", action="store_true", help="write the result to docs/reliability.md")
    options = parser.parse_args(arguments)
    name = f"deskhand-kill-points-{options.step}-{options.races}.json"
    state = options.state or Path(tempfile.gettempdir()) / name
    kept = Kept(**json.loads(state.read_text(encoding="utf-8"))) if state.exists() else Kept()
    scenes = [BY_NAME[name] for name in options.scenes]
    wanted = Wanted(options.step, options.races, scenes, options.databases)
    run(kept, state, wanted)
    text = report(kept, wanted)
    print(text)
    if options.write:
        write_section("kill points", text)
    if complete(kept, wanted):
        state.unlink(missing_ok=True)
    sys.exit(1 if kept.wrong else 0)


def complete(kept: Kept, wanted: Wanted) -> bool:
    """Return whether every wanted scene was played on each wanted kind of database."""
    names = [*(scene.name for scene in wanted.scenes), RACES]
    return all(kind in kept.done.get(name, {}) for name in names for kind in wanted.kinds)


def report(kept: Kept, wanted: Wanted) -> str:
    """Return what was killed and what was wrong after, as markdown; say what is left to do."""
    total = sum(sum(row.values()) for row in kept.done.values())
    which = "every point" if wanted.step == 1 else f"every {wanted.step}th point"
    so_far = "" if complete(kept, wanted) else "; stopped before the end, the rest is marked"
    lines = [
        f"**{total:,} runs with a process killed, or two in a race, at {which}: {len(kept.wrong)} lost, doubled or untold** "
        f"({'; '.join(kept.stamps)}{so_far}).",
        "",
        "| what was going on | SQLite | PostgreSQL |",
        "| --- | ---: | ---: |",
    ]
    for name in [*(scene.name for scene in SCENES), RACES]:
        cells = [str(kept.done.get(name, {}).get(kind, "not yet")) for kind in KINDS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *(f"- {sentence}" for sentence in kept.wrong[:20])])


if __name__ == "__main__":
    main()
