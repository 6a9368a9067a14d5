"""Notices on their way to the owner's mail and phone."""

from scheduler.delivery.sending import deliver_all
from scheduler.registry import routine
from scheduler.work import Work


@routine("every 10 seconds")
def deliver(work: Work, period: str) -> list[str]:
    """Send new notices where the owner wants them, outside the quiet hours, many of them as one."""
    return list(deliver_all(work))
