"""Compares how a transcript ended with how it has to: rows, cards and mails; everything that is not named must be as before."""

from collections.abc import Iterator
from typing import Any

from evals.invariants import changed_columns
from evals.matching import said
from evals.observe import CardSeen, Row, State
from evals.transcript import End, Rows, Waiting
from evals.values import COMPARED, part_of, same
from schemas.enums import InteractionType, MailDirection

DERIVED = frozenset(
    {
        *(
            "last_interaction_at",
            "closed_at",
            "close_date",
            "accepted_at",
            "proposal_sent_at",
            "customer_since",
        ),
        *("converted_opportunity_id", "won_approval_id", "reference", "owner"),
    }
)
"""Columns that follow from what the others say."""
NOT_OF_THE_OWNERS = frozenset({"notices"})
"""Tables of what the desk tells by itself."""


def differences(end: End, before: State, after: State) -> list[str]:
    """Return what is not as it has to be after the talk, but for cards that wait beyond those that may."""
    was, now = _live(before), _live(after)
    new = {table: [row for key, row in rows.items() if key not in was[table]] for table, rows in now.items()}
    gone = {table: sum(key not in now[table] for key in rows) for table, rows in was.items()}
    changed = {
        table: [
            (row, columns)
            for key, row in rows.items()
            if key in was[table] and (columns := _changed(table, was[table][key], row))
        ]
        for table, rows in now.items()
    }
    found = [*_rows("new", _with_mails(end), new), *_changes(end.changed, changed)]
    found += [
        f"gone: {count} of {table}, not {end.gone.get(table, 0)}"
        for table, count in gone.items()
        if count != end.gone.get(table, 0)
    ]
    waiting = _pending(after)
    for name, wanted, there in (
        ("waits", end.waits, [one for one in waiting if not one.aside]),
        ("aside", end.aside, [one for one in waiting if one.aside]),
    ):
        missing, _ = _matched(wanted, there)
        found += [f"{name}: no card {one.tool} {one.does}; there are {_told(there)}" for one in missing]
    return [*found, *_mails(end, before, after)]


def _with_mails(end: End) -> Rows:
    """Return the rows that have to be new, with those of the mails that left."""
    rows = {table: list(wanted) for table, wanted in end.new.items()}
    for _ in end.sent:
        rows.setdefault("interactions", []).append({"type": InteractionType.EMAIL_OUTBOUND.value})
        rows.setdefault("mail_messages", []).append({"direction": MailDirection.OUTBOUND.value})
    return rows


def left_over(end: End, before: State, after: State) -> list[str]:
    """Return the cards of the talk that wait, and that the owner thought settled."""
    _, left = _matched(end.waits, [one for one in _pending(after) if not one.aside])
    waited = {one.number for one in _pending(before)}
    return [f"left over: {one}" for one in _told([card for card in left if card.number not in waited])]


def _live(state: State) -> dict[str, dict[str, Row]]:
    """Return the rows that count, by table and key, each with the name of whom it is about."""
    people = {
        key: f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
        for key, row in state.rows["contacts"].items()
    }
    return {
        table: {
            key: {**row, "who": people.get(str(row.get("contact_id")), "")}
            for key, row in rows.items()
            if row.get("voided_at") is None and not _by_itself(row)
        }
        for table, rows in state.rows.items()
        if table not in NOT_OF_THE_OWNERS
    }


def _by_itself(row: Row) -> bool:
    """Return whether the desk noted it by itself, and reminds of nothing."""
    return row.get("type") == InteractionType.SYSTEM and row["follow_up_date"] is None


def _changed(table: str, old: Row, row: Row) -> set[str]:
    return changed_columns(old, row) & COMPARED[table].keys() - DERIVED


def _rows(kind: str, wanted: Rows, found: dict[str, list[Row]]) -> Iterator[str]:
    for table, rows in found.items():
        left = list(rows)
        for one in wanted.get(table, ()):
            fitting = next((row for row in left if _fits(table, one, row)), None)
            if fitting is None:
                yield f"{kind}: {table} has no {one}"
            else:
                left.remove(fitting)
        yield from (f"{kind}: {table} has, unexpected, {_shown(table, row)}" for row in left)


def _changes(wanted: Rows, found: dict[str, list[tuple[Row, set[str]]]]) -> Iterator[str]:
    for table, rows in found.items():
        left = list(rows)
        for one in wanted.get(table, ()):
            fitting = next(
                ((row, columns) for row, columns in left if _fits(table, one, row) and columns <= one.keys()),
                None,
            )
            if fitting is None:
                yield f"changed: {table} has no {one}"
            else:
                left.remove(fitting)
        for row, columns in left:
            yield f"changed: {table} has, unexpected, {_shown(table, row)}: {', '.join(sorted(columns))}"


def _fits(table: str, wanted: dict[str, Any], row: Row) -> bool:
    return all(
        row["who"] == value if name == "who" else same(COMPARED[table][name], value, row[name])
        for name, value in wanted.items()
    )


def _shown(table: str, row: Row) -> Row:
    """Return what tells the row: the values that are there, without ids."""
    return {
        name: str(row[name])
        for name in ("who", *COMPARED[table])
        if row[name] not in (None, "", [], {}, False) and not name.endswith("_id") and name not in DERIVED
    }


def _pending(state: State) -> list[CardSeen]:
    return [one for one in state.cards.values() if one.status == "pending"]


def _matched(wanted: list[Waiting], there: list[CardSeen]) -> tuple[list[Waiting], list[CardSeen]]:
    """Return the wanted cards that are not there, and the cards that are not wanted."""
    missing, left = [], list(there)
    for one in wanted:
        card = next(
            (card for card in left if card.tool == one.tool and part_of(one.does, _payload(card))), None
        )
        if card is None:
            missing.append(one)
        else:
            left.remove(card)
    return missing, left


def _payload(card: CardSeen) -> dict[str, Any]:
    """Return what a card would do, whichever of its answers is given."""
    return {name: value for act in card.acts.values() for name, value in act["payload"].items()}


def _told(cards: list[CardSeen]) -> list[str]:
    return [f"#{one.number} {one.tool}: {one.card.line}" for one in cards]


def _mails(end: End, before: State, after: State) -> Iterator[str]:
    left = [mail for file, mail in after.mailbox.items() if file not in before.mailbox]
    for one in end.sent:
        mail = next(
            (
                mail
                for mail in left
                if mail.to == one.to
                and all(said(part, f"{mail.subject}\n{mail.text}") for part in one.holds)
                and not any(said(part, f"{mail.subject}\n{mail.text}") for part in one.lacks)
            ),
            None,
        )
        if mail is None:
            yield f"sent: nothing to {one.to} with {one.holds}; there are {left}"
        else:
            left.remove(mail)
    yield from (f"sent, unexpected: {mail}" for mail in left)
