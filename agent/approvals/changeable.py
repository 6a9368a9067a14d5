"""The values of a card that can be changed before its yes: those that its tool takes as they are; never whom it goes to."""

from decimal import Decimal
from typing import Any, get_args

from schemas.enums import ApprovalStatus
from schemas.records import Approval
from tools.registry import Tool

NO_WORDS = frozenset({"channel", "name", "address", "kind"})


def changeable(tool: Tool | None, approval: Approval) -> dict[str, Any]:
    """Return the values of a card that can be changed, by the tool's own argument: a text, a subject, an amount.

    Args:
        tool: that proposed it; None where this version has it no more.
        approval: the card.
    """
    if len(approval.acts) != 1 or approval.status != ApprovalStatus.PENDING or tool is None:
        return {}
    payload = next(iter(approval.acts.values()))["payload"]
    return {
        name: payload[name]
        for name in tool.arguments.model_fields
        if isinstance(payload.get(name), str | int)
        and not isinstance(payload[name], bool)
        and f"{name}_id" not in payload
        and not name.endswith("_id")
        and name not in NO_WORDS
    }


def only_number(tool: Tool | None, approval: Approval) -> str:
    """Return the one argument of a card's tool that is a number or an amount; empty where there is none, or several."""
    if len(approval.acts) != 1 or approval.status != ApprovalStatus.PENDING or tool is None:
        return ""
    fields = tool.arguments.model_fields.items()
    found = [name for name, field in fields if {int, Decimal} & _kinds(field.annotation)]
    return found[0] if len(found) == 1 else ""


def _kinds(annotation: Any) -> set[Any]:
    """Return the types that an annotation is made of."""
    return {annotation}.union(*map(_kinds, get_args(annotation)))
