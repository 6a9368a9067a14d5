"""The history of a person, a lead or a job, newest first and a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from schemas.enums import FollowUpStatus
from schemas.errors import BadArguments, NotFound
from schemas.records import Interaction
from tools.desk import Desk
from tools.matters.lines import titles_of

CUT_AT = 2_000
"""Characters of a text that a list of many reads; the rest is read when it is asked for."""


@dataclass(frozen=True)
class Touch:
    """One entry of a history.

    Args:
        interaction_id: its id.
        type, outcome: the record's own words.
        at: when.
        subject: in a line; may be empty.
        text: the first `CUT_AT` characters.
        length: characters in all.
        lead_id, opportunity_id: the job that it belongs to, if any.
        matter_id, kind, title: what it is about, a job or another matter; empty for the person's own.
        follow_up: pending, completed or canceled; "none" where nothing was promised.
        due: the promised day.
    """

    interaction_id: str
    type: str
    outcome: str
    at: datetime
    subject: str
    text: str
    length: int
    lead_id: str | None
    opportunity_id: str | None
    matter_id: str
    kind: str
    title: str
    follow_up: str
    due: Any

    @property
    def is_cut(self) -> bool:
        return self.length > CUT_AT


@dataclass(frozen=True)
class History:
    """A page of a history; `older` asks for the next one, empty at the end."""

    touches: list[Touch]
    older: str


def history(desk: Desk, about: ColumnElement[bool], *, most: int, before: str = "") -> History:
    """Return a page of what happened, inside the open transaction.

    Args:
        desk: with a transaction open.
        about: what selects the interactions, on an indexed column: of a person or a matter.
        most: how many.
        before: `older` of the page before; the newest if empty.

    Raises:
        BadArguments: `before` is none of ours.
    """
    asked = (
        select(  # type: ignore[call-overload]
            Interaction.interaction_id,
            Interaction.type,
            Interaction.outcome,
            Interaction.timestamp,
            Interaction.subject,
            func.substr(Interaction.body, 1, CUT_AT),
            func.length(Interaction.body),
            Interaction.lead_id,
            Interaction.opportunity_id,
            Interaction.matter_id,
            Interaction.follow_up_status,
            Interaction.follow_up_date,
        )
        .where(about, *_older_than(before))
        .order_by(col(Interaction.timestamp).desc(), col(Interaction.interaction_id).desc())
        .limit(most + 1)
    )
    rows: list[Any] = list(desk.session.exec(asked))
    shown = rows[:most]
    titles = titles_of(desk, (row.matter_id for row in shown))
    touches = [_touch(row, titles) for row in shown]
    older = f"{touches[-1].at.isoformat()}~{touches[-1].interaction_id}" if len(rows) > most else ""
    return History(touches, older)


def _older_than(before: str) -> list[ColumnElement[bool]]:
    if not before:
        return []
    said, _, last_id = before.partition("~")
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadArguments("That page of the history is none; open the history from its beginning.")
    stamp, own = col(Interaction.timestamp), col(Interaction.interaction_id)
    return [stamp <= at, or_(stamp < at, own < last_id)]


def _touch(row: Any, titles: dict[str, tuple[str, str]]) -> Touch:
    (
        interaction_id,
        kind,
        outcome,
        at,
        subject,
        text,
        length,
        lead_id,
        deal_id,
        matter_id,
        follow_up,
        due,
    ) = row
    about, title = titles.get(matter_id or "", ("", ""))
    return Touch(
        interaction_id=interaction_id,
        type=str(kind),
        outcome=str(outcome),
        at=at,
        subject=subject,
        text=text or "",
        length=length or 0,
        lead_id=lead_id,
        opportunity_id=deal_id,
        matter_id=matter_id or "",
        kind=about,
        title=title,
        follow_up=str(follow_up),
        due=due,
    )


def whole_text(desk: Desk, interaction_id: str) -> Interaction:
    """Return an interaction with all of its text, inside the open transaction.

    Raises:
        NotFound: this business has none of that id.
    """
    row = desk.session.get(Interaction, (desk.business_id, interaction_id))
    if row is None or row.voided_at is not None:
        raise NotFound("There is no such entry on record.", "interaction")
    return row


def pending(desk: Desk, about: ColumnElement[bool], *, most: int) -> list[Interaction]:
    """Return the pending follow-ups, the earliest first, inside the open transaction."""
    # Wrapped, the status is no way in: SQLite would else read every pending follow-up of the business for its order.
    is_pending = func.coalesce(Interaction.follow_up_status, FollowUpStatus.NONE) == FollowUpStatus.PENDING
    asked = (
        select(Interaction)
        .where(about, is_pending)
        .order_by(col(Interaction.follow_up_date), col(Interaction.interaction_id))
        .limit(most)
    )
    return list(desk.session.exec(asked))
