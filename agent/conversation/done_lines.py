"""The account of what a turn did, in the desk's own words, from the outcomes of its calls: who, what, old → new."""

from collections.abc import Sequence

from agent.conversation.card_tools import CARD_TOOLS
from schemas.effects import Call, Outcome, OutcomeKind
from tools.registry import Registry

NOTHING_CHANGED = "Nothing was changed."
NOT_ALL = "Something else that was tried was refused, and changed nothing."
FAILING = frozenset({OutcomeKind.REFUSED, OutcomeKind.FAILED})


def what_was_done(
    registry: Registry, done: Sequence[tuple[Call, Outcome]], told: Sequence[str] = ()
) -> list[str]:
    """Return a line for each thing that was done, or that nothing was.

    Args:
        registry: tells which tools only look something up.
        done: the turn's calls and their outcomes.
        told: what was done to cards besides.
    """
    tried = [one for call, one in done if call.tool not in CARD_TOOLS and one.tool not in registry.reads]
    lines = [line for one in tried if one.kind == OutcomeKind.DONE for line in one.told()]
    lines = list(dict.fromkeys([*lines, *told])) or [NOTHING_CHANGED]
    failed = [one for one in tried if one.kind in FAILING]
    return [*lines, NOT_ALL] if failed and len(failed) < len(tried) else lines
