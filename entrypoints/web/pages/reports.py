"""Reports: how far leads get, where they come from, won and lost by month, how fast they are answered (row C6)."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entrypoints.pages.plots import Plot, grouped_bars, ranked_bars
from entrypoints.web.page import get, page
from entrypoints.web.visit import Visit
from schemas.errors import NotFound
from tools import wording
from tools.reports import funnel
from tools.reports.month_figures import by_month, lost_reasons
from tools.reports.periods import month_of

if TYPE_CHECKING:
    from starlette.responses import Response

SPANS = {30: "30 days", 90: "90 days", 365: "12 months"}
"""Days up to today → how the span is said."""
USUAL = 90


@dataclass(frozen=True)
class Report:
    """A table, with what it shows drawn; a CSV of the same rows.

    Args:
        name: in addresses.
        title: its heading.
        columns: words; the first names the row.
        rows: numbers stay numbers, and amounts Decimal, until they are shown.
        plot: the same drawn; None where there is nothing to draw.
        key: kind of bar → what it stands for.
        said: a sentence above it.
    """

    name: str
    title: str
    columns: list[str]
    rows: list[list[Any]]
    plot: Plot | None = None
    key: dict[str, str] | None = None
    said: str = ""


@page("/reports", title="Reports", order=70)
def reports(visit: Visit, days: int = USUAL) -> "Response":
    """Show all reports over one span."""
    days = days if days in SPANS else USUAL
    with visit.desk.unit.reading():
        made = [make(visit, days) for make in REPORTS.values()]
    return visit.page("reports.html", reports=made, days=days, spans=SPANS)


@get("/reports/{name}.csv")
def as_csv(visit: Visit, name: str, days: int = USUAL) -> "Response":
    """Send one report's rows, for a spreadsheet."""
    from starlette.responses import Response

    if name not in REPORTS:
        raise NotFound(f"There is no such report; there is {wording.listed(list(REPORTS))}.", "report")
    with visit.desk.unit.reading():
        report = REPORTS[name](visit, days if days in SPANS else USUAL)
    written = io.StringIO()
    csv.writer(written).writerows([report.columns, *report.rows])
    named = f'attachment; filename="{name}-{visit.desk.today():%Y-%m-%d}.csv"'
    return Response(
        written.getvalue(), media_type="text/csv; charset=utf-8", headers={"content-disposition": named}
    )


def _funnel(visit: Visit, days: int) -> Report:
    steps = funnel.funnel(visit.desk, funnel.last_days(visit.desk, days))
    came = steps[0].count
    return Report(
        "funnel",
        "From enquiry to win",
        ["Step", "Leads", "% of all", "% of the step before"],
        [[one.name, one.count, one.of_all, one.of_before] for one in steps],
        ranked_bars([(one.name, one.count, 0) for one in steps]) if came else None,
        said=f"Of {wording.count(came, 'lead')} that came in, {steps[-1].count} "
        f"{'has' if steps[-1].count == 1 else 'have'} been won so far."
        if came
        else "",
    )


def _sources(visit: Visit, days: int) -> Report:
    lines = funnel.sources(visit.desk, funnel.last_days(visit.desk, days))
    named = [(wording.words(one.source).capitalize(), one) for one in lines]
    return Report(
        "sources",
        "Where leads came from",
        ["Source", "Leads", "Won so far", "For"],
        [[name, one.leads, one.won, one.value] for name, one in named],
        ranked_bars([(name, one.leads, one.won) for name, one in named]) if lines else None,
        {"leads": "leads", "won": "of these won so far"},
    )


def _months(visit: Visit, days: int) -> Report:
    months = by_month(visit.desk, month_of(visit.desk, ""))
    if not any(one["won"] or one["lost"] for one in months):
        return Report("months", "Won and lost by month", MONTH_COLUMNS, [])
    return Report(
        "months",
        "Won and lost by month",
        MONTH_COLUMNS,
        [
            [one["month"], one["won"], Decimal(one["won_value"]), one["lost"], Decimal(one["lost_value"])]
            for one in months
        ],
        grouped_bars(
            [one["month_name"][:3] for one in months],
            {"won": [one["won"] for one in months], "lost": [one["lost"] for one in months]},
        ),
        {"won": "won", "lost": "lost"},
    )


MONTH_COLUMNS = ["Month", "Won", "For", "Lost", "Worth"]


def _lost(visit: Visit, days: int) -> Report:
    reasons = lost_reasons(visit.desk, funnel.last_days(visit.desk, days))
    named = [(reason.capitalize(), number) for reason, number in reasons.items()]
    return Report(
        "lost",
        "Why jobs were lost",
        ["Reason", "Jobs"],
        [[reason, number] for reason, number in named],
        ranked_bars([(reason, number, 0) for reason, number in named]) if named else None,
    )


def _answering(visit: Visit, days: int) -> Report:
    found = funnel.answer_times(visit.desk, funnel.last_days(visit.desk, days))
    rows = list(found.within.items()) if found.enquiries else []
    said = ""
    if found.median_hours is not None:
        hours = round(found.median_hours)
        within = wording.count(hours, "hour") if hours else "the hour"
        said = f"Half of the answered enquiries had our answer within {within}."
    return Report(
        "response-time",
        "How fast written enquiries were answered",
        ["Answered", "Enquiries"],
        [[name.capitalize(), number] for name, number in rows],
        ranked_bars([(name.capitalize(), number, 0) for name, number in rows]) if rows else None,
        said=said,
    )


REPORTS = {
    "funnel": _funnel,
    "sources": _sources,
    "months": _months,
    "lost": _lost,
    "response-time": _answering,
}
"""Name → what makes it, in the order of the page."""
