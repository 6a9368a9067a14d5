"""The procedures, read when they are first needed."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import BadConfiguration

if TYPE_CHECKING:
    from agent.procedures.finding import Entry, ToolIndex
    from agent.procedures.library import Library
    from tools.registry import Tool

OUR_PROCEDURES = Path(__file__).parent.parent / "procedures"
CORE = ("crm", "crm-requests")
"""The procedures without which nothing that is said would be understood."""


def require_core(ours: Path = OUR_PROCEDURES) -> None:
    """Refuse to start where a file of the core is missing; none is read.

    Args:
        ours: the folder of the procedures that Deskhand brings.

    Raises:
        BadConfiguration: names the files.
    """
    missing = [f"{name}.md" for name in CORE if not (ours / f"{name}.md").is_file()]
    if missing:
        raise _no_core(f"{ours} has no {', '.join(missing)}")


def _no_core(why: str) -> BadConfiguration:
    return BadConfiguration(
        f"Deskhand is incomplete: {why}. Without its core procedures it would understand nothing that you say, so it "
        "does not start. Install it again. Nothing was changed."
    )


class LazyLibrary:
    """The procedures, read when first needed: a look-up of a phone number needs none.

    Args:
        folders: where procedures are, ours first.
        tools: those that there are, by name.
        trade: the business's own; procedures for other trades are left out.
    """

    def __init__(self, folders: list[Path], tools: "Mapping[str, Tool]", trade: str = "") -> None:
        self.folders = folders
        self.tools = tools
        self.trade = trade

    @cached_property
    def loaded(self) -> "Library":
        """Return the procedures that are right.

        Raises:
            BadConfiguration: one of the core is not among them.
        """
        from agent.procedures.library import Library
        from agent.procedures.load import load

        procedures, mistakes = load(self.folders)
        library = Library(procedures, self.tools, mistakes, self.trade)
        left_out = [f"{name}.md" for name in CORE if library.find(name) is None]
        if left_out:
            wrong = [str(one) for one in library.mistakes if one.file.name in left_out]
            raise _no_core("; ".join([f"{', '.join(left_out)} can't be used", *wrong]))
        return library

    def tightened(self) -> frozenset[str]:
        return self.loaded.tightened

    def draft(self, name: str, tone: str = "") -> tuple[str, str] | None:
        return self.loaded.draft(name, tone)

    def titles(self) -> dict[str, str]:
        return self.loaded.titles()

    def text(self, name: str) -> str | None:
        return self.loaded.text(name)

    def texts_at(self, event: str) -> list[str]:
        return [one.body for one in self.loaded.at(event) if one.body]

    def tools_about(self, about: str) -> "Sequence[Entry]":
        return self._index.nearest(about)

    @cached_property
    def _index(self) -> "ToolIndex":
        from agent.procedures.finding import index_of

        return index_of(self.loaded, self.tools)

    def names(self) -> list[str]:
        return self.loaded.draft_names
