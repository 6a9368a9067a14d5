"""Follow-ups that are due or overdue (row C4)."""

from schemas.effects import Call, Offer
from schemas.records import Interaction
from tools import wording
from tools.business.business_days import WorkingDays
from tools.desk import Desk
from tools.matters import people
from tools.matters.lines import titles_of
from tools.reports.follow_ups import due_by
from tools.reports.morning.known import known
from tools.reports.morning.line import DAY, MorningLine, call, draft, titled


def lines(desk: Desk, days: WorkingDays, most: int) -> tuple[list[MorningLine], int]:
    """Return the lines for due follow-ups, overdue first, the oldest at the top; and how many more there are."""
    found, more = due_by(desk, desk.today(), most)
    due = sorted(found, key=lambda row: (str(row.follow_up_date), row.interaction_id))
    titles = titles_of(desk, (row.matter_id for row in due))
    with known(desk, due):
        return [_line(desk, days, row, titles.get(row.matter_id or "", ("", ""))[1]) for row in due], more


def _line(desk: Desk, days: WorkingDays, row: Interaction, title: str) -> MorningLine:
    name = people.name_of_id(desk, row.contact_id)
    what = wording.clipped(row.subject or row.body, 80) or wording.words(row.type)
    tomorrow = days.after(desk.today()).isoformat()
    own_id, job_id = row.interaction_id, row.opportunity_id or row.lead_id
    answers = {
        "done": Offer(
            text="Mark it as done", call=Call(tool="complete_follow_up", arguments={"about": own_id})
        ),
        "snooze": Offer(
            text="Move it",
            call=Call(tool="move_follow_up", arguments={"about": own_id, DAY: tomorrow}),
            slot=DAY,
        ),
    }
    if row.contact_id is not None:
        answers["call"] = call(row.contact_id, name)
    if job_id is not None:
        answers["draft"] = draft(job_id, name)
    answers["drop"] = Offer(text="Drop it", call=Call(tool="cancel_follow_up", arguments={"about": own_id}))
    of_a_thing = row.contact_id is None and row.matter_id is None
    about = titled(name, "" if title.casefold() in what.casefold() else title)
    return MorningLine(
        kind="follow_up",
        about=what if of_a_thing else about,
        why=_due(desk, row) if of_a_thing else f"{what}, {_due(desk, row)}",
        answers=answers,
        contact_id=row.contact_id,
        job_id=job_id,
        record_id=own_id,
    )


def _due(desk: Desk, row: Interaction) -> str:
    day = row.follow_up_date or desk.today()
    late = (desk.today() - day).days
    return "due today" if late == 0 else f"{wording.count(late, 'day')} overdue"
