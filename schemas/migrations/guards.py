"""Triggers that hold below every tool: what is permanent stays, whatever SQL is run (hard stops H2–H4).

The threat is a hostile model, mail or client that reaches some SQL, not hostile code in our process. SQLite's
REPLACE deletes the row it meets without asking a delete trigger (unless the connection asked for recursive
triggers), so meeting an existing key is refused before the insert.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class Guard:
    """One refusal.

    Args:
        table: where.
        name: of the trigger, unique with the table.
        when: `DELETE`, `INSERT`, `UPDATE` or `UPDATE OF a, b`.
        broken: SQL over NEW and OLD that is true when the rule is broken.
        rule: the sentence that the refused statement gets.
    """

    table: str
    name: str
    when: str
    broken: str
    rule: str


def permanent(table: str, key: str, unique: Sequence[str] = ()) -> Iterator[Guard]:
    """Yield the guards of a permanent table: no row is deleted, replaced, or given another key.

    Args:
        table: its name.
        key: the id column beside `business_id`; of the businesses themselves, that one.
        unique: further columns that are unique within the business.
    """
    yield Guard(table, "stays", "DELETE", "1 = 1", f"history is permanent: no row of {table} is ever deleted")
    same = f"SELECT 1 FROM {table} x WHERE x.business_id = NEW.business_id AND x"
    yield Guard(
        table,
        "not_replaced",
        "INSERT",
        f"EXISTS ({same}.{key} = NEW.{key})",
        f"history is permanent: a row of {table} has that key and is never replaced",
    )
    yield Guard(
        table,
        "key_stays",
        f"UPDATE OF {', '.join(dict.fromkeys(('business_id', key)))}",
        f"NEW.business_id <> OLD.business_id OR NEW.{key} <> OLD.{key}",
        f"history is permanent: a row of {table} keeps its key",
    )
    for column in unique:
        rule = f"history is permanent: another row of {table} has that {column}"
        yield Guard(table, f"{column}_met", "INSERT", f"EXISTS ({same}.{column} = NEW.{column})", rule)
        taken = f"EXISTS ({same}.{column} = NEW.{column} AND x.{key} <> NEW.{key})"
        yield Guard(table, f"{column}_taken", f"UPDATE OF {column}", taken, rule)


def never_met(table: str, key: str, columns: Sequence[str], condition: str = "") -> Iterator[Guard]:
    """Yield the guards against a row that takes the values of another in columns that are unique together.

    Args:
        table: its name.
        key: the id column.
        columns: what is unique together.
        condition: a condition on both rows, where only some are held to it; such as `voided_at IS NULL`.
    """
    name = "_".join(columns)
    same = " AND ".join(f"x.{column} = NEW.{column}" for column in columns)
    met = f"EXISTS (SELECT 1 FROM {table} x WHERE x.business_id = NEW.business_id AND x.{key} <> NEW.{key} AND {same}"
    met += f" AND x.{condition}) AND NEW.{condition}" if condition else ")"
    rule = f"history is permanent: another row of {table} has that {' and '.join(columns)}"
    yield Guard(table, f"{name}_met", "INSERT", met, rule)
    yield Guard(table, f"{name}_taken", "UPDATE", met, rule)


def row_number_stays(table: str) -> Iterator[Guard]:
    """Yield the guards against REPLACE by SQLite's hidden row number, which is one more unique key.

    Before an insert that names no row number, SQLite says that it is -1, which no row has.
    """
    met = f"EXISTS (SELECT 1 FROM {table} x WHERE x.rowid = NEW.rowid)"
    rule = f"history is permanent: a row of {table} has that row number and is never replaced"
    yield Guard(table, "row_number_met", "INSERT", met, rule)
    rule = f"history is permanent: a row of {table} keeps its row number"
    yield Guard(table, "row_number_stays", "UPDATE", "NEW.rowid <> OLD.rowid", rule)


def one_person_each(table: str, key: str, column: str) -> Iterator[Guard]:
    """Yield the guards that a phone or e-mail belongs to one person, unless the owner approved that two share
    it (H3).
    """

    def free(row: str) -> str:
        return f"{row}.voided_at IS NULL AND {row}.retired_at IS NULL AND {row}.shared_approval_id IS NULL"

    met = (
        f"{free('NEW')} AND EXISTS (SELECT 1 FROM {table} x WHERE x.business_id = NEW.business_id "
        f"AND x.{column} = NEW.{column} AND x.{key} <> NEW.{key} AND {free('x')})"
    )
    rule = f"no duplicate customer: another person has that {column}; ask the owner"
    yield Guard(table, "met", "INSERT", met, rule)
    yield Guard(table, "taken", "UPDATE", met, rule)
    undecided = (
        "NEW.shared_approval_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approvals a WHERE "
        "a.business_id = NEW.business_id AND a.approval_id = NEW.shared_approval_id "
        "AND a.decided_at IS NOT NULL AND a.status IN ('done', 'executing'))"
    )
    rule = f"two people may share a {column} only after the owner's yes"
    yield Guard(table, "share_decided", "INSERT", undecided, rule)
    yield Guard(table, "share_decided_later", "UPDATE OF shared_approval_id", undecided, rule)


def won_needs_a_yes(acts: Sequence[str]) -> Iterator[Guard]:
    """Yield the guards that an opportunity is won only with a decided approval of one of the named acts (H4)."""
    names = ", ".join(f"'{act}'" for act in acts)
    undecided = (
        "NOT EXISTS (SELECT 1 FROM approvals a WHERE a.business_id = NEW.business_id "
        "AND a.approval_id = NEW.won_approval_id AND a.decided_at IS NOT NULL "
        f"AND a.status IN ('done', 'executing') AND a.chosen_act IN ({names}))"
    )
    rule = "no deal is won without the owner's decided approval"
    yield Guard("opportunities", "won_decided", "INSERT", f"NEW.stage = 'won' AND {undecided}", rule)
    another = "COALESCE(OLD.won_approval_id, '') <> COALESCE(NEW.won_approval_id, '')"
    newly = f"NEW.stage = 'won' AND (OLD.stage <> 'won' OR {another})"
    yield Guard("opportunities", "won_decided_later", "UPDATE", f"{newly} AND {undecided}", rule)


def auto_send_needs_a_yes(acts: Sequence[str]) -> Iterator[Guard]:
    """Yield the guards that auto-send is on only by a decided approval of one of the named acts, and that off
    stays off.
    """
    names = ", ".join(f"'{act}'" for act in acts)
    undecided = (
        "NEW.stopped_at IS NULL AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.business_id = NEW.business_id "
        "AND a.approval_id = NEW.turned_on_approval_id AND a.decided_at IS NOT NULL AND a.decided_by IS NOT NULL "
        f"AND a.status = 'done' AND a.chosen_act IN ({names}))"
    )
    yield Guard(
        "auto_send", "decided", "INSERT", undecided, "auto-send is turned on only by the owner's decided yes"
    )
    again = "OLD.stopped_at IS NOT NULL AND (NEW.stopped_at IS NULL OR NEW.stopped_at <> OLD.stopped_at)"
    yield Guard("auto_send", "stays_off", "UPDATE", again, "auto-send that was turned off stays off")


def shared_by_its_own_yes(table: str, column: str, detail: str) -> Iterator[Guard]:
    """Yield the guards that two people share a phone or e-mail only by "separate" to a card about that very one
    (H3).

    The past's own shared numbers come in under the one card of their import.

    Args:
        table, column: where it is kept.
        detail: what the card's act calls it.
    """
    detailed = f"(a.acts -> a.answer -> 'payload' -> 'details' ->> '{detail}') = NEW.{column}"
    own = f"a.answer IN ('separate', 'all share it') AND {detailed}"
    undecided = (
        "NEW.shared_approval_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approvals a WHERE "
        "a.business_id = NEW.business_id AND a.approval_id = NEW.shared_approval_id "
        "AND a.decided_at IS NOT NULL AND a.status IN ('done', 'executing') "
        f"AND (a.chosen_act = 'ImportPastWins' OR ({own})))"
    )
    rule = f"two people may share a {column} only after the owner's yes to exactly that"
    yield Guard(table, "share_decided", "INSERT", undecided, rule)
    columns = f"shared_approval_id, {column}"
    yield Guard(table, "share_decided_later", f"UPDATE OF {columns}", undecided, rule)


def won_by_its_own_yes() -> Iterator[Guard]:
    """Yield the guards that an opportunity is won only by an approval of its own winning, or of the past's
    import (H4).
    """
    payload = "a.acts -> a.answer -> 'payload'"
    this_deal = f"({payload} ->> 'opportunity_id') = NEW.opportunity_id"
    this_lead = f"({payload} ->> 'opportunity_id') IS NULL AND ({payload} ->> 'lead_id') = NEW.lead_id"
    own = f"a.chosen_act = 'Win' AND ({this_deal} OR ({this_lead}))"
    undecided = (
        "NOT EXISTS (SELECT 1 FROM approvals a WHERE a.business_id = NEW.business_id "
        "AND a.approval_id = NEW.won_approval_id AND a.decided_at IS NOT NULL "
        f"AND a.status IN ('done', 'executing') AND (a.chosen_act = 'ImportPastWins' OR ({own})))"
    )
    rule = "no deal is won without the owner's decided approval of exactly that"
    yield Guard("opportunities", "won_decided", "INSERT", f"NEW.stage = 'won' AND {undecided}", rule)
    another = "COALESCE(OLD.won_approval_id, '') <> COALESCE(NEW.won_approval_id, '')"
    newly = f"NEW.stage = 'won' AND (OLD.stage <> 'won' OR {another})"
    yield Guard("opportunities", "won_decided_later", "UPDATE", f"{newly} AND {undecided}", rule)


def append_only(table: str) -> Iterator[Guard]:
    """Yield the guard that a row, once written, is never changed."""
    yield Guard(table, "unchanged", "UPDATE", "1 = 1", f"{table} is only appended to")


def fixed_columns(table: str, columns: Sequence[str]) -> Iterator[Guard]:
    """Yield the guard that the named columns keep what they were written with."""
    yield Guard(
        table,
        "shown_stays",
        f"UPDATE OF {', '.join(columns)}",
        "1 = 1",
        f"what a row of {table} says was shown or stored is never changed",
    )


def moves_along(table: str, column: str, allowed: Sequence[tuple[str, str]]) -> Iterator[Guard]:
    """Yield the guard that a column moves only as the transition table says (docs/parts.md, "Approvals")."""
    steps = " OR ".join(f"(OLD.{column} = '{a}' AND NEW.{column} = '{b}')" for a, b in allowed)
    broken = f"NEW.{column} <> OLD.{column} AND NOT ({steps})"
    yield Guard(table, "moves_along", f"UPDATE OF {column}", broken, f"{table}.{column} can't move that way")


def decided_once(table: str, columns: Sequence[str]) -> Iterator[Guard]:
    """Yield the guards that a row starts as pending and undecided, and that a decision is made once."""
    early = " OR ".join(f"NEW.{column} IS NOT NULL" for column in columns)
    yield Guard(
        table,
        "starts_pending",
        "INSERT",
        f"NEW.status <> 'pending' OR {early}",
        f"a row of {table} starts as pending and undecided",
    )
    yield Guard(
        table,
        "decision_stays",
        f"UPDATE OF {', '.join(columns)}",
        "OLD.status <> 'pending'",
        f"what was decided of a row of {table} is never changed",
    )


def install(connection: Connection, guards: Sequence[Guard]) -> None:
    """Create the triggers, and on PostgreSQL those against TRUNCATE as well."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        permanent_tables = [guard.table for guard in guards if guard.when == "DELETE"]
        guards = [*guards, *chain.from_iterable(map(row_number_stays, permanent_tables))]
    for guard in guards:
        for statement in _for_sqlite(guard) if sqlite else _for_postgresql(guard):
            connection.execute(text(statement.replace(":", r"\:")))


def replace(connection: Connection, guards: Sequence[Guard]) -> None:
    """Put stricter triggers in the place of those of the same names."""
    sqlite = connection.dialect.name == "sqlite"
    for guard in guards:
        name = f"{guard.table}_{guard.name}"
        connection.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {guard.table}")))
        if not sqlite:
            connection.execute(text(f"DROP FUNCTION {name}()"))
    install(connection, guards)


def _quoted(sentence: str) -> str:
    return "'" + sentence.replace("'", "''") + "'"


def _for_sqlite(guard: Guard) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {guard.table}_{guard.name} BEFORE {guard.when} ON {guard.table} "
        f"WHEN {guard.broken} BEGIN SELECT RAISE(ABORT, {_quoted(guard.rule)}); END"
    )


def _for_postgresql(guard: Guard) -> Iterator[str]:
    name = f"{guard.table}_{guard.name}"
    returned = "OLD" if guard.when == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
        f"IF {guard.broken} THEN RAISE EXCEPTION {_quoted(guard.rule)} "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {returned}; END $body$"
    )
    yield (
        f"CREATE TRIGGER {name} BEFORE {guard.when} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    if guard.when == "DELETE":
        yield (
            f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {guard.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
