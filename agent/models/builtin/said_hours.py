"""The hours that somebody says they work: a run of days and from when to when, in either order."""

import re
from typing import Any

from agent.models.builtin import free_text
from agent.models.builtin.reading import Piece
from schemas.errors import BadConfiguration
from schemas.procedure import Request, Slot
from schemas.working_hours import DAYS_SAID, TIMES_SAID, hours_from

BETWEEN = r"(?:[,:]? (?:on |from |it['’]?s |we(?:['’]re| are) open )?)"
"""Words between days and times."""
BOTH = (
    re.compile(rf"(?P<days>{DAYS_SAID}){BETWEEN}(?P<times>{TIMES_SAID})", re.IGNORECASE),
    re.compile(rf"(?P<times>{TIMES_SAID}){BETWEEN}(?P<days>{DAYS_SAID})", re.IGNORECASE),
)
TIMES = re.compile(TIMES_SAID, re.IGNORECASE)
A_DAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)


def hours(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read the working hours; a single day only right behind one of the slot's phrases, since the others would be closed."""
    found = [hit for form in BOTH if (hit := form.search(piece.said))]
    if found:
        first = min(found, key=lambda hit: hit.start())
        return f"{first['days']} {first['times']}"
    written = free_text.rest_after(piece, slot, request, focus)
    if written and _are_hours(written):
        return written
    times = TIMES.search(piece.said)
    return times[0] if times and not A_DAY.search(piece.said) else None


def _are_hours(text: str) -> bool:
    try:
        hours_from(text)
    except BadConfiguration:
        return False
    return True
