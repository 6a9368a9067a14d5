"""Reads what a message says to the card that closes the conversation, in other words than the listed ones.

Nothing here decides a card: what is heard as approval only shows it again, and what is heard as declining puts it aside. Words
are weighed, and a word that nothing accounts for (a name, a number, a record, a request) speaks for a message of its own:
in doubt it always is one.
"""

import re
from collections.abc import Set as AbstractSet
from enum import Enum

from agent.conversation.card_lexicon import (
    ABOUT_TWO,
    APPROVING,
    DECLINING,
    FILLING,
    FILLING_RUNS,
    GOING_AHEAD,
    NEGATING,
    NOUNS,
    OPENING_A_QUESTION,
    PERSONS,
    PHRASES,
    RELATED,
    UNDECIDED,
    UNWILLING,
)
from schemas.effects import Card
from schemas.keys import words

LONGEST = 14
"""Words; what is longer says more than yes or no."""
LONGEST_PHRASE = 5
LEAST = 1.0
SURE = 2.0
"""The weight from which one word may be unaccounted for in an approval."""
PICTURES = {
    "10/10": "perfect", "👍": "thumbsup", "👌": "thumbsup", "✅": "thumbsup", "🙌": "thumbsup", "💯": "thumbsup",
    "👎": "thumbsdown",
}  # fmt: skip
ASKING = re.compile(r"[?¿]")
TONE_OF_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")


class ToCard(Enum):
    """An answer to a card in words of the member's own."""

    APPROVES = "approves"
    DECLINES = "declines"
    CHOOSES = "chooses"
    """It says in other words which of the card's answers is meant."""


def to_card(text: str, card: Card) -> ToCard | None:
    """Return what a message says to a card; None where it is a message of its own.

    Args:
        text: the member's message, which is no decision in listed words.
        card: that closes the conversation.
    """
    said = _words(text)
    if not 0 < len(said) <= LONGEST or ASKING.search(text) or said[0] in OPENING_A_QUESTION:
        return None
    choices = len(card.answers) > 1
    if choices and _speaks_of_two(said):
        return ToCard.CHOOSES
    weights, unknown, negated = _weighed(said, NOUNS | set(card.tool.split("_")))
    approving, declining = weights[ToCard.APPROVES], weights[ToCard.DECLINES]
    if declining >= LEAST and not unknown and declining > approving:
        return ToCard.CHOOSES if choices else ToCard.DECLINES
    accounted = not unknown or (unknown == 1 and approving >= SURE)
    if approving >= LEAST and not declining and not negated and accounted:
        return ToCard.CHOOSES if choices else ToCard.APPROVES
    return None


def _words(text: str) -> list[str]:
    for picture, word in PICTURES.items():
        text = text.replace(picture, f" {word} ")
    return words(TONE_OF_SKIN.sub("", text))


def _speaks_of_two(said: list[str]) -> bool:
    """Return whether all words are about one person or two."""
    plain = [word for word in said if word not in FILLING | NEGATING]
    return any(word in ABOUT_TWO for word in plain) and all(word in ABOUT_TWO | RELATED for word in plain)


def _weighed(said: list[str], nouns: AbstractSet[str]) -> tuple[dict[ToCard, float], int, bool]:
    """Return the weight of approval and of declining, how many words nothing accounts for, and whether any is negated."""
    weights = {ToCard.APPROVES: 0.0, ToCard.DECLINES: 0.0}
    rest: list[str] = []
    at = undecided = 0
    while at < len(said):
        for length in range(min(LONGEST_PHRASE, len(said) - at), 1, -1):
            phrase = " ".join(said[at : at + length])
            if phrase in FILLING_RUNS:
                at += length
                break
            if phrase in UNDECIDED:
                undecided += 1
                at += length
                break
            if phrase in PHRASES:
                weights[ToCard(PHRASES[phrase])] += 1.0
                at += length
                break
        else:
            rest.append(said[at])
            at += 1
    refused = any(word in NEGATING for word in rest)
    negated = refused or bool(weights[ToCard.DECLINES])
    unwilling = negated and any(word in UNWILLING for word in rest)
    weights[ToCard.DECLINES] += 0.5 if refused else 0.0
    unknown = undecided
    for word in rest:
        if word in DECLINING:
            weights[ToCard.DECLINES] += 1.0
        elif word in APPROVING:
            weights[ToCard.APPROVES] += 1.0
        elif word in GOING_AHEAD:
            weights[ToCard.DECLINES if negated else ToCard.APPROVES] += 0.5 if negated else 1.0
        elif word in UNWILLING and negated:
            weights[ToCard.DECLINES] += 0.5
        elif word not in FILLING | NEGATING | nouns and not (unwilling and word in PERSONS):
            unknown += 1
    return weights, unknown, refused
