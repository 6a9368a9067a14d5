"""A transcript: what an owner said, what a model answered by hand or on record, and how it has to end.

A file of `evals/transcripts/` holds several, as YAML documents (docs/models.md). An answer is written as somebody types it
(`evals/endpoint/typed.py`). What is not named at the end must not have changed.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import AwareDatetime, Field, ValidationError, field_validator

from agent.models.endpoint import Said as Answer
from evals.case import Person
from evals.endpoint.typed import said_from
from evals.events import Fact, Given
from evals.part import Part, problems_in
from evals.values import RECORDS
from schemas.errors import BadArguments, BadConfiguration

FOLDER = Path(__file__).parent / "transcripts"
CLOCK = "2026-11-18T10:00:00-06:00"

Rows = dict[str, list[dict[str, Any]]]
"""Table → some columns of each row; `who` is the person that it is about, by name."""


class Said(Part):
    """One thing that the owner says.

    Args:
        owner: their words.
        model: the model's answers, one a request, in order; none where the desk must not ask it.
        spare: further answers, for a desk that asks once more, which it need not.
        desk: facts that the reply or its cards hold; of a list one is enough.
        unsaid: phrases that neither holds.
        cards: the tools of the cards that close the reply, in order, where it matters.
    """

    owner: str
    model: list[str] = Field(default=[])
    spare: list[str] = Field(default=[])
    desk: list[Fact] = Field(default=[])
    unsaid: list[str] = Field(default=[])
    cards: list[str] | None = None

    @field_validator("model", "spare")
    @classmethod
    def _can_be_read(cls, answers: list[str]) -> list[str]:
        for answer in answers:
            _read(answer)
        return answers


class Waiting(Part):
    """A card that waits: its tool, and a part of what it would do."""

    tool: str
    does: dict[str, Any] = Field(default={})


class Sent(Part):
    """A mail that left."""

    to: str
    holds: list[str] = Field(default=[])
    lacks: list[str] = Field(default=[])


class End(Part):
    """The end: what is not named here must not have changed, wait or have left.

    Args:
        new, changed: rows that were added, or that are no longer as before; of these every changed column is named.
        gone: how many rows of a table were taken back that were there before.
        waits, aside: the cards that wait, and those that wait put aside.
        sent: the mails that left.
    """

    new: Rows = Field(default={})
    changed: Rows = Field(default={})
    gone: dict[str, int] = Field(default={})
    waits: list[Waiting] = Field(default=[])
    aside: list[Waiting] = Field(default=[])
    sent: list[Sent] = Field(default=[])

    @field_validator("new", "changed", "gone")
    @classmethod
    def _known(cls, rows: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(rows.keys() - RECORDS.keys()):
            raise ValueError(f"there is no table {', '.join(unknown)}")
        return rows


class Transcript(Part):
    """One conversation.

    Args:
        title: what happens, in one line.
        trade: the owner's.
        model: what kind of model answers.
        clock: the desk's time.
        books: who is in the books that are connected; left out where none are.
        given: what is on record before, as in a case; a call may be typed as the model's are.
        talk: what is said.
        end: how it ends; that nothing changed, where it is left out.
    """

    title: str
    trade: str = ""
    model: Literal["capable", "careless", "untrue", "confused", "led astray", "recorded"] = "recorded"
    clock: AwareDatetime = Field(default=CLOCK, validate_default=True)
    books: list[Person] | None = None
    given: list[Given] = Field(default=[])
    talk: list[Said] = Field(min_length=1)
    end: End = Field(default=End())

    @field_validator("given", mode="before")
    @classmethod
    def _typed(cls, given: Any) -> Any:
        """Return what is given, with a call that was typed in place of its text."""
        return (
            [_call(one) if isinstance(one, str) else one for one in given]
            if isinstance(given, list)
            else given
        )


def _read(text: str) -> Answer:
    try:
        return said_from(text)
    except BadArguments as error:
        raise ValueError(error.message) from None


def _call(text: str) -> dict[str, Any]:
    calls = _read(text).calls
    if len(calls) != 1:
        raise ValueError(f"{text!r} is no call")
    return {"call": calls[0].name, "with": json.loads(calls[0].arguments)}


def transcripts_in(folder: Path) -> Iterator[Transcript]:
    """Yield every transcript of a folder, by file and place.

    Raises:
        BadConfiguration: a file can't be read, or one in it is no transcript; names file and key.
    """
    for path in sorted(folder.glob("*.yaml")):
        try:
            documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise BadConfiguration(f"{path} can't be read as YAML: {error}") from error
        for place, content in enumerate(documents, 1):
            try:
                yield Transcript.model_validate(content)
            except ValidationError as error:
                problems = "; ".join(problems_in(error, "the transcript"))
                raise BadConfiguration(f"{path}, {place}: {problems}") from None
