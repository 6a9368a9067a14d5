"""The status of reading and sending mail: when it was last read, what may have been missed, what the owner should do."""

from datetime import datetime, timedelta

from schemas.effects import Answer, Effect
from schemas.enums import ConnectionStatus
from schemas.mail_providers import connected_mailbox, how_to_connect
from schemas.records import Connection, FollowedMailbox
from tools import wording
from tools.desk import Desk
from tools.registry import tool

LATE = timedelta(minutes=15)
"""After this long without a reading it is said how to have it done."""


@tool(Effect.READ)
def mail_status(desk: Desk) -> Answer:
    """How reading mail stands: which mailbox is connected, when it was last read, any gap, and the last comparison."""
    connection = connected_mailbox(desk.session, desk.mail_services)
    if connection is None:
        text = "No mailbox is connected: mail is read from files, and approved mail goes to a folder. Connect one: "
        return Answer(text=text + how_to_connect(desk.mail_services), data={"connected": False})
    service = desk.mail_services[connection.service]
    row = desk.session.get(FollowedMailbox, (desk.business_id, service.mailbox(connection.account)))
    lines = [f"{service.called} {connection.account}, connected {_when(desk, connection.connected_at)}."]
    if connection.status == ConnectionStatus.LOST:
        lines.append(connection.problem)
    elif row is not None and row.sign_in_ends_at is not None:
        lines.append(service.sign_in_ends.format(when=_when(desk, row.sign_in_ends_at)))
    lines += _reading(desk, row)
    return Answer(text="\n".join(lines), data=_data(desk, connection, row))


def _reading(desk: Desk, row: FollowedMailbox | None) -> list[str]:
    if row is None or row.last_tried_at is None:
        return ["It has not been read yet. Read it now: deskhand intake"]
    lines = []
    if row.reading:
        lines.append(
            f"Reading goes on: {row.read} of {row.reading}. To go on if it was stopped: deskhand intake"
        )
    if row.last_success_at is None:
        lines.append("It has never been read to the end.")
    else:
        lines.append(
            f"Everything up to {_when(desk, row.last_success_at)} has been read ({_lag(desk, row)} ago)."
        )
        if desk.now() - row.last_success_at > LATE:
            lines.append("That is late: is deskhand watch running? To read now: deskhand intake")
    if row.problem:
        lines.append(f"The last attempt, {_when(desk, row.last_tried_at)}, failed: {row.problem}")
    if row.gap_from is not None:
        lines.append(
            f"Mail since {_when(desk, row.gap_from)} may be missing until it is read again: {row.gap_why}"
        )
    lines.append(_compared(desk, row))
    return lines


def _compared(desk: Desk, row: FollowedMailbox) -> str:
    if row.audited_at is None:
        return "Mailbox and records have not been compared yet: deskhand intake --audit"
    counts = row.audit
    return (
        f"Compared {_when(desk, row.audited_at)}: {counts.get('found', 0)} found in the mailbox, "
        f"{counts.get('missing', 0)} had been missed."
    )


def _when(desk: Desk, instant: datetime) -> str:
    local = instant.astimezone(desk.zone)
    return f"{wording.day(local.date(), desk.today())} at {local:%H:%M}"


def _lag(desk: Desk, row: FollowedMailbox) -> str:
    assert row.last_success_at is not None
    minutes = max(int((desk.now() - row.last_success_at).total_seconds() // 60), 0)
    if minutes < 120:
        return wording.count(minutes, "minute")
    return (
        wording.count(minutes // 60, "hour") if minutes < 60 * 48 else wording.count(minutes // 1440, "day")
    )


def _data(desk: Desk, connection: Connection, row: FollowedMailbox | None) -> dict[str, object]:
    def iso(instant: datetime | None) -> str | None:
        return instant.isoformat() if instant else None

    shown: dict[str, object] = {
        "connected": connection.status == ConnectionStatus.CONNECTED,
        "account": connection.account,
        "problem": connection.problem or (row.problem if row else ""),
    }
    if row is None:
        return shown
    lag = (desk.now() - row.last_success_at).total_seconds() if row.last_success_at else None
    return {
        **shown,
        "sign_in_ends_at": iso(row.sign_in_ends_at),
        "last_tried_at": iso(row.last_tried_at),
        "last_success_at": iso(row.last_success_at),
        "lag_seconds": lag,
        "gap_from": iso(row.gap_from),
        "gap_why": row.gap_why,
        "read": row.read,
        "reading": row.reading,
        "audited_at": iso(row.audited_at),
        "audit": row.audit,
    }
