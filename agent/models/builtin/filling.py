"""Filling a request's slots from a piece of a message; `docs/procedures.md` describes each kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from agent.models.builtin import free_text
from agent.models.builtin.directory import Job, Person
from agent.models.builtin.reading import Piece
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind

PRONOUNS = frozenset(words("him her he she they them it that this his hers their theirs one same guy lady"))
MONTHS = words("january february march april may june july august september october november december")


@dataclass(frozen=True)
class Focus:
    """Whom the conversation last spoke of."""

    contact_id: str
    name: str
    job_id: str = ""


@dataclass(frozen=True)
class Several:
    """A slot that several records fit; `label`s are shown, `id`s are what the tool gets."""

    candidates: list[dict[str, str]]


@dataclass
class Filling:
    """What the slots of one request came to.

    Args:
        arguments: argument → value, ready for the tool.
        several: argument → the records that fit it equally.
        problems: argument → why what was said can't be taken.
        focus: whom it is about.
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    several: dict[str, Several] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    focus: Focus | None = None


Filler = Callable[[Piece, Slot, Request, Focus | None], Any]


def fill(piece: Piece, request: Request, focus: Focus | None) -> Filling:
    """Reads every slot of a request from a piece; what isn't there is left out.

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
    filling.focus = _focus_of(piece) or focus
    return filling


def _focus_of(piece: Piece) -> Focus | None:
    only = piece.mention.only
    if only is None:
        return None
    return Focus(only.contact_id, only.name, piece.mention.job.job_id if piece.mention.job else "")


def _points_back(piece: Piece) -> bool:
    return not piece.mention.people and any(word in PRONOUNS for word in piece.words)


def _just_added(focus: Focus | None) -> bool:
    """Whether the person is one whom an earlier request of the same message adds, so that no record can be meant."""
    return focus is not None and not focus.contact_id


def _people(piece: Piece, focus: Focus | None) -> list[Person] | Focus | None:
    if piece.mention.people and not (_just_added(focus) and not piece.mention.named):
        return piece.mention.people
    return focus if focus is not None and _points_back(piece) else None


def _person_candidates(people: list[Person]) -> Several:
    labels = []
    for person in people:
        jobs = [job.title for job in person.jobs if job.open]
        labels.append(f"{person.name} ({jobs[0]})" if jobs else person.name)
    return Several(
        [
            {"id": person.contact_id, "name": person.name, "label": label}
            for person, label in zip(people, labels, strict=True)
        ]
    )


def _job_candidates(pairs: list[tuple[Person, Job]]) -> Several:
    return Several(
        [
            {"id": job.job_id, "name": person.name, "label": f"{job.title} ({person.name})"}
            for person, job in pairs
        ]
    )


def _person(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    found = _people(piece, focus)
    if isinstance(found, Focus):
        return found.contact_id
    if not found:
        return None
    return found[0].contact_id if len(found) == 1 else _person_candidates(found)


def _about(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    if piece.mention.only and piece.mention.job is not None and piece.mention.job.open:
        return piece.mention.job.job_id
    found = _people(piece, focus)
    if isinstance(found, Focus):
        return found.job_id or found.contact_id
    return _person(piece, slot, request, focus)


def _promise(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    found = _people(piece, focus)
    if isinstance(found, list):
        promised = [person for person in found if person.promises]
        if len(promised) == 1:
            return promised[0].contact_id
    return _person(piece, slot, request, focus)


def _jobs_of_kinds(*kinds: str) -> Filler:
    """A filler for a lead or a deal: the job hinted at, else the person's only open one of these kinds."""

    def filler(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
        hinted = piece.mention.job
        if hinted is not None and hinted.kind in kinds:
            return hinted.job_id
        found = _people(piece, focus)
        if not isinstance(found, list):
            return (found.job_id or found.name) if found else None
        pairs = [(one, job) for one in found for job in one.jobs if job.kind in kinds and job.open]
        having = {one.contact_id for one, _ in pairs}
        if len(found) > 1 and len(having) > 1:
            return _job_candidates(pairs)
        if len(pairs) == 1:
            return pairs[0][1].job_id
        if pairs:
            return _job_candidates(pairs)
        return found[0].name if len(found) == 1 else _person_candidates(found)

    return filler


def _two_people(position: int) -> Filler:
    def filler(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
        people = sorted(
            {one.contact_id: one for one in piece.reading.directory.people.values()}.values(),
            key=lambda one: fold(piece.said).find(" ".join(one.first) or " ".join(one.last)),
        )
        said = f" {fold(piece.said)} "
        named = [one for one in people if f" {_whole_name(one)} " in said]
        if len(named) > 1 and f" into {_whole_name(named[1])} " in said:
            named.reverse()
        return named[position].contact_id if len(named) > position else None

    return filler


NAME = r"[^\W\d_][\w'’.-]*"
FORMER = re.compile(rf"\b(?:and|from|&) ({NAME}(?: {NAME})?)", re.IGNORECASE)


def _former_name(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """The name of a record that has become part of another: nobody on record is called so any more."""
    found = FORMER.search(piece.said)
    return found[1] if found else None


def _whole_name(person: Person) -> str:
    return " ".join((*person.first, *person.last))


def _person_words(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    if piece.mention.only:
        return piece.mention.only.name
    return free_text.after_cue(piece, ("called", "named", "find", "for", "the")) or None


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
        taken += [(reading.tokens[i].start, reading.tokens[i].end) for i in piece.mention.used]
        spans = [
            span
            for span in piece.reading.bare_amounts
            if piece.holds(span.start) and not any(a <= span.start < b for a, b in taken)
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
    """ "knock 150 off" is taken from what the deal is worth now."""
    job = piece.mention.job or _only_deal(piece)
    if job is None or job.amount is None:
        return None
    held = set(piece.words)
    if "off" in held and held & {"knock", "take", "knocked", "took", "cut"}:
        return str(job.amount - step)
    if "add" in held and held & {"another", "more"}:
        return str(job.amount + step)
    return None


def _only_deal(piece: Piece) -> Job | None:
    only = piece.mention.only
    deals = [job for job in only.jobs if job.kind == "opportunity" and job.open] if only else []
    return deals[0] if len(deals) == 1 else None


def _day(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    return next((span.day.isoformat() for span in piece.reading.days if piece.holds(span.start)), None)


PROMISE_BEFORE = re.compile(
    r"(?:\bby|follow(?:ing)?[ -]?up(?: on| by)?|call(?:ing)? (?:him|her|them|back|me) ?(?:back)?(?: on)?|"
    r"check(?:ing)? back(?: on)?|try(?:ing)? (?:(?:him|her|them) )?again(?: on)?|"
    r"get(?:ting)? back to (?:him|her|them)(?: on| by)?|next step:?|quote|back on|"
    r"due(?: on)?)\s*$",
    re.IGNORECASE,
)


def _promised_day(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """A day that something was promised for: after "by", "follow up", "call back"; never a past one."""
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
    return slot.default or None


FILLERS: dict[SlotKind, Filler] = {
    SlotKind.PERSON: _person,
    SlotKind.ABOUT: _about,
    SlotKind.ABOUT_ANY: _person,
    SlotKind.PROMISE: _promise,
    SlotKind.LEAD: _jobs_of_kinds("lead"),
    SlotKind.DEAL: _jobs_of_kinds("opportunity"),
    SlotKind.LEAD_OR_DEAL: _jobs_of_kinds("lead", "opportunity"),
    SlotKind.DEAL_OR_LEAD: _jobs_of_kinds("lead", "opportunity"),
    SlotKind.PERSON_WORDS: _person_words,
    SlotKind.FIRST_PERSON: _two_people(0),
    SlotKind.SECOND_PERSON: _two_people(1),
    SlotKind.FORMER_NAME: _former_name,
    SlotKind.PHONE: _phone,
    SlotKind.EMAIL: _email,
    SlotKind.MONEY: _money,
    SlotKind.DAY: _day,
    SlotKind.PROMISED_DAY: _promised_day,
    SlotKind.MONTH: _month,
    SlotKind.CHOICE: _choice,
    SlotKind.NAME: free_text.name,
    SlotKind.ADDRESS: free_text.address,
    SlotKind.COMPANY: free_text.company,
    SlotKind.TITLE: free_text.title,
    SlotKind.REPORT: free_text.report,
    SlotKind.PURPOSE: free_text.purpose,
    SlotKind.MESSAGE: free_text.message,
    SlotKind.REST_AFTER: free_text.rest_after,
    SlotKind.WHOLE: free_text.whole,
}
