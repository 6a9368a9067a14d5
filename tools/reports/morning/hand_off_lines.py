"""Hand-offs to estimating, scheduling and invoicing that are still open on a later day (row C21)."""

from datetime import UTC, datetime, time

from sqlalchemy import func
from sqlmodel import col, select

from schemas.effects import Call, Offer
from schemas.enums import HandOffStatus
from schemas.records import HandOff, Interaction
from tools import wording
from tools.business.business_days import WorkingDays
from tools.desk import Desk
from tools.matters import people
from tools.reports.morning.known import known
from tools.reports.morning.line import MorningLine, call, snooze, titled
from tools.reports.quiet_leads import still_to_come

COUNTED = 500
"""More open ones than that are told as that many: who lets them pile up is told enough."""


def lines(desk: Desk, days: WorkingDays, most: int) -> tuple[list[MorningLine], int]:
    """Open ones from before today, oldest first; of a job that is put off, none. And how many more there are."""
    this_morning = datetime.combine(desk.today(), time.min, desk.zone).astimezone(UTC)
    open_ones = (
        col(HandOff.status) == HandOffStatus.OPEN,
        col(HandOff.created_at) < this_morning,
        *(
            ~still_to_come(desk, column, own)
            for column in (Interaction.matter_id, Interaction.origin_id)
            for own in (HandOff.matter_id, HandOff.origin_id)
        ),
    )
    oldest_first = (col(HandOff.created_at), col(HandOff.hand_off_id))
    found = desk.session.exec(select(HandOff).where(*open_ones).order_by(*oldest_first).limit(most)).all()
    counted = select(HandOff.hand_off_id).where(*open_ones).limit(COUNTED).subquery()
    number = desk.session.exec(select(func.count()).select_from(counted)).one()
    with known(desk, found):
        return [_line(desk, days, one) for one in found], number - len(found)


def _line(desk: Desk, days: WorkingDays, one: HandOff) -> MorningLine:
    name = people.name_of_id(desk, one.contact_id)
    since = wording.ago(desk.day_of(one.created_at), desk.today()) if one.created_at else "a while ago"
    done = Call(tool="complete_hand_off", arguments={"hand_off": one.hand_off_id})
    answers = {"done": Offer(text="Mark it as done", call=done)}
    about = one.matter_id or one.contact_id
    if about is not None:
        answers["snooze"] = snooze(about, one.subject, desk.today(), days)
    if one.contact_id is not None:
        answers["call"] = call(one.contact_id, name)
    subject = one.subject or wording.words(one.kind)
    return MorningLine(
        kind="hand_off",
        about=titled(name, ""),
        why=f"{subject[:1].lower()}{subject[1:]}, asked for {since}, still open",
        answers=answers,
        contact_id=one.contact_id,
        job_id=one.matter_id,
        record_id=one.hand_off_id,
    )
