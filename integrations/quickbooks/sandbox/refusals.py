"""The refusals of the practice company: Intuit's faults, in its form."""

from typing import Any


class Refusal(Exception):
    """A fault as Intuit words it.

    Args:
        code: Intuit's, such as 6240; empty for a fault that comes without one.
        message, detail: its two sentences.
        status: of HTTP.
        kind: "ValidationFault", "AUTHENTICATION", "SERVICE".
    """

    def __init__(
        self, code: str, message: str, detail: str = "", status: int = 400, kind: str = "ValidationFault"
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail
        self.status = status
        self.kind = kind

    def fault(self) -> dict[str, Any]:
        """Return the `Fault` of the answer."""
        error = {"Message": self.message, "Detail": self.detail, "code": self.code, "element": ""}
        if not self.code:
            del error["code"]
        return {"Error": [error], "type": self.kind}


def duplicate_name() -> Refusal:
    return Refusal(
        "6240",
        "Duplicate Name Exists Error",
        "The name supplied already exists. : Another customer, vendor or employee is already using this name. "
        "Please use a different name.",
    )


def stale_object() -> Refusal:
    return Refusal(
        "5010",
        "Stale Object Error",
        "Stale Object Error : You and somebody else were working on this at the same time. "
        "They finished before you did, so your work was not saved.",
    )


def not_found() -> Refusal:
    return Refusal(
        "610", "Object Not Found", "Object Not Found : Something you're trying to use is not there."
    )


def too_long(field: str, most: int) -> Refusal:
    return Refusal(
        "2050", "String length is either shorter or longer than supported by specification",
        f"Max={most} for {field}",
    )  # fmt: skip


def bad_query(why: str) -> Refusal:
    return Refusal("4000", "Error parsing query", f"QueryParserError: {why}", kind="ValidationFault")


def unknown_property(name: str, kind: str) -> Refusal:
    return Refusal(
        "4001", "Invalid query", f"QueryValidationError: property '{name}' not found for entity {kind}"
    )


def not_signed_in() -> Refusal:
    return Refusal(
        "3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401", "Token expired", 401,
        "AUTHENTICATION",
    )  # fmt: skip


def throttled() -> Refusal:
    return Refusal(
        "3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "The request limit was reached.  Try again later", 429, "SERVICE",
    )  # fmt: skip
