"""The class of a mail before anybody's words are read: taken in, skipped with a reason, or kept for the owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from agent.intake.forwarded import Forwarded
from agent.intake.parse import ParsedMail
from agent.intake.quotes import MailText
from agent.intake.recognise import Recognition
from agent.intake.words import words


class Outcome(StrEnum):
    """Real mail is read on; skipped mail is listed with its reason; kept mail is shown to the owner as it is."""

    REAL = "real"
    SKIPPED = "skipped"
    KEPT = "kept"


class Reason(StrEnum):
    """The reason for skipping or keeping a mail; `rule` is what the owner taught, `unknown_form` see `unknown_forms.py`."""

    OWN = "own"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    BULK = "bulk"
    EMPTY = "empty"
    RULE = "rule"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    UNKNOWN_FORM = "unknown_form"


@dataclass(frozen=True, slots=True)
class Classification:
    """The outcome, its reason (None for real mail), and a sentence that an owner understands."""

    outcome: Outcome
    reason: Reason | None
    explanation: str


SenderRules = Mapping[str, Literal["lead", "skip"]]

_FREE_MAIL = words(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com "
    "gmx.de web.de proton.me"
)
_AUTOMATIC_SUBJECTS = (
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "autoresponse",
    "auto-response", "out of office", "out of the office", "ooo:", "away from my", "vacation reply",
    "on vacation", "abwesenheitsnotiz", "automatische antwort", "abwesend:", "respuesta automática",
    "fuera de la oficina", "réponse automatique", "absence du bureau", "odpowiedź automatyczna",
    "autoodpowiedź", "risposta automatica", "resposta automática", "automatisch antwoord", "autosvar",
)  # fmt: skip
_ABSENT_WORDS = (
    "out of the office", "out of office", "on vacation", "on annual leave", "away from my desk", "on leave",
)  # fmt: skip
_THANKING_WORDS = (
    "thank you for your message", "thank you for your email", "thank you for your e-mail", "thanks for your message",
    "thanks for your email", "limited access to e", "will respond when i return", "will reply when i return",
)  # fmt: skip
_MACHINE_SENDERS = (
    "billing@", "invoice@", "invoices@", "accounts@", "accounting@", "orders@", "receipts@", "ar@", "payments@",
)  # fmt: skip
_MACHINE_SUBJECTS = (
    "receipt", "your order", "order confirm", "order #", "invoice", "payment received",
    "payment confirmation", "statement", "shipped", "shipping", "delivered", "delivery", "tracking",
    "password", "security alert", "verification code", "sign-in", "login", "renewal", "subscription",
    "your account", "billing", "bestellung", "rechnung", "factura", "faktura", "pedido",
)  # fmt: skip
_BOUNCE_SENDERS = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon")
_BOUNCE_SUBJECTS = (
    "undelivered mail", "undeliverable", "delivery status notification", "mail delivery failed",
    "mail delivery failure", "delivery failure", "returned mail", "failure notice", "delivery has failed",
    "message not delivered", "unzustellbar", "mail system error", "warning: message",
    "delivery notification", "no se puede entregar", "non remis",
)  # fmt: skip
_NO_REPLY = (
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "notification",
    "notify@",
    "mailer@",
    "newsletter",
    "bounce",
)
_BULK_WORDS = (
    "unsubscribe", "opt out", "opt-out", "view this email in your browser", "view in browser",
    "view it in your browser", "no longer wish to receive", "manage your preferences",
    "manage preferences", "email preferences", "stop receiving", "remove me from", "reply stop",
    "reply with stop", "abbestellen", "darse de baja", "se désabonner", "mailing list",
    "not interested? reply", "if this isn't for you", "newsletter abmelden",
)  # fmt: skip
_SELLING_WORDS = (
    "% off", "limited time", "claim my", "free trial", "free audit", "guaranteed", "rank your", "rank #1",
    "page 1", "page one of google", "first page of google", "google ranking", "seo", "more leads",
    "new customers a month", "plumbing leads", "grow your business", "book a demo", "schedule a demo",
    "quick call this week", "15-minute call", "15 minute call", "our clients see", "boost your",
    "special offer", "discount", "promo", "buy now", "order now", "shop now", "webinar", "sponsor",
    "virtual assistant", "website redesign", "web design", "merchant cash", "business loan",
    "working capital", "line of credit", "bulk pricing", "price list", "wholesale", "we help plumbers",
    "help plumbing companies", "plumbing companies like", "plumbers like you", "businesses like yours",
    "exclusive leads",
)  # fmt: skip


def classify(
    mail: ParsedMail,
    text: MailText,
    forwarded: Forwarded | None,
    recognition: Recognition | None,
    own_addresses: frozenset[str],
    sender_rules: SenderRules,
) -> Classification:
    """Decide what becomes of the mail (row C7; RFC 3834, 3464, 2369, 2919).

    Args:
        mail: the parsed mail.
        text: its text, parted.
        forwarded: the mail inside, if it forwards one.
        recognition: the recogniser that fits, if any; it wins over what speaks for bulk or a robot.
        own_addresses: the business's, lower case.
        sender_rules: what the owner taught: an address or a domain (lower case) → "lead" or "skip".
    """
    return (
        _kept(mail)
        or _bounced(mail)
        or _taught(mail, sender_rules)
        or _own(mail, forwarded, recognition, own_addresses)
        or _auto_replied(mail, text)
        or _recognised(recognition)
        or _automatic(mail)
        or _bulk(mail, text)
        or _empty(mail, text, forwarded)
        or Classification(Outcome.REAL, None, "A person wrote this.")
    )


def own_domains(own_addresses: frozenset[str]) -> frozenset[str]:
    """Return the domains whose every address is the business's: those of its addresses, free-mail providers'
    excepted.

    Args:
        own_addresses: the business's, lower case.
    """
    return frozenset(address.rpartition("@")[2] for address in own_addresses) - _FREE_MAIL


def _kept(mail: ParsedMail) -> Classification | None:
    if mail.too_large:
        return Classification(
            Outcome.KEPT,
            Reason.TOO_LARGE,
            "This mail is too large to be read here; please look at it yourself.",
        )
    if mail.encrypted:
        return Classification(
            Outcome.KEPT, Reason.ENCRYPTED, "This mail is encrypted; only your own mail program can open it."
        )
    if mail.unreadable:
        return Classification(
            Outcome.KEPT,
            Reason.UNREADABLE,
            "No text can be made out in this mail; please look at it yourself.",
        )
    return None


def _skip(reason: Reason, explanation: str) -> Classification:
    return Classification(Outcome.SKIPPED, reason, explanation)


def _address(mail: ParsedMail) -> str:
    return mail.sender.address.casefold() if mail.sender else ""


def _bounced(mail: ParsedMail) -> Classification | None:
    kind = mail.headers.get("content-type", "").casefold()
    if kind.startswith("multipart/report") and ("delivery-status" in kind or "report-type" not in kind):
        return _skip(Reason.BOUNCE, "A mail server reports that a mail could not be delivered.")
    if kind.startswith("multipart/report") and "feedback-report" in kind:
        return _skip(Reason.COMPLAINT, "A mail provider passes on a complaint about a mail of yours.")
    if "x-failed-recipients" in mail.headers:
        return _skip(Reason.BOUNCE, "A mail server reports that a mail could not be delivered.")
    local = _address(mail).partition("@")[0]
    if local.startswith(_BOUNCE_SENDERS):
        return _skip(Reason.BOUNCE, f"A mail server ({_address(mail)}) reports about a mail of yours.")
    no_return_path = mail.headers.get("return-path", "-").strip() == "<>"
    if mail.subject.casefold().startswith(_BOUNCE_SUBJECTS) and (
        no_return_path or not local or "mail" in local
    ):
        return _skip(Reason.BOUNCE, "A mail server reports that a mail could not be delivered.")
    return None


def _taught(mail: ParsedMail, rules: SenderRules) -> Classification | None:
    address = _address(mail)
    for key in (address, address.rpartition("@")[2]):
        if key and rules.get(key) == "skip":
            return _skip(Reason.RULE, f"You said that mail from {key} is not to be taken in.")
        if key and rules.get(key) == "lead":
            return Classification(Outcome.REAL, None, f"You said that mail from {key} is to be taken in.")
    return None


def _own(
    mail: ParsedMail, forwarded: Forwarded | None, recognition: Recognition | None, own: frozenset[str]
) -> Classification | None:
    address = _address(mail)
    domains = own_domains(own)
    if not address or (address not in own and address.rpartition("@")[2] not in domains):
        return None
    if recognition is not None:
        return Classification(Outcome.REAL, None, f"Your own system sent {recognition.what}.")
    inside = forwarded.sender.address.casefold() if forwarded and forwarded.sender else ""
    if inside and inside not in own and inside.rpartition("@")[2] not in domains:
        return Classification(Outcome.REAL, None, f"You or a colleague forwarded a mail of {inside}.")
    return _skip(Reason.OWN, f"This comes from your own address {address}.")


def _says_absent(mail: ParsedMail, text: MailText) -> bool:
    """Return whether an answer is an absence note without its headers: it thanks for the mail and says that
    somebody is away.
    """
    folded = " ".join(text.fresh[:1_000].split()).casefold()
    answers = bool(mail.in_reply_to) or mail.subject.casefold().startswith(("re:", "aw:"))
    return (
        answers
        and len(text.fresh) < 1_000
        and any(phrase in folded for phrase in _ABSENT_WORDS)
        and any(phrase in folded for phrase in _THANKING_WORDS)
    )


def _auto_replied(mail: ParsedMail, text: MailText) -> Classification | None:
    submitted = mail.headers.get("auto-submitted", "").casefold().strip()
    if submitted.startswith("auto-replied"):
        return _skip(Reason.AUTOMATIC, "This is an automatic reply, not written by a person.")
    if "x-autoreply" in mail.headers or "x-autorespond" in mail.headers:
        return _skip(Reason.AUTOMATIC, "This is an automatic reply, not written by a person.")
    if "auto_reply" in mail.headers.get("precedence", "").casefold():
        return _skip(Reason.AUTOMATIC, "This is an automatic reply, not written by a person.")
    if mail.subject.casefold().startswith(_AUTOMATIC_SUBJECTS) or _says_absent(mail, text):
        return _skip(Reason.AUTOMATIC, f"This reads like an automatic absence note: “{mail.subject[:80]}”.")
    return None


def _recognised(recognition: Recognition | None) -> Classification | None:
    if recognition is None:
        return None
    return Classification(Outcome.REAL, None, f"This is {recognition.what}; the person inside is meant.")


def _automatic(mail: ParsedMail) -> Classification | None:
    submitted = mail.headers.get("auto-submitted", "").casefold().strip()
    if submitted and not submitted.startswith("no"):
        return _skip(Reason.AUTOMATIC, "A machine sent this (its header Auto-Submitted says so).")
    if mail.headers.get("content-type", "").casefold().startswith("multipart/report"):
        return _skip(Reason.AUTOMATIC, "This is a mail program's receipt or report, not written by a person.")
    answers = bool(mail.in_reply_to) or mail.subject.casefold().startswith("re:")
    robot = any(mark in _address(mail) for mark in _NO_REPLY)
    robot = robot or (_address(mail).startswith(_MACHINE_SENDERS) and not answers)
    if robot and any(words in mail.subject.casefold() for words in _MACHINE_SUBJECTS):
        return _skip(Reason.AUTOMATIC, f"A machine ({_address(mail)}) sent this; nobody reads answers to it.")
    return None


def _bulk(mail: ParsedMail, text: MailText) -> Classification | None:
    for header in ("list-unsubscribe", "list-id", "list-post", "feedback-id", "x-campaign", "x-campaignid"):
        if header in mail.headers:
            return _skip(Reason.BULK, f"This went to a mailing list (its header {header.title()} says so).")
    if mail.headers.get("precedence", "").casefold().strip() in ("bulk", "list", "junk"):
        return _skip(Reason.BULK, "This went to many people (its header Precedence says so).")
    return _advertising(mail, text)


def _advertising(mail: ParsedMail, text: MailText) -> Classification | None:
    """Return the classification of what reads like an advertisement; of a reply only what is new counts."""
    folded = (f"{text.fresh}\n{text.footer}" if text.history else mail.text)[:50_000].casefold()
    bulk = [phrase for phrase in _BULK_WORDS if phrase in folded]
    about = f"{mail.subject.casefold()}\n{folded}"
    selling = [phrase for phrase in _SELLING_WORDS if phrase in about]
    robot = any(mark in _address(mail) for mark in _NO_REPLY)
    if bulk and selling:
        return _skip(Reason.BULK, f"This is advertising: it says “{selling[0]}” and “{bulk[0]}”.")
    if len(selling) >= 3:
        return _skip(Reason.BULK, f"This is advertising: it says {_quoted(selling[:3])}.")
    if robot and bulk:
        return _skip(Reason.BULK, f"A no-reply address sent this, and it says “{bulk[0]}”.")
    if robot:
        return _skip(Reason.AUTOMATIC, f"A machine ({_address(mail)}) sent this; nobody reads answers to it.")
    return None


def _quoted(phrases: list[str]) -> str:
    return ", ".join(f"“{phrase}”" for phrase in phrases)


def _empty(mail: ParsedMail, text: MailText, forwarded: Forwarded | None) -> Classification | None:
    if text.fresh.strip() or forwarded is not None or mail.attachments or mail.calendar:
        return None
    if mail.subject.strip() and not mail.in_reply_to:
        return None  # the subject alone may say what is wrong
    return _skip(Reason.EMPTY, "There is nothing in this mail: no text and no attachment.")
