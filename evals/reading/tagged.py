"""Messages word by word: what each word tells, and where requests begin; what the reader learns from and is scored on."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

from agent.models.reader.reader import BEGINS, GOES_ON, NONE, NOT_YET, OUTSIDE
from agent.models.reader.wordpieces import WORD
from agent.procedures.load import load
from evals.phrasing import paraphrases
from evals.reading.labelled import Labelled, Message, Part
from schemas.procedure import Decline, Request

KINDS = (
    *("person", "company", "phone", "email", "address", "job", "money", "day", "time", "duration"),
    *("reason", "outcome", "text", "note", "count"),
)
"""The kinds of a run of words that tells something."""
TAGS = (OUTSIDE, *(mark + kind for kind in KINDS for mark in (BEGINS, GOES_ON)))
PROCEDURES = Path(__file__).parents[2] / "procedures"
SENTENCES = Path(__file__).parent / "sentences.tsv"
"""`REQUEST<TAB>sentence`, as the procedures' own files once held them; `<who>` and the like stand for values."""
USED = ("seen", "more", "third", "fourth")
"""Sets of paraphrases that were written beside the product; `unseen` is never trained on."""
PLACES = {
    "<who>": ("person", "Maria Lopez"),
    "<phone>": ("phone", "512-555-0142"),
    "<email>": ("email", "maria@example.com"),
    "<money>": ("money", "$450"),
    "<day>": ("day", "friday"),
    "<number>": ("count", "450"),
}

JOINTS = (
    *(" and ", " and ", ", ", ", ", ", and ", ". ", ". ", " then ", " also ", " ", " ", " ", "; ", ", then "),
    *(" and also ", " oh and ", ". Oh and ", " plus ", ", also ", " so ", " - ", ", and then "),
)
"""The words and marks between two requests, or none; the commoner ones stand more than once."""
MARKS = " ,.;-"
SHORTEST = 15
"""Characters of a message that says enough to be one of two."""


@dataclass(frozen=True)
class Tagged:
    """A text to learn from.

    Args:
        text: as it is said.
        request: what it asks for; empty where it asks for several things.
        tags: of its words; None where they are not known.
        begins: indexes of the words at which a further request begins; None where it is one request's part.
    """

    text: str
    request: str
    tags: tuple[str, ...] | None = None
    begins: frozenset[int] | None = None


def tagged(message: Message, random: Random, share: float) -> Iterator[Tagged]:
    """Yield a message, and each of its requests where they are several, with so many of its values replaced."""
    pieces = [
        Labelled(one.request, one.with_other_values(random, share), one.voice) for one in message.clauses
    ]
    text = ""
    tags: list[str] = []
    begins: set[int] = set()
    for piece in pieces:
        if text:
            begins.add(len(tags))
        text = f"{text} {piece.said}" if text else piece.said
        tags += tags_of(piece.parts)
    several = len(pieces) > 1
    yield Tagged(text, "" if several else pieces[0].request, tuple(tags), frozenset(begins))
    if several:
        yield from (Tagged(one.said, one.request, tuple(tags_of(one.parts))) for one in pieces)


def side_by_side(messages: Sequence[Message], random: Random, share: float, count: int) -> Iterator[Tagged]:
    """Yield two requests of one voice beside each other, as nobody said them: where a second one begins has to be learned
    from more pairs than anybody writes.

    Args:
        messages: of all voices.
        random: which are taken, and what joins them.
        share: of values that are replaced.
        count: how many pairs are tried; two of the same request are no pair.
    """
    of_voice: dict[str, list[Labelled]] = {}
    for message in messages:
        [first, *more] = message.clauses
        if not more and first.request not in {NONE, NOT_YET} and len(first.said) >= SHORTEST:
            of_voice.setdefault(first.voice, []).append(first)
    voices = [ones for ones in of_voice.values() if len(ones) > 1]
    for _ in range(count if voices else 0):
        first, second = random.sample(random.choice(voices), 2)
        if first.request != second.request:
            before, after = (list(one.with_other_values(random, share)) for one in (first, second))
            yield _beside(before, after, random.choice(JOINTS))


def _beside(first: list[Part], second: list[Part], joint: str) -> Tagged:
    """Return two requests as one text, the second as it stands in the middle of a sentence."""
    if not joint.startswith("."):
        first[-1] = Part(first[-1].text.rstrip(" .!"), first[-1].kind)
        if not second[0].kind:
            second[0] = Part(second[0].text[:1].lower() + second[0].text[1:])
    marks, words = len(joint) - len(joint.lstrip(MARKS)), [Part(joint)]
    begins = len(list(tags_of([*first, Part(joint[:marks])])))
    text = "".join(part.text for part in (*first, *words, *second))
    return Tagged(text, "", tuple(tags_of([*first, *words, *second])), frozenset({begins}))


def tags_of(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the tag of each word of some parts; a word that goes on behind a value ("Maria's") belongs to it."""
    ends = list(accumulate(len(part.text) for part in parts))
    begun: set[int] = set()
    for word in WORD.finditer("".join(part.text for part in parts)):
        at = bisect_right(ends, word.start())
        mark = GOES_ON if at in begun else BEGINS
        begun.add(at)
        yield f"{mark}{parts[at].kind}" if parts[at].kind else OUTSIDE


def own(random: Random) -> Iterator[Tagged]:
    """Yield the project's own examples: of the procedures, of the sentences that they once held, and paraphrases."""
    for line in SENTENCES.read_text("utf-8").splitlines():
        request, _, said = line.partition("\t")
        yield Tagged(spoken(said, random), request)
    for one in shipped():
        name = one.called if isinstance(one, Request) else one.name
        yield from (Tagged(spoken(said, random), name) for said in one.say)
    for sentence in paraphrases(USED):
        if len(sentence.expect) == 1:
            yield Tagged(sentence.say, sentence.expect[0].tool)


def shipped() -> list[Request | Decline]:
    """Return the requests of the procedures that come with the product, and what is never done."""
    found, _ = load([PROCEDURES])
    requests: list[Request | Decline] = [request for one in found for request in one.front.requests]
    return requests + [decline for one in found for decline in one.front.declines]


def spoken(line: str, random: Random) -> str:
    """Return an example with values in its places ("call <who>")."""
    for place, (kind, value) in PLACES.items():
        while place in line:
            [other] = Labelled("", (Part(value, kind),), "").with_other_values(random, 1.0)
            line = line.replace(place, other.text, 1)
    return line
