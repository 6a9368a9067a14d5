"""Cadences that are on."""

from scheduler.cadences.cadence_round import run_round
from scheduler.registry import routine
from scheduler.work import Work


@routine("every 5 minutes")
def keep_after_leads(work: Work, period: str) -> list[str]:
    """Keep after new leads by the cadences that are on: each step once, every mail a card."""
    return list(run_round(work))
