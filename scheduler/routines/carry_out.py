"""The sweep of approved acts that are not done yet, and of cards whose time is over (docs/parts.md, "Approvals")."""

from scheduler.registry import routine
from scheduler.work import Work
from schemas.effects import Outcome


@routine("every 20 seconds")
def carry_out(work: Work, period: str) -> list[str]:
    """Mark overdue cards as expired, and go on with what was approved and is not done yet."""
    return [_line(outcome) for outcome in work.gate.sweep(work.desk)]


def _line(outcome: Outcome) -> str:
    if outcome.result is not None:
        return outcome.result.text
    if outcome.card is not None:
        return f"waits for your yes: #{outcome.card.approval} {outcome.card.line}"
    return str((outcome.problem or {}).get("message", outcome.tool))
