"""Discovery of what a decorator marked: every module of a folder is looked through, and no list is edited.

Tools, jobs and pages are found so. Nothing else happens when a marked function is imported.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, TypeVar

from schemas.errors import BadConfiguration

Function = TypeVar("Function", bound=Callable[..., Any])
Found = TypeVar("Found")


def marked_with(mark: str, value: object) -> Callable[[Function], Function]:
    """Return a decorator that marks a function with a value, for `marked_in` to find."""

    def decorate(function: Function) -> Function:
        setattr(function, mark, value)
        return function

    return decorate


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Import and return every module of a package and of those below it."""
    for found in pkgutil.walk_packages(package.__path__, prefix=package.__name__ + "."):
        if not found.ispkg:
            yield importlib.import_module(found.name)


def own_values(module: ModuleType) -> Iterator[Any]:
    """Return the functions and classes that a module defines itself, in their order."""
    for value in vars(module).values():
        if getattr(value, "__module__", None) == module.__name__:
            yield value


def marked_in(modules: Iterable[ModuleType], mark: str) -> Iterator[Callable[..., Any]]:
    """Return the functions of some modules that bear a mark."""
    for module in modules:
        yield from (value for value in own_values(module) if hasattr(value, mark))


def file_of(value: Any) -> str:
    """Return the file that a function or class stands in, for a mistake to name."""
    return inspect.getsourcefile(value) or str(value.__module__)


def summary_of(function: Callable[..., Any], kind: str) -> str:
    """Return the first paragraph of a function's docstring, in one line.

    Args:
        function: a marked one.
        kind: what it is, such as "tool".

    Raises:
        BadConfiguration: it has none; names the file.
    """
    doc = inspect.getdoc(function)
    if not doc:
        raise BadConfiguration(
            f"The {kind} {function.__name__} in {file_of(function)} has no docstring; add one."
        )
    return " ".join(doc.split("\n\n")[0].split())


def add_once(
    found: dict[str, Found], name: str, one: Found, kinds: str, where: Callable[[Found], str]
) -> None:
    """Add something under its name.

    Args:
        found: what was found so far, by name.
        name, one: what is added.
        kinds: what such things are called, such as "tools".
        where: tells the file of one.

    Raises:
        BadConfiguration: another has the name; names both files.
    """
    if name in found:
        raise BadConfiguration(
            f"Two {kinds} are called {name}: {where(found[name])} and {where(one)}. Rename one."
        )
    found[name] = one
