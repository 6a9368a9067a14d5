"""The person or job of a request: from its names, its titles, and the focus of the conversation.

The rules of never writing on the wrong person stand here. A name that is said decides. A pronoun counts only where none is.
A title names a job and no person: where a person is asked for, its customer is offered and not taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.models.builtin.mention import Named
from agent.models.builtin.name_words import DETERMINERS, LEADING
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.spoken_of import (
    is_an_aside,
    is_in_a_reason,
    is_introduced,
    is_ruled_out,
    word_at,
)
from agent.models.builtin.writing import RELATED, writes_to_a_thing
from schemas.keys import words
from schemas.procedure import Request, Slot, SlotKind
from tools.matters.disambiguation import SOMEBODY_NEW
from tools.matters.jobs_on_record import JobOnRecord

PRONOUNS = frozenset(words("him her he she they them his hers their theirs hes shes theyre theyve theyll"))
POINTERS = frozenset(words("it that this one same guy lady"))
"""Words that point back to a job or a person, weaker than a title."""
INDEFINITE = frozenset(words("everybody everyone somebody someone anybody anyone whoever nobody"))
DESCRIBED = frozenset(words("guy lady man woman person customer client girl dude fellow gentleman couple"))
DESCRIBING = frozenset(words("from with who whos that we i at down next across"))
TOGETHER = frozenset({"and", "or", "&"})
"""Words between names that are said side by side."""
LEFT_FOR = frozenset(words("lost lose losing moved moving went gone"))
"""Words of going over to somebody or somewhere: whoever stands behind the "to" or "with" is not who has gone."""
TOLD = frozenset({SlotKind.REPORT, SlotKind.MESSAGE, SlotKind.PURPOSE, SlotKind.REST_AFTER})
"""Slots that hold what is told, in which others may be named than the one it is about."""


@dataclass(frozen=True)
class Focus:
    """The focus: the person that the conversation last spoke of."""

    contact_id: str
    name: str
    job_id: str = ""


@dataclass(frozen=True)
class Several:
    """Records to choose from; `label`s are shown, `id`s are what the tool gets.

    `offered` says that none of them was named for certain, so that even one of them is asked about; `together`, that
    they were named side by side, and it is done for one of them at a time.
    """

    candidates: list[dict[str, str]]
    offered: bool = False
    together: bool = False


@dataclass(frozen=True)
class SomebodyNew:
    """Somebody who is named and not on record, and who is called much like it."""

    said: str
    near: tuple[dict[str, str], ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    """Further details that were said of them: phone, e-mail, address."""


def asked(piece: Piece, named: Named) -> Several | SomebodyNew:
    """Return what has to be asked about a name that does not fit exactly one."""
    if named.whom.fits:
        return Several(list(named.whom.fits))
    if named.name.company:
        return SomebodyNew(named.name.said, (), {**_details(piece), "company": named.name.said})
    return SomebodyNew(named.name.said, named.whom.near, _details(piece))


def _details(piece: Piece) -> dict[str, str]:
    """Collect how somebody new is reached, as it was said beside their name."""
    reading = piece.reading
    phones = [one.e164 for one in reading.phones if piece.holds(one.start)]
    emails = [one.address for one in reading.emails if piece.holds(one.start)]
    places = [hit[0] for hit in ADDRESS.finditer(reading.text) if piece.holds(hit.start())]
    said = {"phone": phones, "email": emails, "address": places}
    return {name: found[0] for name, found in said.items() if found}


def subject(piece: Piece, request: Request) -> Named | Several | None:
    """Return the name that a request is about; several, where the words don't say which of them it is."""
    given = any(slot.kind in {SlotKind.PHONE, SlotKind.EMAIL} for slot in request.slots.values())
    former = any(slot.kind == SlotKind.FORMER_NAME for slot in request.slots.values())
    names = [
        one
        for one in piece.mention.names
        if not is_ruled_out(piece, one)
        and not is_an_aside(piece, one)
        and not (given and one.name.is_sign)
        and not (former and not one.whom.fits)
        and (one.whom.fits or not is_in_a_reason(piece, one))
    ]
    tells = any(slot.kind in TOLD for slot in request.slots.values())
    if not tells and any(one.whom.fits for one in names):
        names = [one for one in names if not _is_left_for(piece, one)]
    if not names:
        return None
    if any(slot.kind == SlotKind.TITLE for slot in request.slots.values()):
        names = [one for one in names if is_introduced(piece, one)] or names
    if _related(piece, names[0]):
        return Several([*names[0].whom.fits, SOMEBODY_NEW], offered=True)
    if len({one.key for one in names}) == 1:
        return names[0]
    together = _side_by_side(piece, names)
    if together:
        return _one_of(together, together=True)
    common = set.intersection(*({fit["id"] for fit in one.whom.fits} for one in names))
    if len(common) == 1:
        return min(names, key=lambda one: len(one.whom.fits))
    placed = [one for one in names if word_at(piece, one.name.start - 1) == "for"]
    if tells:
        return names[0]
    if len(placed) == 1:
        return placed[0]
    return _one_of(names) if any(one.whom.fits for one in names) else names[0]


def _one_of(names: list[Named], *, together: bool = False) -> Several:
    """Return the question which of several that are named is meant, somebody new among them where one is not on record."""
    fits = {fit["id"]: fit for one in names for fit in one.whom.fits}
    unheard = [] if all(one.whom.fits for one in names) else [SOMEBODY_NEW]
    return Several([*fits.values(), *unheard], offered=True, together=together)


def _side_by_side(piece: Piece, names: list[Named]) -> list[Named]:
    """Return the first names that only an "and" or "or" stands between, where they are two people's or more."""
    row = names[:1]
    for one in names[1:]:
        between = range(row[-1].name.end, one.name.start)
        if len(between) != 1 or word_at(piece, between[0]) not in TOGETHER:
            break
        row.append(one)
    return row if len({one.key for one in row}) > 1 and any(one.whom.fits for one in row) else []


def _is_left_for(piece: Piece, named: Named) -> bool:
    """Return whether somebody has gone to this name, a place or a competitor ("moved to Arizona", "lost to Costco")."""
    tokens = piece.reading.tokens
    gone = [token for token in tokens[piece.start : named.name.start] if token.folded in LEFT_FOR]
    if named.whom.fits or not gone or word_at(piece, named.name.start - 1) not in {"to", "with"}:
        return False
    between = piece.reading.text[gone[-1].end : tokens[named.name.start].start]
    return not set(between) & set(",;.:")


def _related(piece: Piece, named: Named) -> bool:
    """Return whether it is somebody else of whom is spoken: "Ana's husband"."""
    return named.name.owner and word_at(piece, named.name.end) in RELATED


def focus_of(piece: Piece, request: Request) -> Focus | None:
    """Return whom the next message's pronouns mean after this one."""
    about = subject(piece, request)
    only = about.only if isinstance(about, Named) else None
    if only is None:
        return None
    job = piece.mention.job
    return Focus(only["id"], only["name"], job.job_id if job else "")


def _last(piece: Piece, focus: Focus | None, *, weakly: bool = True) -> Focus | None:
    """Return whom a pronoun means; nobody where somebody is named or described, or everybody is meant."""
    held = set(piece.words)
    named = any(not one.name.is_sign for one in piece.mention.names)
    if focus is None or named or _describes_somebody(piece):
        return None
    return focus if held & PRONOUNS or (weakly and held & POINTERS) else None


def _describes_somebody(piece: Piece) -> bool:
    said = [token.folded for token in piece.reading.tokens[piece.start : piece.end]]
    for before, word, after in zip(["", *said], said, [*said[1:], ""], strict=False):
        if word in INDEFINITE and (before in LEADING or not before):
            return True
        if word in DESCRIBED and before in DETERMINERS | {"new"} and after in DESCRIBING:
            return True
    return False


TOUCHING = frozenset(words("call back again follow visit see meet with touch"))
"""Words of a reminder to get in touch with somebody."""


def points_at_somebody(piece: Piece) -> bool:
    """Return whether a piece has a pronoun or description for somebody, or ends where a person would be named."""
    told = [word for word in piece.words if not word.startswith("<")]
    return bool(set(told) & PRONOUNS) or _describes_somebody(piece) or bool(set(told[-1:]) & TOUCHING)


def _just_added(focus: Focus | None) -> bool:
    """Return whether it is somebody whom an earlier request of the same message adds, so that no record can be meant."""
    return focus is not None and not focus.contact_id


def person(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """Fill a slot for a person."""
    about = subject(piece, request)
    if isinstance(about, Several):
        return about
    if about is not None and about.name.company and about.only:
        return Several([_there(about), SOMEBODY_NEW], offered=True)
    if about is not None:
        other = _other(piece, about, focus)
        return other or (about.only["id"] if about.only else asked(piece, about))
    writes = any(slot.kind == SlotKind.MESSAGE for slot in request.slots.values())
    last = _last(piece, focus, weakly=not writes)
    if writes and writes_to_a_thing(piece.words):
        return None
    if last is not None:
        return last.contact_id or last.name
    return None if _just_added(focus) or _describes_somebody(piece) else _customers(piece)


def _other(piece: Piece, about: Named, focus: Focus | None) -> str:
    """Return whom "the other Ana" means: the one of that name who was not spoken of last; empty where it is none or several."""
    if focus is None or word_at(piece, about.name.start - 1) != "other":
        return ""
    left = [fit["id"] for fit in about.whom.fits if fit["id"] != focus.contact_id]
    return left[0] if len(left) == 1 and len(about.whom.fits) == 2 else ""


def _there(company: Named) -> dict[str, str]:
    """Return the one person of a company on record, told with it: the company was said, and somebody else there may be meant."""
    only = company.whom.fits[0]
    return {**only, "label": f"{only['label']} ({company.name.said})"}


def _customers(piece: Piece) -> Several | None:
    """Offer the customers of the jobs whose titles were said."""
    jobs = [job for job in piece.mention.jobs or piece.mention.promises if job.contact_id]
    found = {
        job.contact_id: {
            "kind": "contact",
            "id": job.contact_id,
            "name": job.person,
            "label": f"{job.person} ({job.title})",
        }
        for job in jobs
    }
    return Several([*found.values(), SOMEBODY_NEW], offered=True) if found else None


def about(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """Fill a slot for a person, with the job of theirs where its title was said."""
    found = person(piece, slot, request, focus)
    job = piece.mention.job
    if isinstance(found, str):
        if job is not None and job.open and job.contact_id == found:
            return job.job_id
        last = _last(piece, focus)
        if last is not None and not piece.mention.names:
            return last.job_id or last.contact_id or last.name
    return found


def promise(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
    """Fill a slot for a pending follow-up: by whose it is, or by its own words."""
    found = subject(piece, request)
    if found is None and len({one.contact_id or one.job_id for one in piece.mention.promises}) == 1:
        return piece.mention.promises[0].contact_id or piece.mention.promises[0].job_id
    if isinstance(found, Named) and len(found.whom.fits) > 1:
        fits = {fit["id"] for fit in found.whom.fits}
        having = {one.contact_id for one in piece.mention.everybody if one.kind == "promise"} & fits
        if len(having) == 1:
            return having.pop()
    if (
        found is None
        and len({job.contact_id for job in piece.mention.jobs}) == 1
        and not _last(piece, focus, weakly=False)
    ):
        return piece.mention.jobs[0].contact_id
    return person(piece, slot, request, focus)


def job_of_kinds(*kinds: str) -> Callable[[Piece, Slot, Request, Focus | None], Any]:
    """Build the filler of a lead or a deal: the job whose title was said, else the person's only open one of these kinds."""

    def filler(piece: Piece, slot: Slot, request: Request, focus: Focus | None) -> Any:
        about = subject(piece, request)
        if isinstance(about, Several):
            return about
        if isinstance(about, Named) and not about.whom.fits:
            return asked(piece, about)
        fits = [fit["id"] for fit in about.whom.fits] if about is not None else []
        last = _last(piece, focus)
        titled = [job for job in piece.mention.jobs if job.kind in kinds]
        titled = [job for job in titled if not fits or job.contact_id in fits]
        titled = [job for job in titled if job.open] or titled
        if last is not None and any(job.contact_id == last.contact_id for job in titled):
            titled = [job for job in titled if job.contact_id == last.contact_id]
        if len(titled) == 1:
            return titled[0].job_id
        if titled:
            return _jobs(titled)
        if about is None:
            return (last.job_id or last.contact_id or last.name) if last is not None else None
        theirs = [job for one in fits for job in piece.mention.jobs_of(one)]
        theirs = [job for job in theirs if job.kind in kinds and job.open]
        if len(theirs) == 1:
            return theirs[0].job_id
        if theirs:
            return _jobs(theirs)
        return about.only["id"] if about.only else asked(piece, about)

    return filler


def _jobs(found: list[JobOnRecord]) -> Several:
    return Several(
        [{"id": job.job_id, "name": job.person, "label": f"{job.title} ({job.person})"} for job in found]
    )
