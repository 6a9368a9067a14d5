"""The details of an open lead, changed or emptied."""

from datetime import date
from decimal import Decimal

from pydantic import Field
from sqlmodel import select

from schemas.effects import Answer, Effect
from schemas.enums import LeadStatus, PipelineStage, Source
from schemas.errors import BadArguments
from schemas.keys import fold
from schemas.records import Lead, Member
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Amount, Day, Line, Name, Text
from tools.clearing import cleared, nothing_in
from tools.desk import Desk
from tools.leads.leads import refuse_closed, still_open
from tools.matters import disambiguation, lead_person, resolve_jobs, resolve_people
from tools.promises.interactions import future_day_or_none
from tools.registry import tool

MAY_BE_EMPTY = ("description", "estimated_value", "expected_close_date", "owner")


class ChangeLead(LocalAct):
    lead_id: str
    called: str
    title: str = ""
    description: str = ""
    source: Source | None = None
    estimated_value: Decimal | None = None
    expected_close_date: date | None = None
    pipeline_stage: PipelineStage | None = None
    contact_id: str | None = None
    owner: str | None = None
    cleared: list[str] = Field(default_factory=list)

    def line(self) -> str:
        return f"Change the lead {self.called}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = still_open(desk, self.lead_id)
        said = []
        for column in [
            one
            for one in type(self).model_fields
            if one not in {"lead_id", "called", "contact_id", "cleared"}
        ]:
            new = getattr(self, column)
            if new is not None and new != "":
                shown = [_shown(desk, column, value) for value in (getattr(lead, column), new)]
                said.append(f"{wording.words(column)} {wording.changed(*shown)}")
                setattr(lead, column, new)
        for column in self.cleared:
            before, nothing = getattr(lead, column), nothing_in(Lead, column)
            if before != nothing:
                said.append(
                    f"{wording.words(column)} {wording.changed(_shown(desk, column, before), 'none')}"
                )
                setattr(lead, column, nothing)
        if self.contact_id is not None and self.contact_id != lead.contact_id:
            names = [
                disambiguation.named_id(desk, one) if one else ""
                for one in (lead.contact_id, self.contact_id)
            ]
            said.insert(0, f"person {wording.changed(*names)}")
            lead_person.give_lead(desk, lead, self.contact_id)
        if self.pipeline_stage is not None and lead.status == LeadStatus.NEW:
            lead.status = LeadStatus.WORKING
        name = disambiguation.named_id(desk, lead.contact_id)
        what = f": {'; '.join(said)}" if said else ""
        return Answer(
            text=wording.sentence(f"Changed {lead.title} of {name} ({lead.reference}){what}"),
            data={"lead_id": lead.lead_id, "contact_id": lead.contact_id},
        )


def _shown(desk: Desk, column: str, value: object) -> str:
    """Return a value of a lead in words; empty where there is none."""
    if isinstance(value, Decimal):
        return wording.money(value, desk.business.currency)
    if isinstance(value, date):
        return wording.day(value, desk.today())
    if column == "owner" and value:
        member = desk.session.get(Member, (desk.business_id, str(value)))
        return member.name if member else ""
    return wording.words(str(value)) if column in {"source", "pipeline_stage"} else str(value or "")


@tool(Effect.WRITE)
def update_lead(
    desk: Desk,
    lead: Line,
    title: Line = "",
    description: Text = "",
    source: Source | None = None,
    estimated_value: Amount | None = None,
    expected_close_date: Day | None = None,
    pipeline_stage: PipelineStage | None = None,
    contact: Name = "",
    owner: Name = "",
    clear: list[Name] | None = None,
) -> ChangeLead:
    """Change what is known of an open lead.

    Args:
        lead: which one: a reference, its person, or words of its title.
        title: a new short label.
        description: what they described.
        source: how it came in.
        estimated_value: rough size of the job.
        expected_close_date: when they should decide.
        pipeline_stage: where it stands.
        contact: whose it is.
        owner: the member who looks after it.
        clear: details to leave empty: description, estimated_value, expected_close_date, owner.
    """
    found = resolve_jobs.any_lead(desk, lead)
    refuse_closed(found)
    given = {
        "description": description,
        "estimated_value": estimated_value,
        "expected_close_date": expected_close_date,
        "owner": owner,
    }
    change = ChangeLead(
        lead_id=found.lead_id,
        called=found.title,
        title=title,
        description=description,
        source=source,
        estimated_value=estimated_value,
        expected_close_date=future_day_or_none(desk, expected_close_date, "expected_close_date"),
        pipeline_stage=pipeline_stage,
        contact_id=resolve_people.contact(desk, contact).contact_id if contact else None,
        owner=_member(desk, owner) if owner else None,
        cleared=cleared(clear or (), MAY_BE_EMPTY, given),
    )
    if change == ChangeLead(lead_id=found.lead_id, called=found.title):
        raise BadArguments("Say what to change about the lead. Nothing was changed.")
    return change


def _member(desk: Desk, said: str) -> str:
    members = list(desk.session.exec(select(Member)))
    for member in members:
        if fold(said) in {fold(member.name), fold(member.name).split(" ")[0], member.member_id}:
            return member.member_id
    names = wording.listed([member.name for member in members], "or")
    raise BadArguments(
        f"No member is called {said!r}; there is {names}. Nothing was changed.", {"owner": "is unknown"}
    )
