"""A member's decision on a card in chat: a whole message from a closed list, never judged by a model.

docs/parts.md, "Approvals": "yes" counts only where exactly one card closed the last reply; "approve 12" binds the
digest that this conversation showed, else shows the card first.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from schemas.keys import fold, words

SAID_OTHERWISE = dict.fromkeys(
    (
        "all of these share it",
        "all of them share it",
        "they all share it",
        "everybody shares it",
        "they share it",
    ),
    "all share it",
)
"""Other ways of saying a card's own answer."""
YES = frozenset(
    {
        "yes", "y", "yep", "yeah", "yup", "ok", "okay", "sure", "do it", "go ahead", "send it", "send", "approve",
        "approved", "approve it", "yes please", "yes send it", "yes do it", "sounds good send it", "looks good send it",
        "looks good", "go for it", "please do", "ok send it", "okay send it", "yes go ahead", "ship it", "confirm",
        "yes thanks", "sure do it", "sure go ahead", "ok do it", "yea", "si",
    }
)  # fmt: skip
NO = frozenset(
    {
        "no", "n", "nope", "nah", "dont", "do not", "cancel", "cancel it", "reject", "reject it", "no thanks", "dont send it",
        "do not send it", "no dont", "not now", "never mind", "nevermind", "forget it", "drop it", "skip it", "no thank you",
        "dont do it", "leave it", "not yet",
    }
)  # fmt: skip
SENT = "sent"
"""The one answer of a card whose text the owner sends by hand: a "yes" to it shows the text, and logs nothing."""
NUMBERED = re.compile(
    r"^(?P<verb>approve|sent|yes to|yes|ok|okay|send|confirm|reject|no to|no|cancel|drop|show)\s+"
    r"(?:card |cards |number |numbers )?(?P<numbers>\d{1,7}(?:\s*(?:and|&|,|\s)\s*\d{1,7}){0,19})$"
)
NUMBERED_ANSWER = re.compile(
    r"^(?P<answer>[a-z][a-z ]*?(?: \d)?)(?: to| for)?(?: card| number)? (?P<number>\d{1,7})$"
)
TELLING_TO = frozenset({"send", "approve", "approved", "ship", "confirm"})
"""Words that say what is to be done with the card, so that they answer nothing else that was said beside it."""
DECOY = re.compile(
    r"\b(?:yes|ok|okay|approve|confirm|send|sent)\s+(?:to\s+)?(?:cards?\s+|numbers?\s+)?#?\d{1,7}\b|"
    r"\b(?:send|ship|approve) it\b|[\"“'‘*`](?:confirm|send|approved?|ship)\b",
    re.IGNORECASE,
)
"""Words that decide a card, wherever they stand in a text: beside them they may be meant for something else."""
LONGEST = 250
"""Characters of a decision; twenty numbers fit."""

REFUSING = frozenset({"reject", "no to", "no", "cancel", "drop"})


def speaks_of_deciding(text: str) -> bool:
    """Return whether a text holds words that would decide a card, which may have been given a meaning of another kind."""
    return DECOY.search(text) is not None


@dataclass(frozen=True)
class Decision:
    """A decision in a message.

    Args:
        verb: approve, reject or show.
        numbers: the cards it names; empty for the one that closed the last reply.
        answer: a card's own answer ("merge"), where one was said.
    """

    verb: str
    numbers: list[int] = field(default_factory=list)
    answer: str = ""


def names_the_card(text: str, answer: str) -> bool:
    """Return whether a decision can mean nothing but the card: it tells it to be sent, or is an answer of its own."""
    return answer not in {"", "yes"} or bool(TELLING_TO & set(words(text)))


def own_answer_in(text: str) -> tuple[str, int]:
    """Return a card's own answer with the number said behind it ("separate 14"); 0 where no number is."""
    said = NUMBERED_ANSWER.match(fold(text.replace("#", " "))) if len(text) <= LONGEST else None
    if said is None:
        return "", 0
    return SAID_OTHERWISE.get(said["answer"], said["answer"]), int(said["number"])


def decision_in(text: str, answers: Collection[str]) -> Decision | None:
    """Return the decision that a whole message is; None if it is anything else.

    Args:
        text: the member's message.
        answers: the answers of the card that closed the last reply.
    """
    if len(text) > LONGEST:
        return None
    plain = fold(text.replace("#", " "))
    plain = SAID_OTHERWISE.get(plain, plain)
    if plain in answers:
        return Decision("approve", answer=plain)
    if plain in YES:
        return Decision("approve")
    if plain in NO:
        return Decision("reject")
    numbered = NUMBERED.match(" ".join(text.casefold().replace("#", " ").split()).rstrip(".!"))
    if numbered is None:
        return None
    numbers = list(dict.fromkeys(int(number) for number in re.findall(r"\d+", numbered["numbers"])))
    verb = "reject" if numbered["verb"] in REFUSING else "show" if numbered["verb"] == "show" else "approve"
    return Decision(verb, numbers, SENT if numbered["verb"] == SENT else "")
