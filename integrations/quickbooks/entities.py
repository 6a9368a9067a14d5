"""Our words for a customer to Intuit's, and back: only what the owner saw is sent, nothing that the library would add."""

from typing import Any

from schemas.ports import CustomerChange, InBooks, NewCustomer

LINES = ("Line1", "Line2", "Line3", "Line4", "Line5")
PARTS = ("City", "CountrySubDivisionCode", "PostalCode")


def body_of(customer: NewCustomer) -> dict[str, Any]:
    """Return the body of a create. The library's own object would add a dozen fields with values of its own
    choice.
    """
    body: dict[str, Any] = {
        "DisplayName": customer.display_name,
        "GivenName": customer.first_name,
        "FamilyName": customer.last_name,
        "CompanyName": customer.company,
    }
    body = {name: value for name, value in body.items() if value}
    return {**body, **_reach(customer.phone or None, customer.email or None, customer.address or None)}


def changes_of(change: CustomerChange) -> dict[str, Any]:
    """Return the body of a sparse update: what is not named stays as it is there.

    Of an address the other parts are emptied: its text names the town already, and an old one would stay beside it.
    """
    reach = _reach(change.phone, change.email, change.address)
    if "BillAddr" in reach:
        reach["BillAddr"] = {**dict.fromkeys((*LINES, *PARTS), ""), **reach["BillAddr"]}
    return {"Id": number_there(change.id), "SyncToken": change.version, "sparse": True, **reach}


def _reach(phone: str | None, email: str | None, address: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if phone is not None:
        found["PrimaryPhone"] = {"FreeFormNumber": phone}
    if email is not None:
        found["PrimaryEmailAddr"] = {"Address": email}
    if address is not None:
        lines = address.splitlines()[: len(LINES)]
        found["BillAddr"] = dict(zip(LINES, lines, strict=False))
    return found


def number_there(customer_id: str) -> str:
    """Return a number without the prefix of a practice company."""
    return customer_id.rpartition("-")[2]


def in_books(kind: str, entity: dict[str, Any], prefix: str) -> InBooks:
    """Return an entity of Intuit's in our words; an address that is kept in parts there comes as one text."""
    address = entity.get("BillAddr") or entity.get("PrimaryAddr") or {}
    lines = [str(address[line]) for line in LINES if address.get(line)]
    town = " ".join(
        str(address[part]) for part in ("CountrySubDivisionCode", "PostalCode") if address.get(part)
    )
    place = ", ".join(part for part in (str(address.get("City") or ""), town) if part)
    return InBooks(
        kind=kind.lower(),
        id=f"{prefix}{entity['Id']}",
        version=str(entity.get("SyncToken", "")),
        name=str(entity.get("FullyQualifiedName") or entity.get("DisplayName") or ""),
        company=str(entity.get("CompanyName") or ""),
        phone=str((entity.get("PrimaryPhone") or {}).get("FreeFormNumber") or ""),
        email=str((entity.get("PrimaryEmailAddr") or {}).get("Address") or ""),
        address="\n".join([*lines, *([place] if place else [])]),
        active=entity.get("Active", True) is not False,
    )
