"""Putting a card aside by its number, and bringing one back: plain forms, read before any model."""

import re
from dataclasses import dataclass

BEFORE = r"^(?:(?:please|ok|okay|actually|no|wait|oh|and|can you|could you)[\s,]+)*"
CARD = r"(?:card |number |no\.? ?)?#?(?P<{}>\d{{1,7}})"
IT = r"(?:it|that|this|that one|this one|the (?:last )?(?:card|one|draft|mail|message)|that (?:card|draft|mail|message))"
AFTER = r"(?: again| please| now)*[.!]*$"
BROUGHT_BACK = re.compile(
    BEFORE
    + rf"(?:bring back (?:{IT}|{CARD.format('back')})|bring (?:{IT}|{CARD.format('between')}) back)"
    + AFTER,
    re.IGNORECASE,
)
PUT_ASIDE = re.compile(
    BEFORE
    + rf"(?:put|set|leave) (?:{CARD.format('between')} aside|aside {CARD.format('aside')})(?: for (?:now|later))?"
    + AFTER,
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(BEFORE + r"(?:undo|oops)(?: that| it| this)?[.!]*$", re.IGNORECASE)
LONGEST = 80


@dataclass(frozen=True)
class Move:
    """A card put aside or brought back.

    Args:
        back: it is brought back, and not put aside.
        number: which; 0 for the one last put aside.
    """

    back: bool
    number: int = 0


def move_in(text: str, *, just_put_aside: bool) -> Move | None:
    """Return where a message moves a card; None if it moves none.

    Args:
        text: the member's message.
        just_put_aside: whether the last reply put one aside, so that "undo that" means it.
    """
    said = text.strip()
    if len(said) > LONGEST:
        return None
    back = BROUGHT_BACK.match(said)
    if back:
        return Move(True, int(back["back"] or back["between"] or 0))
    aside = PUT_ASIDE.match(said)
    if aside:
        return Move(False, int(aside["between"] or aside["aside"]))
    return Move(True) if just_put_aside and TAKEN_BACK.match(said) else None
