"""The stream that tells an open page that something has changed."""

from typing import TYPE_CHECKING

from entrypoints.web.access import sessions
from entrypoints.web.page import get
from entrypoints.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response


@get("/live")
def live(visit: Visit, seen: str = "") -> "Response":
    """Send server-sent events, for as long as the session lasts."""
    from starlette.responses import Response, StreamingResponse

    site, token = visit.site, visit.token
    if site.live.full:
        return Response("Too many pages are open; this one is not live.\n", 503, media_type="text/plain")

    def still_in() -> bool:
        return sessions.find(site.at_the_door(), token) is not None

    seen = visit.request.headers.get("last-event-id", seen)
    return StreamingResponse(site.live.stream(seen, still_in), media_type="text/event-stream")
