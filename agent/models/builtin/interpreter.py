"""The meaning of a message: one request or several, each with its slots, or what is missing of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agent.models.builtin.asking import first_missing, question_for
from agent.models.builtin.by_form import by_form
from agent.models.builtin.candidates import PERSON_KINDS, of_somebody_known, of_whom_is_said
from agent.models.builtin.choosing import (
    LEAST,
    PLAINLY,
    asks,
    asks_for_something,
    candidates,
    cut,
    is_likely,
    is_not_there_yet,
    is_possible,
    likeliest_write,
)
from agent.models.builtin.filling import Filling, fill
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.meaning import Focus, SomebodyNew
from agent.models.builtin.reading import Piece, Reading, piece_of, read
from agent.models.builtin.said_as_well import said_as_well, takes_text
from agent.models.builtin.same_request import belongs
from agent.models.builtin.slots.text import is_foreign
from agent.models.builtin.writing import JOINTS, POLITE, writes_to_somebody
from schemas.keys import fold
from schemas.procedure import Decline, Request, SlotKind
from tools.desk import Desk
from tools.matters.disambiguation import SOMEBODY_NEW

LONGEST = 2000
"""Characters; what is longer is nobody's spoken request, and reading must stay fast."""

LEADING_TO_A_NAME = POLITE | {"with", "for", "on", "about", "one"}
SHORT = 12
"""Words of a request in which a further name is another person to do the same for, and none that was spoken of."""
UNSURE_BY = 0.15
"""Two requests whose scores are nearer than this are not told apart: the member is asked."""


JUST_ADDED = Focus("", "{just added}")
"""The person that an earlier request of the same message adds; the conversation puts the new id in its place."""


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
        """Return the candidates to choose from, where the missing argument fits several."""
        several = self.filling.several.get(self.missing)
        new = self.filling.new.get(self.missing)
        if new is not None and new.near:
            return [*new.near, SOMEBODY_NEW]
        return several.candidates if several else []

    @property
    def newcomer(self) -> SomebodyNew | None:
        """Return the newcomer: a name that is not on record."""
        return self.filling.new.get(self.missing)


@dataclass(frozen=True)
class Interpretation:
    """A whole message: its requests in order, or why there are none.

    Args:
        understood: the requests.
        declined: what is never done, where the message asks for that.
        nearest: requests that it came near to, for "I can …".
        too_long: it was not read at all.
        foreign: it is written in letters that the reader has not learned.
        unsure: the nearest two fit equally well, and nothing tells them apart.
        proposed: a write that it may ask for, to be asked about.
        not_yet: it asks for a part that isn't there yet.
        left: what else it asks for, in its own words, and is not done.
        whole: the message, where nothing of it was understood.
    """

    understood: list[Understood] = field(default_factory=list)
    declined: Decline | None = None
    nearest: list[Request] = field(default_factory=list)
    too_long: bool = False
    foreign: bool = False
    unsure: bool = False
    proposed: Understood | None = None
    not_yet: bool = False
    left: list[str] = field(default_factory=list)
    whole: Piece | None = None


def interpret(desk: Desk, grammar: Grammar, text: str, focus: Focus | None = None) -> Interpretation:
    """Read a message; open a reading transaction if none is open.

    Args:
        desk: whose people it may mean.
        grammar: the requests of the procedures that apply.
        text: what the member said.
        focus: whom the conversation last spoke of.
    """
    if len(text) > LONGEST:
        return Interpretation(too_long=True)
    if is_foreign(text):
        return Interpretation(foreign=True)
    head, also = said_as_well(text)
    found = _whole(desk, grammar, head if also else text, focus)
    if not also:
        return found
    if found.understood and not any(takes_text(one.request) for one in found.understood):
        return replace(found, left=[*found.left, also])
    return _whole(desk, grammar, text, focus)


def _whole(desk: Desk, grammar: Grammar, text: str, focus: Focus | None) -> Interpretation:
    with desk.unit.reading():
        reading = read(desk, grammar, text)
    whole = piece_of(reading, grammar, 0, len(reading.tokens))
    found, left = _requests(reading, grammar, 0, len(reading.tokens))
    likely = candidates(grammar, whole)
    if not likely or likely[0].score < LEAST:
        whole, likely = _with_names_unheard_of(reading, grammar, whole, likely)
    if not likely or likely[0].score < LEAST:
        formed = by_form(grammar, piece_of(reading, grammar, 0, len(reading.tokens), unheard=True), focus)
        likely = [Candidate(formed, LEAST, 0)] if formed and is_possible(grammar, whole, formed) else likely
    one_thing = len(found) < 2 or _says_one_thing(likely[0] if likely else None, found)
    if one_thing and not left:
        likely = of_somebody_known(whole, of_whom_is_said(grammar, whole, likely, focus))
        top = likely[0] if likely else None
        if top is None or top.score < LEAST:
            return _not_done(grammar, whole, likely, focus)
        if isinstance(top.what, Decline):
            return Interpretation(declined=top.what)
        rival = _rival(likely)
        if rival is not None and isinstance(rival.what, Request):
            return Interpretation(nearest=[top.what, rival.what], unsure=True)
        return Interpretation([_understand(grammar, whole, top.what, focus, inherits=False)])
    understood: list[Understood] = []
    for piece, request in found:
        inherited = (understood[-1].filling.focus or JUST_ADDED) if understood else focus
        understood.append(
            _understand(grammar, piece, _without_report(request), inherited, inherits=bool(understood))
        )
    return Interpretation(
        understood, left=left, nearest=[] if understood else _nearest(grammar, whole, likely)
    )


def _not_done(grammar: Grammar, whole: Piece, likely: list[Candidate], focus: Focus | None) -> Interpretation:
    """Return why nothing is done: a write that it may be is proposed, and a part that isn't there yet is said to be."""
    if is_not_there_yet(whole):
        return Interpretation(not_yet=True, whole=whole)
    write = likeliest_write(grammar, whole)
    proposed = _understand(grammar, whole, write, focus, inherits=False) if write is not None else None
    if (
        proposed is not None
        and (proposed.newcomer or proposed.filling.several)
        and is_likely(whole, proposed.request)
    ):
        return Interpretation([proposed])
    return Interpretation(nearest=_nearest(grammar, whole, likely), proposed=proposed, whole=whole)


def _with_names_unheard_of(
    reading: Reading, grammar: Grammar, whole: Piece, likely: list[Candidate]
) -> tuple[Piece, list[Candidate]]:
    """Read the message again with names that nobody on record has; only for what would be written."""
    if whole.mention.named <= whole.mention.known:
        return whole, likely
    again = piece_of(reading, grammar, 0, len(reading.tokens), unheard=True)
    found = candidates(grammar, again)
    writes = found and isinstance(found[0].what, Request) and found[0].what.tool not in grammar.reads
    return (again, found) if writes and found[0].score >= LEAST else (whole, likely)


def _rival(likely: list[Candidate]) -> Candidate | None:
    """Return a request of another kind that is as likely as the first."""
    if len(likely) < 2 or likely[0].score - likely[1].score >= UNSURE_BY:
        return None
    same = getattr(likely[1].what, "tool", "") == getattr(likely[0].what, "tool", "")
    return None if same else likely[1]


def _says_one_thing(top: Candidate | None, found: list[tuple[Piece, Request]]) -> bool:
    """Return whether a message that could be cut in two is plainly one request that neither half is ("won and
    lost in May").
    """
    if top is None or top.score < PLAINLY or not isinstance(top.what, Request):
        return False
    return top.what.tool not in {request.tool for _, request in found}


def _without_report(request: Request) -> Request:
    """Return the request with its report optional, as one of several in a message: how it went is not asked for."""
    slots = {
        name: slot.model_copy(update={"needed": False}) if slot.kind == SlotKind.REPORT else slot
        for name, slot in request.slots.items()
    }
    return request.model_copy(update={"slots": slots})


def _requests(
    reading: Reading, grammar: Grammar, start: int, end: int
) -> tuple[list[tuple[Piece, Request]], list[str]]:
    """Return the requests of a run of tokens, cut where the reader says that another begins; and what of it is not done.

    A piece that asks for nothing by itself belongs to the one before it, or behind it where there is none.
    """
    begins = [*_where_requests_begin(reading, grammar, start, end), end]
    found: list[tuple[Piece, Request]] = []
    left: list[str] = []
    behind = start
    for first, last in pairwise(begins):
        piece = piece_of(reading, grammar, *_without_joints(reading, first, last))
        request = _request_of(grammar, piece, beside_others=len(begins) > 2)
        goes_on = bool(found) and belongs(grammar, found[-1], piece, request)
        if request is not None and not goes_on:
            found.append((piece_of(reading, grammar, *_without_joints(reading, behind, last)), request))
            behind = last
        elif not goes_on and len(begins) > 2 and asks_for_something(piece):
            left.append(piece.said.strip(" ,.;"))
            behind = last
        elif found and behind == first:
            found[-1] = (piece_of(reading, grammar, found[-1][0].start, last), found[-1][1])
            behind = last
    return [one for piece, request in found for one in _for_each(reading, grammar, piece, request)], left


def _request_of(grammar: Grammar, piece: Piece, *, beside_others: bool) -> Request | None:
    """Return what a piece asks for; beside other requests a question about somebody is known by its form too."""
    top = _top(grammar, piece)
    if top is not None:
        return top.what if isinstance(top.what, Request) else None
    formed = by_form(grammar, piece, None) if beside_others else None
    return formed if formed is not None and formed.tool in grammar.reads else None


def _without_joints(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return a run of tokens without what joins it to the runs beside it."""
    while first < last - 1 and reading.tokens[first].folded in JOINTS:
        first += 1
    while last - 1 > first and last < len(reading.tokens) and reading.tokens[last - 1].folded in JOINTS:
        last -= 1
    return first, last


def _where_requests_begin(reading: Reading, grammar: Grammar, start: int, end: int) -> list[int]:
    """Return the tokens at which a request begins: by the reader, and where the desk is told to write to somebody else."""
    found = {start, *cut(piece_of(reading, grammar, start, end))}
    for index in range(start + 1, end - 1):
        if reading.tokens[index].folded in JOINTS and index + 1 not in found:
            right = piece_of(reading, grammar, index + 1, end)
            left = piece_of(reading, grammar, max(one for one in found if one <= index), index)
            of_another = left.mention.keys and right.mention.keys and right.mention.keys != left.mention.keys
            alike = of_another and (writes_to_somebody(right.words) or _begins_alike(left, right))
            if alike or (asks(left) and asks(right)):
                found.add(index + 1)
    return sorted(found)


def _begins_alike(left: Piece, right: Piece) -> bool:
    """Return whether two runs begin with the same word ("follow up with Ana and follow up with Tom")."""
    first, second = (
        next((word for word in run.words if word not in POLITE | JOINTS), "") for run in (left, right)
    )
    return first == second and not first.startswith("<")


def _for_each(
    reading: Reading, grammar: Grammar, piece: Piece, request: Request
) -> Iterator[tuple[Piece, Request]]:
    """Yield the request once for each person that it is said of ("log a call with Ana and one with Tom")."""
    start = piece.start
    if not takes_text(request) or len(piece.words) <= SHORT:
        for index in range(piece.start + 1, piece.end - 1):
            if reading.tokens[index].folded not in JOINTS:
                continue
            left = piece_of(reading, grammar, start, index)
            right = piece_of(reading, grammar, index + 1, piece.end)
            only_a_name = [word for word in right.words if word not in LEADING_TO_A_NAME] == ["<who>"]
            of_another = left.mention.keys and right.mention.keys != left.mention.keys
            no_names = not left.mention.names and not right.mention.names
            once_more = (
                no_names and right.mention.one and left.mention.one and right.mention.one != left.mention.one
            )
            if (only_a_name and of_another) or (once_more and _is_same(grammar, right, request)):
                yield left, request
                start = index + 1
    yield (piece if start == piece.start else piece_of(reading, grammar, start, piece.end)), request


def _is_same(grammar: Grammar, piece: Piece, request: Request) -> bool:
    top = _top(grammar, piece)
    return top is not None and top.what is request


def _top(grammar: Grammar, piece: Piece) -> Candidate | None:
    found = candidates(grammar, piece)
    return found[0] if found and found[0].score >= LEAST else None


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
    """Take the one record that a title or a near name offers: a question is simply answered, and says of whom."""
    for name, several in list(filling.several.items()):
        known = [one for one in several.candidates if one["id"]]
        if several.offered and len(known) == 1:
            filling.arguments[name] = known[0]["id"]
            del filling.several[name]


def _nearest(grammar: Grammar, piece: Piece, likely: list[Candidate]) -> list[Request]:
    """Return up to three requests that share words with what was said, or the most usual ones."""
    near = [candidate.what for candidate in likely if isinstance(candidate.what, Request)]
    if near:
        return near[:3]
    held = {word for word in piece.words if len(word) > 3}
    by_words = sorted(
        grammar.usual, key=lambda one: -len(held & set(fold(" ".join((*one.say, one.does))).split()))
    )
    return by_words[:3]
