"""Rivera Plumbing, the business of the tests, and the moment at which they happen."""

from collections.abc import Callable
from typing import TypeVar

from entrypoints.bootstrap import Office
from schemas.effects import Outcome

NOW = "2026-11-18T10:00:00-06:00"
"""Wednesday, 10:00 in Chicago."""

Do = Callable[..., Outcome]
"""Submits a call by the owner's hand: `do("add_contact", first_name="Maria")`."""

Furnished = TypeVar("Furnished")
OpenFurnished = Callable[[Callable[[Office], Furnished]], tuple[Office, Furnished]]
"""Opens an office, once a test, with what a function puts into it, and returns what the function returned."""
