"""The tests that a run left out, counted in words at its end, with what brings them. A plugin."""

from collections import Counter
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell how many tests were skipped, a line a reason."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} test{'s' if count > 1 else ''} left out: {reason}")


def _reason(report: pytest.TestReport) -> str:
    """Return the sentence given to `pytest.skip`."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")
