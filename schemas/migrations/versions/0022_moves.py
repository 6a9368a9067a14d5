"""The moves of each lead and deal, from the first: the past is read from the audit.

Why: when somebody became a lead, was quoted and won is asked for by reports and forecasts, and what isn't written down then
can't be made up later.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import append_only, install, permanent

revision = "0022"
down_revision = "0021"

GUARDS = (*permanent("moves", "move_id"), *append_only("moves"))
AT_ONCE = 1_000
STATES = {
    "leads": {"status": "disqualification_reason", "pipeline_stage": ""},
    "opportunities": {"stage": "lost_reason"},
}
"""Table → column of a state → column of the reason for it."""
KEPT = ("business_id", "audit_id", "at", "actor", "member_id", "act")

MOVES = sa.table(
    "moves",
    *(sa.column(name) for name in (*KEPT, "move_id", "matter_id", "what", "was", "became", "because")),
)
AUDIT = sa.table("audit", *(sa.column(name) for name in KEPT), sa.column("changes", sa.JSON))


def _key(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{column}"],
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    op.create_table(
        "moves",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("move_id", sa.String(45), nullable=False),
        sa.Column("matter_id", sa.String(36), nullable=False),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=True),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("was", sa.String(40), nullable=True),
        sa.Column("became", sa.String(40), nullable=True),
        sa.Column("because", sa.String(40), nullable=True),
        _key("matter_id", "matters"),
        _key("audit_id", "audit"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "move_id"),
    )
    op.create_index("ix_moves_matter", "moves", ["business_id", "matter_id", "move_id"])
    _fill(op.get_bind())
    install(op.get_bind(), GUARDS)


def _fill(connection: sa.Connection) -> None:
    """Write the moves that the audit tells of, some of its rows at a time."""
    named = [sa.cast(AUDIT.c.changes, sa.String).like(f'%"{table}"%') for table in STATES]
    place = sa.tuple_(AUDIT.c.audit_id, AUDIT.c.business_id)
    asked = sa.select(AUDIT).where(sa.or_(*named)).order_by(AUDIT.c.audit_id, AUDIT.c.business_id)
    after = ("", "")
    while rows := connection.execute(asked.where(place > sa.tuple_(*after)).limit(AT_ONCE)).mappings().all():
        moves = [move for row in rows for move in _moves(dict(row))]
        if moves:
            connection.execute(sa.insert(MOVES), moves)
        after = (rows[-1]["audit_id"], rows[-1]["business_id"])


def _moves(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the moves of one audited step, its flushes taken together."""
    told = {name: row[name] for name in KEPT}
    number = 0
    for (table, key), (before, after) in _images(row["changes"]).items():
        for state, reason in STATES[table].items():
            was, became = before.get(state), after.get(state)
            if was == became:
                continue
            because = after.get(reason) if reason else None
            move_id = f"{row['audit_id']}.{number:04}"
            yield {
                **told,
                "move_id": move_id,
                "matter_id": key,
                "what": state,
                "was": was,
                "became": became,
                "because": because,
            }
            number += 1


def _images(
    changes: Iterable[dict[str, Any]],
) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    found: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    for change in changes:
        if change["table"] in STATES:
            before, after = found.setdefault((change["table"], change["id"]), ({}, {}))
            own = change["before"] if change["before"] is not None else dict.fromkeys(change["after"])
            before |= {name: value for name, value in own.items() if name not in before}
            after |= change["after"]
    return found
