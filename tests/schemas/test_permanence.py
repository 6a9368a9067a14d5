"""Hard stop H2 below every tool: no row of history is deleted, replaced, given another key, or truncated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import COUNTED, PERMANENT, TABLES, Two, key_column, postgresql_url, sqlite_url, two_businesses
from looping import for_each
from raw_sql import Raw
from sqlalchemy import UniqueConstraint

RULES = (
    "history is permanent",
    "is only appended to",
    "no duplicate customer",
    "no deal is won",
    "is never changed",
    "starts as pending",
    "another person has that",
    "auto-send that was turned off stays off",
    "beyond the day's limit",
)
"""The guards' own words: where several refuse, which one comes first does not matter."""


OFTEN_UNIQUE = {"number", "reference", "address", "approval_id", "own_id", "message_id"} | {
    "period", "notice_key", "channel", "cadence", "day"
}  # fmt: skip


def refusal(raw: Raw, *statements: str) -> bool:
    """Return whether a guard of ours refused the last statement, not a slip in it or a foreign key."""
    said = raw.attempt(*statements)
    return said is not None and any(rule in said for rule in RULES)


@pytest.fixture(scope="module")
def sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    yield from two_businesses(sqlite_url(sqlite_template, tmp_path_factory))


@pytest.fixture(scope="module")
def postgresql(postgresql_server: str, postgresql_template: str) -> Iterator[Two]:
    yield from two_businesses(postgresql_url(postgresql_server, postgresql_template))


@pytest.fixture(params=["plain", "recursive"])
def shell(request: pytest.FixtureRequest, sqlite: Two) -> Raw:
    """Return SQLite with recursive triggers off, as in a shell that nobody has told otherwise, and on, as with
    us.
    """
    return Raw(sqlite, recursive=request.param == "recursive")


@pytest.fixture(params=["sqlite", "sqlite-recursive", "postgresql"])
def raw(request: pytest.FixtureRequest) -> Raw:
    kind, _, recursive = request.param.partition("-")
    return Raw(request.getfixturevalue(kind), recursive=bool(recursive))


def test_only_running_numbers_tokens_and_how_far_a_mailbox_is_read_are_not_permanent() -> None:
    mailboxes = {"followed_mailboxes", "mailbox_entries", "outgoing_drafts"}
    searches = {"duplicate_searches", "likely_doubles"}
    assert set(TABLES) - set(PERMANENT) == COUNTED == {"connections", "counters", *mailboxes, *searches}


@for_each("table", PERMANENT)
def test_no_row_is_deleted(raw: Raw, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"DELETE FROM {table} WHERE {raw.own(table)}"):
        assert refusal(raw, statement), statement


@for_each("table", PERMANENT)
def test_no_row_is_written_over(raw: Raw, table: str) -> None:
    key = f"business_id, {key_column(table)}" if table != "businesses" else "business_id"
    column = next(c.name for c in TABLES[table].columns if not c.primary_key)
    upsert = f" ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
    statements = [raw.copy_of(table), raw.copy_of(table) + upsert]
    if raw.is_sqlite:
        statements += [
            raw.copy_of(table, verb="INSERT OR REPLACE"),
            raw.copy_of(table, verb="REPLACE"),
            raw.copy_of(table) + " ON CONFLICT DO UPDATE SET " + f"{column} = excluded.{column}",
        ]
    for statement in statements:
        assert refusal(raw, statement), statement


@for_each("table", PERMANENT)
def test_no_row_is_written_over_through_sqlites_hidden_row_number(shell: Raw, table: str) -> None:
    """Check the row number, one more unique key of a table without WITHOUT ROWID: REPLACE that meets it deletes
    a row.
    """
    taken = f"(SELECT rowid FROM {table} x WHERE x.business_id = '{shell.two.other}')"
    changed = {"rowid": taken, key_column(table): "'new'"}
    for column in TABLES[table].columns:
        if column.name in OFTEN_UNIQUE and column.name not in changed:
            changed[column.name] = "77"
    for verb in ("INSERT OR REPLACE", "REPLACE"):
        assert refusal(shell, shell.copy_of(table, verb=verb, **changed))
    moved = f"UPDATE OR REPLACE {table} SET rowid = {taken} WHERE {shell.own(table)}"
    assert refusal(shell, moved)


@for_each("table", PERMANENT)
def test_no_row_gets_another_key(raw: Raw, table: str) -> None:
    key, other = key_column(table), raw.two.theirs[table]
    changes = [f"{key} = 'new'", "business_id = 'new'", f"business_id = '{raw.two.other}', {key} = '{other}'"]
    verbs = ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"] if raw.is_sqlite else ["UPDATE"]
    for verb in verbs:
        for change in changes if table != "businesses" else changes[:1]:
            statement = f"{verb} {table} SET {change} WHERE {raw.own(table)}"
            assert refusal(raw, statement), statement


def unique_columns(table: str) -> list[str]:
    """Return the columns that are unique within a business, beside the key."""
    return [
        next(str(column.name) for column in constraint.columns if column.name != "business_id")
        for constraint in TABLES[table].constraints
        if isinstance(constraint, UniqueConstraint)
    ]


UNIQUE = [(table, column) for table in PERMANENT for column in unique_columns(table)]


def test_the_columns_that_are_unique_within_a_business_are_found() -> None:
    assert set(UNIQUE) == {("leads", "reference"), ("approvals", "number"), ("outbox", "approval_id")}


@for_each(("table", "column"), UNIQUE)
def test_no_row_is_replaced_by_one_that_meets_another_unique_column(
    raw: Raw, table: str, column: str
) -> None:
    verbs = ["INSERT", "INSERT OR REPLACE", "REPLACE"] if raw.is_sqlite else ["INSERT"]
    for verb in verbs:
        statement = raw.copy_of(table, verb=verb, **{key_column(table): "'new'"})
        assert refusal(raw, statement), statement
    fresh = raw.another(table, "new", **{column: "77"})
    verb = "UPDATE OR REPLACE" if raw.is_sqlite else "UPDATE"
    taken = f"(SELECT {column} FROM {table} WHERE {raw.own(table)})"
    meets = f"{verb} {table} SET {column} = {taken} WHERE {key_column(table)} = 'new'"
    assert refusal(raw, fresh, meets)


@for_each("table", sorted(TABLES))
def test_no_table_is_truncated(postgresql: Two, table: str) -> None:
    raw = Raw(postgresql)
    for statement in (f"TRUNCATE {table} CASCADE", f"TRUNCATE ONLY {table} RESTART IDENTITY CASCADE"):
        assert table in COUNTED or refusal(raw, statement), statement
    if table not in COUNTED:
        every = ", ".join(PERMANENT)
        assert refusal(raw, f"TRUNCATE {every}, {', '.join(sorted(COUNTED))}")


def test_a_new_row_is_taken_so_the_refusals_above_mean_something(raw: Raw) -> None:
    """Check what the refusals turn on: the same statements with keys of their own are welcome."""
    distinct = {"number": "77", "reference": "'L77'", "address": "'new@example.com'", "approval_id": "NULL"}
    distinct |= {"own_id": "'mail-77'", "message_id": "'77@example.com'"}
    distinct |= {
        "period": "'77'",
        "notice_key": "'77'",
        "channel": "'77'",
        "cadence": "'77'",
        "day": "'2026-11-21'",
    }
    for table in PERMANENT:
        changed = {c.name: distinct[c.name] for c in TABLES[table].columns if c.name in distinct}
        changed.pop(key_column(table), None)
        if table == "cadence_steps":
            changed["day"] = "77"
        if table == "phones":
            changed["number"] = "'+15125550177'"
        assert raw.attempt(raw.another(table, "new", **changed)) is None, table


def test_the_audit_is_only_appended_to(raw: Raw) -> None:
    for column in TABLES["audit"].columns:
        statement = f'UPDATE audit SET "{column.name}" = "{column.name}" WHERE {raw.own("audit")}'
        assert refusal(raw, statement), column.name


def test_only_a_number_is_drawn_again(raw: Raw) -> None:
    assert raw.attempt(f"UPDATE counters SET value = value + 1 WHERE {raw.own('counters')}") is None
