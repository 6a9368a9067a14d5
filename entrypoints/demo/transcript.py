"""The demonstration as text: folded to 78 columns with every indent kept, and put into a document on request."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from entrypoints.bootstrap import Office
from entrypoints.demo import premises
from entrypoints.demo.cast import Part, cast
from entrypoints.demo.morning import MAILS, Morning, Scene, deliver, outcome_words, scenes, take_in
from schemas.errors import BadArguments

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.intake.receive import Receipt

WIDTH = 78
FIRST, LAST = "<!-- transcript -->", "<!-- /transcript -->"
QUOTE = "| "
FAILED = "!! "
HANGING = {"— ": "  ", "#": "    "}
"""The indent of the further lines of an item in a list, and of a card's first line."""


class Transcript:
    """Plays the demonstration once, and says it line by line.

    Args:
        office: of a newly made-up business.
    """

    def __init__(self, office: Office, written: list[Scene] | None = None) -> None:
        self.office = office
        self.scenes = scenes() if written is None else written
        self.orchestrator: Orchestrator = office.orchestrator()
        self.failed = 0
        self.conversation = ""

    def lines(self, heading: Callable[[str], str] = str) -> Iterator[str]:
        """Yield every line, folded, as soon as it is ready.

        Args:
            heading: how a heading is shown.
        """
        parts = cast(self.office.desk("chat"))
        yield from folded(self._opening())
        yield ""
        yield from self._mail(parts, heading)
        morning = Morning(self.office, self.orchestrator, parts)
        for scene in self.scenes:
            yield from _headed(scene.heading, heading)
            for played in morning.play(scene):
                yield from folded(f"> {played.said}", "  ")
                yield from folded(played.reply)
                if played.problem:
                    self.failed += 1
                    yield from folded(f"{FAILED}Failed: {played.problem}", "   ")
                yield ""
        self.conversation = morning.conversation

    def _opening(self) -> str:
        now = self.office.clock.now().astimezone(self.office.desk("chat").zone)
        return (
            f"{self.office.business.name}, {now:%A, %B} {now.day}, {now:%H:%M}. The business is made up, and so is "
            "everybody in it. Lines behind > are the owner's; all others are the desk's."
        )

    def _mail(self, parts: dict[str, Part], heading: Callable[[str], str]) -> Iterator[str]:
        yield from _headed("The mail of the night", heading)
        left_out = deliver(MAILS, self.office.settings.incoming_mail, parts)
        receipts = take_in(self.office)
        words = outcome_words(receipts)
        for one in receipts:
            yield from folded(f"{words[one.number]:10} {_from_whom(one)}", " " * 11)
            if one.outcome in {"skipped", "kept"}:
                yield from folded(f"{'':11}{one.explanation}", " " * 11)
        for why in left_out:
            self.failed += 1
            yield from folded(f"{FAILED}Failed: {why}", "   ")
        yield ""


def _from_whom(receipt: "Receipt") -> str:
    return f"{receipt.subject} — {receipt.sender}"


def _headed(text: str, heading: Callable[[str], str]) -> Iterator[str]:
    yield heading(f"--- {text} ".ljust(WIDTH, "-"))
    yield ""


def folded(text: str, further: str = "") -> Iterator[str]:
    """Yield the lines of a text, none wider than 78 columns; what was indented or quoted stays so.

    Args:
        text: of any length.
        further: put before what did not fit on a line that has no indent of its own.
    """
    for line in text.splitlines():
        bare = line.lstrip(" ")
        indent = line[: len(line) - len(bare)]
        if bare.startswith(QUOTE):
            indent, bare = f"{indent}{QUOTE}", bare.removeprefix(QUOTE)
        hanging = next((gap for mark, gap in HANGING.items() if bare.startswith(mark)), "")
        pieces = textwrap.wrap(
            bare,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=(indent or further) + hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (piece.rstrip() for piece in pieces or [indent.rstrip()])


def played_anew(home: Path, seed: int = premises.SEED) -> Transcript:
    """Return a demonstration in a home made for it, not yet played; its office is the caller's to close."""
    return Transcript(premises.made_office(home, seed))


def transcript_for_a_document(seed: int = premises.SEED) -> str:
    """Return the whole transcript, from a home that is gone afterwards."""
    with TemporaryDirectory() as folder:
        transcript = played_anew(Path(folder), seed)
        try:
            return "\n".join(transcript.lines()).rstrip()
        finally:
            transcript.office.close()


def with_transcript(document: str, transcript: str) -> str:
    """Return a markdown document with the transcript between its marks.

    Raises:
        BadArguments: the marks are not there, in this order, once each.
    """
    before, first, rest = document.partition(FIRST)
    _, last, after = rest.partition(LAST)
    if not first or not last or FIRST in after or LAST in after or LAST in before:
        raise BadArguments(
            f"The document needs a line {FIRST} and after it a line {LAST}, once each; nothing was changed."
        )
    return f"{before}{FIRST}\n```\n{transcript}\n```\n{LAST}{after}"
