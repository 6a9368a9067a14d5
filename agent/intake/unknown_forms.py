"""Enquiries inside notices that no recogniser knows: kept for the owner, since skipping one loses a customer."""

from dataclasses import replace

from agent.intake.classify import Outcome, Reason, own_domains
from agent.intake.extract import Extraction, Surroundings, extract
from agent.intake.extract.emails import is_machine, is_robot, normalised
from agent.intake.extract.phones import find_phones
from agent.intake.labels import read_labels
from agent.intake.recognise import Recognition, recognise
from agent.intake.recogniser_table import FieldKind, NoticeSource, Recogniser, RecogniserTable, Spot
from agent.intake.understand import Understanding

EXPLANATION = "It looks like an enquiry from a form or service that I don't know; please look at it yourself."

ANY_FORM = RecogniserTable(
    (
        Recogniser(
            name="any_form",
            what="a notice of a form",
            source=NoticeSource.WEB_FORM,
            when=(Spot(labels=2),),
            message_is_rest=True,
        ),
    ),
    (),
)
"""The recogniser of a form of which only the labels are known."""

_READ_CAP = 20_000
_ASKING = (
    "i need", "we need", "i'd like", "i would like", "we'd like", "we would like", "i want", "can you", "could you",
    "can someone", "could someone", "please call", "call me", "call back", "text me", "get back to me", "my number",
    "reach me", "looking for", "need help", "need a", "needs a", "wants a", "a quote", "an estimate", "a price",
    "how much", "do you", "are you able", "available", "asap", "leak", "clog", "broken", "not working", "stopped working",
    "doesn't work", "won't", "repair", "replace", "install", "inquiry", "enquiry", "new lead", "new request",
    "requested", "necesito", "quisiera", "llámame", "pueden", "ich brauche", "wir brauchen", "könnten sie",
    "bitte um", "potrzebuję", "proszę o",
)  # fmt: skip
_OF_BUSINESS = (
    "receipt", "invoice", "your order", "order #", "order confirm", "statement", "payment", "shipped", "shipping",
    "tracking", "password", "security alert", "verification", "sign-in", "login", "renewal", "subscription",
    "newsletter", "webinar", "% off", "sale ends", "weekly digest", "summary", "job application", "policy",
    "unsubscribed", "survey", "rate your", "appointment reminder",
)  # fmt: skip


def is_from_unknown_form(understanding: Understanding, surroundings: Surroundings) -> bool:
    """Return whether a mail that would be skipped as a machine's holds a person to get back to, and what they
    ask for.

    Answers of machines, bounces and advertising are never one: only notices are looked at.
    """
    decided = understanding.classification
    if decided.outcome is not Outcome.SKIPPED or not _is_notice(understanding):
        return False
    mail = understanding.mail
    subject = mail.subject.casefold()
    if any(words in subject for words in _OF_BUSINESS):
        return False
    text = mail.text[:_READ_CAP]
    folded = f"{subject}\n{text.casefold()}"
    labels = {item.kind for item in read_labels(text.split("\n"), {})} - {FieldKind.OTHER}
    asks = any(words in folded for words in _ASKING)
    tells = bool(labels & {FieldKind.MESSAGE, FieldKind.TITLE}) and len(labels) >= 2
    return (asks or tells) and _names_somebody(understanding, surroundings, text, labels)


def _is_notice(understanding: Understanding) -> bool:
    """Return whether a mail is a machine's, our own site's or bulk by its headers, and no advertising."""
    reason, said = understanding.classification.reason, understanding.classification.explanation
    if "absence note" in said or "automatic reply" in said or "receipt or report" in said:
        return False
    sender = understanding.mail.sender
    if reason is Reason.OWN and sender is not None:
        return is_robot(sender.address) or is_machine(sender.address)
    return reason is Reason.AUTOMATIC or (reason is Reason.BULK and "(its header" in said)


def _names_somebody(
    understanding: Understanding, surroundings: Surroundings, text: str, labels: set[FieldKind]
) -> bool:
    """Return whether a text names a person's phone or e-mail, neither the business's nor the sending machine's
    own.
    """
    footer = understanding.text.footer
    phones = [
        one for one in find_phones(text, surroundings.region, 0.8) if one.value not in surroundings.own_phones
    ]
    told = FieldKind.PHONE in labels or FieldKind.NAME in labels or FieldKind.FIRST_NAME in labels
    if told and phones:
        return True
    house = _domain(understanding.mail.sender.address if understanding.mail.sender else "")
    ours = own_domains(surroundings.own_addresses)
    for word in text.replace("<", " ").replace(">", " ").replace("mailto:", " ").split():
        if "@" not in word or word in footer:
            continue
        address = normalised(word.strip(".,;:()[]\"'"))
        domain = _domain(address)
        strange = (
            domain not in ours and not _related(domain, house) and address not in surroundings.own_addresses
        )
        if address and strange and not is_robot(address):
            return True
    return (
        bool(phones)
        and any(one.sentence not in footer for one in phones)
        and "unsubscribe" not in text.casefold()
    )


def _domain(address: str) -> str:
    return address.casefold().rpartition("@")[2]


def _related(one: str, other: str) -> bool:
    return bool(other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def read_anyway(understanding: Understanding, surroundings: Surroundings) -> tuple[Understanding, Extraction]:
    """Return the reading of a mail that is skipped or kept, as if it were taken in: as a form if a machine sent
    it.
    """
    mail = understanding.mail
    recognition = understanding.recognition
    if recognition is None and understanding.forwarded is None:
        form = recognise(mail, ANY_FORM)
        if form is not None and _is_about_somebody(form):
            recognition = form
        elif mail.sender is not None and is_robot(mail.sender.address):
            recognition = form or _words_only(understanding)
    read = replace(understanding, recognition=recognition)
    return read, extract(mail, understanding.text, understanding.forwarded, recognition, surroundings)


def _is_about_somebody(form: Recognition) -> bool:
    """Return whether a form names a person and their phone or e-mail: then its sender is not that person."""
    named = {FieldKind.NAME, FieldKind.FIRST_NAME} & form.found.keys()
    return bool(named) and bool({FieldKind.PHONE, FieldKind.EMAIL} & form.found.keys())


def _words_only(understanding: Understanding) -> Recognition:
    """Return a recognition without labels: nobody's name is known, and the words are the person's."""
    return Recognition(
        recogniser="any_form",
        what="a notice",
        source=NoticeSource.OTHER,
        found={},
        card=(),
        message=understanding.text.fresh,
        caller_id=False,
        wordless=False,
    )
