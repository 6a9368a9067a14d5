"""Labels that tell people apart: beside a name the phone's last four, then town, company and last job where those differ."""

from collections import Counter
from collections.abc import Callable, Sequence

from sqlmodel import col, select

from schemas.postal import read_postal
from schemas.records import Contact, Lead, Opportunity
from tools import wording
from tools.desk import Desk
from tools.matters import people
from tools.matters.query_terms import is_id

SOMEBODY_NEW = {"kind": "new", "id": "", "label": "somebody new", "name": "somebody new"}
"""The answer, beside near names, that it is none of them."""
MOST_NAMESAKES = 8


def quoted(desk: Desk, said: str) -> str:
    """Return what was said as a refusal repeats it: quoted, and a name or title in place of an id, which nobody said."""
    if not is_id(said):
        return repr(said[:80])
    contact = desk.session.get(Contact, (desk.business_id, said))
    if contact is not None:
        return people.name_of(desk, contact)
    job = desk.session.get(Lead, (desk.business_id, said)) or desk.session.get(
        Opportunity, (desk.business_id, said)
    )
    return repr(job.title) if job is not None else "what was meant"


def named(desk: Desk, contact: Contact) -> str:
    """Return how somebody is called, with what differs where another on record has the same name."""
    name = people.name_of(desk, contact)
    if not contact.full_key:
        return name
    asked = select(Contact).where(
        col(Contact.full_key) == contact.full_key,
        col(Contact.contact_id) != contact.contact_id,
        col(Contact.merged_into_id).is_(None),
    )
    namesakes = list(desk.session.exec(asked.order_by(col(Contact.contact_id)).limit(MOST_NAMESAKES)))
    return candidates(desk, [contact, *namesakes])[0]["label"] if namesakes else name


def is_called(shown: str, name: str) -> bool:
    """Return whether a card shows somebody by the name that they have, with or without what tells them apart."""
    return shown == name or shown.startswith(f"{name}, ")


def named_id(desk: Desk, contact_id: str | None) -> str:
    """Return how the person of an id is called, with what differs from a namesake."""
    if contact_id is None:
        return people.name_of(desk, None)
    return named(desk, desk.session.get_one(Contact, (desk.business_id, contact_id)))


def whose(desk: Desk, contact_id: str | None, before: str = "", after: str = "") -> str:
    """Return the end of a reply about a job: whose it is, and what of it was changed from what to what."""
    owner = f"{named_id(desk, contact_id)}'s" if contact_id is not None else "nobody's yet"
    change = f": {wording.changed(before, after)}" if after else ""
    return f" It is {owner}{change}."


def candidates(desk: Desk, contacts: Sequence[Contact]) -> list[dict[str, str]]:
    """Return people as a question lists them, each with a label that no other has wherever the records allow it.

    Args:
        desk: with a transaction open.
        contacts: whom the question is between.
    """
    labels = [people.name_of(desk, one) for one in contacts]
    for detail in DETAILS:
        many = Counter(labels)
        always = detail is _last_four
        said = [detail(desk, one) for one in contacts]
        labels = [
            f"{label}, {more}" if more and (always or many[label] > 1) and more not in label else label
            for label, more in zip(labels, said, strict=True)
        ]
    return [
        {
            "kind": "contact",
            "id": one.contact_id,
            "label": label,
            "name": people.name_of(desk, one),
            "also": " ".join(filter(None, (detail(desk, one) for detail in DETAILS))),
        }
        for one, label in zip(contacts, labels, strict=True)
    ]


def _last_four(desk: Desk, contact: Contact) -> str:
    phones = people.phones_of(desk, contact.contact_id)
    return phones[0].number[-4:] if phones else ""


def town_of(desk: Desk, contact: Contact) -> str:
    """Return the town of somebody's own address; empty where it names none."""
    return read_postal(contact.address or "").town.title()


def _address(desk: Desk, contact: Contact) -> str:
    return wording.clipped(contact.address or "", 60)


def _company(desk: Desk, contact: Contact) -> str:
    company = people.company_of(desk, contact)
    return company.name if company else ""


def _last_job(desk: Desk, contact: Contact) -> str:
    deals = select(Opportunity.title).where(col(Opportunity.contact_id) == contact.contact_id)
    leads = select(Lead.title).where(col(Lead.contact_id) == contact.contact_id)
    deal = desk.session.exec(deals.order_by(col(Opportunity.created_at).desc()).limit(1)).first()
    return deal or desk.session.exec(leads.order_by(col(Lead.created_at).desc()).limit(1)).first() or ""


def _added(desk: Desk, contact: Contact) -> str:
    at = contact.created_at
    return f"added {wording.moment(at.astimezone(desk.zone))}" if at else ""


DETAILS: tuple[Callable[[Desk, Contact], str], ...] = (
    _last_four,
    town_of,
    _company,
    _last_job,
    _address,
    _added,
)
