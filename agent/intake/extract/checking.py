"""The accepted part of a model's answer: each value whose sentence is in the mail and bears it out; all else is dropped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from agent.intake.extract.borne_out import address_in, day_in, email_in, name_in, stands_in, title_in
from agent.intake.extract.by_model import MailFields, ReadValue
from agent.intake.extract.emails import is_robot, normalised
from agent.intake.extract.fields import SENTENCE_CAP, ExtractedField, ExtractedPhone, Surroundings
from agent.intake.extract.names import tidy_name
from agent.intake.extract.phones import as_e164, find_others_phones, writes_out
from agent.intake.shown import Shown

CONFIDENCE = 0.6
LONGEST_TITLE = 80

MALFORMED = "it was not in the form that was asked for"
NOT_IN_MAIL = "its sentence is not in the mail"
NOT_IN_SENTENCE = "its sentence does not say it"
NOT_A_VALUE = "there can be no such value"
NOT_THEIRS = "it is the business's own or somebody else's"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ModelReading:
    """A model's reading, as far as the mail bears it out.

    Args:
        dropped: (field, why) of each value that was not taken; no words of the mail or the answer.
    """

    name: ExtractedField[str] | None = None
    phones: tuple[ExtractedPhone, ...] = ()
    emails: tuple[ExtractedField[str], ...] = ()
    address: ExtractedField[str] | None = None
    title: ExtractedField[str] | None = None
    wished_date: ExtractedField[date] | None = None
    dropped: tuple[tuple[str, str], ...] = ()


def checked(
    fields: MailFields, malformed: list[str], shown: Shown, surroundings: Surroundings
) -> ModelReading:
    """Return the model's answer, as far as the mail bears it out.

    Args:
        fields, malformed: of the answer.
        shown: what the model was shown.
        surroundings: the business's own addresses and numbers, which are never the customer's.
    """
    checks = _Checks(shown, surroundings, [(name, MALFORMED) for name in malformed])
    phones = [checks.take("phones", one, checks.phone) for one in fields.phones]
    emails = [checks.take("emails", one, checks.email) for one in fields.emails]
    return ModelReading(
        name=checks.take("name", fields.name, checks.name),
        phones=tuple(
            ExtractedPhone(one.value, one.sentence, one.confidence, one.by)
            for one in {one.value: one for one in phones if one}.values()
        ),
        emails=tuple({one.value: one for one in emails if one}.values()),
        address=checks.take("address", fields.address, checks.address),
        title=checks.take("title", fields.title, checks.title),
        wished_date=checks.take("wished_date", fields.wished_date, checks.wished_date),
        dropped=tuple(checks.dropped),
    )


class _DroppedError(Exception):
    """A value is not taken, for the reason that it says."""


@dataclass
class _Checks:
    """Each check returns the value in the form of the records."""

    shown: Shown
    surroundings: Surroundings
    dropped: list[tuple[str, str]] = field(default_factory=list)

    def take(
        self, called: str, read: ReadValue | None, check: Callable[[ReadValue], Value]
    ) -> ExtractedField[Value] | None:
        """Return a field if there is one that passes its check; otherwise note the reason."""
        if read is None:
            return None
        try:
            _need(stands_in(read.sentence, self.shown.text), NOT_IN_MAIL)
            value = check(read)
        except _DroppedError as why:
            self.dropped.append((called, str(why)))
            return None
        return ExtractedField(value, " ".join(read.sentence.split())[:SENTENCE_CAP], CONFIDENCE, "model")

    def phone(self, read: ReadValue) -> str:
        region = self.surroundings.region
        number = as_e164(read.value, region)
        if number is None:
            raise _DroppedError(NOT_A_VALUE)
        _need(writes_out(read.sentence, number), NOT_IN_SENTENCE)
        others = find_others_phones(self.shown.text, region)
        _need(number not in self.surroundings.own_phones and number not in others, NOT_THEIRS)
        return number

    def email(self, read: ReadValue) -> str:
        address = normalised(read.value)
        _need(bool(address), NOT_A_VALUE)
        _need(email_in(read.value.strip(), read.sentence), NOT_IN_SENTENCE)
        _need(address not in self.surroundings.own_addresses and not is_robot(address), NOT_THEIRS)
        return address

    def name(self, read: ReadValue) -> str:
        name = tidy_name(read.value)
        _need(bool(name), NOT_A_VALUE)
        _need(name_in(name, read.sentence), NOT_IN_SENTENCE)
        return name

    def address(self, read: ReadValue) -> str:
        _need(address_in(read.value, read.sentence), NOT_IN_SENTENCE)
        return " ".join(read.value.split())

    def title(self, read: ReadValue) -> str:
        title = " ".join(read.value.split()).strip(" .,;:")
        _need(0 < len(title) <= LONGEST_TITLE, NOT_A_VALUE)
        _need(title_in(title, read.sentence), NOT_IN_SENTENCE)
        return title[:1].upper() + title[1:]

    def wished_date(self, read: ReadValue) -> date:
        try:
            day = date.fromisoformat(read.value.strip())
        except ValueError:
            raise _DroppedError(NOT_A_VALUE) from None
        sent = self.shown.sent
        _need(sent is not None and day_in(day, read.sentence, sent, self.shown.region), NOT_IN_SENTENCE)
        return day


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise _DroppedError(otherwise)
