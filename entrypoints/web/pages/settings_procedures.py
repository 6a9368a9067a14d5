"""Settings: the procedures in plain view, and whether each is right (docs/procedures.md)."""

from typing import TYPE_CHECKING

from entrypoints.web.page import get
from entrypoints.web.visit import Visit
from schemas.errors import NotFound

if TYPE_CHECKING:
    from starlette.responses import Response


@get("/settings/procedures")
def procedures(visit: Visit) -> "Response":
    """Show the procedures that are loaded, the most specific first, and what is wrong in any."""
    library = visit.site.office.library.loaded
    return visit.page(
        "procedures.html",
        fronts=library.layered,
        mistakes=[{"file": one.file.name, "line": one.line, "text": one.text} for one in library.mistakes],
    )


@get("/settings/procedures/{name}")
def procedure(visit: Visit, name: str) -> "Response":
    """Show one procedure: what may be said, which tools it uses, and its text as it was written."""
    found = visit.site.office.library.loaded.find(name)
    if found is None:
        raise NotFound("There is no procedure of that name.", "name")
    mistakes = [one.text for one in visit.site.office.library.loaded.mistakes if one.file == found.file]
    return visit.page(
        "procedure.html", front=found.front, body=found.body, digest=found.digest, mistakes=mistakes
    )
