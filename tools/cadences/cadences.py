"""Cadences: keeping after a new lead by fixed steps, each once, until something happens.

Which steps there are is a procedure's `cadence`; when a step is due and when to stop is decided by the job
`keep_after_leads`, which alone may take the steps. Every mail of it is a card.
"""

from datetime import date
from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Call, Effect
from schemas.enums import ActorKind, FollowUpStatus, StepState
from schemas.errors import AgainstTheRules, NotFound, NotPermitted
from schemas.procedure import CadenceAct
from schemas.records import Business, CadenceRun, CadenceStep, Interaction, Lead
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Line, Name
from tools.business.on_record import business_of, change_settings
from tools.desk import Desk
from tools.mail.templates import blanks, fill, tone_of
from tools.matters import interaction_log, people
from tools.notices.delivery import refuse_all_but_the_owner
from tools.registry import tool

CADENCES = "cadences"
"""The key of the business's settings for which cadences are on, each with since when."""


def cadences_on(business: Business) -> dict[str, str]:
    """Return the instants from which leads are taken into each cadence that is on, by its name."""
    return {name: str(one["since"]) for name, one in (business.settings.get(CADENCES) or {}).items()}


def run_of(desk: Desk, lead_id: str, cadence: str) -> CadenceRun | None:
    """Return a lead's run through a cadence, inside an open transaction."""
    asked = select(CadenceRun).where(col(CadenceRun.lead_id) == lead_id, col(CadenceRun.cadence) == cadence)
    return desk.session.exec(asked).first()


def steps_of(desk: Desk, lead_id: str, cadence: str) -> list[CadenceStep]:
    """Return the steps that were taken or skipped, earliest first."""
    asked = (
        select(CadenceStep)
        .where(col(CadenceStep.lead_id) == lead_id, col(CadenceStep.cadence) == cadence)
        .order_by(col(CadenceStep.day))
    )
    return list(desk.session.exec(asked))


class SwitchCadence(LocalAct):
    """The owner switches a cadence on for leads that come from now on, or off."""

    cadence: str
    on: bool

    def line(self) -> str:
        return f"Switch {self.cadence} {'on' if self.on else 'off'}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        chosen: dict[str, Any] = dict(business_of(desk).settings.get(CADENCES) or {})
        if self.on:
            chosen.setdefault(self.cadence, {"since": desk.now().isoformat()})
            text = f"{self.cadence} is on for leads that come in from now on. Every mail of it waits for your yes."
        else:
            chosen.pop(self.cadence, None)
            text = f"{self.cadence} is off; what it left waiting no longer fits."
        change_settings(desk, **{CADENCES: chosen})
        return Answer(text=text, data={"cadence": self.cadence, "on": self.on})


class BeginCadence(LocalAct):
    """A lead is kept after from the day it came in, as long as its stage stays."""

    cadence: str
    lead_id: str

    def line(self) -> str:
        return f"Begin {self.cadence}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = _lead(desk, self.lead_id)
        new = run_of(desk, self.lead_id, self.cadence) is None
        if new:
            desk.session.add(
                CadenceRun(
                    business_id=desk.business_id,
                    cadence_run_id=desk.new_id(),
                    cadence=self.cadence,
                    lead_id=self.lead_id,
                    day_zero=desk.day_of(lead.created_at or desk.now()),
                    stage=lead.pipeline_stage,
                    begun_at=desk.now(),
                )
            )
        return Answer(text=f"{self.cadence} begun for {lead.title}.", data={"new": new})


class TakeStep(LocalAct):
    """One step, once: a reminder to call, or a drafted mail that follows as a card; or the step is passed over."""

    cadence: str
    lead_id: str
    day: int
    does: CadenceAct
    due: date
    state: StepState
    draft: str

    def line(self) -> str:
        return f"Day {self.day} of {self.cadence}: {self.does}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = _lead(desk, self.lead_id)
        run = run_of(desk, self.lead_id, self.cadence)
        if run is None or run.stopped_at is not None:
            raise AgainstTheRules(
                f"{self.cadence} does not run for {lead.title} any more. Nothing was changed."
            )
        if any(one.day == self.day for one in steps_of(desk, self.lead_id, self.cadence)):
            return Answer(text="That step was taken before.", data={"new": False})
        step = CadenceStep(
            business_id=desk.business_id,
            cadence_step_id=desk.new_id(),
            cadence=self.cadence,
            lead_id=self.lead_id,
            day=self.day,
            does=str(self.does),
            due=self.due,
            state=self.state,
        )
        if self.state == StepState.TAKEN and self.does == CadenceAct.CALL:
            step.interaction_id = self._reminder(desk, lead).interaction_id
            desk.session.flush()
        desk.session.add(step)
        return Answer(text=f"{self.line()}: {self.state}.", data={"new": True})

    def _reminder(self, desk: Desk, lead: Lead) -> Interaction:
        who = people.name_of_id(desk, lead.contact_id)
        text = f"Call {who} about {lead.title} (day {self.day}, no answer yet)"
        return interaction_log.promise(desk, text, desk.today(), contact_id=lead.contact_id, lead=lead)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        """Return the call that drafts the mail; stored with the step: neither is there without the other."""
        if not result.data["new"] or self.state != StepState.TAKEN or self.does != CadenceAct.MAIL:
            return []
        arguments = {"lead": self.lead_id}
        template = desk.drafts.draft(self.draft, tone_of(desk)) if self.draft else None
        lead = _lead(desk, self.lead_id)
        if template is not None and lead.contact_id is not None:
            values = blanks(desk, people.by_id(desk, lead.contact_id), lead)
            arguments |= {"subject": fill(template[0], values), "text": fill(template[1], values)}
        return [Call(tool="draft_follow_up", arguments=arguments)]


class StopCadence(LocalAct):
    """A lead is not kept after any more; its reminders that wait are canceled."""

    cadence: str
    lead_id: str
    why: str

    def line(self) -> str:
        return f"Stop {self.cadence}: {self.why}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        run = run_of(desk, self.lead_id, self.cadence)
        new = run is not None and run.stopped_at is None
        if run is not None and run.stopped_at is None:
            run.stopped_at, run.stopped_why = desk.now(), self.why
            for step in steps_of(desk, self.lead_id, self.cadence):
                self._cancel(desk, step)
        return Answer(text=f"{self.line()}.", data={"new": new})

    def _cancel(self, desk: Desk, step: CadenceStep) -> None:
        if step.interaction_id is None:
            return
        reminder = desk.session.get(Interaction, (desk.business_id, step.interaction_id))
        if reminder is not None and reminder.follow_up_status == FollowUpStatus.PENDING:
            reminder.follow_up_status = FollowUpStatus.CANCELED


def _lead(desk: Desk, lead_id: str) -> Lead:
    lead = desk.session.get(Lead, (desk.business_id, lead_id))
    if lead is None or lead.voided_at is not None:
        raise NotFound("There is no such lead. Nothing was changed.", "lead_id")
    return lead


def _refuse_all_but_jobs(desk: Desk) -> None:
    if desk.actor.kind != ActorKind.ROUTINE:
        raise NotPermitted(
            "The steps of a cadence are taken by the clock. Draft a follow-up yourself: draft_follow_up. "
            "Nothing was changed."
        )


@tool(Effect.WRITE)
def switch_cadence(desk: Desk, cadence: Name, on: bool) -> SwitchCadence:
    """Switch a cadence on for leads that come in from now on, or off.

    Args:
        cadence: its procedure's name, such as new-lead-cadence.
        on: true or false.
    """
    refuse_all_but_the_owner(desk)
    return SwitchCadence(cadence=cadence, on=on)


@tool(Effect.WRITE)
def begin_cadence(desk: Desk, cadence: Name, lead_id: Name) -> BeginCadence:
    """Keep after a lead by a cadence's steps. Only the job does this.

    Args:
        cadence: its name.
        lead_id: the lead's id.
    """
    _refuse_all_but_jobs(desk)
    return BeginCadence(cadence=cadence, lead_id=lead_id)


@tool(Effect.WRITE)
def take_cadence_step(
    desk: Desk,
    cadence: Name,
    lead_id: Name,
    day: int,
    does: CadenceAct,
    due: Day,
    state: StepState = StepState.TAKEN,
    draft: Name = "",
) -> TakeStep:
    """Take a step of a cadence once: a card with a drafted mail, or a reminder to call. Only the job does this.

    Args:
        cadence: its name.
        lead_id: the lead's id.
        day: the step's day after the lead came in.
        does: mail or call.
        due: the day on which it was due.
        state: taken, or passed where it is passed over.
        draft: of a mail, the procedure's draft; by the lead's stage if left out.
    """
    _refuse_all_but_jobs(desk)
    return TakeStep(cadence=cadence, lead_id=lead_id, day=day, does=does, due=due, state=state, draft=draft)


@tool(Effect.WRITE)
def stop_cadence(desk: Desk, cadence: Name, lead_id: Name, why: Line) -> StopCadence:
    """Stop keeping after a lead, and cancel its reminders that wait. Only the job does this.

    Args:
        cadence: its name.
        lead_id: the lead's id.
        why: a sentence.
    """
    _refuse_all_but_jobs(desk)
    return StopCadence(cadence=cadence, lead_id=lead_id, why=why)


@tool(Effect.READ)
def show_cadences(desk: Desk) -> Answer:
    """Which cadences are on, and the leads that they keep after."""
    on = cadences_on(business_of(desk))
    asked = (
        select(CadenceRun, Lead)
        .join(Lead, col(Lead.lead_id) == col(CadenceRun.lead_id))
        .where(col(CadenceRun.stopped_at).is_(None))
        .order_by(col(CadenceRun.day_zero))
        .limit(100)
    )
    kept = [_kept(desk, run, lead) for run, lead in desk.session.exec(asked)]
    lines = [f"{name} is on." for name in on] or ["No cadence is on. Switch one on: deskhand cadence on"]
    lines += [f"— {one['title']}, {one['name']}: since {one['since']}, {one['steps']}" for one in kept]
    return Answer(text="\n".join(lines), data={"on": on, "leads": kept})


def _kept(desk: Desk, run: CadenceRun, lead: Lead) -> dict[str, str]:
    steps = [
        f"day {one.day} {one.does}" + (" passed over" if one.state == StepState.PASSED else "")
        for one in steps_of(desk, run.lead_id, run.cadence)
    ]
    return {
        "cadence": run.cadence,
        "lead_id": run.lead_id,
        "title": lead.title,
        "name": people.name_of_id(desk, lead.contact_id),
        "since": run.day_zero.isoformat(),
        "steps": wording.listed(steps) or "no step yet",
    }
