"""Which request a piece of a message makes: by the reader, and, for requests that it was never taught, by their cues."""

from collections.abc import Iterator

from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.writing import GREETING, POLITE, writes_to_somebody
from agent.models.reader import reader
from agent.models.reader.clauses import cuts
from agent.models.reader.places import Masked, masked
from agent.models.reader.weights import trained
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
"""The same for a write that the cues speak for as well."""
WRITE = "send_message"

ASKING = frozenset(
    {"who", "whos", "whose", "which", "what", "whats", "where", "wheres", "why", "how", "hows"}
)
ASKING_WITH_A_MARK = frozenset({"is", "are", "was", "were", "did", "does", "do", "has", "had", "when", "any"})
"""Words with which a question begins: by themselves, or where a question mark ends it."""


def candidates(grammar: Grammar, piece: Piece) -> list[Candidate]:
    """Return what a piece may be, the likeliest first; a question is answered and never carried out as a wish."""
    found = _weighed(grammar, piece)
    if writes_to_somebody(piece.words):
        return _told_to_write(grammar, found)
    if not _is_a_question(piece):
        return found
    answers = [one for one in found if not isinstance(one.what, Request) or one.what.tool in grammar.reads]
    understood = bool(answers) and answers[0].score >= LEAST
    if understood or not piece.words[0].startswith("who") or not (piece.mention.jobs or piece.mention.names):
        return answers
    shown = (one for one in grammar.requests if one.tool in grammar.reads and _takes_a_person(one))
    return [Candidate(one, LEAST, 0) for one in shown][:1]


def likeliest_write(grammar: Grammar, piece: Piece) -> Request | None:
    """Return the write that is likely enough to be asked about, and not to be carried out."""
    for tool, share in reader.requests(text_of(piece))[:1]:
        request = grammar.of_tool(tool)
        if share >= WORTH_ASKING and request is not None and tool not in grammar.reads:
            return request
    return None


def asks_for_something(piece: Piece) -> bool:
    """Return whether a piece is likely a request, if not surely enough which."""
    tool, share = reader.requests(text_of(piece))[0]
    return tool != reader.NONE and share >= WORTH_ASKING


def is_not_there_yet(piece: Piece) -> bool:
    """Return whether a piece asks for a part of the desk that isn't there yet."""
    tool, share = reader.requests(text_of(piece))[0]
    return tool == reader.NOT_YET and share >= NOT_YET_FROM


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
    if by_cues and isinstance(by_cues[0].what, Decline) and by_cues[0].score >= LEAST:
        return by_cues
    known = set(trained().requests)
    untaught = [one for one in by_cues if not isinstance(one.what, Request) or one.what.tool not in known]
    return sorted([*_read(grammar, piece, by_cues), *untaught], key=lambda one: -one.score)


def _read(grammar: Grammar, piece: Piece, by_cues: list[Candidate]) -> Iterator[Candidate]:
    begins = next((i for i, word in enumerate(piece.words) if word not in POLITE | GREETING), 0)
    spoken_for = by_cues[0].what if by_cues and by_cues[0].score >= LEAST else None
    for tool, share in reader.requests(text_of(piece))[:4]:
        same = next((one for one in by_cues if isinstance(one.what, Request) and one.what.tool == tool), None)
        request = same.what if same is not None else grammar.of_tool(tool)
        if request is not None:
            sure = SURE_OF_A_READ if tool in grammar.reads else SURE_OF_A_WRITE
            sure = min(sure, SURE_BESIDE_CUES) if request is spoken_for else sure
            yield Candidate(
                request, LEAST + (share - sure) * A_POINT, same.begins if same is not None else begins
            )


def _values(piece: Piece) -> Iterator[tuple[int, int, str]]:
    reading = piece.reading
    yield from ((one.start, one.end, "phone") for one in reading.phones)
    yield from ((one.start, one.end, "email") for one in reading.emails)
    yield from ((one.start, one.end, "money") for one in reading.amounts)
    yield from ((one.start, one.end, "day") for one in reading.days)
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


def _takes_a_person(request: Request) -> bool:
    return any(slot.kind == SlotKind.PERSON for slot in request.slots.values())
