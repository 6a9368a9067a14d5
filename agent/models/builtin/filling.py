"""Filling a request's slots from a piece of a message; `docs/procedures.md` describes each kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from agent.models.builtin import counts, free_text, meaning, reasons, said_days, said_hours, things
from agent.models.builtin.meaning import Focus, Several, SomebodyNew
from agent.models.builtin.reading import LEAST_BARE_AMOUNT, Piece
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.told import WISH
from agent.models.builtin.unkept import told_and_unkept
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind
from tools.matters.jobs_on_record import JobOnRecord

MONTHS = words("january february march april may june july august september october november december")


@dataclass
class Filling:
    """The filled slots of one request.

    Args:
        arguments: argument → value, ready for the tool.
        several: argument → the records to choose from.
        new: argument → somebody who is named and not on record.
        problems: argument → why what was said can't be taken.
        unkept: days and amounts that were said and that no argument holds.
        focus: whom it is about.
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    several: dict[str, Several] = field(default_factory=dict)
    new: dict[str, SomebodyNew] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    unkept: list[str] = field(default_factory=list)
    focus: Focus | None = None


OF_A_THING = re.compile(
    rf"\b(?:\d+[ -]?(?:yr|year)s?(?: \w+)? (?:warranty|guarantee)|(?:19|20)\d\d|\d[\d./]*[ -](?:{things.UNITS}))\b",
    re.IGNORECASE,
)
"""A size, a year or a warranty of a piece of equipment."""
THROUGH = re.compile(r"\b(?:through|thru|till|until|to)\b|\s[-–]\s", re.IGNORECASE)
"""A run of days, of which only the first is kept where one day is asked for."""
OTHER = "other"
"""The choice that stands for a reason in the member's own words."""
DAY_KINDS = {SlotKind.DAY, SlotKind.PROMISED_DAY, SlotKind.MONTH}

Filler = Callable[[Piece, Slot, Request, Focus | None], Any]


def fill(piece: Piece, request: Request, focus: Focus | None) -> Filling:
    """Fill every slot of a request from a piece; what isn't there is left out.

    Args:
        piece: of the message.
        request: what is asked for.
        focus: whom a pronoun means.
    """
    filling = Filling(arguments=dict(request.fixed))
    for name, slot in request.slots.items():
        value = FILLERS[slot.kind](piece, slot, request, focus)
        if isinstance(value, Several):
            filling.several[name] = value
        elif isinstance(value, SomebodyNew):
            filling.new[name] = value
        elif value is not None and value != "":
            filling.arguments[name] = value
    if any(slot.kind in {SlotKind.DAY, SlotKind.PROMISED_DAY} for slot in request.slots.values()):
        for bad in piece.reading.bad_days:
            if piece.holds(bad.start):
                filling.problems["date"] = f"{bad.said!r}: {bad.why}"
    if any(slot.kind == SlotKind.PHONE for slot in request.slots.values()):
        for wrong in piece.reading.bad_phones:
            if piece.holds(wrong.start):
                filling.problems["phone"] = f"{wrong.said!r}: {wrong.why}"
    for name, slot in request.slots.items():
        if slot.kind == SlotKind.ABOUT and slot.unless and meaning.points_at_somebody(piece):
            filling.problems.setdefault(name, "")  # Without that person it is not what was asked for.
    filling.unkept = _unkept(piece, request, filling)
    filling.focus = meaning.focus_of(piece, request) or (None if piece.mention.names else focus)
    return filling


def _unkept(piece: Piece, request: Request, filling: Filling) -> list[str]:
    """Return the days and amounts of the piece that no argument kept, read or in its words."""
    filled = {request.slots[name].kind for name in filling.arguments if name in request.slots}
    held = " ".join(str(value).casefold() for value in filling.arguments.values())
    found: list[str] = []
    for spans, kinds in ((piece.reading.days, DAY_KINDS), (piece.reading.amounts, {SlotKind.MONEY})):
        here = [span.said for span in spans if piece.holds(span.start)]
        found += [said for said in here[1 if filled & kinds else 0 :] if said.casefold() not in held]
    if SlotKind.DAY in filled and not filled & {SlotKind.LAST_DAY, SlotKind.MONTH}:
        found += [
            one.said for one in piece.reading.days if piece.holds(one.start) and THROUGH.search(one.said)
        ]
    signs = {one.name.start for one in piece.mention.names if one.name.is_sign}
    named = [piece.reading.tokens[index].start for index in signs]
    takes = any(slot.kind == SlotKind.PHONE for slot in request.slots.values())
    for phone in piece.reading.phones:
        spoken_to = any(phone.start <= at < phone.end for at in named)
        if piece.holds(phone.start) and not takes and not spoken_to and phone.said.casefold() not in held:
            found.append(phone.said)
    if any(slot.kind == SlotKind.BETWEEN for slot in request.slots.values()):
        told = [one[0] for one in OF_A_THING.finditer(piece.said) if not _holds_figures(held, one[0])]
        found += [said for said in told if not any(said in other for other in found)]
    wish = WISH.search(piece.said)
    adds = any(slot.kind == SlotKind.NAME for slot in request.slots.values())
    found += [wish[0]] if wish and adds and wish["what"].casefold() not in held else []
    return [*found, *told_and_unkept(piece, request, filling.arguments, found)]


def _holds_figures(held: str, said: str) -> bool:
    figures = re.findall(r"\d[\d./]*", said)
    return "warrant" not in said.casefold() and all(one in held for one in figures)


def _two_people(position: int) -> Filler:
    def filler(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
        named = list({one.key: one for one in piece.mention.names}.values())
        if len(named) > 1 and f" into {fold(named[1].name.said)} " in f" {fold(piece.said)} ":
            named.reverse()
        if len(named) <= position:
            return None
        only = named[position].only
        return only["id"] if only else meaning.asked(piece, named[position])

    return filler


NAME = r"[^\W\d_][\w'’.-]*"
FORMER = re.compile(rf"\b(?:and|from|&) ({NAME}(?: {NAME})?)", re.IGNORECASE)


def _former_name(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """Read the former name of a record that was merged into another: nobody on record has it any more."""
    found = FORMER.search(piece.said)
    return found[1] if found else None


def _person_words(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    if piece.mention.only:
        return piece.mention.only["name"]
    told = free_text.said_as(piece, slot.tells)
    if told:
        return told[0].strip(" ,.?")
    return free_text.after_words(piece, ("called", "named", "find", "for", "the")) or None


def _phone(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    for span in piece.reading.phones:
        if piece.holds(span.start):
            return f"{span.e164} ext. {span.extension}" if span.extension else span.e164
    return None


def _email(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    return next((span.address for span in piece.reading.emails if piece.holds(span.start)), None)


def _money(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    reading = piece.reading
    spans = [span for span in reading.amounts if piece.holds(span.start)]
    if not spans and slot.loose:
        taken = free_text.taken_spans(piece, amounts=False)
        taken += [hit.span() for hit in ADDRESS.finditer(reading.text)]
        taken += [(reading.tokens[i].start, reading.tokens[i].end) for i in piece.mention.used]
        spans = [
            span
            for span in piece.reading.bare_amounts
            if piece.holds(span.start)
            and not any(a <= span.start < b for a, b in taken)
            and (slot.ask or span.amount >= LEAST_BARE_AMOUNT)
        ]
    if not spans:
        return None
    change = _relative(piece, spans[0].amount)
    return (
        change
        if change is not None
        else str(abs(spans[0].amount) if not spans[0].negative else spans[0].amount)
    )


def _relative(piece: Piece, step: Any) -> str | None:
    """Read an amount relative to the deal's: "knock 150 off"."""
    job = piece.mention.job or _only_deal(piece)
    if job is None or job.amount is None:
        return None
    held = set(piece.words)
    if "off" in held and held & {"knock", "take", "knocked", "took", "cut"}:
        return str(job.amount - step)
    if "add" in held and held & {"another", "more"}:
        return str(job.amount + step)
    return None


def _only_deal(piece: Piece) -> JobOnRecord | None:
    only = piece.mention.only
    held = piece.mention.jobs_of(only["id"]) if only else []
    deals = [job for job in held if job.kind == "opportunity" and job.open]
    return deals[0] if len(deals) == 1 else None


def _day(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    if slot.after or slot.past or slot.loose:
        return said_days.day(piece, slot, request)
    days = [span.day for span in piece.reading.days if piece.holds(span.start)]
    meant = [one for one in days if not slot.coming or one > piece.reading.today]
    return meant[0].isoformat() if meant else None


def _last_day(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """Return the last of the first run of days: of "this week" its Sunday."""
    first = next((span for span in piece.reading.days if piece.holds(span.start)), None)
    return first.end_day.isoformat() if first is not None and first.end_day is not None else None


PROMISE_BEFORE = re.compile(
    r"(?:\bby|follow(?:ing)?[ -]?up(?: on| by)?|call(?:ing)? (?:him|her|them|back|me) ?(?:back)?(?: on)?|"
    r"check(?:ing)? back(?: on)?|try(?:ing)? (?:(?:him|her|them) )?again(?: on)?|"
    r"get(?:ting)? back to (?:him|her|them)(?: on| by)?|next step:?|quote|back on|"
    r"due(?: on)?)\s*$",
    re.IGNORECASE,
)


def _promised_day(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """Read the day that something was promised for: after "by", "follow up", "call back"; never a past one."""
    for span in piece.reading.days:
        if not piece.holds(span.start) or span.day < piece.reading.today or span.end_day is not None:
            continue
        before = piece.reading.text[max(0, span.start - 40) : span.start]
        if PROMISE_BEFORE.search(before) or span.said.casefold().startswith("by "):
            return span.day.isoformat()
    return None


def _month(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    today, said = piece.reading.today, fold(piece.said).split()
    in_figures = re.search(r"\b(0?[1-9]|1[0-2])/(20\d\d)\b", piece.said)
    if in_figures:
        return f"{in_figures[2]}-{int(in_figures[1]):02d}"
    if "last" in said and "month" in said:
        return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    named = [word for word in said if word != "may"] or said
    for number, month in enumerate(MONTHS, 1):
        if any(word == month or (len(word) > 2 and word in {month[:3], month[:4]}) for word in named):
            year = next((int(word) for word in said if re.fullmatch(r"20\d\d", word)), None)
            return f"{year or (today.year if number <= today.month else today.year - 1)}-{number:02d}"
    return None


def _choice(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    text = f" {' '.join(piece.words)} "
    spoken = f" {fold(piece.said)} "
    for value, phrases in slot.words.items():
        if any(f" {phrase} " in text or f" {fold(phrase)} " in spoken for phrase in phrases):
            return value
    if OTHER in slot.words and slot.needed and reasons.is_said(piece):
        return OTHER
    return slot.default or None


def _place(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    return _choice(piece, slot, request, focus) or free_text.address(piece, slot, request, focus)


FILLERS: dict[SlotKind, Filler] = {
    SlotKind.PERSON: meaning.person,
    SlotKind.ABOUT: meaning.about,
    SlotKind.ABOUT_ANY: meaning.person,
    SlotKind.PROMISE: meaning.promise,
    SlotKind.LEAD: meaning.job_of_kinds("lead"),
    SlotKind.DEAL: meaning.job_of_kinds("opportunity"),
    SlotKind.LEAD_OR_DEAL: meaning.job_of_kinds("lead", "opportunity"),
    SlotKind.DEAL_OR_LEAD: meaning.job_of_kinds("lead", "opportunity"),
    SlotKind.PERSON_WORDS: _person_words,
    SlotKind.FIRST_PERSON: _two_people(0),
    SlotKind.SECOND_PERSON: _two_people(1),
    SlotKind.FORMER_NAME: _former_name,
    SlotKind.PHONE: _phone,
    SlotKind.EMAIL: _email,
    SlotKind.MONEY: _money,
    SlotKind.DAY: _day,
    SlotKind.LAST_DAY: _last_day,
    SlotKind.PROMISED_DAY: _promised_day,
    SlotKind.MONTH: _month,
    SlotKind.COUNT: counts.count,
    SlotKind.LENGTH: counts.length,
    SlotKind.HOURS: said_hours.hours,
    SlotKind.CHOICE: _choice,
    SlotKind.NAME: free_text.name,
    SlotKind.ADDRESS: _place,
    SlotKind.COMPANY: free_text.company,
    SlotKind.TITLE: free_text.title,
    SlotKind.REPORT: free_text.report,
    SlotKind.PURPOSE: free_text.purpose,
    SlotKind.MESSAGE: free_text.message,
    SlotKind.REST_AFTER: free_text.rest_after,
    SlotKind.BETWEEN: things.between,
    SlotKind.CODE: things.code,
    SlotKind.WHOLE: free_text.whole,
}
