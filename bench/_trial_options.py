"""The common parts of the benches that try changes: their options, their scratch checkout, what they print."""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from _changes import Change
from _forked_tests import warm_up
from _scratch import checked_out, commit_of, test_files
from _trials import Trials, Verdict, read_lines


def parser(about: str | None, count: int) -> argparse.ArgumentParser:
    """Return the options of a bench that tries so many changes."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--count", type=int, default=count, help=f"how many changes, {count} by default")
    made.add_argument("--commit", default="HEAD", help="whose source is changed")
    made.add_argument("--tests-of", help="the commit whose tests are to notice; the same by default")
    made.add_argument("--tests", nargs="+", default=[], help="files and folders of tests; all by default")
    made.add_argument("--only", default="", help="pytest's -k: which of the tests")
    made.add_argument("--seconds", type=float, default=180, help="how long the tests of one change may take")
    made.add_argument(
        "--share", default="1/1", help="1/2 for the first half of the changes, 2/2 for the other"
    )
    made.add_argument(
        "--state", type=Path, help="a folder for what was found; a run that has one goes on there"
    )
    made.add_argument("--before", type=Path, help="trials.jsonl of an earlier run to compare with")
    made.add_argument("--json", action="store_true", help="print JSON for a script")
    return made


def run(options: argparse.Namespace, changes_in: Callable[[Path], list[Change]]) -> int:
    """Try the changes and print what became of them; 1 where one that was caught before is not caught now."""
    commit = commit_of(options.commit)
    share, of = (int(one) for one in options.share.split("/"))
    with tempfile.TemporaryDirectory() as folder:
        checkout = checked_out(Path(folder) / "checkout", commit, commit_of(options.tests_of or commit))
        changes = changes_in(checkout)
        state = options.state or Path(folder)
        state.mkdir(parents=True, exist_ok=True)
        choice = ["-m", "not long", *(["-k", options.only] if options.only else [])]
        trials = Trials(checkout, changes, state, options.tests, choice, options.seconds)
        warm_up(checkout, test_files(checkout, options.tests))
        trials.map_tests()
        trials.changes = changes[share - 1 :: of]
        before = (
            {line["key"]: Verdict(**line) for line in read_lines(options.before)} if options.before else {}
        )
        found = trials.try_all({key: one.by for key, one in before.items()})
    lost = [one for one in found if one.verdict != "caught" and caught(before.get(one.key))]
    if options.json:
        told = {
            "commit": commit,
            "changes": [asdict(one) for one in found],
            "lost": [one.key for one in lost],
        }
        print(json.dumps(told, indent=2))
    else:
        show(found, lost)
    return 1 if lost else 0


def caught(verdict: Verdict | None) -> bool:
    """Tell whether an earlier run caught it."""
    return verdict is not None and verdict.verdict == "caught"


def show(found: list[Verdict], lost: list[Verdict]) -> None:
    """Print how many were caught, and each that was not."""
    for verdict, number in Counter(one.verdict for one in found).most_common():
        print(f"{verdict}: {number} of {len(found)}")
    for one in found:
        if one.verdict != "caught":
            print(f"{one.verdict}: {one.says}")
    for one in lost:
        print(f"caught before and not now: {one.says}")
