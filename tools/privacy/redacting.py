"""Taking a person's words and names off the records on request; rows, links and figures stay (hard stop H2).

What the audit and the cards say of them goes too: the owner's yes to exactly this opens those rows, to be scrubbed and
nothing else, until its own transaction ends (`schemas/migrations/own_yes_guards.py`, `scrubbed_by_its_own_yes`).
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy import String, cast
from sqlmodel import col, func, select

from schemas.database import SEES_VOIDED
from schemas.effects import Answer, Effect
from schemas.enums import ApprovalStatus
from schemas.errors import AgainstTheRules
from schemas.images import row_key
from schemas.records import (
    Approval,
    Attachment,
    AuditPerson,
    AuditRow,
    Consent,
    Contact,
    Email,
    HandOff,
    ImportLine,
    Interaction,
    MailMessage,
    Notice,
    OutboxRow,
    Phone,
    Site,
    declared_kinds,
)
from schemas.records.pointing import POINTER
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name
from tools.desk import Desk
from tools.matters import people, resolve_jobs, resolve_people
from tools.people import consents
from tools.privacy.identifiers import Identity
from tools.privacy.identity_on_record import identity_of, identity_of_others, own_sites
from tools.privacy.scrubbing import GONE, Scrub
from tools.privacy.sweeping import Sweep
from tools.registry import tool

AT_ONCE = 200
NOT_REACHED = (
    "The mails as they came, and what was typed at the prompt: deskhand redact --files, with the name. Not reached: "
    "QuickBooks, the mailbox itself, files that were exported or imported, and backups. What somebody else on record "
    "has as well (a name, a number, an address) stays with them."
)
"""The sentence about what a redaction leaves, said where it is done."""
WORDS: dict[Any, Sequence[str]] = {
    **{kind: kind.declared.words for kind in declared_kinds() if kind.declared and kind.declared.words},
    Interaction: ("subject", "body", "ai_summary"),
    Notice: ("subject", "text"),
    MailMessage: ("sender_name", "sender_address", "subject", "explanation"),
    Consent: ("said",),
}
"""Columns of a person's records that hold somebody's words; each is replaced as a whole."""
TITLES: dict[Any, Sequence[str]] = {
    **{kind: (kind.declared.title,) for kind in declared_kinds() if kind.declared},
    HandOff: ("subject",),
}
"""Columns that name a matter; only the person's names and numbers are taken out of them."""


class RedactPerson(LocalAct):
    """One person's names, phones, e-mails, address, notes and words, replaced everywhere; nothing brings them back.

    The payload holds no name, since it is kept in the audit for good.
    """

    contact_id: str
    decided_by_name: ClassVar[bool] = True

    def line(self) -> str:
        return "Redact a person: names, numbers and words go for good; rows, days and amounts stay"

    def concerns(self) -> str | None:
        return self.contact_id

    def changed(self, desk: Desk) -> str | None:
        return why_not_yet(desk, people.by_id(desk, self.contact_id))

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        ids = people.records_of(desk, contact.contact_id)
        sites = own_sites(desk, ids)
        identity = identity_of(desk, ids, sites)
        only_theirs = identity.without(identity_of_others(desk, ids, sites, identity))
        owned = _owned(desk, ids, sites)
        own = [*ids, *(site.site_id for site in sites)]
        scrub = Scrub(identity, own)
        count = _redact_records(desk, owned, scrub) + _redact_trail(desk, ids, scrub)
        _redact_sites(sites)
        _redact_contacts(desk, ids)
        desk.session.flush()
        count += _keep_noes_to_mail(desk, ids, identity)
        count += len(sites) + Sweep(desk, owned, only_theirs, scrub).rows()
        desk.session.flush()
        # The images of this write would keep what it took away.
        summary = {"table": "redacted", "id": self.contact_id, "before": None, "after": {"rows": count}}
        desk.session.changes = [{**summary, "contact_id": self.contact_id}]
        name = people.name_of(desk, contact)
        return Answer(
            text=f"Redacted; {count} rows no longer say who it was. They are called {name} now. {NOT_REACHED}",
            data={"contact_id": self.contact_id, "name": name, "rows": count},
        )


@tool(Effect.ASK)
def redact_person(desk: Desk, contact: Name) -> Ask:
    """Take a person's name, phones, e-mails and words off all records, as they may demand. It can't be undone.

    Args:
        contact: who: a name, phone or e-mail.
    """
    person = resolve_people.contact(desk, contact)
    problem = why_not_yet(desk, person)
    if problem is not None:
        raise AgainstTheRules(f"{problem} Nothing was changed.")
    candidate = people.as_candidate(desk, person)
    why = (
        f"This is {candidate['label']}. {_goes(desk, person)} Their own record, for them to keep: deskhand export --person, "
        "before it is gone."
    )
    return Ask.yes(RedactPerson(contact_id=person.contact_id), why)


def _goes(desk: Desk, person: Contact) -> str:
    """Return in words how much goes with a person."""
    ids = people.records_of(desk, person.contact_id)

    def count(kind: Any) -> int:
        asked = select(func.count()).select_from(kind).where(col(kind.contact_id).in_(ids))
        return desk.session.exec(asked).one()

    counted = [
        wording.count(count(Phone) + count(Email), "phone or e-mail", "phones and e-mails"),
        wording.count(count(Interaction), "call or note", "calls and notes"),
        wording.count(count(MailMessage), "mail"),
    ]
    return f"With the name go the words of {wording.listed(counted)}."


def why_not_yet(desk: Desk, contact: Contact) -> str | None:
    """Return a sentence where a person is still worked with; None where they can be redacted."""
    name = people.name_of(desk, contact)
    jobs = resolve_jobs.open_jobs_of(desk, contact.contact_id)
    if jobs:
        labels = wording.listed([resolve_jobs.as_candidate(desk, job)["label"] for job in jobs[:3]])
        return f"{name} still has open work: {labels}. Close it first."
    still_open = desk.session.exec(
        select(Approval).where(
            col(Approval.status).in_(
                (ApprovalStatus.PENDING, ApprovalStatus.EXECUTING, ApprovalStatus.UNKNOWN)
            ),
            col(Approval.tool) != "redact_person",
        )
    )
    waiting = _first_naming(desk, people.records_of(desk, contact.contact_id), list(still_open))
    return f"Card #{waiting} about {name} is still open. Decide it first." if waiting else None


def _first_naming(desk: Desk, ids: list[str], cards: list[Approval]) -> int | None:
    """Return the number of the first open card that is about the person or names them: it never changes."""
    about = next((card.number for card in cards if card.contact_id in ids), None)
    if about is not None or not cards:
        return about
    sites = own_sites(desk, ids)
    identity = identity_of(desk, ids, sites)
    scrub = Scrub(identity.without(identity_of_others(desk, ids, sites, identity)), ids)
    named = Scrub(scrub.identity, ids, scrub)
    return next((one.number for one in cards if named.part(_told(one)) != _told(one)), None)


def _told(card: Approval) -> list[Any]:
    return [card.card, card.acts, card.arguments, card.why]


def _of(desk: Desk, kind: Any, ids: list[str], column: str = "contact_id") -> Iterator[Any]:
    """Yield rows of a kind about the person, undone ones too."""
    for start in range(0, len(ids), AT_ONCE):
        asked = select(kind).where(col(getattr(kind, column)).in_(ids[start : start + AT_ONCE]))
        yield from list(desk.session.exec(asked, execution_options={SEES_VOIDED: True}))


def _owned(desk: Desk, ids: list[str], sites: list[Site]) -> dict[str, set[str]]:
    """Return the ids by table of the person's rows, and of the rows about those."""
    owned = {"contacts": set(ids), "sites": {site.site_id for site in sites}}
    kinds: tuple[Any, ...] = (*declared_kinds(), Interaction, MailMessage, Approval, HandOff)
    for kind in kinds:
        owned[str(kind.__tablename__)] = {row_key(row) for row in _of(desk, kind, ids)}
    owned["matters"] = set().union(*(owned[str(kind.__tablename__)] for kind in declared_kinds()))
    for column in POINTER:
        about = _of(desk, Interaction, sorted(owned["matters"]), column)
        owned["interactions"] |= {row.interaction_id for row in about if row.contact_id is None}
    return owned


def _keep_noes_to_mail(desk: Desk, ids: list[str], identity: Identity) -> int:
    """Keep a person's no to automatic mail by their address, unnamed, so that they are not asked again."""
    addresses = sorted(one for one in identity.words if "@" in one)
    named = list(_of(desk, Consent, addresses, "address"))
    said = [row for row in _of(desk, Consent, ids) if not row.address and addresses]
    for row in (*named, *said):
        row.address = consents.unnamed(desk, row.address or addresses[0])
    return len(named) + len(said)


def _redact_sites(sites: list[Site]) -> None:
    """Redact the properties that are theirs alone; one that others have a part in is those others' record too."""
    for site in sites:
        site.address, site.label, site.notes = GONE, "", ""
        site.rekey()


def _redact_contacts(desk: Desk, ids: list[str]) -> None:
    for contact in _of(desk, Contact, ids):
        contact.first_name, contact.last_name = "Redacted", contact.contact_id[-8:]
        contact.address, contact.notes, contact.tags, contact.company_id = None, "", [], None
        contact.archived_at = contact.archived_at or desk.now()
    for phone in _of(desk, Phone, ids):
        phone.number, phone.extension, phone.shared_approval_id = GONE, None, None
        phone.retired_at = phone.retired_at or desk.now()
    for email in _of(desk, Email, ids):
        email.address, email.shared_approval_id = GONE, None
        email.retired_at = email.retired_at or desk.now()


def _redact_records(desk: Desk, owned: dict[str, set[str]], scrub: Scrub) -> int:
    ids, count = sorted(owned["contacts"]), 0
    for kind, columns in WORDS.items():
        rows = {row_key(row): row for row in _of(desk, kind, ids)}
        if kind is Interaction:
            rows |= {
                row_key(row): row for row in _of(desk, kind, sorted(owned["interactions"]), "interaction_id")
            }
        for row in rows.values():
            count += 1
            for name in columns:
                setattr(row, name, GONE if getattr(row, name) else "")
            if isinstance(row, MailMessage):
                row.extraction = {}
                count += _redact_attachments(desk, row)
    for kind, columns in TITLES.items():
        for row in _of(desk, kind, ids):
            count += 1
            for name in columns:
                setattr(row, name, scrub.text(getattr(row, name)))
            if isinstance(row, HandOff):
                row.payload = scrub.whole(row.payload)
    for line in _of(desk, ImportLine, ids):
        count += 1
        line.why, line.held = scrub.text(line.why), {}
    return count


def _redact_attachments(desk: Desk, mail: MailMessage) -> int:
    rows = list(_of(desk, Attachment, [mail.mail_id], "mail_id"))
    for row in rows:
        row.name = GONE
    return len(rows)


def _redact_trail(desk: Desk, ids: list[str], scrub: Scrub) -> int:
    """Redact the audit, the cards and the calls that followed: what they say of the person."""
    about = select(AuditPerson.audit_id).where(col(AuditPerson.contact_id).in_(ids))
    steps = sorted(set(desk.session.exec(about)))
    lines = {(line.run, line.line) for line in _of(desk, ImportLine, ids)}
    for row in _of(desk, AuditRow, steps, "audit_id"):
        alone = set(row.about) <= set(ids)
        row.line = scrub.text(row.line)
        row.arguments = scrub.whole(row.arguments) if alone else scrub.part(row.arguments, lines)
        row.changes = [scrub.change(change) for change in row.changes]
    cards = list(_of(desk, Approval, ids))
    for card in cards:
        card.card, card.acts = scrub.card(card.card), scrub.whole(card.acts)
        card.arguments, card.why = scrub.whole(card.arguments), scrub.text(card.why)
        card.result = scrub.whole(card.result) if card.result else card.result
    followed = 0
    for contact_id in ids:
        calls = select(OutboxRow).where(cast(col(OutboxRow.call), String).contains(contact_id))
        for row in desk.session.exec(calls):
            row.call = scrub.whole(row.call)
            followed += 1
    return len(steps) + len(cards) + followed
