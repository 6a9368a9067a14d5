"""Editing the card that closed the last reply by talking: new words, a sentence more, another day, sum or channel."""

import re
from typing import Any

from schemas.effects import Card
from schemas.keys import fold

ADDING = re.compile(
    r"^(?:yes,? but |ok,? but |but )?(?:also |please )*(?:add|also say|also tell (?:him|her|them)|and say|mention|include)"
    r"(?: that| this| a line| a sentence| at the end)*[:,]?\s+(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
REPLACING = re.compile(
    r"^(?:yes,? but |ok,? but |but |no,? )?(?:please )?(?:change (?:it|the text|the message|that) to|make it say|"
    r"say instead|instead say|say|write instead|write|the text should be|reword it(?: to| as)?)[:,]?\s+(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
SUBJECT = re.compile(
    r"^.{0,40}?\bsubject(?: line)?(?: to| should be| is|:)\s+(?P<text>.+)$", re.IGNORECASE | re.DOTALL
)
CHANNELS = {
    "sms": (
        "text it",
        "by text",
        "as a text",
        "send a text",
        "text instead",
        "text her",
        "text him",
        "text them",
    ),
    "email": ("by email", "by mail", "as an email", "email it", "email instead", "email her", "email him"),
    "phone": ("ill call", "i will call", "by phone", "call instead"),
}
TONE = re.compile(
    r"\b(shorter|longer|friendlier|nicer|warmer|softer|firmer|more \w+|less \w+|rewrite|rephrase|polish|translate|funnier|"
    r"better)\b",
    re.IGNORECASE,
)
NEEDS_A_MODEL = (
    "Rewording by myself needs a language model, and none is connected. Tell me the words: "
    '"say instead: …", or "add: …".'
)


def edit_in(text: str, card: Card) -> dict[str, Any] | str | None:
    """What a message changes about a card's call: arguments to change, a sentence why it can't, or None if nothing.

    Args:
        text: the member's message.
        card: the card that closed the last reply; only one that shows a text can be edited so.
    """
    shown = next((field.value for field in card.fields if field.name == "Text"), None)
    if shown is None:
        return None
    said = text.strip()
    subject = SUBJECT.match(said)
    if subject:
        return {"subject": subject["text"].strip().strip('"“”')}
    added = ADDING.match(said)
    if added:
        return {"text": _with_sentence(shown, _sentence(added["text"]))}
    replaced = REPLACING.match(said)
    if replaced:
        return {"text": replaced["text"].strip().strip('"“”')}
    plain = fold(said)
    for channel, phrases in CHANNELS.items():
        if len(plain.split()) <= 8 and any(phrase in plain for phrase in phrases):
            return {"channel": channel}
    if len(plain.split()) <= 8 and TONE.search(said):
        return NEEDS_A_MODEL
    return None


def _sentence(text: str) -> str:
    text = text.strip().strip('"“”')
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _with_sentence(text: str, sentence: str) -> str:
    """The text with a sentence more: before a signature that stands in a paragraph of its own, else at the end."""
    body, gap, last = text.rstrip().rpartition("\n\n")
    if gap and len(last.splitlines()) <= 3 and not last.rstrip().endswith((".", "!", "?")):
        return f"{body} {sentence}\n\n{last}"
    return f"{text.rstrip()} {sentence}"
