"""Days of a slot that is told apart from others: by what is said before it, as past, or as a month, season or year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.days import DaySpan, read_days
from schemas.procedure import Request, Slot, SlotKind

SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
"""Season → the month that it begins in; a year's winter ends in the next year."""
SEASON = re.compile(
    rf"\b(?:(last|this) )?({'|'.join(SEASONS)})(?: (?:of )?((?:19|20)\d\d))?\b", re.IGNORECASE
)
YEAR = re.compile(
    r"\b(?:in|since|from|until|till|through|thru|to|of|back in) ((?:19|20)\d\d)\b", re.IGNORECASE
)
BETWEEN = 40
"""Characters before a day in which a slot's phrase is looked for."""


@dataclass(frozen=True)
class Said:
    """A day, or the first and last one of what was said, and where it stands in the text."""

    start: int
    end: int
    first: date
    last: date


def day(piece: Piece, slot: Slot, request: Request) -> str | None:
    """Return the day of a slot; days that another slot of the request has by its phrases are that one's."""
    found = _all(piece, slot)
    others = [one for one in request.slots.values() if one.kind == SlotKind.DAY and one.after and one != slot]
    taken = {said.start for one in others for said in _behind(piece, one, _all(piece, one))}
    free = [one for one in _behind(piece, slot, found) if one.start not in taken]
    if not free:
        return None
    return (free[0].last if slot.last else free[0].first).isoformat()


def _behind(piece: Piece, slot: Slot, found: list[Said]) -> list[Said]:
    """Return the days that stand behind one of the slot's phrases with no other day between; all where it has none."""
    if not slot.after:
        return found
    phrases = re.compile(rf"\b(?:{'|'.join(map(re.escape, slot.after))})\b", re.IGNORECASE)
    behind, start = [], piece.first_char
    for one in found:
        before = piece.reading.text[max(start, one.start - BETWEEN) : one.start]
        behind += [one] if phrases.search(before) else []
        start = one.end
    return behind


def _all(piece: Piece, slot: Slot) -> list[Said]:
    reading = piece.reading
    days = _past_days(piece) if slot.past else reading.days
    found = [Said(one.start, one.end, one.day, one.end_day or one.day) for one in days]
    if slot.loose:
        found += [one for one in _loose(reading.text[:2000], reading.today) if not _overlaps(one, found)]
    return sorted((one for one in found if piece.holds(one.start)), key=lambda one: one.start)


def _past_days(piece: Piece) -> list[DaySpan]:
    reading = piece.reading
    return read_days(reading.text, reading.today, past=True, day_first=reading.day_first).days


def _overlaps(one: Said, others: list[Said]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _loose(text: str, today: date) -> list[Said]:
    """Return the seasons and years that are said; "this spring" is the latest that has begun, "last spring" is over."""
    found = []
    for hit in SEASON.finditer(text):
        if hit[1] or hit[3]:
            first, last = _season(
                hit[2].casefold(), int(hit[3]) if hit[3] else None, today, (hit[1] or "").casefold()
            )
            found.append(Said(*hit.span(), first, last))
    for hit in YEAR.finditer(text):
        year = int(hit[1])
        found.append(Said(*hit.span(), date(year, 1, 1), date(year, 12, 31)))
    return found


def _season(name: str, year: int | None, today: date, which: str) -> tuple[date, date]:
    first = date(year or today.year, SEASONS[name], 1)
    while year is None and (first > today or (which == "last" and _end(first) >= today)):
        first = first.replace(year=first.year - 1)
    return first, _end(first)


def _end(first: date) -> date:
    month = first.month + 3
    return date(first.year + (month > 12), month - 12 if month > 12 else month, 1) - timedelta(days=1)
