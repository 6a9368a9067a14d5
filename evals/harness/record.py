"""The record of a run, a line for each result as it is there, so that a run that was stopped resumes where it was."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar


class Kept(Protocol):
    """A dataclass that a line holds."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """Return its fields."""


Line = TypeVar("Line", bound=Kept)


class Record(Generic[Line]):
    """A file of JSON Lines.

    Args:
        path: of the file; made with its folder when something is added.
        kind: of what a line holds.
    """

    def __init__(self, path: Path, kind: type[Line]) -> None:
        self.path = path
        self.kind = kind

    def read(self) -> Iterator[Line]:
        """Yield the recorded lines; a line that a killed run left half written, or of another kind, is skipped."""
        names = {one.name for one in fields(self.kind)}
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                content = json.loads(line)
            except ValueError:
                continue
            if isinstance(content, dict) and content.keys() == names:
                yield self.kind(**content)

    def add(self, one: Line) -> None:
        """Put a line at the end, on a line of its own whatever stands before it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
        with self.path.open("a", encoding="utf-8") as file:
            file.write(
                ("\n" if torn else "") + json.dumps(one.as_json(), ensure_ascii=False, default=str) + "\n"
            )
