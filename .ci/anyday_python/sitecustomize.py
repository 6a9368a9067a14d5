"""Lets Python sleep under libfaketime 0.9.10, which refuses the absolute times that `time.sleep` asks the system for."""

import select
import time


def sleep(seconds: float) -> None:
    """Wait for so many seconds, as `time.sleep` does."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep
