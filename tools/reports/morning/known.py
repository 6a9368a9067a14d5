"""Loads the people and jobs that lines are about at once, so that a line costs no question of its own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import col, select

from schemas.records import Contact, Lead, Opportunity
from tools.desk import Desk


@contextmanager
def known(desk: Desk, rows: Iterable[Any]) -> Iterator[None]:
    """Hold the contacts, leads and deals that rows point to: the session finds what is held without a query.

    Args:
        desk: with its transaction open.
        rows: with `contact_id`, and `lead_id` and `opportunity_id` where they have them.
    """
    rows = list(rows)
    contacts, leads = _with_ids(desk, Contact, "contact_id", rows), _with_ids(desk, Lead, "lead_id", rows)
    ids = {getattr(row, "opportunity_id", None) for row in rows}
    ids |= {lead.converted_opportunity_id for lead in leads}
    asked = select(Opportunity).where(col(Opportunity.opportunity_id).in_(sorted(filter(None, ids))))
    deals = list(desk.session.exec(asked)) if any(ids) else []
    yield
    del contacts, leads, deals


def _with_ids(desk: Desk, kind: Any, key: str, rows: list[Any]) -> list[Any]:
    ids = sorted({one for row in rows if (one := getattr(row, key, None))})
    if not ids:
        return []
    return list(desk.session.exec(select(kind).where(col(getattr(kind, key)).in_(ids))))
