"""A made-up business to look at."""

from dataclasses import dataclass
from typing import Any

from entrypoints.bootstrap import Office
from entrypoints.made_up.business import Made, Wanted, make_business
from evals.observe import Place, State, observe
from schemas.effects import Call, OutcomeKind


def silent(_written: int, _total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Filled:
    office: Office
    made: Made
    empty: State
    state: State

    def rows(self, table: str) -> list[dict[str, Any]]:
        return list(self.state.rows[table].values())

    def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        outcome = self.office.gate.submit(self.office.desk("cli"), Call(tool=tool, arguments=arguments))
        assert outcome.kind == OutcomeKind.DONE, outcome.problem
        assert outcome.result is not None
        return outcome.result.data


def fill(office: Office, **wanted: Any) -> Made:
    return make_business(office.desk("cli"), office.gate, Wanted(**wanted), silent)


def state_of(office: Office) -> State:
    """Return every row and card of an office, and what its mailbox holds."""
    return observe(Place(office.database, office.business.business_id, office.settings.outgoing_mail))
