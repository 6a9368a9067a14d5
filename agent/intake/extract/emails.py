"""E-mail addresses of the person: from headers and labelled fields, never a relay, a robot or the business."""

from agent.intake.extract.fields import SENTENCE_CAP, ExtractedField, Surroundings
from agent.intake.headers import Address
from agent.intake.parse import ParsedMail
from agent.intake.recognise import Recognition
from agent.intake.recogniser_table import FieldKind, NoticeSource
from agent.intake.words import words

_ROBOTS = (
    "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster",
    "no.reply", "wordpress", "notification", "notify", "bounce", "automated", "reply+", "robot",
)  # fmt: skip
_OWN_WORDS = (
    "my email",
    "my e-mail",
    "email me at",
    "e-mail me at",
    "reply to me at",
    "write me at",
    "reach me at",
    "mi correo",
    "meine e-mail",
)


_MACHINES = words(
    "form forms formmail webform webforms contactform website web site wordpress mailer dispatch dispatcher lead leads newlead "
    "newleads newsletter alerts alert notifications submissions relay messaging messenger workorder workorders"
)


def normalised(address: str) -> str:
    """Return the address in the form that records hold: case-folded; empty when it is none (email-validator).

    Args:
        address: as written.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address.strip(), check_deliverability=False).normalized.casefold()
    except (EmailNotValidError, ValueError):
        return ""


def is_robot(address: str) -> bool:
    """Return whether nobody reads what is sent to the address."""
    local = address.casefold().partition("@")[0]
    return any(mark in local for mark in _ROBOTS)


def is_machine(address: str) -> bool:
    """Return whether an address is a form's, a relay's or a dispatcher's: it stands for many people, and so for nobody."""
    parts = (
        address.casefold().partition("@")[0].replace("+", "-").replace("_", "-").replace(".", "-").split("-")
    )
    return any(part in _MACHINES for part in parts)


def find_emails_of_sender(
    sender: Address | None, mail: ParsedMail, text: str, surroundings: Surroundings, forwarded: bool
) -> tuple[ExtractedField[str], ...]:
    """Return the writer's own address, then any that they say is theirs.

    Args:
        sender: who wrote; of a forwarded mail the person inside.
        mail: the mail, for its Reply-To.
        text: the fresh text.
        surroundings: for the business's own addresses.
        forwarded: the headers are then not the person's.
    """
    found: dict[str, ExtractedField[str]] = {}
    if sender is not None and not is_machine(sender.address):
        _keep(found, sender.address, f"From: {sender.name} <{sender.address}>", 0.95, surroundings)
    if not found and not forwarded:
        for address in mail.reply_to[:1]:
            _keep(found, address.address, f"Reply-To: {address.address}", 0.8, surroundings)
    flat = " ".join(text[:20_000].split())
    folded = flat.casefold()
    for phrase in _OWN_WORDS:
        at = folded.find(phrase)
        following = flat[at + len(phrase) : at + len(phrase) + 80].split()[:3] if at >= 0 else []
        for word in following:
            if "@" in word:
                _keep(found, word.strip(".,;:()<>"), flat[max(0, at - 60) : at + 120], 0.7, surroundings)
    return tuple(found.values())


def find_emails_of_notice(
    mail: ParsedMail, recognition: Recognition, surroundings: Surroundings
) -> tuple[ExtractedField[str], ...]:
    """Return labelled addresses, then the Reply-To where it is not the service's own relay.

    Args:
        mail: the notice.
        recognition: what was read in it.
        surroundings: for the business's own addresses.
    """
    found: dict[str, ExtractedField[str]] = {}
    places = [(item.value, item.sentence) for item in recognition.found.get(FieldKind.EMAIL, ())]
    places += [(item.value, item.sentence) for item in recognition.found.get(FieldKind.NAME, ())]
    places += [(line, line) for line in recognition.card]
    for value, sentence in places:
        for word in value[:300].replace("<", " ").replace(">", " ").split():
            if "@" in word:
                _keep(
                    found,
                    word.strip(".,;:()[]").removeprefix("mailto:"),
                    sentence[:SENTENCE_CAP],
                    0.95,
                    surroundings,
                )
    if not found and recognition.source is NoticeSource.WEB_FORM:
        for address in mail.reply_to[:1]:
            if mail.sender is None or not _same_house(address.address, mail.sender.address):
                _keep(found, address.address, f"Reply-To: {address.address}", 0.85, surroundings)
    return tuple(found.values())


def _same_house(one: str, other: str) -> bool:
    """Return whether two addresses lie in the same organisation's domain."""
    first, second = (address.casefold().rpartition("@")[2] for address in (one, other))
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _keep(
    found: dict[str, ExtractedField[str]],
    address: str,
    sentence: str,
    confidence: float,
    surroundings: Surroundings,
) -> None:
    plain = normalised(address)
    if plain and plain not in found and plain not in surroundings.own_addresses and not is_robot(plain):
        found[plain] = ExtractedField(plain, sentence, confidence)
