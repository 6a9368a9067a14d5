"""Settings of what is sent: the tone of drafts, auto-send, and keeping after new leads."""

from typing import TYPE_CHECKING

from agent.tone import tone_of
from entrypoints.web.page import get
from entrypoints.web.visit import Visit
from schemas.tone import Tone

if TYPE_CHECKING:
    from starlette.responses import Response


@get("/settings/sending")
def sending(visit: Visit) -> "Response":
    """Show how drafts sound, what goes out by itself, and which leads are kept after."""
    cadences = visit.answer("show_cadences").data
    library = visit.site.office.library.loaded
    known = [front.name for front in library.layered if front.cadence]
    return visit.page(
        "settings_sending.html",
        tone=tone_of(visit.desk),
        tones=[(one.value, one.value.capitalize()) for one in Tone],
        auto_send=visit.answer("show_auto_send").data,
        cadences=[(name, name in cadences["on"]) for name in known],
        kept=cadences["leads"],
    )
