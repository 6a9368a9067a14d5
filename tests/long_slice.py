"""A tenth of `make long` in less than four minutes: what `.ci/run` and `make long-slice` run.

Which tenth follows from the commit: each commit of the main line takes the one after its parent's, so that ten landings run all.
What takes minutes by itself is left to `make long`; of the two campaigns a slice plays some kill points and hostile calls of its
own. What the time was too short for is counted at the end, and fails.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

ROOT = Path(__file__).parent.parent
SLICES = 10
SECONDS = 225.0
ONLY_WHOLE = (
    "tests/adversary/test_search.py::",
    "tests/crm/test_any_merges.py::test_a_thousand",
    "tests/evals/test_injection.py::test_no_combination",
    "tests/gmail/test_gmail_at_scale.py::",
    "tests/intake/test_any_mail.py::test_twenty_thousand",
    "tests/intake/test_receive_once.py::test_a_thousand_mails",
    "tests/models/test_chaos.py::",
    "tests/quickbooks/test_books_faults.py::test_a_thousand",
    "tests/scheduler/test_a_year.py::",
    "tests/web/test_http_interface.py::test_no_address_breaks",
)
"""The tests that take longer than a slice by themselves."""


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def slice_of_commit() -> int:
    """Return the tenth of the commit; by its id where its history is not there to be counted."""
    if git("rev-parse", "--is-shallow-repository") == "true":
        return int(git("rev-parse", "HEAD"), 16) % SLICES
    return int(git("rev-list", "--first-parent", "--count", "HEAD")) % SLICES


class Slice:
    """A plugin that keeps to one tenth of the tests, and stops when the time is over.

    Args:
        number: which tenth.
        until: when it has to be over, on the monotonic clock.
    """

    def __init__(self, number: int, until: float) -> None:
        self.number = number
        self.until = until
        self.not_run: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [
            one
            for one in items
            if crc32(one.nodeid.encode()) % SLICES == self.number and not one.nodeid.startswith(ONLY_WHOLE)
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if time.monotonic() > self.until:
            self.not_run = [one.nodeid for one in item.session.items[item.session.items.index(item) :]]
            item.session.shouldstop = "the time of a slice is over"
        return (yield)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.not_run:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(f"slice {self.number} of {SLICES} of `make long`")
        if self.not_run:
            terminalreporter.write_line(
                f"CUT OFF: {len(self.not_run)} tests were not run, from {self.not_run[0]} on"
            )


def benches(number: int, seed: int) -> list[list[str]]:
    """Return the commands that play a slice's own kill points and hostile calls."""
    sys.path.insert(0, str(ROOT))
    from evals.adversary.kill_points import SCENES

    scenes = [scene.name for scene in SCENES[number::SLICES]]
    return [
        ["kill_points.py", "--step", "7", "--races", "2", "--scenes", *scenes],
        ["adversary.py", "--calls", "2000", "--seed", str(seed), "--database", "sqlite"],
    ]


def main() -> int:
    """Run one slice: the tests in this process, the benches beside it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slice", type=int, choices=range(SLICES), help="another than the commit's")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    number = slice_of_commit() if options.slice is None else options.slice
    until = time.monotonic() + options.seconds
    seed = int(git("rev-parse", "HEAD")[:8], 16)
    one_after_the_other = " && ".join(
        f"{sys.executable} {ROOT / 'bench' / script} {' '.join(map(repr, arguments))}"
        for script, *arguments in benches(number, seed)
    )
    beside = subprocess.Popen(["timeout", str(options.seconds), "bash", "-c", one_after_the_other])
    failed = pytest.main(["-m", "long", str(ROOT / "tests")], plugins=[Slice(number, until)])
    ended = beside.wait()
    if ended == 124:
        sys.stdout.write(
            "CUT OFF: the kill points or hostile calls of this slice did not come to their end\n"
        )
    return int(failed or ended)


if __name__ == "__main__":
    sys.exit(main())
