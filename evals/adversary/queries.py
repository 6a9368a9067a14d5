"""The database as it is read from outside the desk: by SQL of its own, over a connection of its own.

No scope, no record class and no code of the gate has a part in it, so that none of them can hide anything.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import create_engine, text

from schemas.database import Database

LEFT_OUT = frozenset({"alembic_version", "counters", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})
"""Tables that hold no history."""

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """The state at one moment.

    Args:
        counts: rows by table, of all businesses; `others` those of other businesses.
        newest: the greatest key by table, and `earlier` how many rows have none greater than the greatest at the look
            before: with those, a row that another took the place of is missed as well. Keys sort by time.
        people: contact id → the id of the contact that it was merged into, or None; the voided left out.
        phones, emails: (value, contact id) of each that stands.
        won: the won deals.
        cards: by number.
    """

    counts: dict[str, int]
    others: dict[str, tuple[int, str]]
    people: dict[str, str | None]
    phones: list[tuple[str, str]]
    emails: list[tuple[str, str]]
    won: list[Row]
    cards: dict[int, Row]
    notices: dict[str, int] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Repeated:
    """The addresses and values that an automatic mail may use and repeat; each a set, so that two moments can be united.

    Args:
        names: contact id → first names.
        addresses: contact id → addresses.
        titles: the id of a lead or deal → contact id and title.
    """

    names: dict[str, set[str]]
    addresses: dict[str, set[str]]
    titles: dict[str, set[tuple[str, str]]]

    def rows(self) -> set[tuple[str, str]]:
        """Return each row under a name of its own, with its value."""
        found = {(f"name {one}", str(said)) for one, all_said in self.names.items() for said in all_said}
        found |= {
            (f"address {one} {said}", said) for one, all_said in self.addresses.items() for said in all_said
        }
        return found | {
            (f"job {one}", str(said)) for one, all_said in self.titles.items() for said in all_said
        }

    def everybodys(self) -> set[str]:
        """Return every address on record."""
        return {address for addresses in self.addresses.values() for address in addresses}

    def with_earlier(self, other: "Repeated") -> "Repeated":
        """Return the values of either moment."""
        return Repeated(
            _united(self.names, other.names),
            _united(self.addresses, other.addresses),
            _united(self.titles, other.titles),
        )


class Observer:
    """Looks at one business of a database without being part of it.

    Args:
        database: only its address is taken.
        business_id: whose rows are told in full.
    """

    def __init__(self, database: Database, business_id: str) -> None:
        self.business_id = business_id
        self.is_sqlite = database.is_sqlite
        self.engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        self.connection = self.engine.connect()
        self.tables = self._tables()
        self.keys = self._keys()
        self.newest = dict.fromkeys(self.keys, "")

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()

    def version(self) -> object:
        """Return a version that changes whenever anybody has committed a change."""
        asked = "PRAGMA data_version" if self.is_sqlite else "SELECT pg_snapshot_xmax(pg_current_snapshot())"
        return self.connection.execute(text(asked)).scalar_one()

    def look(self) -> Seen:
        """Return everything that the checks are about."""
        earlier, newest = self._earlier()
        return Seen(
            counts=self._counts(),
            earlier=earlier,
            newest=newest,
            others=self._others(),
            people=dict(
                self._rows("SELECT contact_id, merged_into_id FROM contacts {own} AND voided_at IS NULL")
            ),
            phones=self._standing("phones", "number"),
            emails=self._standing("emails", "address"),
            won=self._named(
                "SELECT opportunity_id, lead_id, title, amount, won_approval_id FROM opportunities {own} "
                "AND voided_at IS NULL AND stage = 'won'"
            ),
            cards={row["number"]: row for row in self._named("SELECT * FROM approvals {own}")},
            notices=dict(self._rows("SELECT kind, count(*) FROM notices {own} GROUP BY kind")),
        )

    def repeated(self) -> Repeated:
        """See `Repeated`."""
        names = self._rows("SELECT contact_id, first_name FROM contacts {own}")
        leads = "SELECT lead_id, contact_id, title FROM leads {own} AND voided_at IS NULL"
        deals = "SELECT opportunity_id, contact_id, title FROM opportunities {own} AND voided_at IS NULL"
        return Repeated(
            _by_first((contact_id, name or "") for contact_id, name in names),
            _by_first((contact_id, address) for address, contact_id in self._standing("emails", "address")),
            _by_first(
                (job, (whose or "", title)) for job, whose, title in [*self._rows(leads), *self._rows(deals)]
            ),
        )

    def auto_send(self) -> dict[str, int]:
        """Return how many mails a day go out by themselves, by kind."""
        return dict(self._rows("SELECT kind, daily_limit FROM auto_send {own} AND stopped_at IS NULL"))

    def left_out(self) -> set[str]:
        """Return the contact ids and addresses that asked for no automatic mail, and have not been allowed
        again since.
        """
        rows = self._rows(
            "SELECT contact_id, address FROM consents {own} AND channel = 'email' AND state = 'denied' AND voided_at IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.business_id = consents.business_id "
            "AND c.contact_id = consents.contact_id AND c.channel = 'email' AND c.state <> 'denied' "
            "AND c.voided_at IS NULL AND c.consent_id > consents.consent_id)"
        )
        return {one for row in rows for one in row if one}

    def carried(self) -> dict[int, str]:
        """Return the idempotency keys by number of the cards that were decided for doing."""
        statuses = "('executing', 'done', 'failed', 'unknown')"
        return dict(self._rows(f"SELECT number, effect_key FROM approvals {{own}} AND status IN {statuses}"))  # noqa: S608

    def acts_of(self, number: int) -> dict[str, Any]:
        """Return the acts of a card, by answer."""
        [(acts,)] = self._rows("SELECT acts FROM approvals {own} AND number = :number", number=number)
        return _tree(acts)

    def open_acts_of(self, number: int) -> dict[str, Any] | None:
        """Return the acts of a card, by answer; None where the card is no longer open."""
        asked = "SELECT acts FROM approvals {own} AND number = :number AND status = 'pending'"
        for (acts,) in self._rows(asked, number=number):
            return _tree(acts)
        return None

    def number(self, statement: str, **values: Any) -> int:
        """Return the one number that a statement selects; `{own}` stands for the business's rows."""
        [(found,)] = self._rows(statement, **values)
        return int(found)

    def _rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        scoped = statement.replace("{own}", "WHERE business_id = :business")
        found = self.connection.execute(text(scoped), {"business": self.business_id, **values})
        return [tuple(row) for row in found]

    def _named(self, statement: str) -> list[Row]:
        scoped = statement.replace("{own}", "WHERE business_id = :business")
        found = self.connection.execute(text(scoped), {"business": self.business_id})
        return [dict(row) for row in found.mappings()]

    def _standing(self, table: str, column: str) -> list[tuple[str, str]]:
        found = self._rows(
            f"SELECT {column}, contact_id FROM {table} {{own}} AND voided_at IS NULL AND retired_at IS NULL"  # noqa: S608
        )
        return [(value, contact_id) for value, contact_id in found]

    def _tables(self) -> dict[str, bool]:
        """Return, by table, whether it has a column for when a row was last changed."""
        from sqlalchemy import inspect

        found = inspect(self.connection)
        names = sorted(set(found.get_table_names()) - LEFT_OUT)
        return {
            name: any(column["name"] == "updated_at" for column in found.get_columns(name)) for name in names
        }

    def _keys(self) -> dict[str, str]:
        """Return each table's own key beside the business's, where that is one word."""
        from sqlalchemy import inspect

        found = inspect(self.connection)
        keys = {name: found.get_pk_constraint(name)["constrained_columns"] for name in self.tables}
        own = {name: [one for one in columns if one != "business_id"] for name, columns in keys.items()}
        return {name: columns[0] for name, columns in own.items() if columns and columns[0].endswith("_id")}

    def _earlier(self) -> tuple[dict[str, int], dict[str, str]]:
        """Return the number of rows up to the newest of the last look, and the newest one now."""
        asked = " UNION ALL ".join(
            f"SELECT '{table}', (SELECT count(*) FROM {table} WHERE {key} <= :{table}), "  # noqa: S608
            f"(SELECT max({key}) FROM {table})"
            for table, key in self.keys.items()
        )
        rows = [tuple(row) for row in self.connection.execute(text(asked), self.newest)]
        self.newest = {table: newest or "" for table, _, newest in rows}
        return {table: number for table, number, _ in rows}, self.newest

    def _counts(self) -> dict[str, int]:
        asked = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in self.tables)  # noqa: S608
        return dict(self._rows(asked))

    def _others(self) -> dict[str, tuple[int, str]]:
        asked = " UNION ALL ".join(
            f"SELECT '{name}', count(*), {'CAST(max(updated_at) AS TEXT)' if dated else 'NULL'} "  # noqa: S608
            f"FROM {name} WHERE business_id <> :business"
            for name, dated in self.tables.items()
        )
        return {name: (number, str(latest)) for name, number, latest in self._rows(asked)}


def _tree(stored: Any) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    return tree


def _by_first(pairs: Iterable[tuple[str, T]]) -> dict[str, set[T]]:
    found: dict[str, set[T]] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return dict(found)


def _united(one: dict[str, set[T]], other: dict[str, set[T]]) -> dict[str, set[T]]:
    return {key: one.get(key, set()) | other.get(key, set()) for key in one.keys() | other.keys()}
