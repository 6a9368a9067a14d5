"""Leads in a list: narrowed, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from schemas.enums import OPEN_LEAD_STATUSES, LeadStatus, PipelineStage, Source
from schemas.keys import words
from schemas.records import Contact, Lead
from tools.desk import Desk
from tools.matters import people
from tools.matters.reachable import Reachable, reachable

MOST_WORDS = 6


@dataclass(frozen=True)
class Narrowing:
    """The narrowing of a list of leads; what is None or empty narrows nothing.

    Args:
        status: one status; the open ones if None.
        everything: closed ones too, where no status is given.
        stage, source: one of each.
        typed: words of the title or of the person's name.
    """

    status: LeadStatus | None = None
    everything: bool = False
    stage: PipelineStage | None = None
    source: Source | None = None
    typed: str = ""


@dataclass(frozen=True)
class ListedLead:
    """One line of the list."""

    lead_id: str
    reference: str
    title: str
    name: str
    contact_id: str | None
    status: str
    stage: str
    source: str
    value: Decimal | None
    came: datetime | None
    touched: datetime | None
    expected: date | None
    reach: Reachable


def list_page(
    desk: Desk, narrowed: Narrowing, *, most: int, offset: int = 0
) -> tuple[list[ListedLead], bool]:
    """Return a page of the leads asked for, newest first, and whether there are older ones.

    Args:
        desk: with a transaction open.
        narrowed: which.
        most: how many.
        offset: how many to pass over.
    """
    asked = select(Lead).where(*_conditions(narrowed))
    if narrowed.typed:
        asked = asked.join(Contact, col(Contact.contact_id) == col(Lead.contact_id), isouter=True)
    asked = asked.order_by(col(Lead.created_at).desc(), col(Lead.lead_id)).offset(offset).limit(most + 1)
    rows = list(desk.session.exec(asked))
    shown = rows[:most]
    known = people.by_ids(desk, [row.contact_id for row in shown])
    reach = reachable(desk, known)
    return [_line(desk, row, known, reach) for row in shown], len(rows) > most


def _conditions(narrowed: Narrowing) -> list[ColumnElement[bool]]:
    found: list[Any] = []
    if narrowed.status is not None:
        found.append(col(Lead.status) == narrowed.status)
    elif not narrowed.everything:
        found.append(col(Lead.status).in_(OPEN_LEAD_STATUSES))
    if narrowed.stage is not None:
        found.append(col(Lead.pipeline_stage) == narrowed.stage)
    if narrowed.source is not None:
        found.append(col(Lead.source) == narrowed.source)
    found += [_word_fits(word) for word in words(narrowed.typed)[:MOST_WORDS]]
    return found


def _word_fits(word: str) -> ColumnElement[bool]:
    """Return the condition that a word of the title or of the person's name begins with it, or the reference
    holds it.
    """
    title, name = col(Lead.title_key), col(Contact.full_key)
    return (
        title.contains(f" {word}", autoescape=True)
        | name.startswith(word, autoescape=True)
        | name.contains(f" {word}", autoescape=True)
        | col(Lead.reference).contains(word.upper(), autoescape=True)
    )


def _line(desk: Desk, row: Lead, known: dict[str, Contact], reach: dict[str, Reachable]) -> ListedLead:
    return ListedLead(
        lead_id=row.lead_id,
        reference=row.reference,
        title=row.title,
        name=people.name_of(desk, known.get(row.contact_id or "")),
        contact_id=row.contact_id,
        status=str(row.status),
        stage=str(row.pipeline_stage),
        source=str(row.source),
        value=row.estimated_value,
        came=row.created_at,
        touched=row.last_interaction_at,
        expected=row.expected_close_date,
        reach=reach.get(row.contact_id or "", Reachable()),
    )


def leads_by(
    desk: Desk,
    statuses: tuple[LeadStatus, ...],
    stage: PipelineStage | None,
    source: Source | None,
    most: int,
    since: date | None = None,
) -> list[Lead]:
    """Return leads of the given states, newest first; since a day, those that came in on it or later."""
    asked = select(Lead).where(col(Lead.status).in_(statuses))
    if stage is not None:
        asked = asked.where(col(Lead.pipeline_stage) == stage)
    if source is not None:
        asked = asked.where(col(Lead.source) == source)
    if since is not None:
        begins = datetime.combine(since, time.min, desk.zone).astimezone(UTC)
        asked = asked.where(col(Lead.created_at) >= begins)
    return list(desk.session.exec(asked.order_by(col(Lead.created_at).desc(), col(Lead.lead_id)).limit(most)))
