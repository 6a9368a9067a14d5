"""The database's own refusal, as a refusal that a caller can read."""

from sqlalchemy.exc import IntegrityError

from schemas.errors import AgainstTheRules


def rule_broken(error: IntegrityError) -> AgainstTheRules:
    """Return the rule that a trigger, key or index held, in its own words (`schemas/migrations/guards.py`)."""
    said = str(error.orig).strip().splitlines()[0]
    return AgainstTheRules(f"The records forbid that: {said}. Nothing was changed.")
