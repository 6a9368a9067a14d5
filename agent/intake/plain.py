"""An understood mail as the plain arguments of `take_in_mail`, each within what a record holds."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from agent.intake.charset import clean_text
from agent.intake.classify import Outcome
from agent.intake.extract import ExtractedField, Extraction
from agent.intake.parse import ParsedMail
from agent.intake.understand import Understanding

LONGEST_KEY = 400
LONGEST_BODY = 50_000
MOST_THREAD = 50
SHORT = 300


def key_of(text: str) -> str:
    """Return an id as a key: itself, or a digest where it is longer than an index takes."""
    plain = clean_text(text).replace("\n", " ")
    encoded = plain.encode("utf-8")
    return plain if len(encoded) <= LONGEST_KEY else f"sha256-{hashlib.sha256(encoded).hexdigest()}"


def fingerprint_of(mail: ParsedMail) -> str:
    """Return a digest of sender and content: equal for two copies of one mail, whatever way they came."""
    sender = mail.sender.address.casefold() if mail.sender else ""
    words = " ".join(f"{mail.subject}\n{mail.text}".split())
    whole = f"{sender}\n{mail.date.isoformat() if mail.date else ''}\n{words}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Identity:
    """A mail's identity: the mailbox, its own id there, the Message-ID, and the digests of its bytes and words."""

    mailbox: str
    own_id: str
    message_id: str
    digest: str
    fingerprint: str


def thread_of(mail: ParsedMail) -> list[str]:
    """Return the keys of the mails that a mail answers, oldest first, each once; of a very long thread the
    latest.
    """
    thread = [key_of(one) for one in (*mail.references[-MOST_THREAD:], mail.in_reply_to) if one]
    return list(dict.fromkeys(thread))[-MOST_THREAD:]


def headers_of(mail: ParsedMail, identity: Identity) -> dict[str, Any]:
    """Return the tool's argument `mail`."""
    sender = mail.sender
    return {
        **asdict(identity),
        "sender_name": clip(sender.name) if sender else "",
        "sender_address": clip(sender.address.casefold(), 320) if sender else "",
        "subject": clip(mail.subject),
        "sent_at": mail.date.isoformat() if mail.date else None,
        "thread": thread_of(mail),
    }


def verdict_of(understanding: Understanding) -> dict[str, Any]:
    """Return the tool's argument `verdict`."""
    decided = understanding.classification
    real = decided.outcome is Outcome.REAL
    return {
        "outcome": None if real else decided.outcome.value,
        "reason": decided.reason.value if decided.reason else "",
        "explanation": clip(decided.explanation, 500),
    }


def reading_of(
    understanding: Understanding, extraction: Extraction | None, asked: dict[str, Any]
) -> dict[str, Any]:
    """Return the tool's argument `reading`; of a mail that can't be read, what its headers say.

    Args:
        understanding: the mail.
        extraction: what was read in it.
        asked: how a language model was asked about it; empty if it was not.
    """
    mail = understanding.mail
    relayed = (
        understanding.recognition is not None
        or understanding.forwarded is not None
        or understanding.behind is not None
    )
    reading: dict[str, Any] = {
        "source": understanding.source,
        "relayed": relayed,
        "passed_on": understanding.forwarded is not None and understanding.forwarded.by_outsider,
        "written_to": [clip(one.address.casefold(), 320) for one in (*mail.to, *mail.cc)][:20],
        "answer_to": clip(_answer_to(understanding, extraction), 320),
        "body": clean_text(understanding.body)[:LONGEST_BODY],
        "title": clip(mail.subject),
    }
    if extraction is None:
        first, last = _parted(mail.sender.name if mail.sender else "")
        address = mail.sender.address if mail.sender and not relayed else ""
        return {
            **reading,
            "first_name": first,
            "last_name": last,
            "emails": [clip(address)] if address else [],
        }
    first, last = _parted(extraction.name.value if extraction.name else "")
    return {
        **reading,
        "first_name": first,
        "last_name": last,
        "phones": [
            {"number": one.value[:40], "extension": one.extension[:16]} for one in extraction.phones[:10]
        ],
        "emails": [clip(one.value) for one in extraction.emails[:10]],
        "address": clip(extraction.address.value) if extraction.address else "",
        "title": clip(extraction.title.value) if extraction.title else clip(mail.subject),
        "description": extraction.description.value[:LONGEST_BODY] if extraction.description else "",
        "extraction": {**fields_of(extraction), **({"model": asked} if asked else {})},
    }


def _answer_to(understanding: Understanding, extraction: Extraction | None) -> str:
    """Return the Reply-To, unless the person's own words or labels give that address too; a forwarder's is not theirs."""
    address = "" if understanding.forwarded is not None else understanding.answer_to
    given = (
        [one for one in extraction.emails if not one.sentence.startswith("Reply-To:")] if extraction else []
    )
    written = understanding.behind is None and any(one.value == address.casefold() for one in given)
    return "" if written else address.casefold()


def fields_of(extraction: Extraction) -> dict[str, Any]:
    """Return each extracted value with its sentence, its confidence, its reader unless the rules, and other
    readings.
    """
    one = {
        name: _field(value)
        for name in ("name", "address", "title", "wished_date")
        if (value := getattr(extraction, name)) is not None
    }
    return {
        **one,
        "phones": [{**_field(phone), "extension": phone.extension} for phone in extraction.phones[:10]],
        "emails": [_field(email) for email in extraction.emails[:10]],
    }


def _field(found: ExtractedField[Any]) -> dict[str, Any]:
    value = found.value.isoformat() if isinstance(found.value, date) else clip(str(found.value))
    field = {"value": value, "sentence": clip(found.sentence), "confidence": found.confidence}
    if found.by != "rules":
        field["by"] = found.by
    if found.also:
        # Other readings always say whose they are.
        field["also"] = [{**_field(one), "by": one.by} for one in found.also[:5]]
        field["disputed"] = found.disputed
    return field


def _parted(name: str) -> tuple[str, str]:
    """Return first name and the rest: "María de la Cruz" → "María", "de la Cruz"."""
    first, _, last = " ".join(clean_text(name).split()).partition(" ")
    return first[:120], last[:120]


def clip(text: str, most: int = SHORT) -> str:
    """Return text on one line, within what a record holds."""
    return " ".join(clean_text(text).split())[:most].strip()
