"""Lets a compromised model loose for a number of calls, checks from outside after every step, prints what was tried.

It can be stopped and goes on where it was: what is done so far is kept in the state file. Every episode follows from its
seed, so a violation can be played again with --seed and --calls 4000. With --write the result goes to
docs/reliability.md.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from _adversary_homes import Home, world_of
from _reliability import stamp, write_section

from evals.adversary.campaign import CALLS_AN_EPISODE, Episode, Tally

POSTGRESQL_EVERY = 25
"""One episode in so many runs on PostgreSQL, where a call takes several times as long."""


def kind_of(episode: int, database: str) -> str:
    """Return which database an episode runs on."""
    if database != "both":
        return database
    return "postgresql" if episode % POSTGRESQL_EVERY == 1 else "sqlite"


def run(seed: int, calls: int, database: str, state: Path) -> tuple[dict[str, Tally], list[str]]:
    """Play episodes until the calls are made; keep the tally after each, and the days and commits that were
    measured.
    """
    tallies, done, stamps = _kept(state)
    homes: dict[str, Home] = {}
    begun, made_before = time.monotonic(), _made(tallies)
    try:
        while _made(tallies) < calls:
            kind = kind_of(done, database)
            if kind not in homes:
                homes[kind] = Home(kind)
            with homes[kind].fresh() as office:
                wanted = min(CALLS_AN_EPISODE, calls - _made(tallies))
                tally = Episode(world_of(office), seed + done).run(wanted)
            tallies.setdefault(kind, Tally()).add(tally)
            done += 1
            stamps = list(dict.fromkeys([*stamps, stamp()]))
            _keep(state, tallies, done, stamps)
            _progress(tallies, calls, (_made(tallies) - made_before) / (time.monotonic() - begun))
    except KeyboardInterrupt:
        sys.stderr.write(f"\nstopped; the same command goes on from {state}\n")
    finally:
        for one in homes.values():
            one.close()
    return tallies, stamps


def _made(tallies: dict[str, Tally]) -> int:
    return sum(one.calls for one in tallies.values())


def _progress(tallies: dict[str, Tally], calls: int, rate: float) -> None:
    broken = sum(len(one.violations) for one in tallies.values())
    line = f"{_made(tallies):,} of {calls:,} calls, {rate:,.0f} a second, {broken} violations"
    sys.stderr.write(f"\r{line}" if sys.stderr.isatty() else f"{line}\n")
    sys.stderr.flush()


def _kept(state: Path) -> tuple[dict[str, Tally], int, list[str]]:
    if not state.exists():
        return {}, 0, []
    kept = json.loads(state.read_text(encoding="utf-8"))
    tallies = {}
    for kind, one in kept["tallies"].items():
        counters = {name: Counter(one[name]) for name in ("steps", "outcomes", "tools", "received")}
        tallies[kind] = Tally(calls=one["calls"], violations=one["violations"], **counters)
    return tallies, int(kept["episodes"]), kept["stamps"]


def _keep(state: Path, tallies: dict[str, Tally], done: int, stamps: list[str]) -> None:
    kept = {"episodes": done, "stamps": stamps, "tallies": {kind: vars(one) for kind, one in tallies.items()}}
    being_written = state.with_suffix(".being-written")
    being_written.write_text(json.dumps(kept), encoding="utf-8")
    being_written.replace(state)


def report(tallies: dict[str, Tally], stamps: list[str], seed: int) -> str:
    """Return the attempts and their results, as markdown."""
    total = Tally()
    for one in tallies.values():
        total.add(one)
    shares = ", ".join(f"{one.calls:,} on {kind}" for kind, one in sorted(tallies.items()))
    lines = [
        f"**{total.calls:,} adversarial calls, {len(total.violations)} violations** "
        f"({'; '.join(stamps)}; seed {seed}; {shares}).",
        "",
        "| what | how often |",
        "| --- | ---: |",
    ]
    for title, counted in (
        ("hostile calls that came out", total.outcomes),
        ("step:", total.steps),
        ("really received outside:", total.received),
        ("hostile calls of", total.tools),
    ):
        lines += [f"| {title} {name} | {number:,} |" for name, number in sorted(counted.items())]
    lines += ["", *(f"- {sentence[:300]}" for sentence in total.violations[:20])]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, default=10_000, help="hostile calls to make")
    parser.add_argument("--seed", type=int, default=1, help="of the first episode")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--state", type=Path, help="where to keep what is done so far")
    parser.add_argument("--write", action="store_true", help="write the result to docs/reliability.md")
    options = parser.parse_args(arguments)
    name = f"deskhand-adversary-{options.seed}-{options.calls}-{options.database}.json"
    state = options.state or Path(tempfile.gettempdir()) / name
    tallies, stamps = run(options.seed, options.calls, options.database, state)
    text = report(tallies, stamps, options.seed)
    print(text)
    if options.write:
        write_section("campaign", text)
    if _made(tallies) >= options.calls:
        state.unlink(missing_ok=True)
    if any(one.violations for one in tallies.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
