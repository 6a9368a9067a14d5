"""The warnings on a message's card, before its fields: what an owner would overlook in a text that somebody else wrote."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from sqlmodel import col, select

from schemas.delivery import own_addresses_of
from schemas.enums import ActorKind, InteractionType, TouchDirection
from schemas.keys import words
from schemas.ourselves import own_phones_of
from schemas.records import AuditPerson, AuditRow, Email, Interaction, Lead, Opportunity, Phone
from tools import wording
from tools.desk import Desk
from tools.matters import people

ENDINGS = "com|net|org|io|co|info|biz|app|link|site|xyz|ru|me|us|uk|de"
LINK = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']+|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:{ENDINGS})(?:/[^\s<>\"']*)?(?![\w@-])",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BLANK = re.compile(
    r"\[[^\]\n]{1,60}\]|\{\{[^}\n]{0,60}\}\}|\{[a-z_ ]{1,40}\}|<(?:your|insert|name|date|amount)[^>\n]{0,40}>|\bX{3,}\b|_{4,}",
    re.IGNORECASE,
)
FIGURE = r"\d[\d,]{0,14}(?:\.\d{1,2})?"
AMOUNT = re.compile(
    rf"[$€£]\s?({FIGURE})|(?<![\d,.])({FIGURE})\s?(?:dollars|bucks|euros|pounds)\b", re.IGNORECASE
)
HIDDEN_BELOW = 4
"""Empty lines one after the other; words below so many may not be seen."""
LONG = 3_000
"""Characters of a text that nobody reads to its end on a phone."""
RUN = 8
"""Words one after the other that stand in a customer's words too: they are quoted."""
MOST_READ = 20
"""Of a person's latest messages."""
SINCE = timedelta(days=1)


def cautions_of(
    desk: Desk, contact_id: str, address: str, text: str, subject: str, *, drafted: bool
) -> list[str]:
    """Return the warnings about a message, a sentence each.

    Args:
        desk: of the hand that proposes it.
        contact_id: to whom it goes.
        address: the e-mail address or phone that it goes to.
        text, subject: the message.
        drafted: it is a procedure's draft word for word, filled from the record.
    """
    whole = f"{subject}\n{text}"
    found = [*_blanks(whole), *_length(text)]
    if not drafted:
        found += [*_links(desk, whole), *_reach(desk, contact_id, whole)]
    if not drafted and desk.actor.kind == ActorKind.MODEL:
        found += [*_amounts(desk, contact_id, whole), *_quoted(desk, contact_id, text)]
    return [*_changed_today(desk, contact_id, address), *found]


def _blanks(text: str) -> Iterator[str]:
    if blanks := _each_once(BLANK.findall(text)):
        yield f"It has a blank that is to be filled in: {', '.join(blanks)}."


def _length(text: str) -> Iterator[str]:
    empty = 0
    for line in text.splitlines():
        if line.strip() and empty >= HIDDEN_BELOW:
            yield f"More stands below many empty lines: “{wording.clipped(line)}”."
            break
        empty = 0 if line.strip() else empty + 1
    if len(text) > LONG:
        yield f"It is long ({len(text.split()):,} words). It ends: “{wording.clipped(text.strip()[-120:])}”."


def _links(desk: Desk, text: str) -> Iterator[str]:
    own = str(desk.business.settings.get("signature") or "").casefold()
    links = [one.rstrip(".,;:!?)") for one in LINK.findall(ADDRESS.sub(" ", text))]
    if foreign := _each_once(one for one in links if one.casefold() not in own):
        yield f"It has a link: {', '.join(foreign)}."


def _reach(desk: Desk, contact_id: str, text: str) -> Iterator[str]:
    """Warn of phones and addresses in the text that are somebody else's, or nobody's on record."""
    for number in _phones_in(desk, text):
        known = {
            *own_phones_of(desk.business.settings),
            *(row.number for row in people.phones_of(desk, contact_id)),
        }
        found = desk.session.exec(select(Phone.contact_id).where(col(Phone.number) == number)).all()
        yield from _whose(
            desk, "phone", wording.phone(number, desk.business.country), found, known=number in known
        )
    for address in _each_once(one.casefold().rstrip(".") for one in ADDRESS.findall(text)):
        known = {
            *own_addresses_of(desk.business.settings),
            *(row.address for row in people.emails_of(desk, contact_id)),
        }
        found = desk.session.exec(select(Email.contact_id).where(col(Email.address) == address)).all()
        yield from _whose(desk, "e-mail", address, found, known=address in known)


def _whose(desk: Desk, what: str, shown: str, owners: Iterable[str], *, known: bool) -> Iterator[str]:
    names = [
        people.name_of(desk, one)
        for one in people.by_ids(desk, owners).values()
        if one.merged_into_id is None
    ]
    if known:
        return
    if names:
        yield f"It gives another person's {what}: {shown} is {wording.listed(names)}'s."
    elif desk.actor.kind == ActorKind.MODEL and shown not in desk.heard:
        yield f"It gives the {what} {shown}, which is nowhere on record."


def _phones_in(desk: Desk, text: str) -> list[str]:
    import phonenumbers

    style = phonenumbers.PhoneNumberFormat.E164
    found = phonenumbers.PhoneNumberMatcher(text, desk.business.country)
    return _each_once(phonenumbers.format_number(one.number, style) for one in found)


def _amounts(desk: Desk, contact_id: str, text: str) -> Iterator[str]:
    """Warn of amounts that are on no record of the person, and that the owner did not say."""
    said = {_amount(one) for one in re.findall(FIGURE, desk.heard)}
    own = people.records_of(desk, contact_id)
    for figure in _each_once(first or second for first, second in AMOUNT.findall(text)):
        amount = _amount(figure)
        if amount in said or amount in _amounts_of(desk, own):
            continue
        owner = _job_worth(desk, amount, own)
        of = f", but {owner}" if owner else ""
        yield f"It says {wording.money(amount, desk.business.currency)}, which is nowhere on their record{of}."


def _amount(figure: str) -> Decimal:
    return Decimal(figure.replace(",", ""))


def _amounts_of(desk: Desk, contact_ids: list[str]) -> set[Decimal]:
    leads = desk.session.exec(select(Lead).where(col(Lead.contact_id).in_(contact_ids))).all()
    deals = desk.session.exec(select(Opportunity).where(col(Opportunity.contact_id).in_(contact_ids))).all()
    logged = " ".join(row.body for row in _latest(desk, contact_ids) if not _theirs(row))
    spoken = (_amount(first or second) for first, second in AMOUNT.findall(logged))
    worth = [*(one.estimated_value for one in leads), *(one.amount for one in deals)]
    return {one for one in worth if one is not None} | set(spoken)


def _job_worth(desk: Desk, amount: Decimal, not_of: list[str]) -> str:
    """Return whose job has this amount, in words; empty where nobody's has."""
    found = desk.session.exec(
        select(Opportunity)
        .where(col(Opportunity.amount) == amount, col(Opportunity.contact_id).not_in(not_of))
        .limit(1)
    ).first()
    owner = people.by_ids(desk, [found.contact_id]).get(str(found.contact_id)) if found is not None else None
    return (
        f"is {people.name_of(desk, owner)}'s {found.title}" if found is not None and owner is not None else ""
    )


def _quoted(desk: Desk, contact_id: str, text: str) -> Iterator[str]:
    """Warn of a run of words that a customer wrote."""
    own = words(text)
    for row in _latest(desk, people.records_of(desk, contact_id)):
        if not _theirs(row):
            continue
        theirs = words(row.body)
        runs = {tuple(theirs[at : at + RUN]) for at in range(len(theirs) - RUN + 1)}
        same = next((at for at in range(len(own) - RUN + 1) if tuple(own[at : at + RUN]) in runs), None)
        if same is not None:
            yield f"It repeats the customer's own words: “{' '.join(own[same : same + RUN])} …”."
            return


def _theirs(row: Interaction) -> bool:
    return row.type == InteractionType.EMAIL_INBOUND or row.direction == TouchDirection.INBOUND


def _latest(desk: Desk, contact_ids: list[str]) -> list[Interaction]:
    asked = select(Interaction).where(col(Interaction.contact_id).in_(contact_ids))
    newest = asked.order_by(col(Interaction.timestamp).desc(), col(Interaction.interaction_id).desc())
    return list(desk.session.exec(newest.limit(MOST_READ)))


def _changed_today(desk: Desk, contact_id: str, address: str) -> Iterator[str]:
    """Warn of an address or phone that a language model put on record within a day, in place of another or as the first."""
    written = (
        select(AuditRow)
        .join(AuditPerson, col(AuditPerson.audit_id) == col(AuditRow.audit_id))
        .where(
            col(AuditPerson.business_id) == desk.business_id,
            col(AuditPerson.contact_id) == contact_id,
            col(AuditRow.event) == "written",
            col(AuditRow.actor) == ActorKind.MODEL,
            col(AuditRow.at) > desk.now() - SINCE,
        )
    )
    new = {
        _reached(one["after"])
        for row in desk.session.exec(written)
        for one in row.changes
        if one["before"] is None
    }
    if address not in new:
        return
    reached = people.emails_of(desk, contact_id) if "@" in address else people.phones_of(desk, contact_id)
    before = [
        one
        for row in reached
        if (one := getattr(row, "address", "") or getattr(row, "number", "")) not in new
    ]
    was = f"before it was {before[0]}" if before else "before there was none"
    yield f"A language model put {address} on record today; {was}."


def _reached(image: object) -> str:
    """Return the address or number of an e-mail's or phone's row; empty for any other."""
    return (
        str(image.get("address") or image.get("number") or "")
        if isinstance(image, dict) and "position" in image
        else ""
    )


def _each_once(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
