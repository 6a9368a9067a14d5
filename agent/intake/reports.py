"""A mail's report against our mails: it bounced, somebody complained, or a person writes stop (RFC 3464, 5965).

Read from the raw bytes up to a limit, in linear time. It ends auto-send where it concerns mail that went out by itself.
"""

import re
from typing import Any

from agent.intake.classify import Classification, Reason
from agent.intake.parse import ParsedMail
from schemas.keys import fold

MOST_READ = 400_000
MOST_ADDRESSES = 20
MOST_LINES = 12
LONGEST_WISH = 300
"""Characters of a message that is nothing but the wish to hear no more; a longer one is about something else as well."""

RECIPIENT = re.compile(
    rb"^(?:final-recipient|original-recipient|original-rcpt-to|removal-recipient|x-failed-recipients)[ \t]*:"
    rb"[ \t]*(?:rfc822[ \t]*;)?[ \t]*<?([^\s<>;,]{1,64}@[^\s<>;,]{1,255})",
    re.IGNORECASE | re.MULTILINE,
)
IN_BRACKETS = re.compile(rb"<([^\s<>;,:]{1,64}@[^\s<>;,]{1,255})>")
DELAYED = re.compile(
    rb"^action[ \t]*:[ \t]*(?:delayed|delivered|relayed|expanded)\b", re.IGNORECASE | re.MULTILINE
)
FAILED = re.compile(rb"^action[ \t]*:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)

_POLITE = (
    r"(?:(?:please|pls|kindly|just|can you|could you|i want you to|i would like you to|ok|hi|hello|thanks) )*"
)
WISHES = re.compile(
    rf"{_POLITE}(?:"
    r"stop(?: it| this| please| now| all)*|(?:unsubscribe|opt ?out)(?: me| please| now)*|"
    r"(?:stop|quit|cease) (?:with )?(?:e ?mailing|mailing|writing|writing to|contacting|messaging|spamming|bothering|sending)"
    r"(?: to)?(?: me| us| these| this| any| more| e ?mails?| mails?| messages?| again| please)*|"
    r"(?:stop|no more) (?:the |these |your |with the )?(?:auto(?:matic|mated)? )?(?:e ?mails?|mails?|messages?|spam)(?: please)?|"
    r"(?:take|remove|delete) (?:me|us|my (?:e ?mail|name|address)(?: address)?)"
    r"(?: (?:off|from)(?: of)?(?: your| this| the| all)?(?: mailing| e ?mail| contact| distribution)? ?lists?)?(?: please)?|"
    r"(?:do not|dont|never) (?:e ?mail|mail|contact|write|write to|message|bother) (?:me|us)(?: again| any ?more| please)*|"
    r"i (?:do not|dont) want (?:any )?(?:more )?(?:of )?(?:your |these )?(?:e ?mails?|mails?|messages?)(?: any ?more| please)?"
    r")(?: (?:thanks|thank you|please))?"
)


def reported(mail: ParsedMail, raw: bytes, decided: Classification, fresh: str) -> dict[str, Any] | None:
    """Return what a mail reports against us: `what` (bounce, complaint, stop), the addresses, and a person's
    own words.

    Args:
        mail: parsed.
        raw: as it came.
        decided: what intake makes of it.
        fresh: the person's own words, without what they quote.
    """
    kind = mail.headers.get("content-type", "").casefold()
    if kind.startswith("multipart/report") and "feedback-report" in kind:
        return _report("complaint", _named(raw), "")
    if decided.reason is Reason.BOUNCE:
        head = raw[:MOST_READ]
        delayed_only = DELAYED.search(head) is not None and FAILED.search(head) is None
        return None if delayed_only else _report("bounce", _named(raw), "")
    sender = mail.sender.address.casefold() if mail.sender else ""
    # A lone "unsubscribe" is taken for a mail's footer and parted off with it.
    own = fresh.strip() or "\n".join(
        line for line in mail.text.splitlines()[:MOST_LINES] if not line.startswith(">")
    )
    if sender and decided.reason in {None, Reason.BULK, Reason.EMPTY} and asks_to_stop(mail.subject, own):
        return _report("stop", [sender], " ".join((own.strip() or mail.subject).split())[:LONGEST_WISH])
    return None


def asks_to_stop(subject: str, fresh: str) -> bool:
    """Return whether one sentence of a short message, or the subject of an empty one, asks to stop."""
    text = fresh.strip()
    if not text:
        return WISHES.fullmatch(fold(subject)) is not None
    if len(text) > LONGEST_WISH:
        return False
    return any(WISHES.fullmatch(fold(part)) for part in re.split(r"[.!?\n,;]+", text) if part.strip())


def _named(raw: bytes) -> list[str]:
    """Return the addresses that a report is about: from its own fields, else in brackets in its first lines."""
    head = raw[:MOST_READ]
    found = RECIPIENT.findall(head) or IN_BRACKETS.findall(
        head.partition(b"\n\n")[2] or head.partition(b"\r\n\r\n")[2]
    )
    plain = (one.decode("utf-8", "replace").casefold() for one in found)
    return list(dict.fromkeys(plain))[:MOST_ADDRESSES]


def _report(what: str, addresses: list[str], said: str) -> dict[str, Any]:
    return {"what": what, "addresses": addresses, "said": said}
