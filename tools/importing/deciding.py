"""Lines that ask whether somebody is somebody on record: a card each, with the answers of every other door (H3)."""

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ImportStatus, LineOutcome, Source
from schemas.errors import AgainstTheRules, NotFound
from schemas.records import Contact, ImportLine
from tools.acts import Ask
from tools.desk import Desk
from tools.importing.known import Known
from tools.importing.lines import Person
from tools.importing.runs import run_of
from tools.matters import people
from tools.people.companies import company_named
from tools.people.contacts import FillPerson, NewPerson
from tools.people.details import Details, add_further
from tools.registry import tool


def line_of(desk: Desk, run: int, line: int) -> ImportLine:
    """Return a line of an import that is still to be decided.

    Raises:
        NotFound, AgainstTheRules.
    """
    found = desk.session.get(ImportLine, (desk.business_id, f"{run}:{line}"))
    if found is None:
        raise NotFound(f"Import {run} has no line {line}. Nothing was changed.", "line")
    if found.outcome != LineOutcome.UNDECIDED or found.entered_id is not None or not found.held:
        raise AgainstTheRules(f"Line {line} of import {run} has been decided. Nothing was changed.")
    if run_of(desk, run).status != ImportStatus.DONE:
        raise AgainstTheRules(f"Import {run} is {run_of(desk, run).status}. Nothing was changed.")
    return found


def undecided_lines(desk: Desk, run: int, most: int) -> list[int]:
    """Return the first lines of an import that are still to be decided.

    Raises:
        NotFound: there is no such import.
    """
    run_of(desk, run)
    asked = (
        select(ImportLine.line)
        .where(
            col(ImportLine.run) == run,
            col(ImportLine.outcome) == LineOutcome.UNDECIDED,
            col(ImportLine.entered_id).is_(None),
        )
        .order_by(col(ImportLine.line))
        .limit(most)
    )
    return list(desk.session.exec(asked))


class MergeLine(FillPerson):
    """A line of a file is somebody on record, says the owner: they are given what it adds."""

    run: int
    of_line: int

    def line(self) -> str:
        return f"Import {self.run}: line {self.of_line} is {self.name}; add its details to theirs"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        held = line_of(desk, self.run, self.of_line)
        answer = super().apply(desk, approval_id)
        person = Person.model_validate(held.held["person"])
        contact = people.by_id(desk, self.contact_id)
        _add_all_further(desk, contact, person, None)
        contact.tags = list(dict.fromkeys([*contact.tags, *person.tags]))
        _decided(held, LineOutcome.MERGED, contact.contact_id, person)
        return answer


class SeparateLine(NewPerson):
    """A line of a file is somebody else than who has its phone or name, says the owner."""

    run: int
    of_line: int

    def line(self) -> str:
        return f"Import {self.run}: line {self.of_line}, {self.details.called()}, is a person of their own"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        held = line_of(desk, self.run, self.of_line)
        answer = super().apply(desk, approval_id)
        person = Person.model_validate(held.held["person"])
        contact = people.by_id(desk, answer.data["contact_id"])
        _add_all_further(desk, contact, person, None)
        contact.tags, contact.lifecycle_stage = person.tags, person.lifecycle_stage
        contact.customer_since = person.customer_since
        _decided(held, LineOutcome.CREATED, contact.contact_id, person)
        return answer


def _decided(line: ImportLine, outcome: LineOutcome, contact_id: str, person: Person) -> None:
    """Record the outcome of a line; a past win in it goes on waiting for its own yes."""
    line.outcome, line.contact_id = outcome, contact_id
    line.entered_id = None if person.win else contact_id


@tool(Effect.ASK)
def decide_import_line(desk: Desk, run: int, line: int) -> Ask:
    """Ask the owner whether a line of an imported file is the person on record whom it is like, or somebody else.

    Args:
        run: the import's number.
        line: the line's.
    """
    held = line_of(desk, run, line)
    person = Person.model_validate(held.held["person"])
    known = Known(desk)
    known.learn([person], [])
    owners = [one.contact_id for one in known.owners(person)]
    like = owners or ([held.contact_id] if held.contact_id else [])
    if not like:
        raise AgainstTheRules(
            f"Nobody is like line {line} of import {run} any more; import it again. Nothing was changed."
        )
    kept = people.by_id(desk, like[0])
    name = people.name_of(desk, kept)
    details = _details(known, person)
    return Ask(
        why=f"{person.called()}: {held.why}. Is this the same person as {name}?",
        answers={
            "merge": MergeLine(contact_id=kept.contact_id, name=name, details=details, run=run, of_line=line),
            "separate": SeparateLine(
                details=details, shared=bool(owners), asked_about=owners, run=run, of_line=line
            ),
        },
    )


def _details(known: Known, person: Person) -> Details:
    """Return the details of a line that a card shows: of phones and e-mails first those that somebody has."""
    phones = sorted(person.phones, key=lambda one: one[0] not in known.by_number)
    emails = sorted(
        person.emails, key=lambda one: not any(one in other.addresses for other in known.owners(person))
    )
    return Details(
        first_name=person.first_name,
        last_name=person.last_name,
        phone=phones[0][0] if phones else "",
        extension=phones[0][1] if phones else None,
        email=emails[0] if emails else "",
        address=person.address,
        company=person.company,
        source=person.source,
        notes=person.notes,
    )


def enter_separately(desk: Desk, line: ImportLine, approval_id: str | None) -> str:
    """Create a person from a line, with phones that others have, under one yes for the file; return their id."""
    person = Person.model_validate(line.held["person"])
    contact = Contact(
        business_id=desk.business_id,
        contact_id=desk.new_id(),
        first_name=person.first_name,
        last_name=person.last_name,
        company_id=company_named(desk, person.company).company_id if person.company else None,
        address=person.address or None,
        lifecycle_stage=person.lifecycle_stage,
        tags=person.tags,
        notes=person.notes,
        source=Source(person.source) if person.source else None,
        customer_since=person.customer_since,
    )
    desk.session.add(contact)
    desk.session.flush()
    _add_all_further(desk, contact, person, approval_id)
    return contact.contact_id


def _add_all_further(desk: Desk, contact: Contact, person: Person, approval_id: str | None) -> None:
    """Add the phones and e-mails of a line that the person lacks; another's only under an approval, else as a
    note.
    """
    given = [Details(phone=number, extension=extension) for number, extension in person.phones]
    given += [Details(email=address) for address in person.emails]
    for one in given:
        add_further(desk, contact, one, approval_id)
        desk.session.flush()
    held = {one.number for one in people.phones_of(desk, contact.contact_id)}
    held |= {one.address for one in people.emails_of(desk, contact.contact_id)}
    theirs = [one.called() for one in given if one.called() not in held]
    kept = [f"Also given: {one}" for one in theirs if f"Also given: {one}" not in contact.notes]
    contact.notes = "\n".join(part for part in (contact.notes, *kept) if part)
    desk.session.flush()
