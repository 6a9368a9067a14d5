"""Mail, as it comes (row C7)."""

from scheduler.registry import routine
from scheduler.work import Work


@routine("every 20 seconds")
def take_in_mail(work: Work, period: str) -> list[str]:
    """Take in the mail that is new in the mailbox; each mail is taken in once, whichever process looks."""
    return list(work.take_in_mail())
