"""The rule of who may be called a customer: somebody with a win."""

from sqlmodel import col, select

from schemas.enums import OpportunityStage
from schemas.errors import AgainstTheRules
from schemas.records import Contact, Opportunity
from tools.desk import Desk
from tools.matters import resolve_jobs


def refuse_without_a_win(desk: Desk, person: Contact, name: str) -> None:
    """Refuse to call somebody a customer who has won nothing with us, by whatever hand.

    Raises:
        AgainstTheRules: with the winning of their one open job as what would be right.
    """
    won = select(Opportunity.opportunity_id).where(
        col(Opportunity.contact_id) == person.contact_id, col(Opportunity.stage) == OpportunityStage.WON
    )
    if person.customer_since is not None or desk.session.exec(won.limit(1)).first() is not None:
        return
    jobs = resolve_jobs.open_jobs_of(desk, person.contact_id)
    job = jobs[0] if len(jobs) == 1 else None
    meant = "" if job is None else job.opportunity_id if isinstance(job, Opportunity) else job.lead_id
    raise AgainstTheRules(
        f"{name} becomes a customer with a first win: mark {job.title if job else 'their job'} as won instead. "
        "Nothing was changed.",
        instead={"tool": "mark_won", "arguments": {"opportunity": meant} if meant else {}},
    )
