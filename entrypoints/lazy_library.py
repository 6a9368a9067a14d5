"""The procedures, read when they are first needed."""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.procedures.library import Library


class LazyLibrary:
    """The procedures, read when first needed: a look-up of a phone number needs none.

    Args:
        folders: where procedures are, ours first.
        tools: names of the tools there are.
        trade: the business's own; procedures for other trades are left out.
    """

    def __init__(self, folders: list[Path], tools: Collection[str], trade: str = "") -> None:
        self.folders = folders
        self.tools = tools
        self.trade = trade

    @cached_property
    def loaded(self) -> "Library":
        from agent.procedures.library import Library
        from agent.procedures.load import load

        procedures, mistakes = load(self.folders)
        return Library(procedures, self.tools, mistakes, self.trade)

    def tightened(self) -> frozenset[str]:
        return self.loaded.tightened

    def draft(self, name: str, tone: str = "") -> tuple[str, str] | None:
        return self.loaded.draft(name, tone)

    def titles(self) -> dict[str, str]:
        return self.loaded.titles()

    def text(self, name: str) -> str | None:
        return self.loaded.text(name)

    def names(self) -> list[str]:
        return self.loaded.draft_names
