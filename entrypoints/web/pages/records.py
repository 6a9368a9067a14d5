"""Kinds that declare what is shown of them, such as equipment: a list to look through, one whole, and its forms."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import Boolean, Date

from entrypoints.web.page import get, page
from entrypoints.web.visit import Visit
from schemas.records import Interaction, key_of
from schemas.records.pointing import is_about
from tools.matters.declared import MOST_LISTED, kind_called, shown_kinds
from tools.matters.history import history
from tools.registry import Tool

if TYPE_CHECKING:
    from starlette.responses import Response

TOUCHES = 20


@page("/records", title="Records", order=65)
def records(visit: Visit, kind: str = "", q: str = "", start: int = 0) -> "Response":
    """Show what there is of a kind, the newest first, or what fits the words that are typed."""
    start, called = max(0, start), kind or next(iter(shown_kinds()))
    found = visit.answer("list_records", kind=called, query=q[:300], start=start).data
    asked = {"kind": called, "q": q}
    return visit.page(
        "records_list.html",
        kind=called,
        declared=kind_called(called).declared,
        kinds=list(shown_kinds()),
        q=q,
        rows=found["records"],
        key=key_of(kind_called(called)),
        before=f"/records?{urlencode({**asked, 'start': max(0, start - MOST_LISTED)})}" if start else "",
        after=f"/records?{urlencode({**asked, 'start': start + MOST_LISTED})}" if found["more"] else "",
    )


@get("/records/{kind}/new")
def new_record(visit: Visit, kind: str, contact: str = "", site: str = "") -> "Response":
    """Show an empty form; whose it is and where is taken over from the page that leads here."""
    declared = kind_called(kind).declared
    told = {"contact": contact, "site": site}
    given = {name: value for name, value in told.items() if value}
    back = f"/people/{contact}" if contact else f"/properties/{site}" if site else f"/records?kind={kind}"
    return visit.page(
        "record_new.html",
        kind=kind,
        declared=declared,
        given=given,
        fields=_fields(visit, kind, declared.adds, {}),
        back=back,
    )


@get("/records/{kind}/{record_id}")
def record(visit: Visit, kind: str, record_id: str, before: str = "") -> "Response":
    """Show one of a kind, whole, how it came to be as it is, and what was said and done about it."""
    declared = kind_called(kind).declared
    found = visit.answer("show_record", kind=kind, record=record_id).data
    row = found["record"]
    with visit.desk.unit.reading():
        return visit.page(
            "record.html",
            kind=kind,
            declared=declared,
            record_id=record_id,
            row=row,
            said=found["said"],
            moves=found["moves"],
            is_open=row[declared.state] in declared.open,
            past=history(visit.desk, is_about(Interaction, record_id), most=TOUCHES, before=before),
            before=before,
        )


@get("/records/{kind}/{record_id}/change")
def show_change(visit: Visit, kind: str, record_id: str) -> "Response":
    """Show the form of one, with what is known of it."""
    declared = kind_called(kind).declared
    row = visit.answer("show_record", kind=kind, record=record_id).data["record"]
    return visit.page(
        "record_change.html",
        kind=kind,
        declared=declared,
        record_id=record_id,
        row=row,
        fields=_fields(visit, kind, declared.changes, row),
    )


def _fields(visit: Visit, kind: str, tool: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a form: those arguments of a tool that are columns which the kind shows, and where it is."""
    record = kind_called(kind)
    found: Tool = visit.site.office.registry.find(tool)
    described = found.schema()["properties"]
    needed = found.schema().get("required", ())
    fields = []
    for name in (*record.declared.shown, "site"):
        if name not in described:
            continue
        column = record.__table__.columns.get(name)
        long = column is not None and getattr(column.type, "length", 1) is None and name not in needed
        fields.append(
            {
                "name": name,
                "label": name.replace("_", " ").capitalize(),
                "hint": described[name].get("description", ""),
                "type": _type_of(column, long=long),
                "value": "" if long else _typed(row.get(name)),
                "required": name in needed,
            }
        )
    return fields


def _type_of(column: Any, *, long: bool) -> str:
    if column is not None and isinstance(column.type, Boolean):
        return "choice"
    if column is not None and isinstance(column.type, Date):
        return "date"
    return "long" if long else "text"


def _typed(value: Any) -> str:
    """Return a value as its field holds it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
