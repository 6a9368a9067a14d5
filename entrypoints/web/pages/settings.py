"""Settings: the business, its hours and closing days, where notices go; the other sections stand in files of their own."""

from typing import TYPE_CHECKING

from entrypoints.web.page import page
from entrypoints.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response


@page("/settings", title="Settings", order=90)
def settings(visit: Visit) -> "Response":
    """Show the settings: what the business is, when it works, and where its notices go."""
    own = visit.answer("show_own_details").data["own"]
    return visit.page(
        "settings.html",
        own=[(kind, one) for kind, values in own.items() for one in values],
        days=visit.answer("show_business_days"),
        delivery=visit.answer("show_delivery").data,
    )
