"""The part of a mail that a language model is shown: the person's own words and names, never history or footers.

The same words are what a sentence that the model copies must be found in.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from agent.intake.extract.fields import Surroundings
from agent.intake.extract.person import day_sent
from agent.intake.extract.sentences import without_machine_talk
from agent.intake.headers import Address
from agent.intake.recognise import Recognition
from agent.intake.recogniser_table import FieldKind, NoticeSource
from agent.intake.understand import Understanding

MOST_CHARACTERS = 12_000
TAIL = 2_000
"""Of a longer text this much of its end is shown, where people sign and leave their number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail as it is shown.

    Args:
        text: its lines: who sent it, the subject, the words; `MOST_CHARACTERS` at most.
        sent: its day in the business's zone.
        region: two-letter country of the business.
    """

    text: str
    sent: date | None
    region: str

    @property
    def mark(self) -> str:
        """Return a mark that the text can't hold, to stand around it: a digest of every character of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def shown_of(understood: Understanding, surroundings: Surroundings) -> Shown:
    """Return the part of a mail that is shown to the model.

    Args:
        understood: the mail, as the rules understood it.
        surroundings: the business's region and zone.
    """
    recognition = understood.recognition
    lines = _of_person(understood) if recognition is None else _of_notice(understood, recognition)
    text = "\n".join(lines).strip()
    if len(text) > MOST_CHARACTERS:
        text = f"{text[: MOST_CHARACTERS - TAIL - 1]}\n{text[-TAIL:]}"
    return Shown(text, day_sent(understood.mail, surroundings), surroundings.region)


def _of_person(understood: Understanding) -> list[str]:
    mail, forwarded, text = understood.mail, understood.forwarded, understood.text
    sender = forwarded.sender if forwarded else mail.sender
    subject = forwarded.subject or mail.subject if forwarded else mail.subject
    lines = [f"From: {_named(sender)}"] if sender else []
    lines += [] if forwarded else [f"Reply-To: {_named(one)}" for one in mail.reply_to[:1]]
    return [*lines, f"Subject: {subject}", "", without_machine_talk(text.fresh), "", text.signature[:TAIL]]


def _of_notice(understood: Understanding, recognition: Recognition) -> list[str]:
    """Return the lines of a machine's mail that a recogniser found to be about the person; the rest is the
    service's own.
    """
    mail = understood.mail
    lines = [f"Subject: {mail.subject}"]
    if recognition.source is NoticeSource.WEB_FORM:
        lines += [f"Reply-To: {_named(one)}" for one in mail.reply_to[:1]]
    found = [
        one.sentence
        for kind, all_of_kind in recognition.found.items()
        if kind is not FieldKind.OTHER
        for one in all_of_kind
    ]
    message = "" if recognition.wordless else without_machine_talk(recognition.message)
    return [*lines, *dict.fromkeys([*found, *recognition.card]), "", message]


def _named(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address
