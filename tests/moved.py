"""The moves of leads and deals, told again from the audit alone: each state as it stood after each step, compared."""

from collections.abc import Iterable

from schemas.records import AuditRow, Move

STATES = {"leads": ("status", "pipeline_stage"), "opportunities": ("stage",)}
Told = tuple[str, str, str, str | None, str | None, str, str | None, str]
"""Audit row, matter, state, from, to, act, member, when."""


def told_by_the_audit(steps: Iterable[AuditRow]) -> list[Told]:
    """Return the moves of audited steps, in order."""
    found: list[Told] = []
    standing: dict[tuple[str, str], str | None] = {}
    for step in sorted(steps, key=lambda one: one.audit_id):
        now = dict(standing)
        for change in step.changes:
            for state in STATES.get(change["table"], ()):
                if state in change["after"]:
                    now[change["id"], state] = change["after"][state]
        for (matter, state), word in now.items():
            was = standing.get((matter, state))
            if was != word:
                when = step.at.isoformat()
                found.append((step.audit_id, matter, state, was, word, step.act, step.member_id, when))
        standing = now
    return sorted(found, key=str)


def told_by(moves: Iterable[Move]) -> list[Told]:
    """Return the moves that are kept, in the same form."""
    return sorted(
        (
            (m.audit_id, m.matter_id, m.what, m.was, m.became, m.act, m.member_id, m.at.isoformat())
            for m in moves
        ),
        key=str,
    )
