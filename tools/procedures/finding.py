"""Finding a tool by what it is about, where none of those offered fits."""

from schemas.effects import Answer, Effect
from tools.arguments import Line
from tools.desk import Desk
from tools.registry import tool


@tool(Effect.READ)
def what_can_be_done(desk: Desk, about: Line) -> Answer:
    """Find what else can be done about something, such as "a holiday" or "a mail that was left out". Call it where no other tool
    fits: the tools that it finds can be called from then on.

    Args:
        about: what the owner wants, in a few words.
    """
    found = desk.procedures.tools_about(about)
    if not found:
        return Answer(
            text=f"Nothing can be done about {about!r} here. Say so to the owner, or try other words."
        )
    lines = [f"— {one.tool}: {one.does}" for one in found]
    procedures = list(dict.fromkeys(name for one in found for name in one.procedure.split(", ")))
    text = "\n".join([*lines, f"How it is done says read_procedure: {', '.join(procedures)}."])
    return Answer(text=text, data={"tools": [one.tool for one in found], "procedures": procedures})
