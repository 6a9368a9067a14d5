"""One line of a file: as it was read, and as a person, once its phones, e-mails, days and amounts are parsed."""

import hashlib
import json
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.enums import LifecycleStage, Source
from schemas.errors import BadArguments
from schemas.keys import fold
from tools.arguments import MOST_MONEY
from tools.desk import Desk
from tools.matters import people

LONGEST = {"first_name": 120, "last_name": 120, "company": 200, "address": 2_000, "notes": 20_000}
"""The most characters of a field; a line with more is not taken in, since something of it would be lost."""
MOST_COUNTED = 2**31 - 1
"""The largest line number that the smaller of the two databases keeps."""
MOST_REACHES = 20
"""The most phones, and the most e-mails, that one person may have in a file."""
DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y", "%Y/%m/%d", "%b %d, %Y", "%B %d, %Y", "%d %b %Y")
DAYS_OF_OTHERS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
)
"""As written outside of the United States: the day first."""
STAGES = {
    "customer": LifecycleStage.CUSTOMER,
    "client": LifecycleStage.CUSTOMER,
    "evangelist": LifecycleStage.CUSTOMER,
    "active": LifecycleStage.CUSTOMER,
    "past customer": LifecycleStage.PAST_CUSTOMER,
    "former customer": LifecycleStage.PAST_CUSTOMER,
    "inactive": LifecycleStage.PAST_CUSTOMER,
}
"""Other programs' words for somebody who is, or was, a customer; whatever else they say is a prospect."""
SOURCES = {
    "referral": Source.REFERRAL,
    "word of mouth": Source.REFERRAL,
    "website": Source.WEB_FORM,
    "web form": Source.WEB_FORM,
    "web": Source.WEB_FORM,
    "online": Source.WEB_FORM,
    "phone": Source.PHONE_CALL,
    "phone call": Source.PHONE_CALL,
    "call": Source.PHONE_CALL,
    "email": Source.EMAIL,
    "e mail": Source.EMAIL,
    "ad": Source.AD,
    "ads": Source.AD,
    "advertisement": Source.AD,
    "google ads": Source.AD,
    "facebook": Source.AD,
}


class RawLine(BaseModel):
    """One line of a file as text, by our fields; lists hold several values.

    `problem` says why the line could not be read at all; then nothing else is looked at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int = Field(ge=1, le=MOST_COUNTED)
    first_name: str = ""
    last_name: str = ""
    phones: list[str] = Field(default_factory=list)
    emails: list[str] = Field(default_factory=list)
    address: str = ""
    company: str = ""
    tags: list[str] = Field(default_factory=list)
    notes: str = ""
    source: str = ""
    lifecycle_stage: str = ""
    customer_since: str = ""
    won_title: str = ""
    won_amount: str = ""
    won_on: str = ""
    problem: str = ""

    def fingerprint(self) -> str:
        """Return a fingerprint of what the line says, wherever it stands: 32 hexadecimal digits."""
        said = self.model_dump(mode="json", exclude={"line", "problem"}, exclude_defaults=True)
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


class PastWin(BaseModel):
    """A deal that was won before it was kept here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    amount: Decimal | None = None
    day: date | None = None


class Person(BaseModel):
    """A person as a line tells of them: phones as (E.164, extension), e-mails case-folded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_name: str = ""
    last_name: str = ""
    phones: list[tuple[str, str | None]] = Field(default_factory=list)
    emails: list[str] = Field(default_factory=list)
    address: str = ""
    company: str = ""
    tags: list[str] = Field(default_factory=list)
    notes: str = ""
    source: Source | None = None
    lifecycle_stage: LifecycleStage = LifecycleStage.PROSPECT
    customer_since: date | None = None
    win: PastWin | None = None

    @property
    def first_key(self) -> str:
        return fold(self.first_name)[:120]

    @property
    def last_key(self) -> str:
        return fold(self.last_name)[:120]

    def called(self) -> str:
        name = f"{self.first_name} {self.last_name}".strip() or self.company
        return name or next((number for number, _ in self.phones), "") or next(iter(self.emails), "")


def read_person(desk: Desk, raw: RawLine) -> Person:
    """Return the person in a line.

    Raises:
        BadArguments: the line can't be taken in as it is; says why, for the owner.
    """
    if raw.problem:
        raise BadArguments(raw.problem)
    for name, most in LONGEST.items():
        if len(getattr(raw, name)) > most:
            raise BadArguments(f"the {name.replace('_', ' ')} is longer than {most:,} characters")
    if max(len(raw.phones), len(raw.emails)) > MOST_REACHES:
        raise BadArguments(f"it has more than {MOST_REACHES} phones or e-mails")
    person = Person(
        first_name=_one_line(raw.first_name),
        last_name=_one_line(raw.last_name),
        phones=list(_phones(desk, raw.phones).items()),
        emails=_emails(raw.emails),
        address=raw.address.strip(),
        company=_one_line(raw.company),
        tags=list(dict.fromkeys(tag for one in raw.tags if (tag := _one_line(one)[:120]))),
        notes=_notes(raw),
        source=SOURCES.get(fold(raw.source), Source.OTHER) if raw.source.strip() else None,
        lifecycle_stage=STAGES.get(fold(raw.lifecycle_stage), LifecycleStage.PROSPECT),
        customer_since=_day(desk, raw.customer_since, "customer since"),
        win=_win(desk, raw),
    )
    if not (
        fold(person.first_name + person.last_name) or fold(person.company) or person.phones or person.emails
    ):
        raise BadArguments("it has no name, phone number or e-mail")
    return person


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _notes(raw: RawLine) -> str:
    """Return the notes, with a source in their words that has no word of ours."""
    said = fold(raw.source)
    own = f"Source: {_one_line(raw.source)}" if said and said not in SOURCES and said != "other" else ""
    return "\n".join(part for part in (raw.notes.strip(), own) if part)


def _phones(desk: Desk, texts: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for text in texts:
        try:
            parsed = people.parse_phone(desk, text)
        except BadArguments as error:
            raise BadArguments(error.fields.get("phone", error.message).partition(";")[0]) from None
        if parsed is not None:
            found[parsed.number] = found.get(parsed.number) or parsed.extension
    return found


def _emails(texts: list[str]) -> list[str]:
    found = []
    for text in texts:
        try:
            found.append(people.parse_email(text))
        except BadArguments as error:
            raise BadArguments(error.fields.get("email", error.message)) from None
    return list(dict.fromkeys(one for one in found if one))


def _day(desk: Desk, text: str, name: str) -> date | None:
    said = text.strip()
    if not said:
        return None
    said = (
        said[:10]
        if re.match(r"\d{4}-\d\d-\d\d[T ]", said)
        else said.partition(" ")[0]
        if "/" in said
        else said
    )
    for form in DAYS if desk.business.country == "US" else DAYS_OF_OTHERS:
        try:
            found = datetime.strptime(said, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if found.year >= 1900:
            return found
    raise BadArguments(f"{text[:40]!r} ({name}) is no day; write it like 2026-11-23")


def _win(desk: Desk, raw: RawLine) -> PastWin | None:
    amount, day = _amount(raw.won_amount), _day(desk, raw.won_on, "past win")
    if not (raw.won_title.strip() or amount):
        return None
    if day is not None and day > desk.today():
        raise BadArguments(f"the past win is dated {day}, which is still to come")
    return PastWin(title=_one_line(raw.won_title)[:300] or "Past job", amount=amount, day=day)


def _amount(text: str) -> Decimal | None:
    plain = re.sub(r"[\s$€£]|USD|EUR|GBP", "", text)
    if not plain:
        return None
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})*,\d{2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        raise BadArguments(f"{text[:40]!r} (past win) is no amount of money")
    return amount.quantize(Decimal("0.01"))


def held_person(person: Person) -> dict[str, Any]:
    """Return the JSON of a person that a line holds until the owner has decided."""
    return {"person": person.model_dump(mode="json", exclude_defaults=True)}
