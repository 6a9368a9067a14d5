"""The person meant by a forwarded mail: the one inside it, or the forwarder who asks something of their own."""

import re
from dataclasses import replace

from agent.intake.classify import own_domains
from agent.intake.extract.fields import Surroundings
from agent.intake.extract.names import tidy_name
from agent.intake.extract.phones import find_phones
from agent.intake.forwarded import Forwarded, find_forwarded
from agent.intake.parse import ParsedMail
from agent.intake.quotes import strip_quotes
from schemas.keys import fold

_OWN_MATTER = re.compile(
    r"\b(?:beat|match|price[sd]?|cheaper|second opinion|fair|quoted? me|(?:their|this|the) (?:quote|bid|estimate|offer)|"
    r"what do you think|too much|how much|mejor precio|günstiger|angebot)\b"
)
_PASSED_ON = re.compile(
    r"\b(?:for you|your way|to you|fyi|see below|below|passing|pass(?:ed)? (?:this|it|on|along)|refer\w*|forwarding|"
    r"she|he|they|her|him|them|this (?:lady|guy|man|woman|person|customer|client|tenant|one|job|lead|gentleman)|"
    r"(?:my|our|a) (?:tenant|neighbou?r|mother|mom|father|dad|friend|client|customer|sister|brother|son|daughter|aunt|uncle)|"
    r"can you (?:take|do|handle|help)|interested|not our area|siehe unten|für (?:dich|euch|sie)|para (?:ti|usted|ustedes))\b"
)
_ASKS = re.compile(r"\b(?:i|we|my|our|can you|could you|would you|when|wann|können sie|pueden)\b|\?")
_MONEY = re.compile(
    r"[$€£]\s?\d|\b\d[\d.,]*\s?(?:dollars|usd|eur|euros)\b|(?<![\d.])\d{1,3}[.,]\d{3}(?![.,\-]?\d)"
)
_OFFERING = re.compile(r"\b(?:estimate|quote|bid|proposal|invoice|angebot|presupuesto|devis|offer)\b")
_WANTS = re.compile(
    r"\?|\b(?:need\w*|wants?|looking for|request\w*|inquiry|anfrage|(?:can|could|would) you|please (?:call|come|send)|"
    r"leak\w*|broken|brauche\w*|necesit\w*)\b"
)
_READ_CAP = 5_000


def person_inside(mail: ParsedMail, surroundings: Surroundings) -> Forwarded | None:
    """Return the forwarded mail where the person inside is meant; None where the forwarder is.

    A colleague forwards for the person inside, and so does anybody else who says so or asks nothing: one who adds a question
    of their own, forwards a bid, or one of our own mails, is the customer. Who forwards a mail of their own is both.

    Args:
        mail: the parsed mail.
        surroundings: of the business.
    """
    forwarded = find_forwarded(mail)
    if forwarded is None:
        return None
    inside = forwarded.sender.address.casefold() if forwarded.sender else ""
    if inside in surroundings.own_addresses:
        return None
    outside = mail.sender.address.casefold() if mail.sender else ""
    shown = mail.sender.name if mail.sender else ""
    if outside.rpartition("@")[2] in own_domains(surroundings.own_addresses) or surroundings.ours.is_our_name(
        shown
    ):
        return forwarded
    if _is_the_forwarder(forwarded, mail):
        own = "\n\n".join(filter(None, (strip_quotes(forwarded.note).fresh, forwarded.text)))
        return replace(forwarded, sender=mail.sender, text=own)
    if not inside and not find_phones(forwarded.text[:_READ_CAP], surroundings.region, 1.0):
        return None
    note = strip_quotes(forwarded.note).fresh
    if _asks_for_themselves(note, forwarded, surroundings):
        return None
    return replace(forwarded, by_outsider=True)


def _is_the_forwarder(forwarded: Forwarded, mail: ParsedMail) -> bool:
    if forwarded.sender is None or mail.sender is None:
        return False
    if forwarded.sender.address.casefold() == mail.sender.address.casefold():
        return True
    inside, outside = (fold(tidy_name(one.name)) for one in (forwarded.sender, mail.sender))
    return bool(inside) and inside == outside


def _asks_for_themselves(note: str, forwarded: Forwarded, surroundings: Surroundings) -> bool:
    folded = " ".join(note.split()).casefold()
    if find_phones(note, surroundings.region, 1.0) or _OWN_MATTER.search(folded) or _is_an_offer(forwarded):
        return True
    return _PASSED_ON.search(folded) is None and _ASKS.search(folded) is not None


def _is_an_offer(forwarded: Forwarded) -> bool:
    """Return whether the forwarded mail names a price as an offer does, and wants nothing itself."""
    subject, text = forwarded.subject.casefold(), forwarded.text[:_READ_CAP].casefold()
    if _MONEY.search(f"{subject}\n{text}") is None:
        return False
    said = f"{subject}\n{text}"
    return _OFFERING.search(said) is not None and _WANTS.search(said) is None
