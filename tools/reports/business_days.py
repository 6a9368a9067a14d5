"""Working days between two days, for the nudges (row C3)."""

from datetime import date, timedelta


def business_days_between(start: date, end: date) -> int:
    """Monday-to-Friday days after `start`, up to and including `end`; 0 if `end` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))


def business_days_before(day: date, count: int) -> date:
    """The latest day that is at least `count` business days before `day`."""
    while business_days_between(day - timedelta(days=1), day) == 0 and count > 0:
        day -= timedelta(days=1)
    start = day
    while business_days_between(start, day) < count:
        start -= timedelta(days=1)
    return start
