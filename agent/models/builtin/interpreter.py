"""The meaning of a message: one request or several, each with its slots, or what is missing of it."""

from dataclasses import dataclass, field, replace

from agent.models.builtin.asking import first_missing, no_calendar, question_for
from agent.models.builtin.by_form import by_form
from agent.models.builtin.candidates import (
    PERSON_KINDS,
    of_somebody_known,
    of_what_is_pending,
    of_whom_is_said,
)
from agent.models.builtin.choosing import (
    LEAST,
    PLAINLY,
    asks_for_a_visit,
    candidates,
    is_likely,
    is_not_there_yet,
    is_possible,
    likeliest_write,
)
from agent.models.builtin.cutting import REMINDING, requests_of
from agent.models.builtin.filling import Filling, fill
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.meaning import Focus, SomebodyNew
from agent.models.builtin.reading import Piece, Reading, piece_of, read
from agent.models.builtin.said_as_well import said_as_well, takes_text
from agent.models.builtin.slots.text import is_foreign
from agent.models.builtin.spoken_of import names_only_by_the_way
from schemas.keys import fold
from schemas.procedure import Decline, Request, SlotKind
from tools.desk import Desk
from tools.matters.disambiguation import SOMEBODY_NEW

LONGEST = 2000
"""Characters; what is longer is nobody's spoken request, and reading must stay fast."""

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
        question: what to ask: for the missing argument or, where none is, whether to call it at all.
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
    found = _whole(desk, grammar, head, focus)
    if not also:
        return found
    if found.understood and not any(takes_text(one.request) for one in found.understood):
        return replace(found, left=[*found.left, also])
    return _whole(desk, grammar, text, focus)


def _whole(desk: Desk, grammar: Grammar, text: str, focus: Focus | None) -> Interpretation:
    with desk.unit.reading():
        reading = read(desk, grammar, text)
    whole = piece_of(reading, grammar, 0, len(reading.tokens))
    found, left = requests_of(reading, grammar, 0, len(reading.tokens))
    likely = candidates(grammar, whole)
    if not likely or likely[0].score < LEAST:
        whole, likely = _with_names_unheard_of(reading, grammar, whole, likely)
    if (not likely or likely[0].score < LEAST) and not is_not_there_yet(whole):
        formed = by_form(grammar, piece_of(reading, grammar, 0, len(reading.tokens), unheard=True), focus)
        likely = [Candidate(formed, LEAST, 0)] if formed and is_possible(grammar, whole, formed) else likely
    one_thing = len(found) < 2 or _says_one_thing(likely[0] if likely else None, found)
    if one_thing and not left:
        reminding = grammar.of_tool(REMINDING) if asks_for_a_visit(whole) else None
        if reminding is not None:
            return Interpretation([_understand(grammar, whole, reminding, focus, inherits=False)])
        likely = of_somebody_known(whole, of_whom_is_said(grammar, whole, likely, focus))
        likely = of_what_is_pending(grammar, whole, likely)
        top = likely[0] if likely else None
        if top is None or top.score < LEAST:
            return _not_done(grammar, whole, likely, focus)
        if isinstance(top.what, Decline):
            return Interpretation(declined=top.what)
        rival = _rival(likely)
        if rival is not None and isinstance(rival.what, Request):
            return Interpretation(nearest=[top.what, rival.what], unsure=True)
        only = _understand(grammar, whole, top.what, focus, inherits=False)
        if only.newcomer is None and only.missing and names_only_by_the_way(whole):
            return Interpretation(nearest=_nearest(grammar, whole, likely), whole=whole)
        return Interpretation([only])
    understood: list[Understood] = []
    spoken_of = _named_before(whole, focus) if left else focus
    for piece, request in found:
        inherited = (understood[-1].filling.focus or JUST_ADDED) if understood else spoken_of
        understood.append(
            _understand(grammar, piece, _without_report(request), inherited, inherits=bool(understood))
        )
    return Interpretation(
        understood, left=left, nearest=[] if understood else _nearest(grammar, whole, likely)
    )


def _named_before(whole: Piece, focus: Focus | None) -> Focus | None:
    """Return whom a pronoun means beside a part that is not done: whoever the message names, and nobody where that is not one."""
    only = whole.mention.only
    if only is not None:
        return Focus(only["id"], only["name"])
    return None if whole.mention.names else focus


def _not_done(grammar: Grammar, whole: Piece, likely: list[Candidate], focus: Focus | None) -> Interpretation:
    """Return why nothing is done: a write that it may be is proposed, and a part that isn't there yet is said to be."""
    if is_not_there_yet(whole):
        return Interpretation(not_yet=True, whole=whole)
    whole = piece_of(whole.reading, grammar, 0, len(whole.reading.tokens), unheard=True)
    write = likeliest_write(grammar, whole)
    proposed = _understand(grammar, whole, write, focus, inherits=False) if write is not None else None
    if (
        proposed is not None
        and (proposed.newcomer or proposed.filling.several)
        and (is_likely(whole, proposed.request) or (proposed.newcomer and whole.reading.phones))
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
    visit = request.tool == REMINDING and asks_for_a_visit(piece)
    filling.arguments |= {"text": "Visit"} if visit else {}
    missing = first_missing(request, filling)
    asks = question_for(piece.said, request, filling, missing)
    return Understood(request, filling, missing, no_calendar(asks, filling) if visit else asks)


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
