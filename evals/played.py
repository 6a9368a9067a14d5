"""The played case, and the reading of what was heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evals.observe import State

Heard = dict[str, Any]
"""An outcome as the command line prints it, a reply as `chat --json` does, or {"outcome", "text"} of what came by itself."""


@dataclass
class Played:
    """The played case.

    Args:
        before, after: the states around the events.
        heard: an outcome an event; None where there was nothing to hear.
        names: what is bound.
        broken: invariants that did not hold, with the event's place.
        stopped: why it was not played to its end; empty where it was.
    """

    before: State
    after: State
    names: dict[str, Any]
    heard: list[Heard | None] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    stopped: str = ""


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """Return a value with every `$name` that is bound in its place."""
    if isinstance(value, str) and value.startswith("$") and value[1:] in names:
        return names[value[1:]]
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    return value


def reply_of(heard: Heard) -> str:
    """Return the whole of a reply: its text and its cards."""
    return "\n\n".join([str(heard["reply"]), *(str(card["text"]) for card in heard["cards"])])


def text_of(heard: Heard) -> str:
    """Return the whole text of an outcome: its own, its offers, and what followed."""
    parts = [str((heard.get(key) or {}).get("text", "")) for key in ("result", "card")]
    parts.append(str((heard.get("problem") or {}).get("message", "")))
    parts += [offer["text"] for offer in (heard.get("result") or {}).get("offers", [])]
    parts += [text_of(one) for one in heard.get("followed_by", [])]
    return "\n".join(part for part in parts if part)


def words_of(heard: Heard | None) -> str:
    """Return what was heard of an event, of whatever kind, as a person would read it."""
    if heard is None:
        return ""
    if "reply" in heard:
        return reply_of(heard)
    if "text" in heard:
        return str(heard["text"])
    return text_of(heard)
