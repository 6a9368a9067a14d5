"""Today: what needs somebody, ranked, with its reasons, and answered in place (rows C3, C4, C7)."""

from typing import TYPE_CHECKING

from entrypoints.web.page import page
from entrypoints.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response


@page("/", title="Today", order=10, thumb=True)
def today(visit: Visit) -> "Response":
    """The ranked list, new enquiries and the cards that wait."""
    listed = visit.answer("show_morning_list")
    return visit.page(
        "today.html", lines=listed.data["lines"], more=listed.data["more"], choices=listed.choices
    )
