"""People and how they are reached: look-ups by phone and e-mail, and how a person is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import and_, or_
from sqlmodel import col, select

from schemas.errors import BadArguments, NotFound
from schemas.keys import words
from schemas.records import Company, Contact, Email, Phone
from tools import wording
from tools.desk import Desk
from tools.matters import email_addresses

MOST_READ = 4_000


@dataclass(frozen=True)
class PhoneNumber:
    """A valid number: E.164, and its extension where it has one."""

    number: str
    extension: str | None = None


def parse_phone(desk: Desk, text: str, argument: str = "phone") -> PhoneNumber | None:
    """Return a number as typed, in the business's country unless it says another; None for empty text.

    Raises:
        BadArguments: no such number can exist.
    """
    if not text.strip():
        return None
    import phonenumbers

    problem = f"{text[:60]!r} can't be a phone number; give all its digits, such as (512) 555-0142"
    try:
        parsed = phonenumbers.parse(text, desk.business.country)
    except phonenumbers.NumberParseException:
        raise BadArguments(f"{problem}. Nothing was changed.", {argument: problem}) from None
    if not phonenumbers.is_valid_number(parsed):
        raise BadArguments(f"{problem}. Nothing was changed.", {argument: problem})
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(number, parsed.extension or None)


def parse_email(text: str, argument: str = "email") -> str | None:
    """Return an address, case-folded; None for empty text.

    Raises:
        BadArguments: it is not an e-mail address.
    """
    if not text.strip():
        return None
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        problem = f"{text[:80]!r} can't be an e-mail address: {error}"
        raise BadArguments(f"{problem} Nothing was changed.", {argument: problem}) from None
    address = valid.normalized.casefold()
    if email_addresses.mixes_alphabets(address):
        problem = (
            f"{text[:80]!r} mixes letters of several alphabets, as an address that imitates another does"
        )
        raise BadArguments(f"{problem}. Nothing was changed.", {argument: problem})
    return address


def by_id(desk: Desk, contact_id: str) -> Contact:
    """Return the contact with an id, following merges to the one that stands.

    Raises:
        NotFound: this business has none of that id.
    """
    contact = desk.session.get(Contact, (desk.business_id, contact_id))
    seen = set()
    while contact is not None and contact.merged_into_id and contact.contact_id not in seen:
        seen.add(contact.contact_id)
        contact = desk.session.get(Contact, (desk.business_id, contact.merged_into_id))
    if contact is None or contact.voided_at is not None:
        raise NotFound(f"There is no contact {contact_id[:60]!r}. Nothing was changed.", "contact")
    return contact


def records_of(desk: Desk, contact_id: str) -> list[str]:
    """Return the ids of a person's record and of all that were merged into it: logs keep the id they were
    written with.
    """
    found = [contact_id]
    for one in found:
        inside = select(Contact.contact_id).where(col(Contact.merged_into_id) == one)
        found += [other for other in desk.session.exec(inside) if other not in found]
    return found


def by_ids(desk: Desk, contact_ids: Iterable[str | None]) -> dict[str, Contact]:
    """Return contacts by id, read at once, for the lines of a list; merges are not followed."""
    ids = sorted({one for one in contact_ids if one})
    if not ids:
        return {}
    found = desk.session.exec(select(Contact).where(col(Contact.contact_id).in_(ids)))
    return {contact.contact_id: contact for contact in found}


def each_once(found: Iterable[Contact]) -> list[Contact]:
    """Return the contacts in their order, each once."""
    return list({contact.contact_id: contact for contact in found}.values())


def with_phone(desk: Desk, number: str) -> list[Contact]:
    """Return everybody who has a number now, archived people too, the one it is guarded for first."""
    found = desk.session.exec(
        select(Contact)
        .join(Phone, col(Phone.contact_id) == col(Contact.contact_id))
        .where(col(Phone.number) == number, col(Phone.retired_at).is_(None))
        .order_by(col(Phone.shared_approval_id).is_not(None), col(Phone.created_at))
    )
    return each_once(found)


def with_email(desk: Desk, address: str) -> list[Contact]:
    """Return everybody who has an address now, or another spelling of its mailbox ("maria+shop@…"), as
    `with_phone`.
    """
    local, _, domain = email_addresses.untagged(address).rpartition("@")
    tagged = and_(
        col(Email.address).startswith(f"{local}+", autoescape=True),
        col(Email.address).endswith(f"@{domain}", autoescape=True),
    )
    found = desk.session.exec(
        select(Contact)
        .join(Email, col(Email.contact_id) == col(Contact.contact_id))
        .where(
            or_(col(Email.address).in_({address, f"{local}@{domain}"}), tagged),
            col(Email.retired_at).is_(None),
        )
        .order_by(
            col(Email.address) != address, col(Email.shared_approval_id).is_not(None), col(Email.created_at)
        )
    )
    return each_once(found)


def called_in(desk: Desk, text: str) -> list[Contact]:
    """Find who is called by two words that stand side by side in a text; of a long one its beginning is read."""
    said = words(text[:MOST_READ])
    pairs = sorted({f"{one} {other}" for one, other in pairwise(said)})
    named = select(Contact).where(col(Contact.full_key).in_(pairs), col(Contact.merged_into_id).is_(None))
    return list(desk.session.exec(named.order_by(col(Contact.contact_id)).limit(20))) if pairs else []


def phones_of(desk: Desk, contact_id: str) -> list[Phone]:
    """Return a person's numbers, primary first."""
    return list(
        desk.session.exec(
            select(Phone)
            .where(col(Phone.contact_id) == contact_id, col(Phone.retired_at).is_(None))
            .order_by(col(Phone.position), col(Phone.created_at), col(Phone.phone_id))
        )
    )


def emails_of(desk: Desk, contact_id: str) -> list[Email]:
    """Return a person's addresses, primary first."""
    return list(
        desk.session.exec(
            select(Email)
            .where(col(Email.contact_id) == contact_id, col(Email.retired_at).is_(None))
            .order_by(col(Email.position), col(Email.created_at), col(Email.email_id))
        )
    )


def company_of(desk: Desk, contact: Contact) -> Company | None:
    if contact.company_id is None:
        return None
    return desk.session.get(Company, (desk.business_id, contact.company_id))


def name_of(desk: Desk, contact: Contact | None) -> str:
    """Return a person's name, else their company's, else "Unknown caller, (512) 555-0142"."""
    if contact is None:
        return "nobody yet"
    name = f"{contact.first_name} {contact.last_name}".strip()
    if name:
        return wording.person(name)
    company = company_of(desk, contact)
    if company is not None:
        return f"somebody at {company.name}"
    phones = phones_of(desk, contact.contact_id)
    if phones:
        return f"Unknown caller, {wording.phone(phones[0].number, desk.business.country)}"
    emails = emails_of(desk, contact.contact_id)
    return f"Unknown caller, {emails[0].address}" if emails else "Unknown caller"


def name_of_id(desk: Desk, contact_id: str | None) -> str:
    if contact_id is None:
        return "nobody yet"
    return name_of(desk, desk.session.get(Contact, (desk.business_id, contact_id)))


def missing_for_a_job(desk: Desk, contact: Contact, site_id: str | None = None) -> list[str]:
    """Return what a complete contact still lacks of name, phone and address; a job at a site has its address."""
    missing = []
    if not (contact.first_name or contact.last_name):
        missing.append("name")
    if not phones_of(desk, contact.contact_id):
        missing.append("phone")
    if site_id is None and not (contact.address or "").strip():
        missing.append("address")
    return missing


def as_candidate(desk: Desk, contact: Contact) -> dict[str, str]:
    """Return a contact as a candidate of a refusal."""
    phones = phones_of(desk, contact.contact_id)
    reach = wording.phone(phones[0].number, desk.business.country) if phones else (contact.address or "")
    name = name_of(desk, contact)
    return {
        "kind": "contact",
        "id": contact.contact_id,
        "label": name if not reach or reach in name else f"{name}, {reach}",
        "name": name,
    }
