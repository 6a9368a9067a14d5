"""Triggers on who may decide: a grant exists only by an owner's own yes to exactly it."""

from collections.abc import Iterator

from schemas.migrations.guards import Guard


def granted_by_its_own_yes() -> Iterator[Guard]:
    """A standing grant has a decided approval of its very granting, decided by an owner; and what has ended stays so."""
    payload = "a.acts -> a.answer -> 'payload'"
    undecided = (
        "NEW.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM approvals a JOIN members m "  # noqa: S608 (our own words)
        "ON m.business_id = a.business_id AND m.member_id = a.decided_by AND m.role = 'owner' "
        "WHERE a.business_id = NEW.business_id AND a.approval_id = NEW.granted_approval_id "
        "AND a.decided_at IS NOT NULL AND a.status = 'done' AND a.chosen_act = 'GrantDeciding' "
        f"AND ({payload} ->> 'member_id') = NEW.member_id AND ({payload} ->> 'kind') = NEW.kind)"
    )
    rule = "somebody else decides cards only by the owner's decided yes to exactly that"
    yield Guard("deciding_grants", "decided", "INSERT", undecided, rule)
    changed = "NEW.member_id <> OLD.member_id OR NEW.kind <> OLD.kind"
    again = "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at)"
    yield Guard(
        "deciding_grants",
        "ended_stays",
        "UPDATE",
        f"{changed} OR {again}",
        "a grant that was taken back stays so",
    )
