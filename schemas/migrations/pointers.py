"""Tables whose rows pointed to a lead and to a deal, each by a column of its own, point to a matter."""

import re

import sqlalchemy as sa
from alembic import op

from schemas.migrations.keys import Key, add_keys

OLD = {"lead_id": "leads", "opportunity_id": "opportunities"}
"""Column → the table that it points to by a key of the same name."""


def point_to_matters(
    connection: sa.Connection,
    table: str,
    indexes: tuple[str, ...] = (),
    check: tuple[str, str, str] | None = None,
) -> None:
    """Give a table one pointer in the place of two, and fill it.

    Of a row about a deal and the lead that it came out of, the deal is the matter and the lead its origin.

    Args:
        connection: of the migration.
        table: its name.
        indexes: those that hold one of the old columns.
        check: name of a constraint on the old columns, what it says, and what it is to say.
    """
    for name in ("matter_id", "origin_id"):
        op.add_column(table, sa.Column(name, sa.String(36), nullable=True))
    both = "CASE WHEN opportunity_id IS NOT NULL THEN lead_id END"
    op.execute(
        f"UPDATE {table} SET matter_id = COALESCE(opportunity_id, lead_id), origin_id = {both} "  # noqa: S608
        "WHERE lead_id IS NOT NULL OR opportunity_id IS NOT NULL"
    )
    if connection.dialect.name != "sqlite":
        # PostgreSQL alters no table whose rows wait for their keys to be checked, which those wait for that were written before.
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")
    for index in indexes:
        op.drop_index(index, table)
    _drop_constraints(connection, table, check)
    for column in OLD:
        op.drop_column(table, column)
    add_keys(connection, *(Key(table, name, "matters", "matter_id") for name in ("matter_id", "origin_id")))


def _drop_constraints(connection: sa.Connection, table: str, check: tuple[str, str, str] | None) -> None:
    """Take the keys of the old columns away, and change the check.

    Of SQLite they are taken out of its schema (`keys.py` says why).
    """
    if connection.dialect.name != "sqlite":
        if check is not None:
            op.drop_constraint(check[0], table, type_="check")
            op.create_check_constraint(check[0], table, check[2])
        for key in sa.inspect(connection).get_foreign_keys(table):
            if set(key["constrained_columns"]) & OLD.keys():
                op.drop_constraint(str(key["name"]), table, type_="foreignkey")
        return
    find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    made = str(connection.execute(find, {"name": table}).scalar_one())
    for column, target in OLD.items():
        own = re.escape(Key(table, column, target, column).sql()).replace(r"\ ", r"\s+")
        made, found = re.subn(rf",\s*{own}", "", made)
        if found != 1:
            raise RuntimeError(f"{table} has no key of {column} to take away")
    if check is not None:
        if check[1] not in made:
            raise RuntimeError(f"{table} has no {check[0]} to change")
        made = made.replace(check[1], check[2])
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    change = sa.text("UPDATE sqlite_master SET sql = :made WHERE type = 'table' AND name = :name")
    connection.execute(change, {"made": made, "name": table})
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
