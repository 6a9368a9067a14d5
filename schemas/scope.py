"""The scope of every statement of a session: one business's rows, and of permanent ones those not taken back."""

from functools import lru_cache
from typing import Any

from sqlalchemy.orm import LoaderCriteriaOption, with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.visitors import ExtendedInternalTraversal

from schemas.records import Business, BusinessRow, PermanentRow


class Scope(CriteriaOption):
    """One criterion per table, carried by a statement as a single option.

    Fifteen options a statement double the time it takes: each is keyed anew for the cache of compiled statements,
    though all are the same for as long as the business is. Here they are keyed as one, by identity, and looked at
    when a statement is compiled.

    Args:
        criteria: an option of `with_loader_criteria` a table.
    """

    __slots__ = ("criteria",)
    _traverse_internals = [("criteria", ExtendedInternalTraversal.dp_plain_obj)]  # noqa: RUF012 (typed as a list)
    propagate_to_loaders = True

    def __init__(self, criteria: tuple[LoaderCriteriaOption, ...]) -> None:
        self.criteria = criteria

    def process_compile_state(self, compile_state: Any) -> None:
        """Add the scope's criteria when SQLAlchemy compiles a SELECT."""
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        """Add the scope's criteria, as above, to a SELECT whose columns were replaced."""
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        """Add the scope's criteria when SQLAlchemy compiles an UPDATE or DELETE."""
        for criterion in self.criteria:
            criterion.get_global_criteria(attributes)


@lru_cache(maxsize=64)
def scope_of(business_id: str, kinds: tuple[type[Business | BusinessRow], ...], *, voided_too: bool) -> Scope:
    """Return the option for the business's own rows, and of permanent ones those that are not voided.

    The conditions are lambdas because a ready one names the table: joined under an alias, the alias would stay open.
    """
    criteria = []
    for kind in kinds:
        if kind is PermanentRow:
            continue
        criteria.append(
            with_loader_criteria(kind, lambda row: row.business_id == business_id, include_aliases=True)
        )
        if issubclass(kind, PermanentRow) and not voided_too:
            criteria.append(
                with_loader_criteria(kind, lambda row: row.voided_at.is_(None), include_aliases=True)
            )
    return Scope(tuple(criteria))
