"""Changes tried one after the other: which of them do the tests notice?

Tests are run once over an unchanged checkout with probes in it, which tells which of them come by which change, and how long
they take. Each change is then made in the checkout, and the tests that come by it are run until one fails, those of the test
files that keep most closely to it first. A failure counts only where that test passes without the change. What was found
stands in a folder as lines of JSON, so that a run can be stopped and gone on with.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from _changes import Applied, Change
from _forked_tests import Ran, run_tests, work_in_session
from _probes import blocks_of, put_in
from _scratch import git, test_files
from _warm_session import WarmSession

FILES_AT_ONCE = 8
SECONDS_FOR_A_MAP = 1_800.0
SOURCES = ["agent", "entrypoints", "integrations", "scheduler", "schemas", "tools"]
STEPS = ((6, 6.0), (20, 30.0), (1_000, 1e9))
"""The tests of a change are run in steps: no more than so many files and so many seconds of tests."""


WARMS = frozenset({"sqlite_founded", "sqlite_template"})
"""The fixtures that most tests need."""
MADE_BY = "schemas/migrations/"
"""What makes them: a change to it shows only where they are made anew."""


@dataclass(frozen=True)
class Verdict:
    """The verdict on a change: caught, missed, not reached by any test, or the time was over before the last test."""

    key: str
    says: str
    verdict: str
    by: str = ""
    tests: int = 0


@dataclass(frozen=True)
class Tested:
    """A test that passes without any change, its seconds, and the blocks of the source that it comes by."""

    test: str
    seconds: float
    comes_by: frozenset[str]

    @property
    def file(self) -> str:
        return self.test.partition("::")[0]


Run = Callable[[list[Tested], float, Change | None], Ran | None]


class Trials:
    """The trials of some changes in one scratch checkout.

    Args:
        checkout: the scratch checkout.
        changes: what is to be tried.
        state: the folder for what was found.
        among: files and folders of the tests that count; empty for all.
        choice: arguments of pytest that choose among the tests.
        seconds: how long the tests of one change may take.
    """

    def __init__(
        self,
        checkout: Path,
        changes: list[Change],
        state: Path,
        among: list[str],
        choice: list[str],
        seconds: float,
    ) -> None:
        self.checkout = checkout
        self.changes = changes
        self.among = among
        self.choice = choice
        self.seconds = seconds
        self.map_file = state / "map.jsonl"
        self.trials_file = state / "trials.jsonl"
        self.log = state / "tests.log"
        self.tested: list[Tested] = []
        self.steady: dict[str, bool] = {}
        self.hints: dict[str, str] = {}

    def map_tests(self) -> None:
        """Run every test once without a change, but those that an earlier run has run already."""
        done = {line["file"] for line in read_lines(self.map_file) if "file" in line}
        missing = [name for name in test_files(self.checkout, self.among) if name not in done]
        noted = self.map_file.with_suffix(".noted")
        names = put_in(self.checkout, SOURCES, noted)
        for start in range(0, len(missing), FILES_AT_ONCE):
            files = missing[start : start + FILES_AT_ONCE]
            noted.write_text("", encoding="utf-8")
            ran = self._run(files, None, seconds=SECONDS_FOR_A_MAP, first_only=False)
            lines = mapped(ran, noted, names)
            append(self.map_file, [*lines, *({"file": name, "failed": ran.failed} for name in files)])
            told(
                f"{start + len(files)} of {len(missing)} test files mapped, {len(ran.tests)} tests, failed: {ran.failed}"
            )
        git("checkout", "--quiet", "HEAD", "--", *SOURCES, folder=self.checkout)
        relevant = frozenset().union(*(self._blocks(change) for change in self.changes))
        self.tested = [
            Tested(line["test"], line["seconds"], relevant.intersection(line["comes_by"]))
            for line in read_lines(self.map_file)
            if "test" in line
        ]

    def try_all(self, hints: dict[str, str]) -> list[Verdict]:
        """Try every change but those that an earlier run has tried.

        What only changes a function that is loaded already is tried in forks of one session; the rest, each from the start.

        Args:
            hints: change → a test that has caught it before, and is run first.
        """
        self.hints = hints
        files = sorted({one.file for one in self.tested})
        session = WarmSession(self.checkout, self._try_warm, WARMS)
        work_in_session(
            self.checkout, session, ["-q", "-p", "no:cacheprovider", *self.choice, *files], self.log
        )
        for change in self._left():
            self._keep(self._tried(change, self._run_cold))
        known = self._known()
        return [known[change.key] for change in self.changes]

    def _known(self) -> dict[str, Verdict]:
        return {line["key"]: Verdict(**line) for line in read_lines(self.trials_file)}

    def _left(self) -> list[Change]:
        known = self._known()
        return [change for change in self.changes if change.key not in known]

    def _keep(self, verdict: Verdict) -> None:
        append(self.trials_file, [asdict(verdict)])
        tried = len(self.changes) - len(self._left())
        told(f"{tried} of {len(self.changes)}: {verdict.verdict} {verdict.says} {verdict.by}")

    def _try_warm(self, session: WarmSession) -> None:
        """Try in forks of a session what can be tried so."""

        def run(step: list[Tested], seconds: float, change: Change | None) -> Ran | None:
            if change is None:
                return session.run(times(step), seconds)
            if change.file.startswith(MADE_BY):
                return None
            with Applied(self.checkout, change) as source:
                return session.run(times(step), seconds, change, source)

        for change in self._left():
            verdict = self._tried(change, run)
            if verdict.verdict != "needs a start":
                self._keep(verdict)

    def _run_cold(self, step: list[Tested], seconds: float, change: Change | None) -> Ran:
        files = sorted({one.file for one in step})
        if change is None:
            return self._run(files, times(step), seconds=seconds, first_only=False)
        with Applied(self.checkout, change):
            return self._run(files, times(step), seconds=seconds, first_only=True)

    def _tried(self, change: Change, run: Run) -> Verdict:
        coming = self._coming_by(change)
        if not coming:
            return Verdict(change.key, change.says, "not reached")
        tests, left = 0, self.seconds
        for step in steps(coming, change, self.hints.get(change.key, "")):
            if left <= 0:
                break
            ran = run(step, left, change)
            if ran is None:
                return Verdict(change.key, change.says, "needs a start")
            tests += len(ran.tests)
            left -= sum(ran.tests.values())
            by = next((one for one in ran.failed if self._passes_without(one, run)), "")
            if by:
                return Verdict(change.key, change.says, "caught", by, tests)
            if ran.cut_off:
                left = 0
        return Verdict(change.key, change.says, "missed" if left > 0 else "time over", tests=tests)

    def _coming_by(self, change: Change) -> list[Tested]:
        if change.tests:
            named = set(test_files(self.checkout, list(change.tests)))
            return [one for one in self.tested if one.file in named]
        blocks = self._blocks(change)
        return [one for one in self.tested if blocks & one.comes_by]

    def _blocks(self, change: Change) -> set[str]:
        if not change.file.endswith(".py"):
            return set()
        source = (self.checkout / change.file).read_bytes()
        return blocks_of(change.file, source, change.line(source))

    def _passes_without(self, failed: str, run: Run) -> bool:
        """Tell whether a failed test passes where nothing is changed; what is no test's name can't pass."""
        test = failed.removesuffix(" hangs")
        if test not in self.steady:
            own = [one for one in self.tested if one.test == test]
            ran = run(own, self.seconds, None) if own else None
            self.steady[test] = ran is None or test in ran.passed
        return self.steady[test]

    def _run(
        self, files: list[str], wanted: dict[str, float] | None, *, seconds: float, first_only: bool
    ) -> Ran:
        return run_tests(
            self.checkout,
            files,
            wanted,
            seconds=seconds,
            first_only=first_only,
            choice=self.choice,
            log=self.log,
        )


def mapped(ran: Ran, noted: Path, names: list[str]) -> list[dict[str, Any]]:
    """Return a line for each test that passed: its seconds and the blocks that it came by."""
    hits: dict[str, set[str]] = defaultdict(set)
    for line in noted.read_text(encoding="utf-8").splitlines():
        number, _, test = line.partition("\t")
        hits[test].add(names[int(number)])
    return [
        {"test": test, "seconds": round(ran.tests[test], 3), "comes_by": sorted(hits[test])}
        for test in ran.passed
        if test not in ran.failed
    ]


def times(tests: list[Tested]) -> dict[str, float]:
    """Return test → seconds, in the order of the list."""
    return {one.test: one.seconds for one in tests}


def steps(coming: list[Tested], change: Change, hint: str) -> Iterator[list[Tested]]:
    """Yield the tests in the order to run them.

    What caught the change before comes first; then file by file those that share words of their path with the changed file,
    and of these the ones whose tests come by little else.
    """
    first = [one for one in coming if one.test == hint]
    if first:
        yield first
    by_file: dict[str, list[Tested]] = defaultdict(list)
    for one in sorted(coming, key=lambda one: one.seconds):
        by_file[one.file].append(one)
    changed = words_of(change.file)

    def distance(tests: list[Tested]) -> tuple[int, float]:
        return -len(changed & words_of(tests[0].file)), sum(len(one.comes_by) for one in tests) / len(tests)

    order = sorted(by_file.values(), key=distance)
    for files, seconds in STEPS:
        step: list[Tested] = []
        taken = 0
        while order and taken < files and (not step or sum(one.seconds for one in step) < seconds):
            step += order.pop(0)
            taken += 1
        if step:
            yield step


def words_of(path: str) -> set[str]:
    """Return the words of a path, in the singular, roughly."""
    return {word.rstrip("s") for word in re.split(r"[/_.]", path) if len(word) > 3}


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file of JSON lines; none where there is no file."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def append(path: Path, lines: list[dict[str, Any]]) -> None:
    """Add lines to a file of JSON lines."""
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(line) + "\n" for line in lines)


def told(line: str) -> None:
    """Show progress."""
    sys.stderr.write(f"{line}\n")
