"""Changes that a message made on record: rows, cards, whose they are, and by which tools."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evals.observe import CardSeen, State
from evals.reading.values_said import written
from evals.values import UNCOMPARED
from schemas.enums import ActorKind


@dataclass(frozen=True)
class Heard:
    """Everything that a message came to.

    Args:
        before, after: everything that is on record.
        reply: with its cards.
        calls: each with `tool`, `arguments` and `outcome`.
        asked: the call of the open question, of what waits for it and of each offer, and the argument that is asked for.
        reads: names of the tools that only look.
    """

    before: State
    after: State
    reply: str
    calls: list[dict[str, Any]]
    asked: list[tuple[dict[str, Any], str]]
    reads: frozenset[str]


@dataclass
class Change:
    """The difference from before: tools, whose rows, new people by id, and the values."""

    tools: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    new: dict[str, str] = field(default_factory=dict)
    values: list[Mapping[str, Any]] = field(default_factory=list)
    cards: list[CardSeen] = field(default_factory=list)


def change_of(heard: Heard) -> Change:
    """Return what a message changed."""
    found = Change()
    for key, row in heard.after.audit.items():
        by_hand = row["actor"] == ActorKind.MEMBER
        if key not in heard.before.audit and by_hand and row["tool"] not in heard.reads and row["act"]:
            found.tools.add(row["tool"])
    for table, rows in heard.after.rows.items():
        for key, row in rows.items():
            old = heard.before.rows[table].get(key)
            if old == row:
                continue
            whose = key if table == "contacts" else row.get("contact_id")
            found.people |= {str(whose)} if whose else set()
            if old is None and table == "contacts":
                found.new[key] = f"{row['first_name']} {row['last_name']}".strip()
            found.values.append(
                {
                    name: value
                    for name, value in row.items()
                    if name not in UNCOMPARED and (old is None or old.get(name) != value)
                }
            )
    for number, card in heard.after.cards.items():
        if number not in heard.before.cards:
            found.cards.append(card)
            found.tools.add(card.tool)
            for act in card.acts.values():
                found.people |= ids_in(act["payload"], heard.after)
                found.values.append(act["payload"])
    return found


def ids_in(payload: Mapping[str, Any], state: State) -> set[str]:
    """Return the people whom a payload names by their ids, or by those of their leads and deals."""
    found = set()
    for value in written(payload).values:
        if value in state.rows["contacts"]:
            found.add(value)
        for table in ("leads", "opportunities"):
            whose = state.rows[table].get(value, {}).get("contact_id")
            found |= {str(whose)} if whose else set()
    return found
