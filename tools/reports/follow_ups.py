"""The follow-ups that are due (row C4)."""

from datetime import date as Date  # noqa: N812 (`date` is the name of a tool's argument)

from sqlalchemy import func
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import FollowUpStatus
from schemas.records import Interaction
from tools import wording
from tools.arguments import Day
from tools.desk import Desk
from tools.matters import people
from tools.promises.follow_ups import topic_of
from tools.registry import tool

MOST = 200


def due_by(desk: Desk, day: Date, most: int = MOST) -> tuple[list[Interaction], int]:
    """Return the follow-ups that are pending for a day or overdue by then, the latest first; and how many more
    there are.
    """
    due = (
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
        col(Interaction.follow_up_date) <= day,
    )
    latest_first = (col(Interaction.follow_up_date).desc(), col(Interaction.interaction_id))
    found = list(desk.session.exec(select(Interaction).where(*due).order_by(*latest_first).limit(most)))
    if len(found) < most:
        return found, 0
    count = desk.session.exec(select(func.count()).select_from(Interaction).where(*due)).one()
    return found, count - len(found)


@tool(Effect.READ)
def show_follow_ups(desk: Desk, date: Day | None = None, until: Day | None = None) -> Answer:
    """Follow-ups due on a day, and those overdue: the morning action list.

    Args:
        date: the day, or the first of several; today if not given.
        until: the last of several days; left out for one.
    """
    day = date or desk.today()
    last = max(day, until or day)
    due, more = due_by(desk, last)
    if day > desk.today():
        due = [row for row in due if row.follow_up_date is not None and row.follow_up_date >= day]
        more = more if len(due) == MOST else 0
    said = wording.day(day, desk.today())
    head = "Today's follow-ups" if said == "today" else f"Follow-ups {said}"
    if last > day:
        head = f"Follow-ups until {wording.day(last, desk.today())}"
        due = due[::-1]
    if not due:
        return Answer(text=f"{head}: none.", data={"date": day.isoformat(), "follow_ups": []})
    lines = [f"{head}:", *(f"— {topic_of(desk, row)}" for row in due)]
    lines += [f"Not shown: {more} more, due earlier."] if more else []
    return Answer(
        text="\n".join(lines),
        data={
            "date": day.isoformat(),
            "more": more,
            "follow_ups": [
                {
                    "interaction_id": row.interaction_id,
                    "contact_id": row.contact_id,
                    "name": people.name_of_id(desk, row.contact_id),
                    "topic": topic_of(desk, row),
                    "follow_up_date": row.follow_up_date.isoformat() if row.follow_up_date else None,
                    "overdue": bool(row.follow_up_date and row.follow_up_date < desk.today()),
                }
                for row in due
            ],
        },
    )
