"""The marks of a page module on its functions, found by `schemas/discovery.py`. Nothing else happens at import.

A function takes the visit, then what its address holds, then its form; it returns a response of the visit's making.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.discovery import Function, marked_with
from schemas.visible import visible

MARK = "__deskhand_page__"


@dataclass(frozen=True)
class Entry:
    """A page's place in the navigation.

    Args:
        title: its one word.
        order: where it stands; lower comes first.
        thumb: whether it has a place at the bottom of a phone; of those there is room for four.
        owner_only: whether only an owner is shown it.
    """

    title: str
    order: int
    thumb: bool = False
    owner_only: bool = False


@dataclass(frozen=True)
class Route:
    """One address that a function answers.

    Args:
        method: GET or POST.
        path: such as `/people/{contact_id}`.
        entry: its place in the navigation; None for what is reached from a page.
        public: whether it is open to somebody who is not signed in.
    """

    method: str
    path: str
    entry: Entry | None = None
    public: bool = False


class Form(BaseModel):
    """The fields of a form; a field that is not declared is refused. `csrf` is checked before a function is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    csrf: str = ""

    def changed(self, known: Mapping[str, str]) -> dict[str, Any]:
        """Return the arguments of a change (`changed`) that this form makes of what was shown."""
        return changed(self.model_dump(exclude={"csrf"}, exclude_unset=True), known)


def changed(typed: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of a change: the fields that differ from what was shown, and the names of those emptied, as `clear`.

    A form shows what is known with hidden characters spelled out, and a browser sends its lines with its own ends;
    neither is a change of the member's.
    """
    new = {
        name: value
        for name, value in typed.items()
        if value != "" and not (isinstance(value, str) and visible(value) == visible(shown.get(name, "")))
    }
    emptied = [name for name, value in typed.items() if value == "" and shown.get(name)]
    return {**new, "clear": emptied} if emptied else new


class OpenForm(Form):
    """A form whose further fields are told apart by the function: the one that calls tools."""

    model_config = ConfigDict(extra="allow", frozen=True)


def page(
    path: str, *, title: str, order: int, thumb: bool = False, owner_only: bool = False
) -> Callable[[Function], Function]:
    """Mark the function that shows a page of the navigation."""
    return marked_with(MARK, Route("GET", path, Entry(title, order, thumb, owner_only)))


def get(path: str, *, public: bool = False) -> Callable[[Function], Function]:
    """Mark a function that shows something to be reached from a page."""
    return marked_with(MARK, Route("GET", path, public=public))


def post(path: str, *, public: bool = False) -> Callable[[Function], Function]:
    """Mark a function that takes a form; its last parameter is the form."""
    return marked_with(MARK, Route("POST", path, public=public))
