"""One mail from bytes to what intake acts on, in the order in which the rules build on each other."""

from dataclasses import dataclass

from agent.intake.classify import Classification, Outcome, SenderRules, classify, own_domains
from agent.intake.extract import Extraction, Surroundings, extract
from agent.intake.extract.phones import find_phones
from agent.intake.forwarded import Forwarded, find_forwarded
from agent.intake.parse import MailLimits, ParsedMail, read_mail
from agent.intake.quotes import MailText, strip_quotes
from agent.intake.recognise import Recognition, recognise
from agent.intake.recogniser_table import NoticeSource, RecogniserTable


@dataclass(frozen=True, slots=True)
class Understanding:
    """A mail understood: `body` is the text to log, `source` a lead's source (row C1).

    `extraction` is None for what is skipped or kept.
    """

    mail: ParsedMail
    classification: Classification
    recognition: Recognition | None
    forwarded: Forwarded | None
    text: MailText
    body: str
    source: str
    extraction: Extraction | None


def understand(
    raw: bytes,
    table: RecogniserTable,
    surroundings: Surroundings,
    sender_rules: SenderRules,
    limits: MailLimits,
) -> Understanding:
    """Parse, part, recognise, classify and extract one mail (row C7); any bytes give a result.

    Args:
        raw: the mail as it was received.
        table: the recognisers, loaded once.
        surroundings: the business's region, zone and own addresses.
        sender_rules: what the owner taught about senders.
        limits: what is too much.
    """
    mail = read_mail(raw, limits)
    forwarded = _person_inside(mail, surroundings)
    text = strip_quotes(forwarded.text if forwarded else mail.text)
    recognition = recognise(mail, table) if forwarded is None else None
    classification = classify(mail, text, forwarded, recognition, surroundings.own_addresses, sender_rules)
    extraction = None
    if classification.outcome is Outcome.REAL:
        extraction = extract(mail, text, forwarded, recognition, surroundings)
    source = recognition.source if recognition else "email"
    body = text.fresh if forwarded or recognition is None else _body_of_notice(text, recognition)
    if forwarded is None and (passed_on := _passed_on(mail, surroundings)):
        body = f"{body}\n\n{passed_on}"
    return Understanding(mail, classification, recognition, forwarded, text, body, str(source), extraction)


def _body_of_notice(text: MailText, recognition: Recognition) -> str:
    return text.fresh if recognition.source is NoticeSource.REFERRAL else recognition.message


def _passed_on(mail: ParsedMail, surroundings: Surroundings) -> str:
    """The words of somebody else that the sender passes on, to be logged though nothing is extracted from them."""
    forwarded = find_forwarded(mail)
    if forwarded is None or forwarded.sender is None:
        return ""
    if forwarded.sender.address.casefold() in surroundings.own_addresses:
        return ""
    return strip_quotes(forwarded.text).fresh


def _person_inside(mail: ParsedMail, surroundings: Surroundings) -> Forwarded | None:
    """The forwarded mail, where the person inside is meant: not one of our own mails that a customer sends back,
    and not one that a stranger forwards while leaving a number of their own."""
    forwarded = find_forwarded(mail)
    if forwarded is None:
        return None
    inside = forwarded.sender.address.casefold() if forwarded.sender else ""
    if inside in surroundings.own_addresses:
        return None
    outside = mail.sender.address.casefold() if mail.sender else ""
    if outside.rpartition("@")[2] in own_domains(surroundings.own_addresses):
        return forwarded
    note = strip_quotes(forwarded.note).fresh
    return None if find_phones(note, surroundings.region, 1.0) else forwarded
