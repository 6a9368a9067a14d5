"""The reports that the clock told the owner today: what they say next may be about one."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from sqlmodel import col, select

from schemas.records import Notice
from tools.desk import Desk


def told_today(desk: Desk, schedules: Mapping[str, str]) -> dict[str, str]:
    """Return the reports that the clock told today, in order: the notice's subject → the tool that made it.

    Args:
        desk: to read from.
        schedules: name of a schedule → its tool.
    """
    began = datetime.combine(desk.today(), time.min, desk.zone).astimezone(UTC)
    asked = (
        select(Notice)
        .where(
            col(Notice.business_id) == desk.business_id,
            col(Notice.created_at) >= began,
            col(Notice.kind).in_(list(schedules)),
        )
        .order_by(col(Notice.created_at), col(Notice.notice_id))
    )
    with desk.unit.reading() as session:
        return {one.subject: schedules[one.kind] for one in session.exec(asked)}
