"""A plugin of pytest for `make long`: writes into docs/reliability.md when its tests were run whole, and what came of it."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from _reliability import stamp, write_section

BEGUN = time.monotonic()
COUNTED = ("passed", "failed", "error", "skipped")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the line, once, in the process that the others report to."""
    counts = [(name, len(terminalreporter.stats.get(name, ()))) for name in COUNTED]
    told = ", ".join(
        f"{number:,} {name}" for name, number in counts if number or name in {"passed", "failed"}
    )
    minutes = (time.monotonic() - BEGUN) / 60
    write_section(
        "whole run", f"**The tests of `make long`, whole: {told}** ({stamp()}; {minutes:.0f} minutes)."
    )
