"""Permanence holds in a home that was brought up to date as in a new one: by the same triggers, word for word."""

import sqlite3
from pathlib import Path

from pinned_home import url_of
from sqlalchemy import create_engine

OF_POSTGRESQL = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid), p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal
"""


def in_one_line(sql: str) -> str:
    return " ".join(sql.split())


def of_sqlite(path: Path) -> dict[tuple[str, str], str]:
    """Return the SQL of triggers by table and name."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger'"
    ).fetchall()
    connection.close()
    return {(table, name): in_one_line(sql) for table, name, sql in rows}


def of_postgresql(server: str, name: str) -> dict[tuple[str, str], str]:
    """Return by table and name the SQL of the trigger and of the function that it runs."""
    engine = create_engine(url_of(server, name))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(OF_POSTGRESQL).all()
    engine.dispose()
    return {(table, trigger): in_one_line(f"{sql}; {body}") for table, trigger, sql, body in rows}


def test_a_home_brought_up_to_date_has_the_triggers_of_a_new_one_on_sqlite(
    pinned_sqlite: Path, sqlite_template: Path
) -> None:
    new = of_sqlite(sqlite_template)
    assert of_sqlite(pinned_sqlite) == new
    assert len(new) > 100


def test_a_home_brought_up_to_date_has_the_triggers_of_a_new_one_on_postgresql(
    pinned_postgresql: str, postgresql_server: str, postgresql_template: str
) -> None:
    new = of_postgresql(postgresql_server, postgresql_template)
    assert of_postgresql(postgresql_server, pinned_postgresql) == new
    assert len(new) > 100
