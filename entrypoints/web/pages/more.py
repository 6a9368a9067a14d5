"""More: all pages, for a thumb; and who is signed in."""

from typing import TYPE_CHECKING

from entrypoints.web.access import sessions
from entrypoints.web.browsers import called
from entrypoints.web.page import get
from entrypoints.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response


@get("/more")
def more(visit: Visit) -> "Response":
    """Show every page, and the way out."""
    desk = visit.site.at_the_door()
    with desk.unit.reading():
        browsers = sessions.listed(desk, visit.member.member_id)
        own = visit.signed_in.session_id if visit.signed_in else ""
        return visit.page("more.html", browsers=browsers, own=own, called=called)
