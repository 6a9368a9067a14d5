"""Rows as dictionaries with every column, ready for a bulk insert; look-up keys come from the records' own `rekey`."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from entrypoints.made_up import queries
from schemas.database import ScopedSession
from schemas.matters import identity_of
from schemas.records import (
    Company,
    Contact,
    Email,
    HandOff,
    Interaction,
    Lead,
    Matter,
    PermanentRow,
    Phone,
    declared_kinds,
)

Row = dict[str, Any]
Kind = type[PermanentRow]

ORDER: tuple[Kind, ...] = (Company, Contact, Phone, Email, *declared_kinds(), Interaction, HandOff)
"""The order in which a batch is written, so that what a row points at is there."""
LATER: dict[Kind, str] = {Company: "primary_contact_id", Lead: "converted_opportunity_id"}
"""Keys that close a circle, set once both rows are there. While a deferred key is open, SQLite looks through the whole
table behind such a key for each row that it adds."""
KEYED: dict[Kind, tuple[str, ...]] = {
    Company: ("name",),
    Contact: ("first_name", "last_name"),
    Email: ("address",),
    **{kind: (kind.declared.title, *kind.declared.searched) for kind in declared_kinds() if kind.declared},
}
"""The columns that a kind's keys are made from."""


class LocalTime:
    """Turns the business's own time into instants, with one look at the zone a day.

    Args:
        zone: of the business.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._offsets: dict[date, timedelta] = {}

    def instant(self, local: datetime) -> datetime:
        """Return the instant of a local time."""
        day = local.date()
        offset = self._offsets.get(day)
        if offset is None:
            offset = datetime.combine(day, time(12), self._zone).utcoffset() or timedelta()
            self._offsets[day] = offset
        return (local - offset).replace(tzinfo=UTC)


class Batch:
    """Rows that go to the database together, so that no key of theirs points outside.

    Args:
        business_id: whose rows.
        local: the business's time.
    """

    def __init__(self, business_id: str, local: LocalTime) -> None:
        self.local = local
        self.rows: dict[Kind, list[Row]] = {kind: [] for kind in ORDER}
        self.size = 0
        self._defaults = {kind: _defaults(kind, business_id) for kind in ORDER}
        self._keying = {kind: kind(business_id=business_id) for kind in KEYED}

    def add(self, kind: Kind, at: datetime, /, **values: Any) -> Row:
        """Add a row, created at a local time; what is not given holds its default."""
        instant = self.local.instant(at)
        row = {**self._defaults[kind], "created_at": instant, "updated_at": instant, **values}
        if kind in KEYED:
            row.update(self._keys(kind, row))
        self.rows[kind].append(row)
        self.size += 1
        return row

    def _keys(self, kind: Kind, row: Row) -> Row:
        record = self._keying[kind]
        for name in KEYED[kind]:
            setattr(record, name, row[name])
        record.rekey()
        return {name: getattr(record, name) for name in row if name.endswith("_key")}

    def write(self, session: ScopedSession) -> dict[str, int]:
        """Write everything inside an open writing transaction and empty the batch; return rows by table."""
        for kind, rows in self.rows.items():
            later = LATER.get(kind)
            if kind.declared is not None:
                queries.insert_rows(session, Matter, [identity_of(kind, row) for row in rows])
            queries.insert_rows(session, kind, [{**row, later: None} for row in rows] if later else rows)
        for kind, later in LATER.items():
            queries.set_key(session, kind, later, [row for row in self.rows[kind] if row[later] is not None])
        written = {str(kind.__tablename__): len(rows) for kind, rows in self.rows.items()}
        self.rows = {kind: [] for kind in ORDER}
        self.size = 0
        return written


def _defaults(kind: Kind, business_id: str) -> Row:
    names = [column.name for column in kind.__table__.columns]  # type: ignore[attr-defined]
    held = {
        name: None if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if name in names
    }
    return {**held, "business_id": business_id}
