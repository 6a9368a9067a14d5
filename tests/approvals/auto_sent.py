"""People who ask, and the owner's auto-send, for the tests of it."""

from typing import Any

from sandbox import Bench

from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, Role
from schemas.records import AutoSend, Lead

KIND = "inquiry"


def enquirer(bench: Bench, name: str, email: str = "", title: str = "Leaky tap") -> str:
    """Add somebody with an open lead; return the lead's id."""
    added = bench.do("add_contact", first_name=name, email=email or f"{name.lower()}@example.com")
    assert added.result is not None, added.problem or added.card
    opened = bench.do("open_lead", title=title, contact=added.result.data["contact_id"])
    assert opened.result is not None, opened.problem
    return str(opened.result.data["lead_id"])


def contact_of(bench: Bench, lead: str) -> str:
    return next(str(row.contact_id) for row in bench.rows(Lead) if row.lead_id == lead)


def turned_on(bench: Bench, limit: int = 5, kind: str = KIND) -> None:
    card = bench.do("turn_on_auto_send", kind=kind, daily_limit=limit).card
    assert card is not None
    assert bench.decide(bench.approval(card.approval)).kind == OutcomeKind.DONE


def drafted(bench: Bench, lead: str, **more: Any) -> Outcome:
    """Draft a follow-up as the clock does; nobody is there to ask."""
    call = Call(tool="draft_follow_up", arguments={"lead": lead, **more})
    return bench.gate.submit(bench.desk_of(ActorKind.ROUTINE, Role.STAFF), call)


def let_through(outcome: Outcome) -> bool:
    return outcome.kind == OutcomeKind.DONE


def standing(bench: Bench) -> list[str]:
    return [row.kind for row in bench.rows(AutoSend) if row.stopped_at is None]


def by_a_model(bench: Bench, tool: str, **arguments: Any) -> Outcome:
    return bench.gate.submit(bench.desk_of(ActorKind.MODEL, Role.OWNER), Call(tool=tool, arguments=arguments))
