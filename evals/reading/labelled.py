"""Labelled messages: what they ask for, the values in them, and the same message with other values.

A line of `voices/*.tsv` is `REQUEST<TAB>message`; in the message `[kind:value]` marks a value, and ` || ` the place where a
second request begins, whose name stands behind a `+` in the first column. Who the voices are stands in `voices/README.md`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from entrypoints.made_up.words import FIRST_NAMES, LAST_NAMES

VOICES = Path(__file__).parent / "voices"
HELD = Path(__file__).parent / "held"
"""Voices that nothing is trained on; what is tuned is tuned on them."""
KEPT_BACK = Path(__file__).parent / "kept_back"
"""Voices that nothing is trained on, tuned or mended by; used once."""
SECOND = KEPT_BACK / "second.txt"
"""`VOICE<TAB>NUMBER<TAB>REQUESTS`, as somebody else labelled them without the first labels; a fourth column is as right."""
MARK = re.compile(r"\[([a-z]+):([^\[\]]*)\]")
CUT = "||"
ELSEWHERE = (
    *("Oleksandr", "Nguyet", "Priya", "Björn", "Siobhan", "Giuseppe", "DeShawn", "Fatima", "Grace", "Bill", "Mark"),
    *("Frank", "Sue", "Ray", "Hope", "Rose", "Will", "June", "Art", "Dawn"),
)  # fmt: skip
ELSEWHERE_LAST = (
    "Price",
    "Hill",
    "Day",
    "O'Neil",
    "McKay",
    "García",
    "Müller",
    "Kowalski",
    "Okafor",
    "Vandermolen",
)
"""Names that are words, and names from elsewhere, beside those of the made-up business."""
DAYS = (
    *("tomorrow", "friday", "next tuesday", "monday", "on the 14th", "dec 3", "in two weeks", "next week"),
    *("this afternoon", "by Friday", "thursday morning", "the 22nd", "next month", "wed", "in 3 days", "today"),
)  # fmt: skip
SUMS = ("$450", "1200", "$3,600", "$85", "2k", "$12,500", "four hundred", "900 bucks", "$8k", "75 dollars")
AREAS = ("512", "214", "615", "918", "602", "303")


@dataclass(frozen=True)
class Part:
    """A run of a message; `kind` is empty where it is no value."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Labelled:
    """One request of a message, and whose voice says it."""

    request: str
    parts: tuple[Part, ...]
    voice: str

    @property
    def said(self) -> str:
        return "".join(part.text for part in self.parts).strip()

    def with_other_values(self, random: Random, share: float = 0.7) -> tuple[Part, ...]:
        """Return the parts with so many of their names, numbers, days and sums replaced."""
        return tuple(
            Part(_another(part, random), part.kind) if part.kind and random.random() < share else part
            for part in self.parts
        )


@dataclass(frozen=True)
class Message:
    """A whole message.

    Args:
        said: as it is said.
        clauses: its requests in order.
        number: of its line among those of its voice, from 1.
    """

    said: str
    clauses: tuple[Labelled, ...]
    number: int = 0

    @property
    def requests(self) -> tuple[str, ...]:
        """Return the names of its requests in order."""
        return tuple(one.request for one in self.clauses)


def messages(files: Iterable[Path]) -> Iterator[Message]:
    """Yield the messages of some voices.

    Raises:
        ValueError: a line's labels and cuts don't agree.
    """
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            labels, _, marked = line.partition("\t")
            requests = [one.strip() for one in labels.split("+")]
            pieces = marked.split(CUT)
            if len(pieces) != len(requests):
                raise ValueError(f"{file.name}:{number}: {len(requests)} requests, {len(pieces)} pieces")
            clauses = tuple(
                Labelled(request, tuple(_parts(piece)), file.stem)
                for request, piece in zip(requests, pieces, strict=True)
            )
            said = " ".join(clause.said for clause in clauses)
            yield Message(said, clauses, number)


def second_labels() -> dict[tuple[str, int], set[tuple[str, ...]]]:
    """Return the requests that somebody else read in each message that is kept back, by voice and number."""
    found = {}
    for line in SECOND.read_text("utf-8").splitlines():
        voice, number, *labels = line.split("\t")
        found[voice, int(number)] = {tuple(one.strip() for one in label.split("+")) for label in labels}
    return found


def voices(names: Sequence[str] = ()) -> list[Path]:
    """Return the files of some voices, all by default."""
    return [path for path in sorted(VOICES.glob("*.tsv")) if not names or path.stem in names]


def _parts(marked: str) -> Iterator[Part]:
    at = 0
    for found in MARK.finditer(marked):
        if found.start() > at:
            yield Part(marked[at : found.start()])
        yield Part(found[2], found[1])
        at = found.end()
    if at < len(marked):
        yield Part(marked[at:])


def _another(part: Part, random: Random) -> str:
    match part.kind:
        case "person":
            return _name(part.text, random)
        case "phone":
            area, last = random.choice(AREAS), f"01{random.randrange(100):02d}"
            return random.choice(
                (f"{area}-555-{last}", f"({area}) 555-{last}", f"{area} 555 {last}", f"{area}555{last}")
            )
        case "day":
            return random.choice(DAYS)
        case "money":
            return random.choice(SUMS)
        case _:
            return part.text


def _name(said: str, random: Random) -> str:
    first = random.choice((*FIRST_NAMES, *ELSEWHERE))
    last = random.choice((*LAST_NAMES, *ELSEWHERE_LAST))
    whole = first if len(said.split()) == 1 else f"{first} {last}"
    return whole.lower() if said.islower() else whole
