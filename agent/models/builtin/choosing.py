"""The choice of the request that a piece makes: by the reader, or by examples where the reader never learned it."""

from collections.abc import Iterator
from dataclasses import replace

from agent.models.builtin.by_form import shown
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.meaning import PRONOUNS
from agent.models.builtin.reading import Piece
from agent.models.builtin.writing import GREETING, JOINTS, POLITE, writes_to_somebody
from agent.models.reader import reader
from agent.models.reader.clauses import cuts
from schemas.keys import words
from schemas.procedure import Decline, Request, SlotKind

LEAST = 1.5
"""A candidate's score from which on it is carried out."""
SURE_OF_A_READ, SURE_OF_A_WRITE = 0.4, 0.8
"""The reader's probability from which on a request is carried out (docs/understanding.md has what that comes to)."""
SURE_BESIDE_AN_EXAMPLE = 0.5
"""The probability from which on a write is carried out that is said much as in an example of its procedure."""
A_POINT = 4.0
"""Points of score that a probability of one more stands for."""
WORTH_ASKING = 0.3
"""A write that is likelier than this, and not sure, is proposed in a question; what is less likely is not even named."""
WORTH_ASKING_WHOM = 0.5
"""A write from this probability on, and not sure, asks whom it is about where that is not known; nothing is done before."""
NOT_YET_FROM = 0.5
LIKE_AN_EXAMPLE, ANSWERED_FROM, AS_AN_EXAMPLE = 0.22, 0.4, 0.9
"""The likeness to an owner's examples from which on their request is proposed, is answered if it only looks something up, and is
carried out."""
SURE_OF_OURS, NEARLY_AS_AN_EXAMPLE = 0.8, 0.6
"""The probability of a request of ours from which on an owner's own one of another tool has to be said nearly as in its example;
and how nearly."""
SURE_OF_ONE_WORD = 0.8
PLAINLY = 2.5
"""A score that says plainly what is meant: of a whole message before its halves."""
POSSIBLE = 0.3
"""A write whose form speaks for it is carried out from this probability on."""
WRITE, REMINDER = "send_message", "set_reminder"
NOBODY_THERE = frozenset(words("answer ans reply response one luck show word"))
"""Words behind a "no" that tells of a call or visit in vain."""
SAYS_NOTHING = POLITE | GREETING | JOINTS | {"?"}
ANSWERS = frozenset(
    words("yes yeah yep y no nope n ok okay sure please thanks do it go ahead fine right that this one")
)
"""Words that ask for nothing by themselves, where no question is open."""

ASKING = frozenset(
    {"who", "whos", "whose", "which", "what", "whats", "where", "wheres", "why", "how", "hows"}
)
ASKING_WITH_A_MARK = frozenset({"is", "are", "was", "were", "did", "does", "do", "has", "had", "when", "any"})
"""Words with which a question begins: by themselves, or where a question mark ends it."""


BOOKING = frozenset(words("book schedule"))
SCHEDULING = BOOKING | frozenset(words("put pencil slot squeeze fit get"))
INTO = frozenset(words("in down for on at"))
"""Words between whom to put on a calendar and the day."""
MOST_OF_A_VISIT = 9


def candidates(grammar: Grammar, piece: Piece) -> list[Candidate]:
    """Return what a piece may be, the likeliest first; a question is answered and never carried out as a wish."""
    if set(piece.words) <= ANSWERS:
        return []
    found = _weighed(grammar, piece)
    if writes_to_somebody(piece.words):
        return _told_to_write(grammar, found)
    if _refuses(piece):
        return [one for one in found if not isinstance(one.what, Request) or one.what.tool in grammar.reads]
    if not _is_a_question(piece):
        return found
    answers = [one for one in found if not isinstance(one.what, Request) or one.what.tool in grammar.reads]
    understood = bool(answers) and answers[0].score >= LEAST and not piece.mention.jobs
    if understood or not piece.words[0].startswith("who") or not (piece.mention.jobs or piece.mention.names):
        return answers
    request = shown(grammar)
    return [Candidate(request, LEAST, 0)] if request is not None else []


def likeliest_write(grammar: Grammar, piece: Piece) -> Request | None:
    """Return the write that is likely enough to be asked about, and not to be carried out."""
    if _holds_only_values(piece) or _is_a_question(piece) or _refuses(piece):
        return None
    own = _own(grammar, piece)
    if own is not None and isinstance(own[0], Request):
        return own[0]
    name, share = reader.requests(piece.said)[0]
    request = grammar.taught.get(name)
    if not isinstance(request, Request) or request.tool in grammar.reads or share < WORTH_ASKING:
        return None
    return request


def is_likely(piece: Piece, request: Request) -> bool:
    """Return whether a write is likely enough to ask whom it is about."""
    return dict(reader.requests(piece.said)).get(request.called, 0.0) >= WORTH_ASKING_WHOM


def asks_for_something(piece: Piece) -> bool:
    """Return whether a piece is likely a request, if not surely enough which."""
    name, share = reader.requests(piece.said)[0]
    return name != reader.NONE and share >= WORTH_ASKING and not _holds_only_values(piece)


def is_possible(grammar: Grammar, piece: Piece, request: Request) -> bool:
    """Return whether the reader gives a request a chance; one that is only looked at needs none."""
    shares = dict(reader.requests(piece.said))
    return request.tool in grammar.reads or shares.get(request.called, 0.0) >= POSSIBLE


def is_not_there_yet(piece: Piece) -> bool:
    """Return whether a piece asks for a part of the desk that isn't there yet."""
    name, share = reader.requests(piece.said)[0]
    return name == reader.NOT_YET and share >= NOT_YET_FROM


def asks_for_a_visit(piece: Piece) -> bool:
    """Return whether somebody is to be put on a calendar ("put her in for Monday"), which isn't there yet."""
    said = [word for word in piece.words if word not in SAYS_NOTHING]
    if len(said) < MOST_OF_A_VISIT and said[:1] and said[0] in SCHEDULING and "<day>" in said:
        whom, *rest = said[1 : said.index("<day>")] or [""]
        return whom in PRONOUNS | {"<who>"} and set(rest) <= INTO and bool(rest or said[0] in BOOKING)
    return False


def asks(piece: Piece) -> bool:
    """Return whether a piece begins with a word that asks."""
    return next((word for word in piece.words if word not in SAYS_NOTHING), "") in ASKING


def cut(piece: Piece) -> list[int]:
    """Return the indexes of the tokens at which further requests of a piece begin."""
    starts = {token.start: index for index, token in enumerate(piece.reading.tokens)}
    begins = [at + piece.first_char for at in cuts(piece.said)]
    return [starts[at] for at in begins if piece.start < starts.get(at, 0) < piece.end]


def _weighed(grammar: Grammar, piece: Piece) -> list[Candidate]:
    """Return the reader's candidates, and an owner's own request that is as in an example."""
    if _holds_only_values(piece):
        return []
    begins = next((i for i, word in enumerate(piece.words) if word not in POLITE | GREETING), 0)
    own = _own(grammar, piece)
    found = [*(_carried_out(grammar, own) if own is not None else ()), *_read(grammar, piece, own)]
    return sorted((replace(one, begins=begins) for one in found), key=lambda one: -one.score)


def _holds_only_values(piece: Piece) -> bool:
    """Return whether a piece holds a name, a number or a day and says nothing of what is to be done with it."""
    return all(word.startswith("<") or word in SAYS_NOTHING for word in piece.words)


def _refuses(piece: Piece) -> bool:
    """Return whether a piece says that something is not wanted ("no dont need quickbooks"), whatever else it speaks of."""
    return list(piece.words[:1]) in (["no"], ["nope"], ["nah"]) and not set(piece.words[1:2]) & NOBODY_THERE


def _says_so(piece: Piece, what: Request) -> bool:
    """Return whether a piece begins with the words that ask for a reminder, whatever it is about."""
    said = [word for word in piece.words if word not in POLITE | GREETING]
    return what.tool == REMINDER and said[:2] == ["remind", "me"]


def _own(grammar: Grammar, piece: Piece) -> tuple[Request | Decline, float] | None:
    """Return an owner's own request that a piece is near to, and how near.

    Where the reader is sure of another tool, it has to be said nearly as in an example.
    """
    for what, likeness in grammar.nearest(piece.said)[:1]:
        name, share = reader.requests(piece.said)[0]
        ours = grammar.taught.get(name)
        same = isinstance(ours, Request) and isinstance(what, Request) and ours.tool == what.tool
        elsewhere = ours is not None and not same and share >= SURE_OF_OURS
        if likeness >= (NEARLY_AS_AN_EXAMPLE if elsewhere else LIKE_AN_EXAMPLE):
            return what, likeness
    return None


def _carried_out(grammar: Grammar, own: tuple[Request | Decline, float]) -> Iterator[Candidate]:
    """Yield an owner's own request where it is near enough to need no question."""
    what, likeness = own
    harmless = isinstance(what, Decline) or what.tool in grammar.reads
    if likeness >= (ANSWERED_FROM if harmless else AS_AN_EXAMPLE):
        yield Candidate(what, LEAST + likeness * A_POINT, 0)


def _read(grammar: Grammar, piece: Piece, own: tuple[Request | Decline, float] | None) -> Iterator[Candidate]:
    """Yield the reader's requests; not the one that an owner's own is a special case of."""
    for name, share in reader.requests(piece.said)[:4]:
        what = grammar.taught.get(name)
        if what is None or share < WORTH_ASKING:
            continue
        if (
            own is not None
            and isinstance(own[0], Request)
            and isinstance(what, Request)
            and own[0].tool == what.tool
        ):
            continue
        sure = SURE_OF_A_WRITE
        if isinstance(what, Decline) or what.tool in grammar.reads:
            sure = SURE_OF_A_READ
        elif _says_so(piece, what) or grammar.is_as_in_an_example(piece.said, what):
            sure = SURE_BESIDE_AN_EXAMPLE
        sure = max(sure, SURE_OF_ONE_WORD) if len(piece.words) == 1 else sure
        yield Candidate(what, LEAST + (share - sure) * A_POINT, 0)


def _told_to_write(grammar: Grammar, found: list[Candidate]) -> list[Candidate]:
    """Return the requests that write to somebody: what follows such a beginning is what to write, and asks for nothing else."""
    writing = [one for one in found if _writes(one.what)]
    write = grammar.of_tool(WRITE)
    if write is None or (writing and writing[0].score >= LEAST):
        return writing or found
    return [Candidate(write, LEAST + A_POINT * (1 - SURE_OF_A_WRITE), 0), *writing]


def _writes(what: Request | Decline) -> bool:
    return not isinstance(what, Request) or any(s.kind == SlotKind.MESSAGE for s in what.slots.values())


def _is_a_question(piece: Piece) -> bool:
    first = piece.words[0] if piece.words else ""
    asks = piece.said.rstrip().endswith("?")
    return first in ASKING or (asks and first in ASKING_WITH_A_MARK)
