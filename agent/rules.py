"""The database's own refusal, as a refusal that a caller can read."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from schemas.errors import AgainstTheRules


def rule_broken(error: IntegrityError | StaleDataError) -> AgainstTheRules:
    """Return the rule that a trigger, key or index held, in its own words (`schemas/migrations/guards.py`), or that a row
    was changed by somebody else since it was read.
    """
    if isinstance(error, StaleDataError):
        return AgainstTheRules(
            "Somebody else changed it at the same moment. Nothing was changed; try it again."
        )
    said = str(error.orig).strip().splitlines()[0]
    return AgainstTheRules(f"The records forbid that: {said}. Nothing was changed.")
