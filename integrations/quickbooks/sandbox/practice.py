"""The practice company of a home: where it keeps itself, whether it runs, and running it."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from schemas.errors import BadConfiguration, OutsideUnavailable

START_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.05


class Practice:
    """The practice company of one home.

    Args:
        home: the home's folder; everything is in its folder `practice`.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "practice"
        self.books = self.folder / "quickbooks.json"
        self.running = self.folder / "quickbooks.running.json"

    def address(self) -> str | None:
        """Return the practice company's address on loopback, if it runs."""
        return self._answering()[0]

    def serve(self, port: int | None, tell: Callable[[str], None]) -> None:
        """Serve until the process is told to end.

        Args:
            port: where; if not given, the port of the last time, so that what is connected stays so.
            tell: called with the address once it listens.

        Raises:
            BadConfiguration: the port is taken, or it runs already.
        """
        from integrations.quickbooks.sandbox.people import practice_people
        from integrations.quickbooks.sandbox.server import Sandbox

        if self.address() is not None:
            raise BadConfiguration(f"The practice company runs already, at {self.address()}.")
        sandbox = Sandbox(self.books, people=practice_people())
        wanted = self._last_port() if port is None else port
        try:
            sandbox.start(wanted)
        except OSError as error:
            raise BadConfiguration(
                f"Port {wanted} is taken ({error.strerror}). Choose another with --port, then connect again: deskhand "
                "connect quickbooks --try"
            ) from None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.running.write_text(
            json.dumps({"address": sandbox.base, "process": os.getpid()}), encoding="utf-8"
        )
        ended = threading.Event()
        for wish in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wish, lambda *_: ended.set())
        tell(sandbox.base)
        ended.wait()
        sandbox.stop()

    def start(self, command: Sequence[str]) -> str:
        """Start the practice company in the background, unless it runs; return its address.

        Args:
            command: what serves it, in a process of its own that outlives this one.

        Raises:
            OutsideUnavailable: it did not start.
        """
        if (found := self.address()) is not None:
            return found
        # The command is this program itself, by the interpreter that runs it.
        subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            if (found := self.address()) is not None:
                return found
            time.sleep(LOOK_AGAIN_SECONDS)
        raise OutsideUnavailable(
            "The practice company did not start. See why: deskhand sandbox quickbooks. Nothing was changed."
        )

    def stop(self) -> bool:
        """Stop the practice company; False if it did not run."""
        address, process = self._answering()
        if address is None:
            return False
        os.kill(process, signal.SIGTERM)
        return True

    def _answering(self) -> tuple[str | None, int]:
        """Return address and process of the running company; another that may have the port by now is not taken
        for it.
        """
        import requests

        try:
            noted = json.loads(self.running.read_text(encoding="utf-8"))
            told = requests.get(noted["address"], timeout=5).json()
        except (OSError, ValueError, KeyError, requests.RequestException):
            return None, 0
        if (
            not isinstance(told, dict)
            or told.get("process") != noted["process"]
            or "practice company" not in told
        ):
            return None, 0
        return str(noted["address"]), int(noted["process"])

    def _last_port(self) -> int:
        try:
            noted = json.loads(self.running.read_text(encoding="utf-8"))
            return int(str(noted["address"]).rpartition(":")[2])
        except (OSError, ValueError, KeyError):
            return 0
