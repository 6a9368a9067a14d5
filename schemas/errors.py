"""The errors, split by who has to act.

    DeskhandError
    ├── CallRefused            the caller: change the arguments
    │   ├── UnknownTool        no tool has that name
    │   ├── BadArguments       undeclared, missing, or not of the declared kind
    │   ├── Ambiguous          the name fits several records; the candidates are given
    │   ├── NotFound           the name fits none; the nearest are given
    │   ├── AgainstTheRules    the records forbid it (a won deal can't be lost)
    │   └── NotPermitted       the member's role, or the door, may not do this
    ├── OwnerMustAct           the owner: decide, connect, pay
    │   └── NotConnected       an outside service has not been connected yet
    ├── OperatorMustAct        the operator of this machine
    │   ├── BadConfiguration   a setting, a file of ours, a duplicate or unknown name
    │   └── DatabaseUnusable   missing, corrupt, read-only, of a newer schema, busy for too long
    ├── OutsideError           the world did not do as asked
    │   ├── OutsideRefused     it answered no, for good: repeating would not help
    │   │   ├── OutsideChanged it is no longer as the owner saw it: look and ask again
    │   │   └── CursorExpired  it no longer knows what has changed since: everything is to be listed
    │   ├── OutsideUnavailable nothing happened there: a repeat is safe
    │   └── OutsideUncertain   it may have happened: look before any repeat
    └── Bug                    nobody outside this project; please report it

A message says what was tried, why it failed and what to do next.
"""

from collections.abc import Sequence
from typing import Any


class DeskhandError(Exception):
    """The root of the tree.

    Args:
        message: what was tried, why it failed and what to do next, in plain words.
    """

    kind = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def as_problem(self) -> dict[str, Any]:
        """Return the error as a door prints it: its kind and its message."""
        return {"kind": self.kind, "message": self.message}


class CallRefused(DeskhandError):
    """A call that changed nothing, because of what it asked for."""

    kind = "refused"


class UnknownTool(CallRefused):
    kind = "unknown_tool"

    def __init__(self, message: str, nearest: Sequence[str]) -> None:
        super().__init__(message)
        self.nearest = list(nearest)

    def as_problem(self) -> dict[str, Any]:
        return {**super().as_problem(), "nearest": self.nearest}


class BadArguments(CallRefused):
    """Arguments that can't be taken as they are.

    Args:
        message: as in every error.
        fields: argument name → what is wrong with it and what would be right.
    """

    kind = "bad_arguments"

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}

    def as_problem(self) -> dict[str, Any]:
        return {**super().as_problem(), "fields": self.fields}


class Ambiguous(CallRefused):
    """A name that fits several records.

    Args:
        message: as in every error.
        argument: the argument that carried the name.
        candidates: one mapping a record, with `id`, `kind` and `label`.
    """

    kind = "ambiguous"

    def __init__(self, message: str, argument: str, candidates: Sequence[dict[str, Any]]) -> None:
        super().__init__(message)
        self.argument = argument
        self.candidates = list(candidates)

    def as_problem(self) -> dict[str, Any]:
        return {**super().as_problem(), "argument": self.argument, "candidates": self.candidates}


class NotFound(CallRefused):
    """A name that fits no record; takes the nearest ones in the same form as `Ambiguous`."""

    kind = "not_found"

    def __init__(self, message: str, argument: str, nearest: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(message)
        self.argument = argument
        self.nearest = list(nearest)

    def as_problem(self) -> dict[str, Any]:
        return {**super().as_problem(), "argument": self.argument, "nearest": self.nearest}


class AgainstTheRules(CallRefused):
    """The records as they stand forbid it.

    Args:
        message: as in every error.
        missing: names of what has to be there first, when that is the reason.
        instead: a call that would do what was probably meant, `{"tool": …, "arguments": {…}}`.
    """

    kind = "against_the_rules"

    def __init__(
        self, message: str, missing: Sequence[str] = (), instead: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.missing = list(missing)
        self.instead = instead

    def as_problem(self) -> dict[str, Any]:
        problem = super().as_problem()
        if self.missing:
            problem["missing"] = self.missing
        if self.instead:
            problem["instead"] = self.instead
        return problem


class NotPermitted(CallRefused):
    kind = "not_permitted"


class OwnerMustAct(DeskhandError):
    kind = "owner_must_act"


class NotConnected(OwnerMustAct):
    kind = "not_connected"


class OperatorMustAct(DeskhandError):
    kind = "operator_must_act"


class BadConfiguration(OperatorMustAct):
    kind = "bad_configuration"


class DatabaseUnusable(OperatorMustAct):
    kind = "database_unusable"


class OutsideError(DeskhandError):
    """An outcome outside in place of what was asked.

    Args:
        message: as in every error.
        wait_seconds: how long it asked us to wait before the next try; 0 if it said nothing.
    """

    kind = "outside"

    def __init__(self, message: str, wait_seconds: float = 0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class OutsideRefused(OutsideError):
    kind = "outside_refused"


class OutsideChanged(OutsideRefused):
    """An error for what was approved and no longer fits what is there.

    Args:
        message: as in every error.
        found: what is there now, by the names of the act's own fields; empty where nothing is, or it is not known.
    """

    kind = "outside_changed"

    def __init__(self, message: str, found: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.found = found or {}


class CursorExpired(OutsideRefused):
    kind = "cursor_expired"


class OutsideUnavailable(OutsideError):
    kind = "outside_unavailable"


class OutsideUncertain(OutsideError):
    kind = "outside_uncertain"


class Bug(DeskhandError):
    kind = "bug"
