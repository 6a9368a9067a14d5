"""A round of keeping after new leads: who ends, who begins, and whose step is due. Run again, it changes nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select

from scheduler.cadences.stop_reasons import Kept, leads_kept_after, left_over, reasons_to_stop
from scheduler.work import Work
from schemas.enums import (
    NUDGED_LEAD_STATUSES,
    ActorKind,
    ApprovalStatus,
    Channel,
    FollowUpStatus,
    InteractionType,
    StepState,
)
from schemas.procedure import CadenceAct, FrontMatter, Step
from schemas.records import Approval, CadenceRun, Contact, Interaction, Lead
from schemas.records.pointing import is_about
from tools.cadences.cadences import cadences_on, steps_of
from tools.desk import Desk
from tools.people.consents import denied_among

OFF = "It was switched off."
FINISHED = "Every step was taken."
UNDONE = "The lead was undone."
MOST_BEGUN = 200
"""Leads taken in a round; the next one takes the rest."""
OURS = {
    CadenceAct.MAIL: (InteractionType.EMAIL_OUTBOUND, InteractionType.SMS),
    CadenceAct.CALL: (InteractionType.PHONE_CALL,),
}
LATELY = {CadenceAct.MAIL: timedelta(days=1), CadenceAct.CALL: timedelta(0)}
"""The days before today on which a touch of ours still makes a step of its kind too much."""
LAST_STEPS_DAYS = timedelta(days=7)
"""The days that the last step's reminder or card is left to wait before the cadence ends."""
MESSAGES = ("draft_follow_up", "send_message")


def run_round(work: Work) -> Iterator[str]:
    """Run one round over every cadence; yield a line for each thing done."""
    cadences = {front.name: front for front in work.procedures if front.cadence}
    on = cadences_on(work.desk.business)
    yield from _stop(work, on)
    for name, since in on.items():
        if name in cadences:
            yield from _begin(work, cadences[name], datetime.fromisoformat(since))
    with work.desk.unit.reading() as session:
        kept = [one for one in leads_kept_after(work.desk) if one.run.cadence in cadences]
        session.expunge_all()
    for one in kept:
        yield from _go_on(work, cadences[one.run.cadence], one)


def _stop(work: Work, on: dict[str, str]) -> Iterator[str]:
    with work.desk.unit.reading() as session:
        kept = leads_kept_after(work.desk)
        reasons = reasons_to_stop(work.desk, kept)
        undone = left_over(work.desk)
        session.expunge_all()
    for run in undone:
        yield _end(work, run, run.lead_id, UNDONE)
    for one in kept:
        why = OFF if one.run.cadence not in on else reasons.get(one.run.cadence_run_id)
        if why:
            yield _end(work, one.run, one.lead.title, why)


def _end(work: Work, run: CadenceRun, called: str, why: str) -> str:
    """Withdraw the pending card, then stop the run; a crash in between leaves the stop for the next round."""
    with work.desk.unit.writing():
        open_cards = _open_messages(work.desk, run.lead_id)
        waiting = [one for one in open_cards if one.proposed_by != ActorKind.MEMBER]
        work.gate.queue.make_stale(work.desk, waiting, f"{run.cadence} has ended: {why}")
    work.answer("stop_cadence", cadence=run.cadence, lead_id=run.lead_id, why=why)
    return f"{called}: no longer kept after. {why}"


def _begin(work: Work, cadence: FrontMatter, since: datetime) -> Iterator[str]:
    """Take in the leads that came since the cadence was switched on; those from before its last step's day are
    too old.

    Who wants no automatic mail is left out.
    """
    desk = work.desk
    oldest = desk.now() - timedelta(days=max(step.day for step in cadence.cadence) + 1)
    had = select(CadenceRun.lead_id).where(col(CadenceRun.cadence) == cadence.name)
    with desk.unit.reading() as session:
        new = list(
            session.exec(
                select(Lead.lead_id, Lead.title, Contact)
                .join(Contact, col(Contact.contact_id) == col(Lead.contact_id))
                .where(
                    col(Lead.created_at) >= max(since, oldest),
                    col(Lead.status).in_(NUDGED_LEAD_STATUSES),
                    col(Lead.lead_id).not_in(had.scalar_subquery()),
                )
                .order_by(col(Lead.created_at))
                .limit(MOST_BEGUN)
            )
        )
        silent = denied_among(desk, Channel.EMAIL, [person for _, _, person in new])
        wanted = [
            (lead_id, title)
            for lead_id, title, person in new
            if person.contact_id not in silent and not _answered_already(desk, lead_id)
        ]
    for lead_id, title in wanted:
        work.answer("begin_cadence", cadence=cadence.name, lead_id=lead_id)
        yield f"{title}: kept after from now on"


def _answered_already(desk: Desk, lead_id: str) -> bool:
    """Return whether more than the enquiry itself came in before we looked."""
    asked = (
        select(Interaction.interaction_id)
        .where(is_about(Interaction, lead_id), col(Interaction.type) == InteractionType.EMAIL_INBOUND)
        .limit(2)
    )
    return len(list(desk.session.exec(asked))) > 1


def _go_on(work: Work, cadence: FrontMatter, kept: Kept) -> Iterator[str]:
    """Take the last step that is due, unless it was taken; earlier ones are skipped, and after the last the run
    ends.
    """
    desk, steps = work.desk, sorted(cadence.cadence, key=lambda one: one.day)
    with desk.unit.reading():
        taken = {one.day for one in steps_of(desk, kept.lead.lead_id, cadence.name)}
        due = [step for step in steps if _due(kept, step) <= desk.today()]
        open_steps = [step for step in due if step.day not in taken]
        passes = {step.day for step in open_steps[:-1]}
        if open_steps and (due[-1] is not open_steps[-1] or _too_much(desk, kept.lead, open_steps[-1].do)):
            passes.add(open_steps[-1].day)
    for step in open_steps:
        state = StepState.PASSED if step.day in passes else StepState.TAKEN
        _take(work, kept, step, state)
        yield f"{kept.lead.title}: day {step.day}, {step.do}" + (" passed over" if step.day in passes else "")
    if desk.today() > _due(kept, steps[-1]) + LAST_STEPS_DAYS:
        yield _end(work, kept.run, kept.lead.title, FINISHED)


def _take(work: Work, kept: Kept, step: Step, state: StepState) -> None:
    work.answer(
        "take_cadence_step",
        cadence=kept.run.cadence,
        lead_id=kept.lead.lead_id,
        day=step.day,
        does=step.do.value,
        due=_due(kept, step).isoformat(),
        state=state.value,
        draft=step.draft,
    )


def _due(kept: Kept, step: Step) -> date:
    return kept.run.day_zero + timedelta(days=step.day)


def _too_much(desk: Desk, lead: Lead, act: CadenceAct) -> bool:
    """Return whether we have just written or called, or a message or reminder of the kind is pending already."""
    first = desk.today() - LATELY[act]
    since = datetime.combine(first, time.min, desk.zone).astimezone(UTC)
    touched = select(Interaction.interaction_id).where(
        col(Interaction.contact_id) == lead.contact_id,
        col(Interaction.type).in_(OURS[act]),
        col(Interaction.timestamp) > max(since, lead.created_at or since),
    )
    if desk.session.exec(touched.limit(1)).first() is not None:
        return True
    if act == CadenceAct.MAIL:
        return bool(_open_messages(desk, lead.lead_id))
    pending = select(Interaction.interaction_id).where(
        is_about(Interaction, lead.lead_id),
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
        col(Interaction.follow_up_date) <= desk.today(),
    )
    return desk.session.exec(pending.limit(1)).first() is not None


def _open_messages(desk: Desk, lead_id: str) -> list[Approval]:
    """Return the pending cards of messages about a lead, inside an open transaction."""
    asked = select(Approval).where(
        col(Approval.status) == ApprovalStatus.PENDING,
        col(Approval.tool).in_(MESSAGES),
        col(Approval.expires_at) > desk.now(),
    )
    return [
        one
        for one in desk.session.exec(asked)
        if any(act["payload"].get("about") == lead_id for act in one.acts.values())
    ]
