"""The plan for each line: a new person, somebody on record given more, nothing, or a question to the owner.

Nothing of anybody is overwritten. A phone or e-mail under the same name is the same person; under another name it is a
question, as is a like name with nothing else to tell two people apart (hard stop H3; `core-readings.md`, Contacts).
"""

from dataclasses import dataclass, field
from typing import Any

from schemas.enums import LifecycleStage, LineOutcome
from schemas.errors import BadArguments
from schemas.keys import fold
from tools import wording
from tools.desk import Desk
from tools.importing.known import Known, PersonOnRecord
from tools.importing.lines import Person, RawLine, read_person
from tools.matters import email_addresses

SHORTEST_SHORT_NAME = 3
"""The fewest letters of a short form of a first name: "Rob" for "Robert"."""


@dataclass(slots=True)
class Planned:
    """The plan for one line.

    Args:
        raw, person: the line, and the person that it tells of; None where it is bad.
        outcome, why: with a sentence where there is something to say.
        on_record: the person that the line is about, or is like.
        fills: column → value, for somebody on record.
        phones, emails: to add to them.
    """

    raw: RawLine
    fingerprint: str
    outcome: LineOutcome
    why: str = ""
    person: Person | None = None
    on_record: PersonOnRecord | None = None
    fills: dict[str, Any] = field(default_factory=dict)
    phones: list[tuple[str, str | None]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)


def plan(desk: Desk, known: Known, lines: list[RawLine], source: str) -> list[Planned]:
    """Plan each line in order; what an earlier one creates is known to the next.

    Args:
        desk: with a transaction open.
        known: what is known already; it learns what the lines ask for.
        lines: as they were read.
        source: what the file is called, for a note where something is kept beside what is on record.
    """
    read = [(raw, raw.fingerprint(), *_read(desk, raw)) for raw in lines]
    known.learn(
        [one for _, _, one, _ in read if one], [fingerprint for _, fingerprint, one, _ in read if one]
    )
    planned = []
    for raw, fingerprint, person, problem in read:
        if person is None:
            one = Planned(raw, fingerprint, LineOutcome.BAD, problem)
        elif fingerprint in known.fingerprints:
            one = _again(known, raw, fingerprint, person)
        else:
            one = _planned(desk, known, raw, fingerprint, person, source)
            known.fingerprints[fingerprint] = (0, raw.line)
        planned.append(one)
    return planned


def _read(desk: Desk, raw: RawLine) -> tuple[Person | None, str]:
    try:
        return read_person(desk, raw), ""
    except BadArguments as error:
        return None, error.message


def _again(known: Known, raw: RawLine, fingerprint: str, person: Person) -> Planned:
    run, line = known.fingerprints[fingerprint]
    why = f"came in before, by import {run}, line {line}" if run else f"says the same as line {line}"
    return Planned(raw, fingerprint, LineOutcome.UNCHANGED, why, person)


def _planned(
    desk: Desk, known: Known, raw: RawLine, fingerprint: str, person: Person, source: str
) -> Planned:
    owners = known.owners(person)
    namesakes = known.by_name.get(f"{person.first_key} {person.last_key}".strip(), [])
    if owners:
        same = [one for one in owners if _same_name(person, one)]
        if len(same) == 1 and _has_all(known, person, same[0]):
            return _merged(known, raw, fingerprint, person, same[0], source)
        why = _whose(person, owners)
        return Planned(raw, fingerprint, LineOutcome.UNDECIDED, why, person, owners[0])
    like = next((one for one in namesakes if _may_be(person, one)), None)
    if like is not None:
        reason = "and address" if person.address else "and gives nothing else to tell them by"
        why = f"{_called(like)} is on record under the same name {reason}"
        return Planned(raw, fingerprint, LineOutcome.UNDECIDED, why, person, like)
    why = f"somebody else is called {person.called()} too" if namesakes else ""
    made = known.add(person, desk.new_id())
    return Planned(raw, fingerprint, LineOutcome.CREATED, why, person, made, {}, person.phones, person.emails)


def _same_name(person: Person, on_record: PersonOnRecord) -> bool:
    """Return whether two names can be one person's: equal, one of them missing, turned around, or shortened."""
    own = (person.first_key, person.last_key)
    theirs = (fold(on_record.first_name), fold(on_record.last_name))
    if not any(own) or not any(theirs):
        return not (person.company and on_record.company and fold(person.company) != fold(on_record.company))
    if own in {theirs, theirs[::-1]}:
        return True
    if own[1] and theirs[1] and own[1] != theirs[1]:
        return False
    return _short_for(own[0], theirs[0])


def _short_for(one: str, other: str) -> bool:
    if not one or not other:
        return True
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or len(short) >= SHORTEST_SHORT_NAME)


def _has_all(known: Known, person: Person, on_record: PersonOnRecord) -> bool:
    """Return whether everything of the line that is on record is theirs, so that nobody else is drawn in."""
    held = [known.by_number.get(number, []) for number, _ in person.phones]
    held += [known.by_mailbox.get(email_addresses.untagged(address), []) for address in person.emails]
    return all(on_record in one for one in held if one)


def _may_be(person: Person, on_record: PersonOnRecord) -> bool:
    """Return whether somebody of the same name may be meant, though no phone or e-mail says so."""
    if person.company and on_record.company and fold(person.company) != fold(on_record.company):
        return False
    if person.address:
        return fold(person.address) == fold(on_record.address)
    return not person.phones and not person.emails


def _called(on_record: PersonOnRecord) -> str:
    name = (
        f"{on_record.first_name} {on_record.last_name}".strip()
        or on_record.company
        or "somebody without a name"
    )
    return f"{name} (archived)" if on_record.archived else name


def _whose(person: Person, owners: list[PersonOnRecord]) -> str:
    said = []
    for one in owners:
        shared = [wording.own_phone(number) for number, _ in person.phones if number in one.numbers]
        theirs = {email_addresses.untagged(address) for address in one.addresses}
        shared += [address for address in person.emails if email_addresses.untagged(address) in theirs]
        said.append(f"{_called(one)} has {wording.listed(shared)}")
    return "; ".join(said)


def _merged(
    known: Known, raw: RawLine, fingerprint: str, person: Person, on_record: PersonOnRecord, source: str
) -> Planned:
    """Return the plan that adds a line to somebody on record; they are changed in `known` at once."""
    fills: dict[str, Any] = {}
    beside: list[str] = []
    before = f"{on_record.first_name} {on_record.last_name}"
    for name in ("first_name", "last_name", "address", "company"):
        new, old = getattr(person, name), getattr(on_record, name)
        if new and not old:
            fills[name] = new
            setattr(on_record, name, new)
        elif new and not _says_the_same(new, old if name in {"address", "company"} else before):
            beside.append(f"{wording.words(name)}: {new}")
    if person.source and not on_record.source:
        fills["source"] = person.source
        on_record.source = str(person.source)
    if person.lifecycle_stage != LifecycleStage.PROSPECT and not on_record.is_customer:
        fills["lifecycle_stage"] = person.lifecycle_stage
        on_record.is_customer = True
    if person.customer_since and not on_record.customer_since:
        fills["customer_since"] = person.customer_since
        on_record.customer_since = person.customer_since
    tags = [tag for tag in person.tags if tag not in on_record.tags]
    if tags:
        on_record.tags = fills["tags"] = [*on_record.tags, *tags]
    notes = _notes(on_record.notes, person.notes, beside, source)
    if notes != on_record.notes:
        on_record.notes = fills["notes"] = notes
    phones = [one for one in person.phones if one[0] not in known.by_number]
    theirs = {email_addresses.untagged(address) for address in on_record.addresses}
    emails = [one for one in person.emails if email_addresses.untagged(one) not in theirs]
    for number, _ in phones:
        known.give_number(on_record, number)
    for address in emails:
        known.give_address(on_record, address)
    if "first_name" in fills or "last_name" in fills:
        known.name(on_record)
    changes = fills or phones or emails
    outcome = LineOutcome.MERGED if changes else LineOutcome.UNCHANGED
    why = f"{_called(on_record)} is on record" + (" and is given more" if changes else " with all of it")
    return Planned(raw, fingerprint, outcome, why, person, on_record, fills, phones, emails)


def _says_the_same(new: str, old: str) -> bool:
    """Return whether each word of the new text is there already, at least as long: "M." in "Maria Lopez"."""
    there = fold(old).split()
    return fold(new) == fold(old) or all(
        any(one.startswith(word) for one in there) for word in fold(new).split()
    )


def _notes(old: str, new: str, beside: list[str], source: str) -> str:
    """Return the notes with what is new in them; a line that is there already is not written again."""
    there = set(old.splitlines())
    lines = [line for line in new.splitlines() if line and line not in there]
    lines += [line for one in beside if (line := f"From {source}: {one}") not in there]
    return "\n".join([part for part in (old, *lines) if part])
