"""The people on record that some lines of a file need: looked up for all of them at once.

What fits is what fits on every other door (`people.with_phone`, `people.with_email`): archived people too, and another
way of writing the same mailbox. Those whom earlier lines made are known as well, also where nothing is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from schemas.enums import ImportStatus, LifecycleStage
from schemas.keys import fold
from schemas.records import Company, Contact, Email, ImportLine, ImportRun, Phone
from tools.desk import Desk
from tools.importing.lines import Person
from tools.matters import email_addresses

AT_ONCE = 400
"""The number of values that one look-up asks for."""


@dataclass(slots=True)
class PersonOnRecord:
    """Somebody on record, or whom an earlier line would make; `contact_id` is empty for the latter until written."""

    contact_id: str
    first_name: str
    last_name: str
    address: str
    company: str
    notes: str
    source: str
    tags: list[str]
    is_customer: bool
    customer_since: Any
    archived: bool
    numbers: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    @property
    def full_key(self) -> str:
        return f"{fold(self.first_name)} {fold(self.last_name)}".strip()


class Known:
    """The part of the records that lines are compared with.

    Args:
        desk: with a transaction open whenever `learn` is called.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.by_id: dict[str, PersonOnRecord] = {}
        self.by_number: dict[str, list[PersonOnRecord]] = {}
        self.by_mailbox: dict[str, list[PersonOnRecord]] = {}
        self.by_name: dict[str, list[PersonOnRecord]] = {}
        self.fingerprints: dict[str, tuple[int, int]] = {}
        self._asked: set[tuple[str, str]] = set()

    def learn(self, people: Sequence[Person], fingerprints: Sequence[str]) -> None:
        """Look up everybody who has a phone, an e-mail or the name of one of the people, and lines that came in
        before.
        """
        self._earlier_lines(fingerprints)
        numbers = {number for one in people for number, _ in one.phones}
        mailboxes = {email_addresses.untagged(address) for one in people for address in one.emails}
        names = {f"{one.first_key} {one.last_key}".strip() for one in people} - {""}
        ids: set[str] = set()
        for values in self._new("number", numbers):
            ids |= set(self._ids(Phone, values, col(Phone.number)))
        for values in self._new("mailbox", mailboxes):
            ids |= set(self._ids(Email, values, col(Email.address)))
        ids |= self._tagged(mailboxes)
        for values in self._new("name", names):
            rows = select(Contact.contact_id).where(
                col(Contact.full_key).in_(values), col(Contact.merged_into_id).is_(None)
            )
            ids |= set(self.desk.session.exec(rows))
        self._load(ids - self.by_id.keys())

    def _new(self, kind: str, values: Iterable[str]) -> Iterable[list[str]]:
        fresh = sorted(value for value in values if (kind, value) not in self._asked)
        self._asked |= {(kind, value) for value in fresh}
        return [fresh[start : start + AT_ONCE] for start in range(0, len(fresh), AT_ONCE)]

    def _ids(self, kind: type[Phone] | type[Email], values: list[str], column: Any) -> Iterable[str]:
        return self.desk.session.exec(
            select(kind.contact_id).where(column.in_(values), col(kind.retired_at).is_(None))
        )

    def _tagged(self, mailboxes: set[str]) -> set[str]:
        """Return the people with a tag in one of the mailboxes; such addresses are few, so all are looked
        through.
        """
        if not mailboxes:
            return set()
        rows = select(Email.contact_id, Email.address).where(
            col(Email.address).contains("+"), col(Email.retired_at).is_(None)
        )
        return {
            one
            for one, address in self.desk.session.exec(rows)
            if email_addresses.untagged(address) in mailboxes
        }

    def _earlier_lines(self, fingerprints: Sequence[str]) -> None:
        for values in self._new("fingerprint", fingerprints):
            rows = (
                select(ImportLine.fingerprint, ImportLine.run, ImportLine.line)
                .join(ImportRun, col(ImportRun.number) == col(ImportLine.run))
                .where(
                    col(ImportLine.fingerprint).in_(values),
                    col(ImportRun.status).not_in((ImportStatus.UNDOING, ImportStatus.UNDONE)),
                    col(ImportLine.outcome) != "bad",
                )
            )
            for fingerprint, run, line in self.desk.session.exec(rows):
                self.fingerprints.setdefault(fingerprint, (run, line))

    def _load(self, ids: set[str]) -> None:
        wanted = sorted(ids)
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            contacts = list(self.desk.session.exec(select(Contact).where(col(Contact.contact_id).in_(part))))
            companies = self._company_names({one.company_id for one in contacts if one.company_id})
            for one in contacts:
                self._keep(_on_record(one, companies.get(one.company_id or "", "")))
            for phone in self._reaches(Phone, part):
                self.give_number(self.by_id[phone.contact_id], phone.number)
            for email in self._reaches(Email, part):
                self.give_address(self.by_id[email.contact_id], email.address)

    def _company_names(self, ids: set[str]) -> dict[str, str]:
        rows = select(Company.company_id, Company.name).where(col(Company.company_id).in_(sorted(ids)))
        return dict(self.desk.session.exec(rows).all()) if ids else {}

    def _reaches(self, kind: Any, ids: list[str]) -> Iterable[Any]:
        """Return phones or e-mails, the one that is guarded for its person before those that are shared."""
        return self.desk.session.exec(
            select(kind)
            .where(col(kind.contact_id).in_(ids), col(kind.retired_at).is_(None))
            .order_by(col(kind.shared_approval_id).is_not(None), col(kind.created_at))
        )

    def _keep(self, on_record: PersonOnRecord) -> None:
        self.by_id[on_record.contact_id] = on_record
        self.name(on_record)

    def name(self, on_record: PersonOnRecord) -> None:
        """Index somebody under their name."""
        key = on_record.full_key
        if key and on_record not in (filed := self.by_name.setdefault(key, [])):
            filed.append(on_record)

    def give_number(self, on_record: PersonOnRecord, number: str) -> None:
        on_record.numbers.add(number)
        self.by_number.setdefault(number, []).append(on_record)

    def give_address(self, on_record: PersonOnRecord, address: str) -> None:
        on_record.addresses.add(address)
        self.by_mailbox.setdefault(email_addresses.untagged(address), []).append(on_record)

    def add(self, person: Person, contact_id: str) -> PersonOnRecord:
        """Add a person whom a line creates."""
        made = PersonOnRecord(
            contact_id=contact_id,
            first_name=person.first_name,
            last_name=person.last_name,
            address=person.address,
            company=person.company,
            notes=person.notes,
            source=str(person.source or ""),
            tags=list(person.tags),
            is_customer=person.lifecycle_stage != LifecycleStage.PROSPECT,
            customer_since=person.customer_since,
            archived=False,
        )
        self._keep(made)
        for number, _ in person.phones:
            self.give_number(made, number)
        for address in person.emails:
            self.give_address(made, address)
        return made

    def owners(self, person: Person) -> list[PersonOnRecord]:
        """Return everybody who has one of the person's phones or e-mails, each once."""
        found: dict[str, PersonOnRecord] = {}
        for number, _ in person.phones:
            found |= {one.contact_id: one for one in self.by_number.get(number, ())}
        for address in person.emails:
            found |= {
                one.contact_id: one for one in self.by_mailbox.get(email_addresses.untagged(address), ())
            }
        return list(found.values())


def _on_record(contact: Contact, company: str) -> PersonOnRecord:
    return PersonOnRecord(
        contact_id=contact.contact_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        address=contact.address or "",
        company=company,
        notes=contact.notes,
        source=str(contact.source or ""),
        tags=list(contact.tags),
        is_customer=contact.lifecycle_stage != LifecycleStage.PROSPECT,
        customer_since=contact.customer_since,
        archived=contact.archived_at is not None,
    )
