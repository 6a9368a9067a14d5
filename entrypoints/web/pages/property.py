"""One property: who has a part in it, what is open there, and what stands there."""

from typing import TYPE_CHECKING

from entrypoints.web.page import get
from entrypoints.web.visit import Visit
from schemas.records import key_of
from tools.matters.declared import shown_kinds

if TYPE_CHECKING:
    from starlette.responses import Response


@get("/properties/{site_id}")
def show_property(visit: Visit, site_id: str) -> "Response":
    """Show one property, whole."""
    place = visit.answer("show_site", site=site_id).data
    records = {
        name: [{"id": one[key_of(kind)], "line": one["line"]} for one in place.get(name, ())]
        for name, kind in shown_kinds().items()
    }
    first = next((one["contact_id"] for one in place["people"]), "")
    return visit.page("property.html", place=place, site_id=site_id, records=records, first=first)
