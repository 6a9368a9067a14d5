"""Plays the demonstration: the mail of the night through intake, then what the owner says, turn by turn."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from entrypoints.bootstrap import Office, mails_in
from entrypoints.demo.cast import Part
from schemas.errors import DeskhandError
from schemas.keys import fold

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.conversation.reply import Reply
    from agent.intake.receive import Receipt

MAILS = Path(__file__).parent / "mails"
MORNING = Path(__file__).parent / "morning.yaml"
BLANK = re.compile(r"\{(\w{1,40})\.(\w{1,40})\}")
MAIL_BLANK = re.compile(r"\{\{(\w{1,40})\.(\w{1,40})\}\}")

CameTo = Literal["done", "waiting", "refused", "failed", "said"]


class Saying(BaseModel):
    """One thing that the owner says, and what it must come to."""

    model_config = ConfigDict(extra="forbid")

    say: str
    comes_to: CameTo


class Scene(BaseModel):
    """A heading, and what is said below it."""

    model_config = ConfigDict(extra="forbid")

    heading: str
    turns: list[Saying]


@dataclass(frozen=True)
class Played:
    """One turn as it went.

    Args:
        said: by the owner, names filled in.
        reply: the desk's own words, whole.
        problem: why the turn is a failure; empty if it went as it must.
    """

    said: str
    reply: str
    problem: str = ""


class PartMissing(DeskhandError):
    """Nobody on record fits a part."""


def scenes(path: Path = MORNING) -> list[Scene]:
    """Return the scenes of the morning, as they are written down."""
    return [Scene.model_validate(one) for one in yaml.safe_load(path.read_text(encoding="utf-8"))]


def filled(text: str, cast: dict[str, Part], blank: re.Pattern[str] = BLANK) -> str:
    """Return a text with its parts' names, jobs and numbers in place.

    Raises:
        PartMissing: nobody plays a part that it names, or something of theirs is not on record.
    """

    def of_part(found: re.Match[str]) -> str:
        value = cast.get(found[1], {}).get(found[2])
        if value is None:
            raise PartMissing(f"Nobody on record fits here ({found[1]}: {found[2].replace('_', ' ')}).")
        return value

    return blank.sub(of_part, text)


def deliver(folder: Path, inbox: Path, cast: dict[str, Part]) -> list[str]:
    """Put the mails into an inbox, their customers taken from the records; return those that nobody could have
    sent.

    Args:
        folder: of .eml files.
        inbox: made if it is not there.
        cast: who plays whom.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    left_out = []
    for file in sorted(folder.glob("*.eml")):
        raw = file.read_bytes()
        if b"{{" in raw:
            try:
                raw = filled(raw.decode(), cast, MAIL_BLANK).encode()
            except PartMissing as error:
                left_out.append(f"{file.name}: {error.message}")
                continue
        (inbox / file.name).write_bytes(raw)
    return left_out


def take_in(office: Office) -> "list[Receipt]":
    """Take the inbox in by the same intake as `deskhand intake`."""
    return list(office.intake("inbox").receive_all(mails_in(office.settings.incoming_mail)))


class Morning:
    """One conversation of the owner's with the desk.

    Args:
        office: open.
        orchestrator: its own.
        cast: who plays whom.
    """

    def __init__(self, office: Office, orchestrator: "Orchestrator", cast: dict[str, Part]) -> None:
        self.office = office
        self.orchestrator = orchestrator
        self.cast = cast
        self.conversation = ""

    def play(self, scene: Scene) -> Iterator[Played]:
        """Play a scene and yield each turn as it is done; one that fails is shown, and the next goes on."""
        for saying in scene.turns:
            try:
                said = filled(saying.say, self.cast)
            except PartMissing as error:
                yield Played(saying.say, "", error.message)
                continue
            yield self._turn(said, saying.comes_to)

    def _turn(self, said: str, must: CameTo) -> Played:
        try:
            reply = self.orchestrator.turn(self.office.desk("chat"), said, self.conversation)
        except DeskhandError as error:
            return Played(said, "", error.message)
        self.conversation = reply.conversation
        came = came_to(reply)
        problem = "" if came == must else f"This should have been {must!r}, and was {came!r}."
        return Played(said, reply.whole(), problem)


def came_to(reply: "Reply") -> str:
    """Return the outcome of a turn: its worst call's, or `said` where nothing was called."""
    kinds = {str(outcome.kind.value) for _, outcome in reply.calls}
    return next((kind for kind in ("failed", "refused", "waiting", "done") if kind in kinds), "said")


def outcome_words(receipts: "list[Receipt]") -> dict[int, str]:
    """Return each mail's outcome in one short word or two."""
    said = {"lead": "new lead", "interaction": "logged", "skipped": "left out", "kept": "to look at"}
    return {one.number: said.get(one.outcome, fold(one.outcome)) for one in receipts}
