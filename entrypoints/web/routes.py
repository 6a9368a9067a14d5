"""Finds the pages: every module of the folder is looked through, and no list is edited."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from entrypoints.web.page import MARK, Entry, Form, Route
from schemas.discovery import file_of, marked_in, modules_of
from schemas.errors import BadConfiguration


@dataclass(frozen=True)
class FoundPage:
    """A marked function with its route."""

    route: Route
    function: Callable[..., Any]
    form: type[Form] | None
    where: str


@dataclass(frozen=True)
class NavigationEntry:
    """A line of the navigation."""

    path: str
    name: str
    entry: Entry


def find_pages(package: ModuleType) -> list[FoundPage]:
    """Return every marked function of a package's modules.

    Raises:
        BadConfiguration: two have one address, or one that takes a form declares none; names the files.
    """
    found: dict[tuple[str, str], FoundPage] = {}
    for one in map(_described, marked_in(modules_of(package), MARK)):
        key = (one.route.method, one.route.path)
        if key in found:
            raise BadConfiguration(
                f"{one.route.method} {one.route.path} stands in {found[key].where} and in {one.where}; "
                "an address has one page."
            )
        found[key] = one
    return sorted(found.values(), key=_fixed_before_open)


def _fixed_before_open(found: FoundPage) -> list[tuple[bool, str]]:
    """Return a sort key: of two addresses that fit, the one without a parameter comes first."""
    return [(part.startswith("{"), part) for part in found.route.path.split("/")]


def _described(function: Callable[..., Any]) -> FoundPage:
    route: Route = getattr(function, MARK)
    where = file_of(function)
    forms = [
        one.annotation
        for one in inspect.signature(function).parameters.values()
        if inspect.isclass(one.annotation) and issubclass(one.annotation, Form)
    ]
    if route.method == "POST" and not forms:
        raise BadConfiguration(f"{function.__name__} in {where} takes no form, so nothing could be checked.")
    return FoundPage(route, function, forms[0] if forms else None, where)


def navigation(found: list[FoundPage]) -> list[NavigationEntry]:
    """Return the lines of the navigation, in their order."""
    entries = [
        NavigationEntry(one.route.path, one.function.__module__.rpartition(".")[2], one.route.entry)
        for one in found
        if one.route.entry is not None
    ]
    return sorted(entries, key=lambda one: (one.entry.order, one.entry.title))
