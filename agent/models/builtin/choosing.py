"""The choice of the request that a piece of a message makes: by the reader, or by its cues where the reader never learned it."""

from collections.abc import Iterator

from agent.models.builtin.by_form import shown
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.reading import LEAST_BARE_AMOUNT, Piece
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.writing import GREETING, JOINTS, POLITE, writes_to_somebody
from agent.models.reader import reader
from agent.models.reader.clauses import cuts
from agent.models.reader.places import Masked, masked
from agent.models.reader.weights import trained
from schemas.keys import words
from schemas.procedure import Decline, Request, SlotKind

LEAST = 1.5
"""A candidate's score from which on it is carried out."""
SURE_OF_A_READ, SURE_OF_A_WRITE = 0.4, 0.6
"""The reader's probability from which on a request is carried out (docs/understanding.md has what that comes to)."""
A_POINT = 4.0
"""Points of score that a probability of one more stands for."""
WORTH_ASKING = 0.3
"""A write that is likelier than this, and not sure, is proposed in a question."""
NOT_YET_FROM = 0.5
SURE_BESIDE_CUES = 0.35
"""The probability from which on a write is carried out that its cues speak for as well."""
BY_CUES_TOO = 0.5
"""Points of score for a request that its cues speak for as well."""
SURE_OF_ONE_WORD = 0.8
PLAINLY = 2.5
"""A score that says plainly what is meant: of a whole message before its halves, of cues beside a sure reader."""
POSSIBLE = 0.3
"""A write whose form speaks for it is carried out from this probability on."""
WORTH_NAMING = 0.25
"""A request that is less likely is not even named among those that could be meant."""
WRITE = "send_message"
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


def candidates(grammar: Grammar, piece: Piece) -> list[Candidate]:
    """Return what a piece may be, the likeliest first; a question is answered and never carried out as a wish."""
    if set(piece.words) <= ANSWERS:
        return []
    found = _weighed(grammar, piece)
    if writes_to_somebody(piece.words):
        return _told_to_write(grammar, found)
    if not _is_a_question(piece):
        return found
    answers = [one for one in found if not isinstance(one.what, Request) or one.what.tool in grammar.reads]
    understood = bool(answers) and answers[0].score >= LEAST
    if understood or not piece.words[0].startswith("who") or not (piece.mention.jobs or piece.mention.names):
        return answers
    request = shown(grammar)
    return [Candidate(request, LEAST, 0)] if request is not None else []


def likeliest_write(grammar: Grammar, piece: Piece) -> Request | None:
    """Return the write that is likely enough to be asked about, and not to be carried out."""
    for tool, share in reader.requests(text_of(piece))[: 0 if _holds_only_values(piece) else 1]:
        request = grammar.of_tool(tool)
        if share >= WORTH_ASKING and request is not None and tool not in grammar.reads:
            return request
    return None


def asks_for_something(piece: Piece) -> bool:
    """Return whether a piece is likely a request, if not surely enough which."""
    tool, share = reader.requests(text_of(piece))[0]
    return tool != reader.NONE and share >= WORTH_ASKING and not _holds_only_values(piece)


def is_possible(grammar: Grammar, piece: Piece, request: Request) -> bool:
    """Return whether the reader gives a request a chance; one that is only looked at needs none."""
    shares = dict(reader.requests(text_of(piece)))
    return request.tool in grammar.reads or shares.get(request.tool, 0.0) >= POSSIBLE


def is_not_there_yet(piece: Piece) -> bool:
    """Return whether a piece asks for a part of the desk that isn't there yet."""
    tool, share = reader.requests(text_of(piece))[0]
    return tool == reader.NOT_YET and share >= NOT_YET_FROM


def is_taught(request: Request) -> bool:
    """Return whether the reader was trained on a request; an owner's own, and one that says anew what it does, it was not."""
    return f"{request.tool}: {request.does}" in trained().taught


def asks(piece: Piece) -> bool:
    """Return whether a piece begins with a word that asks."""
    return next((word for word in piece.words if word not in SAYS_NOTHING), "") in ASKING


def text_of(piece: Piece) -> str:
    """Return the words of a piece as the reader is given them."""
    return _masked(piece).text


def cut(piece: Piece) -> list[int]:
    """Return the indexes of the tokens at which further requests of a piece begin."""
    text = _masked(piece)
    characters = [text.original(at) + piece.first_char for at in cuts(text.text, reader.requests)]
    starts = {token.start: index for index, token in enumerate(piece.reading.tokens)}
    return [starts[at] for at in characters if piece.start < starts.get(at, 0) < piece.end]


def _masked(piece: Piece) -> Masked:
    first = piece.first_char
    values = ((start - first, end - first, kind) for start, end, kind in _values(piece) if piece.holds(start))
    return masked(piece.said, values)


def _weighed(grammar: Grammar, piece: Piece) -> list[Candidate]:
    """Return the reader's candidates, and by cues those that the reader doesn't know; what is never done comes first."""
    by_cues = grammar.candidates(piece.words)
    declined = bool(by_cues) and isinstance(by_cues[0].what, Decline) and by_cues[0].score >= LEAST
    if declined or _holds_only_values(piece):
        return by_cues
    untaught = [one for one in by_cues if not isinstance(one.what, Request) or not is_taught(one.what)]
    share = reader.requests(text_of(piece))[0][1]
    if share < SURE_OF_A_READ:
        untaught = [one for one in by_cues if one in untaught or _is_read(grammar, one)]
    if share >= SURE_OF_A_WRITE:
        untaught = [one for one in untaught if one.score >= PLAINLY or not _is_read(grammar, one)]
    return sorted([*_read(grammar, piece, by_cues), *untaught], key=lambda one: -one.score)


def _holds_only_values(piece: Piece) -> bool:
    """Return whether a piece holds a name, a number or a day and says nothing of what is to be done with it."""
    return all(word.startswith("<") or word in SAYS_NOTHING for word in piece.words)


def _read(grammar: Grammar, piece: Piece, by_cues: list[Candidate]) -> Iterator[Candidate]:
    begins = next((i for i, word in enumerate(piece.words) if word not in POLITE | GREETING), 0)
    spoken_for = by_cues[0].what if by_cues and by_cues[0].score >= LEAST else None
    for tool, share in reader.requests(text_of(piece))[:4]:
        same = next((one for one in by_cues if _is_of(one, tool)), None)
        request = same.what if same is not None else grammar.of_tool(tool)
        if isinstance(request, Request) and share >= WORTH_NAMING:
            sure = SURE_OF_A_READ if tool in grammar.reads else SURE_OF_A_WRITE
            sure = min(sure, SURE_BESIDE_CUES) if request is spoken_for else sure
            sure = max(sure, SURE_OF_ONE_WORD) if len(piece.words) == 1 else sure
            cues = BY_CUES_TOO if request is spoken_for and share >= sure else 0.0
            score = LEAST + (share - sure) * A_POINT + cues
            yield Candidate(request, score, same.begins if same is not None else begins)


def _is_read(grammar: Grammar, candidate: Candidate) -> bool:
    return isinstance(candidate.what, Request) and candidate.what.tool in grammar.reads


def _is_of(candidate: Candidate, tool: str) -> bool:
    what = candidate.what
    return isinstance(what, Request) and what.tool == tool and is_taught(what)


def _values(piece: Piece) -> Iterator[tuple[int, int, str]]:
    reading = piece.reading
    yield from ((one.start, one.end, "phone") for one in reading.phones)
    yield from ((one.start, one.end, "email") for one in reading.emails)
    yield from ((one.start, one.end, "money") for one in reading.amounts)
    yield from ((one.start, one.end, "day") for one in reading.days)
    bare = (one for one in reading.bare_amounts if one.amount >= LEAST_BARE_AMOUNT)
    yield from ((one.start, one.end, "money") for one in bare)
    yield from ((*hit.span(), "address") for hit in ADDRESS.finditer(reading.text))
    for one in reading.names:
        if not one.name.is_sign:
            run = reading.tokens[one.name.start : one.name.end]
            yield run[0].start, run[-1].end, "person"


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
