"""Reading a procedure that the message's words did not bring along."""

from schemas.effects import Answer, Effect
from schemas.errors import NotFound
from tools import wording
from tools.arguments import Line
from tools.desk import Desk
from tools.registry import tool


@tool(Effect.READ)
def read_procedure(desk: Desk, name: Line) -> Answer:
    """Read how one area of the work is done; its tools can be called from then on.

    Args:
        name: of the procedure, as the index lists it.
    """
    body = desk.procedures.text(name)
    titles = desk.procedures.titles()
    if body is None:
        known = wording.listed(sorted(titles), "or") or "none"
        raise NotFound(f"There is no procedure {name[:60]!r}; there is {known}. Nothing was changed.", "name")
    return Answer(text=body.strip(), data={"procedure": name, "title": titles.get(name, name)})
