"""The time that the slot readers take for a message and for 100 kB, friendly and hostile."""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import date

from agent.models.builtin.slots.days import read_days
from agent.models.builtin.slots.durations import find_durations
from agent.models.builtin.slots.money import read_money
from agent.models.builtin.slots.numbers import find_numbers
from agent.models.builtin.slots.people import find_emails, looks_like_name, split_name
from agent.models.builtin.slots.phones import read_phones
from agent.models.builtin.slots.text import fold, tokens

READERS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "tokens": tokens,
    "days": lambda text: read_days(text, date(2026, 11, 18)),
    "durations": find_durations,
    "money": lambda text: read_money(text, bare=True),
    "phones": lambda text: read_phones(text, "US"),
    "emails": find_emails,
    "numbers": find_numbers,
    "split_name": split_name,
    "looks_like_name": looks_like_name,
}
MESSAGE = (
    "log a call with Seán O'Brien (215) 555-0142, quote $3,200 sent, remind me next Tuesday at 3pm, "
    "mail sean dot obrien at example dot com "
)
HOSTILE = (
    "a",
    "a.",
    "9",
    "9 ",
    "1-",
    "(",
    "$1 ",
    "one ",
    "a week from ",
    "x dot ",
    "a at ",
    "+1",
    "é\u0301\u0327",
)


def seconds(read: Callable[[str], object], text: str) -> float:
    """Return the seconds of the better of two runs."""
    best = float("inf")
    for _ in range(2):
        begin = time.perf_counter()
        read(text)
        best = min(best, time.perf_counter() - begin)
    return best


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line per reader: a message, 100 kB of messages, the worst hostile 100 kB and its growth from half of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kilobytes", type=int, default=100)
    size = parser.parse_args(arguments).kilobytes * 1_000
    many_ms = f"{size // 1_000} kB ms"
    print(f"{'reader':16}{'message ms':>12}{many_ms:>12}{'worst ms':>12}{'growth':>8}  worst piece")
    for name, read in READERS.items():
        worst = max(HOSTILE, key=lambda piece: seconds(read, piece * (size // 4 // len(piece))))
        half, whole = (seconds(read, worst * (length // len(worst))) for length in (size // 2, size))
        one, many = seconds(read, MESSAGE), seconds(read, MESSAGE * max(1, size // len(MESSAGE)))
        print(
            f"{name:16}{one * 1e3:12.3f}{many * 1e3:12.1f}{whole * 1e3:12.1f}{whole / half:8.1f}  {worst!r}"
        )


if __name__ == "__main__":
    main()
