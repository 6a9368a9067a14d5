"""One mail from bytes to what intake acts on, in the order in which the rules build on each other."""

from dataclasses import dataclass, replace

from agent.intake.classify import Classification, Outcome, SenderRules, classify, own_domains
from agent.intake.extract import Extraction, Surroundings, extract
from agent.intake.extract.titles import is_about_a_job
from agent.intake.forwarded import Forwarded, find_forwarded
from agent.intake.forwarder import person_inside
from agent.intake.headers import Address
from agent.intake.parse import MailLimits, ParsedMail, read_mail
from agent.intake.quotes import MailText, strip_quotes
from agent.intake.recognise import Recognition, recognise
from agent.intake.recogniser_table import NoticeSource, RecogniserTable
from agent.intake.told_of import names_only_a_job, sends_jobs_by_machine, told_of
from agent.intake.writer import passed_on_by_relay, replied_to, somebody_passed_on


@dataclass(frozen=True, slots=True)
class Understanding:
    """A mail understood: `body` is the text to log, `source` a lead's source (row C1).

    `extraction` is None for what is skipped or kept. `behind`: who wrote it, where a relay or form sent it in its own name;
    `answer_to`: the person's address in Reply-To, where it is another than the sender's.
    """

    mail: ParsedMail
    classification: Classification
    recognition: Recognition | None
    forwarded: Forwarded | None
    text: MailText
    body: str
    source: str
    extraction: Extraction | None
    behind: Address | None = None
    answer_to: str = ""


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
    forwarded = person_inside(mail, surroundings)
    text = strip_quotes(forwarded.text if forwarded else mail.text, surroundings.ours)
    recognition = recognise(mail, table) if forwarded is None else None
    if recognition is not None and names_only_a_job(recognition):
        recognition = told_of(mail, text, surroundings.region) or recognition
    domains = own_domains(surroundings.own_addresses)
    replies = replied_to(mail, surroundings, domains)
    behind = None
    if forwarded is None and recognition is None:
        behind = passed_on_by_relay(mail, surroundings, domains)
    written = replace(mail, sender=behind) if behind else mail
    told = None
    if forwarded is None and recognition is None and behind is None:
        told = somebody_passed_on(mail, text) or told_of(mail, text, surroundings.region)
        recognition = told if told is not None and sends_jobs_by_machine(mail, told, domains) else None
    classification = classify(written, text, forwarded, recognition, surroundings.own_addresses, sender_rules)
    extraction = None
    if classification.outcome is Outcome.REAL:
        recognition = recognition or told
        own = written if behind is None or is_about_a_job(mail.subject) else replace(written, subject="")
        extraction = extract(own, text, forwarded, recognition, surroundings)
    source = recognition.source if recognition else "web_form" if behind else "email"
    body = text.fresh if forwarded or recognition is None else _body_of_notice(text, recognition)
    if forwarded is not None and forwarded.by_outsider:
        body = "\n\n".join(filter(None, (strip_quotes(forwarded.note).fresh, body)))
    if forwarded is None and recognition is None and (passed_on := _passed_on(mail, surroundings)):
        body = f"{body}\n\n{passed_on}"
    return Understanding(
        mail,
        classification,
        recognition,
        forwarded,
        text,
        body,
        str(source),
        extraction,
        behind,
        replies.address if replies else "",
    )


def _body_of_notice(text: MailText, recognition: Recognition) -> str:
    return text.fresh if recognition.source is NoticeSource.REFERRAL else recognition.message or text.fresh


def _passed_on(mail: ParsedMail, surroundings: Surroundings) -> str:
    """Return a third person's words that the sender forwards, to be logged though nothing is extracted from
    them.
    """
    forwarded = find_forwarded(mail)
    if forwarded is None or forwarded.sender is None:
        return ""
    if forwarded.sender.address.casefold() in surroundings.own_addresses:
        return ""
    return strip_quotes(forwarded.text).fresh
