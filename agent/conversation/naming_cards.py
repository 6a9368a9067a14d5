"""Reads which of the cards that wait a message names: by number, by place, by whom it is about, or all of them at once.

Nothing here approves: who says "yes to the first one" is shown that card, and only a listed word decides it (`decisions.py`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from schemas.effects import Card
from schemas.keys import words

LONGEST = 80
"""Characters; what is longer says more than which card is meant."""


class Verb(StrEnum):
    """The thing that is said of the cards that are named."""

    SENT = "sent"
    APPROVE = "approve"
    REJECT = "reject"
    ASIDE = "aside"
    SHOW = "show"
    EDIT = "edit"
    NONE = ""


@dataclass(frozen=True)
class Said:
    """A message about cards, not yet looked up among them.

    Args:
        verb: what is said of them.
        named: the words that say which.
    """

    verb: Verb
    named: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """The cards that fit; where not `every` one is meant and several fit, it has to be asked which."""

    cards: list[Card]
    every: bool = False


_FORMS = (
    (Verb.SENT, r"(?:(?:i|we|i've|ive|we've|i have|we have) )?(?:(?:just|already|now) )?sent(?: (?P<a>.+))?"),
    (Verb.SENT, r"(?P<a>.+?)(?: is| are| was| were|'s)?(?: both| all)? sent"),
    (Verb.ASIDE, r"(?:put|set|leave) (?P<a>.+) aside"),
    (Verb.ASIDE, r"(?:(?:put|set) aside|don't send|dont send|do not send) (?P<a>.+)"),
    (Verb.ASIDE, r"(?:forget(?: about)?|scrap|skip|bin|ditch|discard|dismiss|park|hold|leave) (?P<a>.+)"),
    (Verb.REJECT, r"(?:say )?(?:no|nope|nah|no thanks|not now) (?P<a>to .+)"),
    (Verb.REJECT, r"(?:reject|decline|drop|cancel) (?P<a>.+)"),
    (Verb.REJECT, r"(?P<a>(?:none|neither)(?: of (?:them|these|those))?)"),
    (Verb.APPROVE, r"(?:yes|ok|okay|sure|approve|send|confirm|go (?:ahead )?with) (?P<a>.+)"),
    (Verb.SHOW, r"(?:show|show me|open) (?P<a>.+)"),
    (Verb.NONE, r"(?P<a>.+)"),
)  # fmt: skip
FORMS = tuple((verb, re.compile(form)) for verb, form in _FORMS)
BEFORE = re.compile(
    r"^(?:(?:please|and|oh|well|actually|alright|so|then|but|done|"
    r"(?:ok|okay|yes|yeah|yep)(?= (?:i|we|i've|sent|put|drop)\b))\b\s*)+(?=\S)"
)
AFTER = re.compile(r"(?:\s+(?:please|thanks|thank you|now|already|then|again|for now|for later|yet))+$")
TOKENS = re.compile(r"#?\d+|[^\W\d_]+(?:'[^\W\d_]+)*'?")
WHOLE = re.compile(r"(?:[^\W_]|[\s'#&-])+")

ALL = re.compile(
    r"(?:to )?(?:everything|every one(?: of them)?|the lot|(?:the|them|any|none|neither|all|both)"
    r"(?: (?:of|the|them|these|those|all|both|two|three|four|five|cards|texts|mails|messages|drafts|waiting))+"
    r"|all|both|none|neither)"
)
THEM = frozenset({"them", "these", "those"})
TWO = frozenset({"both", "neither", "two"})
IT = frozenset({"", "it", "that", "this", "that one", "this one", "the text", "the message"})
PLACES = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "last": -1,
}  # fmt: skip
KINDS = {
    **dict.fromkeys(("text", "texts"), ("text", "sms")),
    **dict.fromkeys(("mail", "mails", "email", "emails"), ("mail", "email")),
}
NOUNS = {*KINDS, *words("one ones card cards message messages draft drafts")}
SMALL = frozenset(words("the to for of number no that this about it goes going"))
POINTING = frozenset({"the", "that", "this", "number", *PLACES})
"""Words with which a message begins that names a card and says nothing else."""


def said_of_cards(text: str) -> Said | None:
    """Return what a message may say of cards; None where it can be about none."""
    said = " ".join(text.casefold().replace("’", "'").replace(",", " ").split()).rstrip(".! ")
    said = AFTER.sub("", BEFORE.sub("", said))
    if not said or len(said) > LONGEST or not WHOLE.fullmatch(said):
        return None
    for verb, form in FORMS:
        found = form.fullmatch(said)
        if found is not None:
            return Said(verb, tuple(TOKENS.findall(found["a"] or "")))
    return None


def named_of(said: Said, cards: list[Card], *, asked: bool = False) -> Named | None:
    """Return which cards are meant; None where the words name none of them.

    Args:
        said: the message.
        cards: that it may name, in the order in which they were shown.
        asked: the desk has just asked which one, so that a bare name or number is enough.
    """
    plain = " ".join(said.named)
    if ALL.fullmatch(plain) or (plain in THEM and said.verb in {Verb.SENT, Verb.ASIDE}):
        return Named(cards, every=not TWO & set(said.named) or len(cards) <= len(TWO)) if cards else None
    if plain in IT:
        return Named(cards) if cards and said.verb == Verb.SENT else None
    if not (asked or _is_explicit(said)):
        return None
    found = _fitting(said.named, cards)
    if found:
        return Named(found)
    each = [_fitting(part, cards) for part in _parts(said.named)]
    if len(each) > 1 and all(len(one) == 1 for one in each):
        return Named([card for [card] in each], every=True)
    return None


def _is_explicit(said: Said) -> bool:
    """Return whether the words name a card, and not a person or a record that is spoken of."""
    if said.verb == Verb.NONE:
        return said.named[:1] != () and said.named[0] in POINTING and _names_one(said)
    owned = said.named[-1].rstrip("'").endswith("'s") or said.named[-1].endswith("'")
    to_somebody = "to" in said.named[:2] and said.verb in {Verb.SENT, Verb.APPROVE, Verb.REJECT}
    return owned or to_somebody or _names_one(said)


def _names_one(said: Said) -> bool:
    return bool({*NOUNS, *PLACES} & set(said.named))


def _fitting(named: tuple[str, ...], cards: list[Card]) -> list[Card]:
    """Return the cards that have all that is said of them; nothing where nothing is said."""
    numbers = [int(token.strip("#")) for token in named if token.strip("#").isdecimal()]
    places = [PLACES[token] for token in named if token in PLACES]
    kinds = [KINDS[token] for token in named if token in KINDS]
    known = NOUNS | SMALL | PLACES.keys()
    rest = [token for token in named if token not in known and not token.strip("#").isdecimal()]
    if len(numbers) + len(places) > 1 or not (numbers or places or rest):
        return []
    for kind in kinds:
        cards = [card for card in cards if set(kind) & {*words(card.line), *card.tool.split("_")}]
    if rest:
        close = [card for card in cards if _holds(words(card.line), rest)]
        inside = [card for card in cards if NOUNS & set(named) and _holds(words(card.text()), rest)]
        cards = close or inside
    if numbers:
        return [card for card in cards if card.approval == numbers[0]]
    return cards[places[0] :][:1] if places else cards


def _holds(held: list[str], named: list[str]) -> bool:
    said = [words(re.sub(r"'s?$", "", token)) for token in named]
    return all(word in held or word.removesuffix("s") in held for one in said for word in one)


def _parts(named: tuple[str, ...]) -> list[tuple[str, ...]]:
    parts: list[list[str]] = [[]]
    for token in named:
        if token in {"and", "&"}:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts if part]
