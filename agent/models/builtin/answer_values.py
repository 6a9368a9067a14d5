"""The value of an answer: read as the kind that was asked for, without the words around it."""

import re
from typing import Any

from agent.models.builtin.answer_or_request import FREE
from agent.models.builtin.candidates import PERSON_KINDS
from agent.models.builtin.filling import FILLERS
from agent.models.builtin.meaning import SomebodyNew
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.addresses import STREET_KINDS
from agent.models.builtin.slots.durations import find_durations
from agent.models.builtin.slots.english import ALSO_NAMES, english_words
from agent.models.builtin.slots.people import looks_like_name, without_lead_in
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind

ORDINALS = {
    "first": 0,
    "1st": 0,
    "one": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "last": -1,
}


def read_as(slot: Slot, piece: Piece, request: Request, text: str) -> Any:
    if slot.kind in FREE:
        said = text.strip()
        title = AFTER_AN_ANSWER.sub("", said)
        return title[:1].upper() + title[1:] if slot.kind == SlotKind.TITLE else said or None
    if slot.kind == SlotKind.ADDRESS:
        return address_in(piece)
    if slot.kind == SlotKind.MONEY:
        slot = slot.model_copy(update={"loose": True})
    value = FILLERS[slot.kind](piece, slot, request, None)
    if value is None and slot.kind == SlotKind.CHOICE:
        return next((name for name in slot.words if fold(name) == fold(text)), None)
    if value is None and slot.kind == SlotKind.DAY:
        lengths = find_durations(text)
        return lengths[0].length.from_day(piece.reading.today).isoformat() if lengths else None
    if value is None and slot.kind in PERSON_KINDS:
        return unheard_of(text)
    return value


AFTER_AN_ANSWER = re.compile(
    r"(?:[\s,;.–—-]+(?:(?:like|as) (?:i|we) (?:\w+ )?(?:said|told you|mentioned)|i (?:think|guess|believe|said)|"
    r"if i remember(?: right)?|again|already|please|pls|thanks|thx|ok|okay|i told you|that['’]?s it|for now))+[\s.!]*$",
    re.IGNORECASE,
)
"""Words behind an answer that say nothing of it."""
ADDRESS_BEFORE = re.compile(
    r"^(?:(?:yes|yeah|sure|ok|okay|it|that)['’]?s?\b[\s,:]*|(?:the|his|her|their) (?:new )?(?:address|place|house)\b[\s,:]*|"
    r"(?:he|she|they)['’]?(?:s|re)?\b[\s,]*|(?:is|are|lives?|living|moved|now|at|on|in|to)\b[\s,:]*){0,6}",
    re.IGNORECASE,
)
LOOKS_LIKE_AN_ADDRESS = re.compile(
    rf"^(?=.*\d)(?=.*[^\W\d_]{{3}}).+$|\b(?:{STREET_KINDS}|box|corner|road)\b", re.IGNORECASE | re.DOTALL
)
MOST_WORDS_OF_AN_ADDRESS = 14


def address_in(piece: Piece) -> str | None:
    """Return the address in an answer; None where it does not read as one."""
    reading = piece.reading
    if reading.emails or any(sum(c.isdigit() for c in one.said) >= 7 for one in reading.phones):
        return None
    said = ADDRESS_BEFORE.sub("", piece.said.strip(), count=1).strip(" .")
    said = AFTER_AN_ANSWER.sub("", said).strip(" .,")
    if not 1 < len(said.split()) <= MOST_WORDS_OF_AN_ADDRESS or not LOOKS_LIKE_AN_ADDRESS.search(said):
        return None
    return said


def unheard_of(text: str) -> SomebodyNew | None:
    """Return the newcomer that the whole answer names; None if it names nobody new."""
    said = without_lead_in(AFTER_AN_ANSWER.sub("", text.strip())).strip(" .,!")
    unheard = [word for word in words(said) if word not in english_words() or word in ALSO_NAMES]
    return SomebodyNew(said) if unheard and looks_like_name(said) and len(said.split()) <= 4 else None


def choice_in(text: str, candidates: list[dict[str, str]]) -> str | None:
    """Return the id of the candidate that a short answer names: by its place, or by words that only it has."""
    said = words(text)
    if not said or len(said) > 10:
        return None
    for word in said:
        if word == "one" and said not in (["one"], ["number", "one"]):
            continue  # "the faucet one" names no place
        place = ORDINALS.get(word, int(word) - 1 if word.isdigit() and len(word) < 3 else None)
        if place is not None and -1 <= place < len(candidates) and len(said) <= 3:
            return candidates[place]["id"]
    held = [set(words(" ".join(candidate.values()))) for candidate in candidates]
    telling = {word for word in said if any(_holds(one, word) for one in held)}
    counts = [sum(_holds(one, word) for word in telling) for one in held]
    best = max(counts, default=0)
    return candidates[counts.index(best)]["id"] if best and counts.count(best) == 1 else None


def _holds(held: set[str], word: str) -> bool:
    return word in held or (word.endswith("s") and word[:-1] in held)
