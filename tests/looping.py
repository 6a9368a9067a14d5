"""Many cases in one test: each costs its own look, and not a set-up and a place in the run as well."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

LONGEST = 400
"""The length of what is told of one case, where many may have failed."""


def for_each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Callable[..., None]], Any]:
    """Take a test through every case; as `pytest.mark.parametrize`, but one test that lists all that failed.

    For cases that leave nothing behind: they share what the test's fixtures made.
    """
    every = list(cases)
    assert every, "a test without a case shows nothing"

    def around(test: Callable[..., None]) -> Callable[..., None]:
        def taken_through_all(**fixtures: Any) -> None:
            failed = []
            for case in every:
                given = {names: case} if isinstance(names, str) else dict(zip(names, case, strict=True))
                try:
                    test(**fixtures, **given)
                except (Exception, pytest.fail.Exception) as error:
                    failed.append(f"{_told(given)}: {type(error).__name__}: {str(error)[:LONGEST]}")
            if failed:
                pytest.fail(f"{len(failed)} of {len(every)}:\n" + "\n".join(failed), pytrace=False)

        there = inspect.signature(test)
        mine = {names} if isinstance(names, str) else set(names)
        left = [one for one in there.parameters.values() if one.name not in mine]
        taken_through_all.__signature__ = there.replace(parameters=left)  # type: ignore[attr-defined]
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(taken_through_all, name, getattr(test, name))
        taken_through_all.pytestmark = list(getattr(test, "pytestmark", []))  # type: ignore[attr-defined]
        return taken_through_all

    return around


def _told(given: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in given.items())
