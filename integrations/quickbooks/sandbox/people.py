"""The people of a new practice company: a few made-up names, among them some that clash."""

from typing import Any


def practice_people() -> list[dict[str, Any]]:
    """Return customers, one of them inactive, a vendor and an employee."""
    return [
        _one("Customer", "Amy Parker", "(512) 555-0171", "amy.parker@example.com"),
        _one("Customer", "Parker & Sons Depot", "(512) 555-0172", "depot@example.com"),
        _one("Customer", "Walter O'Neil", "512.555.0173", "walter@example.com", active=False),
        _one("Vendor", "Becker Supply", "(512) 555-0174", "sales@example.com"),
        _one("Employee", "Joe Delgado", "(512) 555-0175", "joe@example.com"),
    ]


def _one(kind: str, name: str, phone: str, email: str, *, active: bool = True) -> dict[str, Any]:
    return {
        "_kind": kind, "DisplayName": name, "PrimaryPhone": {"FreeFormNumber": phone},
        "PrimaryEmailAddr": {"Address": email}, "Active": active,
    }  # fmt: skip
