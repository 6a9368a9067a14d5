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
from tools.crm import people
from tools.desk import Desk
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
"""What a won and a lost deal count for, in percent."""


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
    return _columns(desk, LEADS, PERCENT_OF_LEADS, _firsts(desk, LEADS, most, _open_leads()))


def deal_board(desk: Desk, most: int) -> list[Column]:
    """Jobs by stage: open ones by when they should decide, and what was won and lost since the month began."""
    # Asked apart, so that each is found from its own end of the index.
    found = _firsts(desk, DEALS, most, _open_deals())
    for stage in CLOSED:
        found |= _firsts(desk, DEALS, most, _closed_lately(desk, stage))
    percents = {**PERCENT_OF_DEALS, OpportunityStage.WON: CERTAIN, OpportunityStage.LOST: OUT}
    return _columns(desk, DEALS, percents, found)


def stage_cards(desk: Desk, stage: str, most: int, offset: int) -> tuple[list[BoardCard], bool]:
    """A page of one stage of the board, and whether there are more after it.

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
    """What the board knows of leads, and of jobs, to ask for either in the same way."""

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

First = tuple[int, Decimal, list[str]]
"""Of a stage: how many, what they are worth, and the ids of the first of them."""


def _firsts(desk: Desk, kind: Kind, most: int, condition: ColumnElement[bool]) -> dict[str, First]:
    """Each stage's number, worth and first ids, in one look at the table."""
    placed = (
        select(  # type: ignore[call-overload]
            kind.key.label("own_id"),
            kind.stage.label("stage"),
            func.row_number().over(partition_by=kind.stage, order_by=kind.order).label("place"),
            func.count().over(partition_by=kind.stage).label("number"),
            func.sum(kind.value).over(partition_by=kind.stage).label("worth"),
        )
        .where(condition)
        .subquery()
    )
    asked = (
        select(placed.c.own_id, placed.c.stage, placed.c.number, placed.c.worth)
        .where(placed.c.place <= most)
        .order_by(placed.c.stage, placed.c.place)
    )
    found: dict[str, First] = {}
    for own_id, stage, number, worth in desk.session.exec(asked):
        found.setdefault(str(stage), (int(number), amount(worth), []))[2].append(own_id)
    return found


def _columns(desk: Desk, kind: Kind, percents: Mapping[Any, int], found: dict[str, First]) -> list[Column]:
    ids = [one for _, _, some in found.values() for one in some]
    rows = desk.session.exec(select(kind.record).where(col(kind.key).in_(ids))).all() if ids else []
    cards = {card.job_id: card for card in _cards(desk, rows)}
    columns = []
    for stage in kind.stages:
        number, value, firsts = found.get(stage, (0, Decimal(0), []))
        likely = (value * percents[stage] / 100).quantize(Decimal(1))
        columns.append(
            Column(str(stage), number, value, likely, percents[stage], [cards[one] for one in firsts])
        )
    return columns


def _cards(desk: Desk, rows: Sequence[Any]) -> list[BoardCard]:
    """Cards of leads or jobs, their people read at once."""
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
