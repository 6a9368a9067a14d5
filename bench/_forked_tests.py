"""Tests run in a fork of a process that has imported the libraries but nothing of ours: the source may change between runs."""

import importlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

HANGS_AFTER = 60.0
"""Seconds that a test may take beyond ten times what it took before."""
LONGEST = 60.0
"""Seconds that a test is taken to need whose time is not known."""
GRACE = 60.0
"""Seconds for taking a run down before its process is ended."""


@dataclass
class Ran:
    """The result of one run of tests.

    Args:
        tests: each test that ran → its seconds; failed ones are in `failed` besides.
        failed: the tests that failed, or what else went wrong: a test that hung, a module that can't be imported.
        cut_off: the time was over before the last test.
    """

    tests: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    cut_off: bool = False


class Watch:
    """A plugin that keeps to the wanted tests in the wanted order, takes their times and stops what hangs.

    Args:
        wanted: test → the seconds that it may take, in the order to run them; None for all.
        until: when the run has to be over, on the monotonic clock.
    """

    def __init__(self, wanted: dict[str, float] | None, until: float) -> None:
        self.wanted = wanted
        self.until = until
        self.ran = Ran()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if self.wanted is not None:
            place = {test: number for number, test in enumerate(self.wanted)}
            items[:] = sorted(
                (one for one in items if one.nodeid in place), key=lambda one: place[one.nodeid]
            )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.ran.failed.append(f"{report.nodeid} can't be collected")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if time.monotonic() > self.until:
            self.ran.cut_off = True
            item.session.shouldstop = "the time is over"
        if "change_probe" in sys.modules:
            sys.modules["change_probe"].begin(item.nodeid)
        usual = self.wanted.get(item.nodeid, 0.0) if self.wanted is not None else LONGEST
        signal.signal(signal.SIGALRM, self._hung(item.nodeid))
        signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER + 10 * usual)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _hung(self, test: str) -> Any:
        def stop(*_: object) -> None:
            self.ran.failed.append(f"{test} hangs")
            raise KeyboardInterrupt

        return stop

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid
        self.ran.tests[test] = self.ran.tests.get(test, 0.0) + report.duration
        if report.failed and test not in self.ran.failed:
            self.ran.failed.append(test)
        elif report.when == "call" and report.passed and not hasattr(report, "wasxfail"):
            self.ran.passed.append(test)


def warm_up(checkout: Path, files: list[str]) -> None:
    """Import what a collection of the test files imports, but for what is in the checkout."""
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as told:
        child = os.fork()
        if child == 0:
            _enter(checkout, Path(os.devnull))
            pytest.main(["--collect-only", "-q", *files])
            mine = str(checkout)
            names = [
                name
                for name, module in list(sys.modules.items())
                if getattr(module, "__spec__", None)
                and not str(getattr(module, "__file__", "") or "").startswith(mine)
            ]
            Path(told.name).write_text(json.dumps(names), encoding="utf-8")
            os._exit(0)
        os.waitpid(child, 0)
        names = json.loads(told.read() or "[]")
    for name in names:
        if not name.startswith(("_pytest", "__", "test", "conftest", "xdist")) and name not in sys.modules:
            with suppress(Exception):
                importlib.import_module(name)


def run_tests(
    checkout: Path,
    files: list[str],
    wanted: dict[str, float] | None,
    *,
    seconds: float,
    first_only: bool,
    choice: list[str],
    log: Path,
) -> Ran:
    """Run tests of a checkout in a fork.

    Args:
        checkout: where source and tests are.
        files: the test files to collect.
        wanted: the tests to run, see `Watch`.
        seconds: how long the run may take; what does not heed it is ended, and failed.
        first_only: stops at the first test that fails.
        choice: arguments of pytest that choose among the tests, such as `-m "not long"`.
        log: takes what the tests print.
    """
    stop = "--maxfail=1" if first_only else "--maxfail=0"
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as told:
        child = os.fork()
        if child == 0:
            _child(
                checkout, Watch(wanted, time.monotonic() + seconds), [stop, *choice, *files], log, told.name
            )
        ended = wait_for(child, seconds + HANGS_AFTER + GRACE)
        text = told.read()
    if not text:
        return Ran(failed=["the tests' process " + ("ended" if ended else "hung")])
    return Ran(**json.loads(text))


def work_in_session(checkout: Path, plugin: object, arguments: list[str], log: Path) -> None:
    """Begin a session of pytest in a fork, which does what a plugin of it does, and wait for its end."""
    child = os.fork()
    if child == 0:
        told = os.dup(2)
        _enter(checkout, log)
        sys.stderr = os.fdopen(told, "w", buffering=1)
        pytest.main(arguments, plugins=[plugin])
        os._exit(0)
    os.waitpid(child, 0)


def _child(checkout: Path, watch: Watch, arguments: list[str], log: Path, told: str) -> None:
    os.setsid()
    _enter(checkout, log)
    try:
        code = pytest.main(arguments, plugins=[watch])
        if code in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR} and not watch.ran.failed:
            watch.ran.failed.append("pytest can't begin")
        Path(told).write_text(json.dumps(asdict(watch.ran)), encoding="utf-8")
    finally:
        sys.stdout.flush()
        os._exit(0)


def _enter(checkout: Path, log: Path) -> None:
    """Make the checkout the place to run in, for this process and those it starts."""
    os.chdir(checkout)
    sys.path.insert(0, str(checkout))
    os.environ |= {"PYTHONPATH": str(checkout), "CI": "true"}
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(out, 1)
    os.dup2(out, 2)


def wait_for(child: int, seconds: float) -> bool:
    """Wait for a child; tell whether it ended by itself."""
    until = time.monotonic() + seconds
    pause = 0.01
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(pause)
        pause = min(0.2, pause * 2)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False
