"""The board: open leads and jobs by stage, with how many, for how much, and what of it is likely (row C5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from schemas.enums import OPEN_LEAD_STATUSES, OpportunityStage, PipelineStage
from schemas.errors import NotFound
from schemas.records import Contact, Lead, Opportunity
from tools.desk import Desk
from tools.matters import people
from tools.reports.money import PERCENT_OF_DEALS, PERCENT_OF_LEADS, amount

LEAD_STAGES = (
    PipelineStage.INQUIRY,
    PipelineStage.NEEDS_ANALYSIS,
    PipelineStage.SCHEDULED_VISIT,
    PipelineStage.ESTIMATE_SENT,
    PipelineStage.FOLLOW_UP,
)
"""The way of a lead, from its coming in."""
DEAL_STAGES = (
    OpportunityStage.ESTIMATING,
    OpportunityStage.PROPOSAL_SENT,
    OpportunityStage.NEGOTIATION,
    OpportunityStage.SCHEDULED,
    OpportunityStage.WON,
    OpportunityStage.LOST,
)
CLOSED = (OpportunityStage.WON, OpportunityStage.LOST)
CERTAIN, OUT = 100, 0
"""The percent that a won and a lost deal count for."""


@dataclass(frozen=True)
class BoardCard:
    """A lead or a job on the board."""

    job_id: str
    title: str
    name: str
    contact_id: str | None
    value: Decimal | None
    expected: date | None
    closed: date | None
    touched: Any
    late: bool


@dataclass(frozen=True)
class Column:
    """A stage of the board.

    Args:
        stage: the record's own word.
        count: how many there are in it.
        value: what they are worth together.
        likely: the same, weighted by how likely the stage ends in a win, to a whole unit.
        percent: that likelihood.
        cards: the first of them.
    """

    stage: str
    count: int
    value: Decimal
    likely: Decimal
    percent: int
    cards: list[BoardCard]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def lead_board(desk: Desk, most: int) -> list[Column]:
    """Open leads by stage, those that nobody has touched for longest first; inside the open transaction."""
    return _columns(desk, LEADS, PERCENT_OF_LEADS, _totals(desk, LEADS, [_open_leads()]), most)


def deal_board(desk: Desk, most: int) -> list[Column]:
    """Return jobs by stage: open ones by expected day, and what was won and lost since the month began."""
    closed = [_closed_lately(desk, stage) for stage in CLOSED]
    percents = {**PERCENT_OF_DEALS, OpportunityStage.WON: CERTAIN, OpportunityStage.LOST: OUT}
    return _columns(desk, DEALS, percents, _totals(desk, DEALS, [_open_deals(), *closed]), most)


def stage_cards(desk: Desk, stage: str, most: int, offset: int) -> tuple[list[BoardCard], bool]:
    """Return a page of one stage of the board, and whether there are more after it.

    Raises:
        NotFound: there is no such stage.
    """
    if stage not in (*LEAD_STAGES, *DEAL_STAGES):
        raise NotFound("There is no such stage.", "stage")
    kind = LEADS if stage in LEAD_STAGES else DEALS
    asked = select(kind.record).where(_in_stage(desk, stage)).order_by(*kind.order)
    rows = desk.session.exec(asked.offset(offset).limit(most + 1)).all()
    return _cards(desk, rows[:most]), len(rows) > most


def _in_stage(desk: Desk, stage: str) -> ColumnElement[bool]:
    if stage in LEAD_STAGES:
        return _open_leads() & (col(Lead.pipeline_stage) == stage)
    if stage in CLOSED:
        return _closed_lately(desk, OpportunityStage(stage))
    return col(Opportunity.stage) == stage


def _open_leads() -> ColumnElement[bool]:
    return col(Lead.status).in_(OPEN_LEAD_STATUSES)


def _open_deals() -> ColumnElement[bool]:
    return col(Opportunity.stage).in_(tuple(PERCENT_OF_DEALS))


def _closed_lately(desk: Desk, stage: OpportunityStage) -> ColumnElement[bool]:
    since = desk.today().replace(day=1)
    return (col(Opportunity.stage) == stage) & (col(Opportunity.close_date) >= since)


@dataclass(frozen=True)
class Kind:
    """A kind of board, of leads or of jobs, to query either in the same way."""

    record: Any
    key: Any
    stage: Any
    value: Any
    stages: tuple[str, ...]
    order: tuple[Any, ...]


LEADS = Kind(
    Lead,
    Lead.lead_id,
    Lead.pipeline_stage,
    Lead.estimated_value,
    LEAD_STAGES,
    (func.coalesce(Lead.last_interaction_at, Lead.created_at), col(Lead.lead_id)),
)
DEALS = Kind(
    Opportunity,
    Opportunity.opportunity_id,
    Opportunity.stage,
    Opportunity.amount,
    DEAL_STAGES,
    (
        col(Opportunity.close_date).desc(),
        col(Opportunity.expected_close_date).is_(None),
        col(Opportunity.expected_close_date),
        col(Opportunity.opportunity_id),
    ),
)


def _totals(
    desk: Desk, kind: Kind, conditions: Sequence[ColumnElement[bool]]
) -> dict[str, tuple[int, Decimal]]:
    """Return the number and worth of each stage."""
    found: dict[str, tuple[int, Decimal]] = {}
    for condition in conditions:
        # Asked apart, so that each is answered from its own end of the index.
        asked = select(kind.stage, func.count(), func.sum(kind.value)).where(condition).group_by(kind.stage)
        found |= {
            str(stage): (int(number), amount(worth)) for stage, number, worth in desk.session.exec(asked)
        }
    return found


def _columns(
    desk: Desk,
    kind: Kind,
    percents: Mapping[Any, int],
    totals: dict[str, tuple[int, Decimal]],
    most: int,
) -> list[Column]:
    firsts = {stage: _first_ids(desk, kind, stage, most) for stage in kind.stages if stage in totals}
    ids = [one for some in firsts.values() for one in some]
    rows = desk.session.exec(select(kind.record).where(col(kind.key).in_(ids))).all() if ids else []
    cards = {card.job_id: card for card in _cards(desk, rows)}
    columns = []
    for stage in kind.stages:
        number, value = totals.get(stage, (0, Decimal(0)))
        likely = (value * percents[stage] / 100).quantize(Decimal(1))
        shown = [cards[one] for one in firsts.get(stage, [])]
        columns.append(Column(str(stage), number, value, likely, percents[stage], shown))
    return columns


def _first_ids(desk: Desk, kind: Kind, stage: str, most: int) -> list[str]:
    """Return ids alone: those an index holds; whole rows would all be read to be sorted."""
    asked = select(kind.key).where(_in_stage(desk, stage)).order_by(*kind.order).limit(most)
    return list(desk.session.exec(asked))


def _cards(desk: Desk, rows: Sequence[Any]) -> list[BoardCard]:
    """Return cards of leads or jobs, their people read at once."""
    known = people.by_ids(desk, [row.contact_id for row in rows])
    return [_card(desk, row, known) for row in rows]


def _card(desk: Desk, row: Lead | Opportunity, known: dict[str, Contact]) -> BoardCard:
    is_lead = isinstance(row, Lead)
    closed = None if isinstance(row, Lead) else row.close_date
    expected = row.expected_close_date
    return BoardCard(
        job_id=row.lead_id if isinstance(row, Lead) else row.opportunity_id,
        title=row.title,
        name=people.name_of(desk, known.get(row.contact_id or "")),
        contact_id=row.contact_id,
        value=row.estimated_value if isinstance(row, Lead) else row.amount,
        expected=expected,
        closed=closed,
        touched=row.last_interaction_at or (row.created_at if is_lead else None),
        late=closed is None and expected is not None and expected < desk.today(),
    )
