"""The form of a message about somebody tells what it asks for, where nothing else does.

How they are reached, told of somebody, is kept; what is told of a call or a visit is logged; a question shows the person.
"""

from collections.abc import Collection, Sequence

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.meaning import PRONOUNS, Focus
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.addresses import ADDRESS
from schemas.keys import words
from schemas.procedure import Request, SlotKind

BEFORE_IT = frozenset(
    words("er um uh erm hey ok okay so right well yeah oh just finally also and please today this morning")
)
"""Words before what is told."""
ASKING = frozenset(
    words(
        "whereabouts who whos whose which what whats where wheres how hows when know see tell show list find look catch "
        "need"
    )
)
"""Words that ask, or ask to be shown, wherever they stand."""
ASKING_FIRST = frozenset(
    words("did does do is are was were has have any am could can would get give about run")
)
"""Words that ask where they stand first."""
POLITE = frozenset(words("can could would will"))
TELLING_OF = frozenset({"<who>", *words("he she they hes shes theyre theyve")})
FIRST_PERSON = frozenset(words("i we ive weve"))
HAPPENED = frozenset(
    words(
        "come spoke rang went left met heard did had been saw sent came told got caught gave took wrote ran swung drove "
        "put fixed"
    )
)
"""Past forms that do not end in "ed"."""
TOUCH = frozenset(words("call text message msg email mail voicemail vm chat talk visit note"))
BESIDE_A_TOUCH = frozenset(words("from with w"))
SPOKEN_TO = frozenset(
    words(
        "called phoned texted emailed mailed messaged talked chatted visited needed wanted asked tried missed reached waited "
        "stopped dropped answered replied followed"
    )
)
WITHIN = 6
"""Words within which it shows that something is told."""
WISHES = frozenset(
    words(
        "remind reminder nudge prompt lead enquiry inquiry deal mark fix qualify qualified won lost disqualify convert"
    )
)
"""Words of what is asked for and not told."""


def speaks_of_somebody(piece: Piece, focus: Focus | None) -> bool:
    """Return whether a piece names somebody, or has a pronoun for whom the conversation last spoke of."""
    named = any(one.whom.fits or one.whom.near or one.is_whole for one in piece.mention.names)
    return named or (focus is not None and bool(PRONOUNS & set(piece.words)))


def by_form(grammar: Grammar, piece: Piece, focus: Focus | None) -> Request | None:
    """Return the request that a message about somebody is by its form; None where that tells nothing either."""
    if not speaks_of_somebody(piece, focus):
        return None
    said = list(piece.words)
    while said and said[0] in BEFORE_IT:
        said.pop(0)
    if not said:
        return None
    polite = said[0] in POLITE and said[1:2] == ["you"]
    asks = piece.said.rstrip().endswith("?") and not polite
    if not asks and _tells_how_to_reach(piece) and not WISHES & set(said):
        return _with_slots(
            grammar, {SlotKind.PERSON, SlotKind.PHONE, SlotKind.EMAIL}, without={SlotKind.NAME}
        )
    of_theirs = said[0] == "<who>" and any(one.name.owner for one in piece.mention.names[:1])
    if not asks and not of_theirs and tells(said):
        return _with_slots(grammar, {SlotKind.REPORT})
    if asks or said[0] in ASKING_FIRST or ASKING & set(said):
        return shown(grammar)
    return None


def shown(grammar: Grammar) -> Request | None:
    """Return the request that shows a person."""
    return next(
        (one for one in grammar.usual if one.tool in grammar.reads and SlotKind.PERSON in _kinds(one)),
        None,
    )


def tells(said: Sequence[str]) -> bool:
    """Return whether words tell what happened between somebody and the business, and ask for nothing."""
    if not said or WISHES & set(said):
        return False
    first, begins = said[0], set(said[:WITHIN])
    if first in FIRST_PERSON:
        return any(_is_past(word) for word in said[1:4])
    touched = bool(TOUCH & begins and BESIDE_A_TOUCH & begins)
    return first in TELLING_OF or _is_past(first) or touched


def tells_of_work(said: Sequence[str]) -> bool:
    """Return whether words tell what was done at somebody's place, and not that they were spoken to."""
    verb = next((word for word in said if word not in FIRST_PERSON | BEFORE_IT), "")
    return verb.endswith("ed") and verb not in SPOKEN_TO


def _is_past(word: str) -> bool:
    return word in HAPPENED or (word.endswith("ed") and len(word) > len("need"))


def _tells_how_to_reach(piece: Piece) -> bool:
    reading = piece.reading
    starts = [one.start for one in reading.phones] + [one.start for one in reading.emails]
    told = any(piece.holds(start) for start in starts) or any(
        piece.holds(hit.start()) for hit in ADDRESS.finditer(reading.text)
    )
    return told and not any(one.name.is_sign for one in piece.mention.names)


def _with_slots(grammar: Grammar, kinds: set[SlotKind], without: Collection[SlotKind] = ()) -> Request | None:
    return next(
        (one for one in grammar.usual if kinds <= _kinds(one) and not _kinds(one) & set(without)), None
    )


def _kinds(request: Request) -> set[SlotKind]:
    return {slot.kind for slot in request.slots.values()}
