"""A pytest session that has collected every test once, and runs some of them in forks of itself, with a change or without."""

import atexit
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest
from _changed_code import change_loaded
from _changes import Change
from _forked_tests import GRACE, HANGS_AFTER, Ran, Watch, wait_for

Work = Callable[["WarmSession"], None]


class WarmSession:
    """A plugin that hands the collected session to some work in place of running its tests.

    Args:
        work: what to do with it.
        warms: fixtures of the session; the first test that uses one is run before, so that it is there.
    """

    def __init__(self, checkout: Path, work: Work, warms: frozenset[str]) -> None:
        self.checkout = checkout
        self.work = work
        self.warms = warms
        self.items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        using = [one for one in session.items if self.warms & set(getattr(one, "fixturenames", ()))]
        if using:
            session.config.hook.pytest_runtest_protocol(item=using[0], nextitem=session.items[-1])
        self.work(self)
        return True

    def run(
        self, wanted: dict[str, float], seconds: float, change: Change | None = None, source: bytes = b""
    ) -> Ran | None:
        """Run tests in a fork, until one fails; None where the change can't be made to what is loaded.

        Args:
            wanted: test → the seconds that it takes, in the order to run them.
            seconds: how long all may take.
            change: what is different in the fork; it stands in the checkout already, for the processes that a test starts.
            source: of the changed file, before the change.
        """
        with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as told:
            child = os.fork()
            if child == 0:
                os.setsid()
                atexit._clear()
                watch = Watch(wanted, time.monotonic() + seconds)
                path = str(self.checkout / change.file) if change is not None else ""
                fits = change is None or change_loaded(change, path, source)
                if fits:
                    self._run_each(watch, wanted)
                Path(told.name).write_text(json.dumps(asdict(watch.ran) if fits else None), encoding="utf-8")
                atexit._run_exitfuncs()
                os._exit(0)
            ended = wait_for(child, seconds + HANGS_AFTER + GRACE)
            text = told.read()
        if text == "null":
            return None
        return (
            Ran(**json.loads(text))
            if text
            else Ran(failed=["the tests' process " + ("ended" if ended else "hung")])
        )

    def _run_each(self, watch: Watch, wanted: dict[str, float]) -> None:
        """Run the tests one after the other in this process, and take everything down after the last."""
        items = [self.items[test] for test in wanted if test in self.items]
        session = items[0].session if items else None
        if session is None:
            return
        session.config.pluginmanager.register(watch)
        with suppress(KeyboardInterrupt):
            for item, following in zip(items, [*items[1:], None], strict=True):
                session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if watch.ran.failed or watch.ran.cut_off:
                    break
        with suppress(BaseException):
            session._setupstate.teardown_exact(None)
