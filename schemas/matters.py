"""The identity that comes with each new lead and deal, and how each moves on (docs/matters.md)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from schemas.records import AuditRow, Matter, Move, PermanentRow, declared_kinds, key_of


def matters_of(rows: Iterable[object]) -> Iterator[Matter]:
    """Yield the identity of each new row whose kind declares one, but for those that are among the rows."""
    new = list(rows)
    there = {row.matter_id for row in new if isinstance(row, Matter)}
    for row in new:
        if isinstance(row, PermanentRow) and row.declared is not None:
            identity = identity_of(type(row), vars(row))
            if identity["matter_id"] not in there:
                yield Matter(**identity)


def identity_of(kind: type[PermanentRow], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the identity of a row.

    Args:
        kind: one that declares what it is.
        values: the row's own columns.
    """
    declared = kind.declared
    assert declared is not None
    return {
        "business_id": values["business_id"],
        "matter_id": values[key_of(kind)],
        "kind": declared.kind,
        "reference": values[declared.reference] if declared.reference else None,
    }


def moves_of(written: AuditRow) -> Iterator[Move]:
    """Yield how matters moved on by an audited step, from its images: from before its first flush to after its last."""
    kinds = {str(kind.__tablename__): kind.declared for kind in declared_kinds() if kind.declared}
    number = 0
    for (table, matter_id), (before, after) in _whole_images(written.changes, kinds).items():
        for state, reason in kinds[table].states.items():
            was, became = _said(before.get(state)), _said(after.get(state))
            if was == became:
                continue
            yield Move(
                business_id=written.business_id,
                move_id=f"{written.audit_id}.{number:04}",
                matter_id=matter_id,
                audit_id=written.audit_id,
                at=written.at,
                actor=written.actor,
                member_id=written.member_id,
                act=written.act,
                what=state,
                was=was,
                became=became,
                because=_said(after.get(reason)) if reason else None,
            )
            number += 1


def _whole_images(
    changes: Iterable[Mapping[str, Any]], kinds: Collection[str]
) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    """Return table and id of each row of some tables → the images before and after all that was done to it."""
    found: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    for change in changes:
        if change["table"] in kinds:
            before, after = found.setdefault((change["table"], change["id"]), ({}, {}))
            new = change["before"] is None
            before |= {name: value for name, value in _before(change, new) if name not in before}
            after |= change["after"]
    return found


def _before(change: Mapping[str, Any], new: bool) -> Iterable[tuple[str, Any]]:
    return ((name, None) for name in change["after"]) if new else change["before"].items()


def _said(value: Any) -> str | None:
    return None if value is None else str(value)
