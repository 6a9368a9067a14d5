"""Turns a report's answer into a page. Every value is escaped where it is written; the pages hold no script."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrypoints.pages.plots import grouped_bars, ranked_bars
from schemas.effects import Answer
from tools import wording

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> "Environment":
    """Return the environment of templates, which escapes everything and refuses names that aren't there."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = wording.words
    return made


def page(report: str, answer: Answer, business: str, currency: str) -> str:
    """Return one HTML document.

    Args:
        report: pipeline, today or month; the template's name.
        answer: of the report's tool.
        business: its name, for the heading.
        currency: of the amounts.
    """
    context: dict[str, Any] = {
        **answer.data,
        "business": business,
        "lines": answer.text.splitlines(),
        "data": answer.data,
        "money": lambda amount: _money(amount, currency),
        "plots": _plots(report, answer.data),
    }
    return environment().get_template(f"{report}.html").render(context)


def _money(amount: str, currency: str) -> str:
    return wording.money(Decimal(amount), currency)


def _plots(report: str, data: dict[str, Any]) -> dict[str, Any]:
    if report != "month":
        return {}
    return {
        "months": grouped_bars(
            [one["month_name"][:3] for one in data["months"]],
            {"won": [one["won"] for one in data["months"]], "lost": [one["lost"] for one in data["months"]]},
        ),
        "sources": ranked_bars([(one["source"], one["leads"], one["won"]) for one in data["top_sources"]]),
    }
