"""The practice company's books: customers, vendors and employees, with QuickBooks' rules for names and versions."""

from typing import Any

from integrations.quickbooks.sandbox.query import FILTERABLE, parsed
from integrations.quickbooks.sandbox.refusals import (
    Refusal,
    duplicate_name,
    not_found,
    stale_object,
    too_long,
)

KINDS = ("Customer", "Vendor", "Employee")
LONGEST = {
    "DisplayName": 500, "GivenName": 100, "FamilyName": 100, "CompanyName": 100, "PrimaryPhone": 30,
    "PrimaryEmailAddr": 100,
}  # fmt: skip
NOT_IN_NAMES = (":", "\t", "\n")


class Company:
    """All entities of one company.

    Args:
        entities: as `as_json` gave them; empty for a new company.
    """

    def __init__(self, entities: list[dict[str, Any]]) -> None:
        self.entities = {(one["_kind"], one["Id"]): one for one in entities}
        self.filterable = set(FILTERABLE)

    def as_json(self) -> list[dict[str, Any]]:
        """Return all entities, to be kept in a file."""
        return list(self.entities.values())

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the entities of a kind, in order of their numbers."""
        found = [one for (its, _), one in self.entities.items() if its == kind]
        return sorted(found, key=lambda one: int(one["Id"]))

    def add(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Create an entity.

        Raises:
            Refusal: 6240 if the name is taken by any of the three kinds, active or not; or the body is not valid.
        """
        self._refuse_invalid(kind, body)
        number = str(max((int(one["Id"]) for one in self.entities.values()), default=0) + 1)
        name = _name_of(body)
        if self._named(name) is not None:
            raise duplicate_name()
        entity = {
            **_without_empty(body), "Id": number, "SyncToken": "0", "Active": body.get("Active", True),
            "DisplayName": name, "FullyQualifiedName": name, "PrintOnCheckName": body.get("PrintOnCheckName") or name,
            "sparse": False, "domain": "QBO", "_kind": kind,
        }  # fmt: skip
        self.entities[kind, number] = entity
        return shown(entity)

    def change(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change an entity: with `sparse` only what is given, else what is left out is emptied.

        Raises:
            Refusal: 610 if there is none, 5010 if the SyncToken is not the present one, 6240 as above.
        """
        entity = self.entities.get((kind, str(body["Id"])))
        if entity is None:
            raise not_found()
        if str(body.get("SyncToken")) != entity["SyncToken"]:
            raise stale_object()
        self._refuse_invalid(kind, {**entity, **body})
        name = _name_of({**entity, **body})
        holder = self._named(name)
        if holder is not None and holder is not entity:
            raise duplicate_name()
        kept = (
            entity
            if body.get("sparse")
            else {key: entity[key] for key in ("Id", "Active", "domain", "_kind")}
        )
        changed = {**kept, **_without_empty(body), "DisplayName": name, "FullyQualifiedName": name}
        changed.update({"SyncToken": str(int(entity["SyncToken"]) + 1), "sparse": False})
        self.entities[kind, entity["Id"]] = changed
        return shown(changed)

    def get(self, kind: str, number: str) -> dict[str, Any]:
        """Return one entity.

        Raises:
            Refusal: 610.
        """
        entity = self.entities.get((kind, number))
        if entity is None:
            raise not_found()
        return shown(entity)

    def query(self, statement: str) -> dict[str, Any]:
        """Return the `QueryResponse` of a statement.

        Raises:
            Refusal: 4000, 4001.
        """
        query = parsed(statement, KINDS, self.filterable)
        found = query.of(self.of(query.kind))
        if query.counting:
            return {"totalCount": len(found)}
        page = found[query.start - 1 : query.start - 1 + query.most]
        if not page:
            return {}
        return {
            query.kind: [shown(one) for one in page],
            "startPosition": query.start,
            "maxResults": len(page),
        }

    def _named(self, name: str) -> dict[str, Any] | None:
        key = name.casefold()
        return next((one for one in self.entities.values() if one["DisplayName"].casefold() == key), None)

    def _refuse_invalid(self, kind: str, body: dict[str, Any]) -> None:
        if kind not in KINDS:
            raise Refusal("500", "Unsupported Operation", f"Operation {kind} is not supported.")
        if not _name_of(body):
            raise Refusal(
                "2020", "Required param missing, need to supply the required value for the API", "DisplayName"
            )
        for field in ("DisplayName", "GivenName", "FamilyName", "CompanyName"):
            if any(sign in str(body.get(field, "")) for sign in NOT_IN_NAMES):
                raise Refusal("2040", "Invalid String. The string contains invalid characters.", field)
        for field, most in LONGEST.items():
            value = body.get(field) or ""
            text = next(iter(value.values()), "") if isinstance(value, dict) else value
            if len(str(text)) > most:
                raise too_long(field, most)
        address = (body.get("PrimaryEmailAddr") or {}).get("Address", "")
        if address and ("@" not in address or "." not in address):
            raise Refusal("2210", "Invalid Email Address format", "Invalid Email Address format : " + address)


def shown(entity: dict[str, Any]) -> dict[str, Any]:
    """Return an entity in the form in which it is answered."""
    return {key: value for key, value in entity.items() if not key.startswith("_")}


def _name_of(body: dict[str, Any]) -> str:
    given = body.get("DisplayName") or " ".join(
        str(body.get(one) or "") for one in ("GivenName", "FamilyName")
    )
    return str(given).strip()


def _without_empty(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value not in (None, "") and not key.startswith("_")}
