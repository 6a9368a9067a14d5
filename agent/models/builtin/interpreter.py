"""What a message asks for: one request or several, each with its slots, or what is missing of it."""

from dataclasses import dataclass, field

from agent.models.builtin.asking import first_missing, question_for
from agent.models.builtin.by_form import by_form
from agent.models.builtin.candidates import (
    LEAST,
    PERSON_KINDS,
    candidates,
    of_somebody_known,
    of_whom_is_said,
)
from agent.models.builtin.filling import Filling, fill
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.meaning import Focus, SomebodyNew
from agent.models.builtin.reading import Piece, Reading, piece_of, read
from agent.models.builtin.writing import POLITE, goes_on_telling, writes_to_somebody
from schemas.keys import fold
from schemas.procedure import Decline, Request, SlotKind
from tools.desk import Desk
from tools.matters.told_apart import SOMEBODY_NEW

LONGEST = 2000
"""Characters; what is longer is nobody's spoken request, and reading must stay fast."""

JOINING_WORDS = frozenset({"and", "then", "also", "plus", "&"})
JOINTS = JOINING_WORDS | {",", ".", ";", "!"}
LEADING_TO_A_NAME = POLITE | {"with", "for", "on", "about", "one"}
SURE, SURE_WITH_PERSON = 1.9, 1.2
TOGETHER = 2
"""Words: cues that begin within so many of each other begin together."""

PROMISING = frozenset({"call", "back", "<day>"})
PLAINLY = 2.5
UNSURE_BY = 0.15
"""Two requests whose scores are nearer than this are not told apart: the member is asked."""


FREE_TEXT_KINDS = frozenset({SlotKind.REPORT, SlotKind.MESSAGE})


JUST_ADDED = Focus("", "{just added}")
"""Whom an earlier request of the same message adds; the conversation puts the new id in its place."""


@dataclass(frozen=True)
class Understood:
    """One request of a message.

    Args:
        request: which.
        filling: what its slots came to.
        missing: the argument to ask for before anything is called; empty if it can be called.
        question: what to ask.
    """

    request: Request
    filling: Filling
    missing: str = ""
    question: str = ""

    @property
    def choices(self) -> list[dict[str, str]]:
        """The records to choose from, where the missing argument fits several."""
        several = self.filling.several.get(self.missing)
        new = self.filling.new.get(self.missing)
        if new is not None and new.near:
            return [*new.near, SOMEBODY_NEW]
        return several.candidates if several else []

    @property
    def newcomer(self) -> SomebodyNew | None:
        """Somebody who is named and not on record."""
        return self.filling.new.get(self.missing)


@dataclass(frozen=True)
class Interpretation:
    """A whole message: its requests in order, or why there are none.

    Args:
        understood: the requests.
        declined: what is never done, where the message asks for that.
        nearest: requests that it came near to, for "I can …".
        too_long: it was not read at all.
        unsure: the nearest two fit equally well, and nothing tells them apart.
    """

    understood: list[Understood] = field(default_factory=list)
    declined: Decline | None = None
    nearest: list[Request] = field(default_factory=list)
    too_long: bool = False
    unsure: bool = False


def interpret(desk: Desk, grammar: Grammar, text: str, focus: Focus | None = None) -> Interpretation:
    """Reads a message; opens a reading transaction if none is open.

    Args:
        desk: whose people it may mean.
        grammar: the requests of the procedures that apply.
        text: what the member said.
        focus: whom the conversation last spoke of.
    """
    if len(text) > LONGEST:
        return Interpretation(too_long=True)
    with desk.unit.reading():
        reading = read(desk, grammar, text)
    whole = piece_of(reading, grammar, 0, len(reading.tokens))
    found = _requests(reading, grammar, 0, len(reading.tokens))
    likely = candidates(grammar, whole)
    if not likely or likely[0].score < LEAST:
        whole, likely = _with_names_unheard_of(reading, grammar, whole, likely)
    if not likely or likely[0].score < LEAST:
        formed = by_form(grammar, piece_of(reading, grammar, 0, len(reading.tokens), unheard=True), focus)
        likely = [Candidate(formed, LEAST, 0)] if formed is not None else likely
    likely = of_somebody_known(whole, of_whom_is_said(grammar, whole, likely, focus))
    top = likely[0] if likely else None
    if len(found) < 2 or _says_one_thing(top, found):
        if top is None or top.score < LEAST:
            return Interpretation(nearest=_nearest(grammar, whole, likely))
        if isinstance(top.what, Decline):
            return Interpretation(declined=top.what)
        rival = _rival(likely)
        if (
            rival is not None
            and abs(rival.begins - top.begins) <= TOGETHER
            and isinstance(rival.what, Request)
        ):
            return Interpretation(nearest=[top.what, rival.what], unsure=True)
        if rival is not None and rival.begins < top.begins and isinstance(rival.what, Request):
            return Interpretation([_understand(grammar, whole, rival.what, focus, inherits=False)])
        return Interpretation([_understand(grammar, whole, top.what, focus, inherits=False)])
    understood: list[Understood] = []
    for piece, request in found:
        inherited = (understood[-1].filling.focus or JUST_ADDED) if understood else focus
        understood.append(
            _understand(grammar, piece, _without_report(request), inherited, inherits=bool(understood))
        )
    return Interpretation(understood)


def _with_names_unheard_of(
    reading: Reading, grammar: Grammar, whole: Piece, likely: list[Candidate]
) -> tuple[Piece, list[Candidate]]:
    """The message read once more with the names that nobody on record has as names; only for what would be written."""
    if whole.mention.named <= whole.mention.known:
        return whole, likely
    again = piece_of(reading, grammar, 0, len(reading.tokens), unheard=True)
    found = candidates(grammar, again)
    writes = found and isinstance(found[0].what, Request) and found[0].what.tool not in grammar.reads
    return (again, found) if writes and found[0].score >= LEAST else (whole, likely)


def _rival(likely: list[Candidate]) -> Candidate | None:
    """Another request that fits as well as the first; of two that begin far apart, the member means the first said."""
    if len(likely) < 2 or likely[0].score - likely[1].score >= UNSURE_BY:
        return None
    same = getattr(likely[1].what, "tool", "") == getattr(likely[0].what, "tool", "")
    return None if same else likely[1]


def _says_one_thing(top: Candidate | None, found: list[tuple[Piece, Request]]) -> bool:
    """Whether a message that could be cut in two is plainly one request that neither half is ("won and lost in May")."""
    if top is None or top.score < PLAINLY or not isinstance(top.what, Request):
        return False
    return top.what.tool not in {request.tool for _, request in found}


def _without_report(request: Request) -> Request:
    """The request as one of several in a message: how it went is taken if it was said, and not asked for."""
    slots = {
        name: slot.model_copy(update={"needed": False}) if slot.kind == SlotKind.REPORT else slot
        for name, slot in request.slots.items()
    }
    return request.model_copy(update={"slots": slots})


def _requests(reading: Reading, grammar: Grammar, start: int, end: int) -> list[tuple[Piece, Request]]:
    """The requests of a run of tokens: cut at the first joint where both sides stand by themselves."""
    for index in range(start + 1, end - 1):
        if reading.tokens[index].folded not in JOINTS:
            continue
        left = piece_of(reading, grammar, start, index)
        first = _top(grammar, left)
        if first is None:
            continue
        right = piece_of(reading, grammar, index + 1, end)
        joined = reading.tokens[index].folded in JOINING_WORDS
        stands = isinstance(first.what, Request) and (joined or _begins_anew(grammar, left, right))
        second = (
            _stands_alone(grammar, left, first.what, right)
            if isinstance(first.what, Request) and stands
            else None
        )
        if second is not None and isinstance(first.what, Request):
            rest = _requests(reading, grammar, index + 1, end)
            return [(left, first.what), *(rest if len(rest) > 1 else [(right, second)])]
    return []


def _begins_anew(grammar: Grammar, left: Piece, right: Piece) -> bool:
    """Whether something new begins after a mere comma or full stop: about somebody else, or for another day."""
    if right.mention.named and right.mention.keys != left.mention.keys and left.mention.keys:
        return True
    if writes_to_somebody(right.words):
        return True
    found = _top(grammar, right)
    if found is None or not isinstance(found.what, Request):
        return False
    return any(slot.kind == SlotKind.DAY and slot.needed for slot in found.what.slots.values())


def _is_a_promise(before: Request, right: Piece) -> bool:
    """Whether the right side is the promise that a logged call ended with ("call back tomorrow"), not a wish to be reminded."""
    takes_promises = any(slot.kind == SlotKind.PROMISED_DAY for slot in before.slots.values())
    return takes_promises and not right.mention.named and set(right.words) >= PROMISING


def _top(grammar: Grammar, piece: Piece) -> Candidate | None:
    found = candidates(grammar, piece)
    return found[0] if found and found[0].score >= LEAST else None


def _stands_alone(grammar: Grammar, left: Piece, before: Request, right: Piece) -> Request | None:
    """The request that the right side makes by itself; None if it belongs to the left one."""
    if _is_a_promise(before, right):
        return None
    if [word for word in right.words if word not in LEADING_TO_A_NAME] == ["<who>"] and left.mention.keys:
        return before
    if writes_to_somebody(left.words) and goes_on_telling(right.words):
        return None
    found = _top(grammar, right)
    own_person = bool(right.mention.named) and right.mention.keys != left.mention.keys
    free_text = any(slot.kind in FREE_TEXT_KINDS for slot in before.slots.values())
    if found is not None and isinstance(found.what, Request) and found.what.tool != before.tool:
        polite = next((i for i, word in enumerate(right.words) if word not in POLITE), 0)
        at_once = found.begins <= polite + 1
        enough = SURE_WITH_PERSON if own_person and not free_text else SURE
        brief = len([word for word in right.words if word not in POLITE and word != "the"]) <= 3
        enough = LEAST if brief and not free_text else enough
        talks = any(slot.kind in FREE_TEXT_KINDS for slot in found.what.slots.values())
        told = talks and not writes_to_somebody(right.words)
        if (
            at_once
            and found.score >= enough
            and not (free_text and (told or found.what.tool.startswith("show_")))
        ):
            return found.what
    if (
        found is not None
        and found.what is before
        and right.mention.one
        and right.mention.one != left.mention.one
    ):
        return before
    short = len(right.words) <= 8
    written = before.tool not in grammar.reads and left.end - 1 in left.mention.named
    side_by_side = written and right.start in right.mention.named
    if (
        own_person
        and short
        and left.mention.keys
        and not free_text
        and not side_by_side
        and (found is None or found.what is before)
    ):
        return before
    return None


def _understand(
    grammar: Grammar, piece: Piece, request: Request, focus: Focus | None, *, inherits: bool
) -> Understood:
    filling = fill(piece, request, focus)
    if request.tool in grammar.reads:
        _take_offered(filling)
    if inherits and focus is not None:
        for name, slot in request.slots.items():
            if (
                slot.kind in PERSON_KINDS
                and name not in filling.arguments
                and name not in filling.several
                and name not in filling.new
            ):
                filling.arguments[name] = focus.job_id or focus.contact_id or focus.name
        filling.focus = filling.focus or focus
    missing = first_missing(request, filling)
    return Understood(request, filling, missing, question_for(piece.said, request, filling, missing))


def _take_offered(filling: Filling) -> None:
    """Looks at the one whom a title or a near name means: a question is simply answered, and says of whom."""
    for name, several in list(filling.several.items()):
        known = [one for one in several.candidates if one["id"]]
        if several.offered and len(known) == 1:
            filling.arguments[name] = known[0]["id"]
            del filling.several[name]


def _nearest(grammar: Grammar, piece: Piece, likely: list[Candidate]) -> list[Request]:
    """Up to three requests that share words with what was said, or the most usual ones."""
    near = [candidate.what for candidate in likely if isinstance(candidate.what, Request)]
    if near:
        return near[:3]
    held = {word for word in piece.words if len(word) > 3}
    by_words = sorted(
        grammar.usual, key=lambda one: -len(held & set(fold(" ".join((*one.say, one.does))).split()))
    )
    return by_words[:3]
