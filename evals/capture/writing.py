"""Writes a captured conversation as a case: what happened stands there as if it had been expected, to be put right by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import yaml

from evals.capture.past import Past
from evals.capture.renaming import Renaming
from evals.invariants import changed_columns
from evals.observe import CardSeen, Row, State
from evals.values import COMPARED, default_of
from schemas.enums import MailDirection, OpportunityStage
from schemas.keys import fold

IN_ORDER = (
    "companies",
    "contacts",
    "phones",
    "emails",
    "leads",
    "opportunities",
    "interactions",
    "hand_offs",
)
"""Tables of what is given, those first that others point to."""

PEOPLE_OF = ("phones", "emails", "leads", "opportunities", "interactions", "hand_offs")
MOST_TOUCHES = 5
NOTE = """\
# Captured from a real conversation. What stands here is what HAPPENED, not what should have: put right what went wrong.
# `says` holds for every model and is yours to write; `wording` and `calls` are the built-in interpreter's own.
# People have other names, numbers and addresses here. Read the texts through before you share it: they may tell more.
"""


def as_case(past: Past, renaming: Renaming, row: str) -> str:
    """Return the case as YAML, with a note on what is left to do.

    Args:
        past: what happened.
        renaming: gives everybody another name.
        row: the row of docs/rows.md that it shows.
    """
    names = _Names(past, renaming)
    clock = past.turns[0].at
    content = {
        "row": row,
        "title": f"Captured: {past.turns[0].said[:80]}",
        "clock": clock,
        "given": list(_given(past.before, names)),
        "events": list(_events(past, clock)),
        "expect": _expected(past, names),
    }
    told = renaming.of({key: value for key, value in content.items() if value or key == "expect"})
    return NOTE + yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)


class _Names:
    """`$name` for the ids that a case speaks of, and which records it is about."""

    def __init__(self, past: Past, renaming: Renaming) -> None:
        self.by_id: dict[str, str] = {past.before.owner: "owner"}
        self.people = _people_in(past)
        self.renaming = renaming

    def bind(self, table: str, key: str, row: Row) -> str:
        """Return a name for a row."""
        called = str(row.get("first_name") or row.get("name") or row.get("title") or table.rstrip("s"))
        called = str(self.renaming.of(called))
        base = "_".join(fold(called).split())[:24] or table.rstrip("s")
        base = base if base.isidentifier() else f"a_{table.rstrip('s')}"
        taken = set(self.by_id.values())
        name = next(one for one in (base, *(f"{base}_{n}" for n in range(2, 1000))) if one not in taken)
        self.by_id[key] = name
        return name

    def shown(self, value: Any) -> Any:
        """Return a value, or the name of the row that it points to."""
        return f"${self.by_id[value]}" if isinstance(value, str) and value in self.by_id else value


def _people_in(past: Past) -> set[str]:
    """Return the people whose records changed, and everybody who was named."""
    people = set()
    for table in ("contacts", *PEOPLE_OF):
        for key, row in past.after.rows[table].items():
            if changed_columns(past.before.rows[table].get(key, {}), row):
                people.add(key if table == "contacts" else row["contact_id"])
    said = f" {fold(' '.join(turn.said for turn in past.turns))} "
    told = str([turn.calls for turn in past.turns])
    for key, row in past.before.rows["contacts"].items():
        named = [fold(row["first_name"]), fold(row["last_name"])]
        if key in told or any(name and f" {name} " in said for name in named):
            people.add(key)
    return people


def _given(before: State, names: _Names) -> Iterator[dict[str, Any]]:
    for table in IN_ORDER:
        rows = {
            key: row for key, row in before.rows[table].items() if _is_about(table, row, key, before, names)
        }
        if table == "interactions":
            latest = sorted(rows, key=lambda key: rows[key]["timestamp"])[
                -MOST_TOUCHES * max(1, len(names.people)) :
            ]
            rows = {key: rows[key] for key in latest}
        for key, row in rows.items():
            columns = {
                column: names.shown(row[column])
                for column in COMPARED[table]
                if row[column] != default_of(table, column) and _stands(row[column], column, names, before)
            }
            yield {"row": table, "as": names.bind(table, key, row), "columns": columns}


def _is_about(table: str, row: Row, key: str, before: State, names: _Names) -> bool:
    if table == "companies":
        return any(
            before.rows["contacts"].get(person, {}).get("company_id") == key for person in names.people
        )
    if table == "opportunities" and row["stage"] == OpportunityStage.WON:
        # Won needs a decided approval, which is no record of a case's beginning.
        return False
    return (key if table == "contacts" else row["contact_id"]) in names.people


def _stands(value: Any, column: str, names: _Names, before: State) -> bool:
    """Return whether a column can be given: the row that it points to, if any, is given too."""
    points = isinstance(value, str) and column.endswith("_id") and column != "quickbooks_customer_id"
    return not points or value in names.by_id


def _events(past: Past, clock: datetime) -> Iterator[dict[str, Any]]:
    now = clock
    for turn in past.turns:
        if turn.at != now:
            now = turn.at
            yield {"time": now}
        first_line = next((line for line in turn.reply.splitlines() if line.strip()), "")
        hears: dict[str, Any] = (
            {"says": [first_line]} if turn.model != "builtin" else {"wording": [first_line]}
        )
        cards = [card["tool"] for card in turn.cards]
        calls = [f"{call['tool'] or 'a card'} {call['outcome']}" for call in turn.calls]
        hears |= {key: value for key, value in (("cards", cards), ("calls", calls)) if value}
        yield {"say": turn.said, "hears": {key: value for key, value in hears.items() if value != [""]}}


def _expected(past: Past, names: _Names) -> dict[str, Any]:
    business = names.renaming.business
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    added = [
        (table, key, row)
        for table, there in past.after.rows.items()
        for key, row in there.items()
        if key not in past.before.rows[table]
    ]
    for table, key, row in added:
        names.bind(table, key, row)
    for table, key, row in added:
        columns = {
            column: _moment(names.shown(row[column]), past)
            for column in COMPARED[table]
            if row[column] != default_of(table, column)
        }
        if table == "mail_messages" and row["direction"] == MailDirection.OUTBOUND:
            columns |= {"sender_name": business.name, "sender_address": business.address}
        one = {"as": names.by_id[key], "columns": columns}
        rows.setdefault(table, {}).setdefault("added", []).append(one)
    for table, key, before, after in _changed(past):
        one = {
            "row": names.shown(key),
            "before": {column: names.shown(before[column]) for column in before},
            "after": {column: _moment(names.shown(after[column]), past) for column in after},
        }
        rows.setdefault(table, {}).setdefault("changed", []).append(one)
    approvals = [{"tool": card.tool, "status": card.status} for card in _moved(past)]
    mailbox = [mail for card in _moved(past) if (mail := _mail(card)) is not None]
    return {
        key: value for key, value in (("rows", rows), ("approvals", approvals), ("mailbox", mailbox)) if value
    }


def _moment(value: Any, past: Past) -> Any:
    """Return the clock's name, where a moment is the one at which the case begins."""
    return "$clock" if value == past.turns[0].at.isoformat() else value


def _changed(past: Past) -> Iterator[tuple[str, str, Row, Row]]:
    for table, rows in past.after.rows.items():
        for key, row in rows.items():
            old = past.before.rows[table].get(key)
            columns = changed_columns(old, row) & COMPARED[table].keys() if old is not None else set()
            if old is not None and columns:
                ordered = sorted(columns)
                yield table, key, {name: old[name] for name in ordered}, {name: row[name] for name in ordered}


def _moved(past: Past) -> list[CardSeen]:
    """Return the cards that were made or decided meanwhile, with the status that they have now."""
    decided = {
        row["approval_id"]
        for key, row in past.after.audit.items()
        if key > past.conversation and row["approval_id"]
    }
    return [
        card
        for number, card in past.after.cards.items()
        if number not in past.before.cards or card.approval_id in decided
    ]


def _mail(card: CardSeen) -> dict[str, Any] | None:
    payload = card.acts[card.answer]["payload"] if card.answer in card.acts else {}
    if card.status != "done" or "address" not in payload or "text" not in payload:
        return None
    return {"to": payload["address"], "subject": payload["subject"], "text": payload["text"]}
