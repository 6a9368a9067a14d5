"""Lines that close our own mails to different people: offered as the business's own phone, address or name, never taken."""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import MailDirection
from schemas.errors import AgainstTheRules, BadConfiguration
from schemas.keys import fold, words
from schemas.ourselves import checked_phones
from schemas.postal import ONE_FORM, STREET_ENDS, read_postal
from schemas.records import Contact, MailMessage, Member
from tools import wording
from tools.acts import Ask
from tools.arguments import Line, Name
from tools.business.on_record import business_of
from tools.business.ourselves import KEYS, Kind, OwnDetail, own_values, said_of_own
from tools.desk import Desk
from tools.matters import people
from tools.registry import tool

CLOSING = "closing"
"""Under which a sent mail's row keeps its last lines."""
LAST_LINES = 6
LONGEST_LINE = 80
ENOUGH = 3
"""To how many different people a line must close our mails before it is offered."""
LOOKED_AT = 300
_NAME_WORDS = range(2, 5)


@dataclass(frozen=True)
class ClosingLine:
    """A line that closes our mails; `people`: names of some whom they went to, `mails`: their numbers."""

    kind: Kind
    value: str
    people: list[str]
    mails: list[int]


def closing_of(text: str) -> list[str]:
    """Return the last lines of a mail of ours, which may be a signature."""
    lines = [" ".join(line.split()) for line in text[-2_000:].split("\n") if line.strip()]
    return [line for line in lines[-LAST_LINES:] if len(line) <= LONGEST_LINE]


def closing_lines(desk: Desk) -> list[ClosingLine]:
    """Return what closes our mails to enough different people, is none of ours yet, and is nobody's on record."""
    seen: dict[tuple[Kind, str], dict[str, int]] = defaultdict(dict)
    asked = (
        select(MailMessage)
        .where(col(MailMessage.direction) == MailDirection.OUTBOUND, col(MailMessage.contact_id).is_not(None))
        .order_by(col(MailMessage.number).desc())
        .limit(LOOKED_AT)
    )
    for row in desk.session.exec(asked):
        for line in row.extraction.get(CLOSING) or []:
            meant = _meaning(desk, str(line))
            if meant is not None and row.contact_id is not None:
                seen[meant].setdefault(row.contact_id, row.number)
    found = [(kind, value, mails) for (kind, value), mails in seen.items() if len(mails) >= ENOUGH]
    return [
        ClosingLine(
            kind, value, [people.name_of_id(desk, one) for one in sorted(mails)[:3]], sorted(mails.values())
        )
        for kind, value, mails in found
        if not _is_known(desk, kind, value)
    ]


def _meaning(desk: Desk, line: str) -> tuple[Kind, str] | None:
    """Return what a closing line may say of the business: a phone, a street address or a name alone on it."""
    digits = sum(map(str.isdigit, line))
    if digits >= 7 and digits * 2 >= len(line.replace(" ", "")):
        try:
            return "phone", checked_phones([line.strip("-– |")], desk.business.country)[0]
        except BadConfiguration:
            return None
    place = read_postal(line)
    if place.names_a_place and STREET_ENDS & {ONE_FORM.get(word, word) for word in words(line)}:
        return "place", line
    named = line.split()
    plain = all(word[:1].isupper() and word.replace("-", "").replace("'", "").isalpha() for word in named)
    return ("name", line) if plain and len(named) in _NAME_WORDS else None


def _is_known(desk: Desk, kind: Kind, value: str) -> bool:
    """Return whether a line is ours already, or somebody's on record."""
    ours = {fold(one) for one in own_values(desk, kind)}
    if kind == "phone":
        return fold(value) in ours or bool(people.with_phone(desk, value))
    if kind == "place":
        same = select(Contact.contact_id).where(col(Contact.address).istartswith(value[:20], autoescape=True))
        return fold(value) in ours or desk.session.exec(same.limit(1)).first() is not None
    ours |= {fold(one) for one in (business_of(desk).name, *desk.session.exec(select(Member.name)))}
    same = select(Contact.contact_id).where(col(Contact.full_key) == fold(value))
    return fold(value) in ours or desk.session.exec(same.limit(1)).first() is not None


NOTHING_FOUND = (
    f"No line closes your own mails to {ENOUGH} or more people that isn't known to be yours already."
)


@tool(Effect.READ)
def list_closing_lines(desk: Desk) -> Answer:
    """Lines that close your own mails to three or more people and are not said to be yours yet."""
    found = closing_lines(desk)
    said = {kind: bool(own_values(desk, kind)) for kind in KEYS}
    return Answer(
        text="\n".join(f"{one.value}: closes {_where(one)}" for one in found) or NOTHING_FOUND,
        data={
            "lines": [{"kind": one.kind, "value": one.value, "mails": one.mails} for one in found],
            "asked": any(key in business_of(desk).settings for key in KEYS.values()),
            "said": said,
        },
    )


@tool(Effect.ASK)
def offer_own_detail(desk: Desk, phone: Name = "", place: Line = "", name: Name = "") -> Ask:
    """Offer to keep a line that closes your own mails as the business's own phone, address or name.

    Args:
        phone: a phone number that closes them.
        place: a street address that closes them.
        name: a name that closes them.
    """
    kind, value = said_of_own(desk, phone, place, name)
    found = next((one for one in closing_lines(desk) if (one.kind, one.value) == (kind, value)), None)
    if found is None:
        raise AgainstTheRules(f"{value} does not close your mails to {ENOUGH} people. Nothing was proposed.")
    why = f"It closes {_where(found)}. Once it is yours, it is taken for no customer's; the settings page takes it back."
    return Ask.yes(OwnDetail(kind=kind, value=value), why)


def _where(line: ClosingLine) -> str:
    numbers = wording.listed([str(one) for one in line.mails[:3]], "and")
    return f"{len(line.mails)} mails, such as {numbers}, to {wording.listed(line.people, 'and')}"
