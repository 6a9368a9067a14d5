"""`crm.json` and `opportunity.json`, made from the tables, so that they can't disagree with them (row C1)."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, TypeDecorator

from schemas.columns import Cents, Word
from schemas.enums import MatterKind
from schemas.records import Company, Contact, Email, Interaction, Lead, Opportunity, Phone
from schemas.records.base import BusinessRow
from schemas.records.pointing import SPOKEN, spoken

DOCUMENTS: dict[str, tuple[type[BusinessRow], ...]] = {
    "crm.json": (Contact, Company, Lead, Interaction, Phone, Email),
    "opportunity.json": (Opportunity,),
}
UNEXPORTED_TABLES = frozenset({"matters"})
"""Tables that the documents don't speak of, nor of keys to them."""
UNEXPORTED = frozenset(
    {
        "business_id",
        "voided_at",
        "version",
        "first_key",
        "last_key",
        "full_key",
        "words_key",
        "name_key",
        "title_key",
        "local_skeleton",
        "domain_skeleton",
        "direction",
        "minutes",
    }
)


def _property(column: Column[Any]) -> dict[str, Any]:
    shown = _kind(column)
    if column.nullable:
        shown = {"anyOf": [shown, {"type": "null"}]}
    for key in column.foreign_keys:
        if key.column.table.name not in UNEXPORTED_TABLES:
            shown["description"] = f"links to {key.column.table.name}"
    return shown


def _pointed(kind: MatterKind) -> dict[str, Any]:
    """Return the JSON Schema of a pointer to one kind of matter."""
    table = next(
        str(one.__tablename__) for one in (Lead, Opportunity) if one.declared and one.declared.kind == kind
    )
    return {"anyOf": [{"type": "string"}, {"type": "null"}], "description": f"links to {table}"}


def _kind(column: Column[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a column's values, apart from null.

    SQLModel's text columns and ours are decorators, and a decorator does not tell its Python type: what it
    decorates does.
    """
    if isinstance(column.type, Word):
        return {"type": "string", "enum": [word.value for word in column.type.words]}
    if isinstance(column.type, Cents):
        return {"type": "string", "format": "decimal"}
    decorated = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(decorated, JSON):
        return {"type": "array", "items": {"type": "string"}}
    kinds: dict[type, dict[str, Any]] = {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        date: {"type": "string", "format": "date"},
        datetime: {"type": "string", "format": "date-time"},
    }
    return dict(kinds[decorated.python_type])


def _table(kind: type[BusinessRow]) -> dict[str, Any]:
    own = kind.__table__.columns  # type: ignore[attr-defined]
    columns = [column for column in own if column.name not in UNEXPORTED]
    properties = {
        name: _property(own[name]) if name in own else _pointed(SPOKEN[name])
        for name in spoken(kind)
        if name not in UNEXPORTED
    }
    if kind is Contact:
        properties["phones"] = {
            "type": "array",
            "items": {"$ref": "#/$defs/phones"},
            "description": "primary first",
        }
        properties["emails"] = {
            "type": "array",
            "items": {"$ref": "#/$defs/emails"},
            "description": "primary first",
        }
    return {
        "type": "object",
        "properties": properties,
        "required": [c.name for c in columns if not c.nullable],
        "additionalProperties": False,
    }


def documents() -> dict[str, str]:
    """Return the text of each JSON Schema by file name."""
    written = {}
    for name, kinds in DOCUMENTS.items():
        tables = {str(kind.__tablename__): _table(kind) for kind in kinds}
        document = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": name.removesuffix(".json"),
            "type": "object",
            "properties": {
                table: {"type": "array", "items": {"$ref": f"#/$defs/{table}"}} for table in tables
            },
            "$defs": tables,
        }
        written[name] = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return written
