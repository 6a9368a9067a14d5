"""Says what of a played case was not as expected. It plays nothing, so an oracle can be tried many times."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from evals.case import Case
from evals.events import NOTHING, Fact, Hears, Reads, Told
from evals.expected import Added, ApprovalExpected, Changed, Expect, MailExpected
from evals.invariants import changed_columns
from evals.matching import said
from evals.observe import CardSeen, MailSeen, Row, State
from evals.played import Heard, Played, filled, reply_of, text_of
from evals.values import COMPARED, default_of, part_of, same

Names = dict[str, Any]
MINTED = "minted"
"""The name that stands for any value made by chance, of which only that it is there can be expected."""


GATES = ("rows", "cards", "outside", "replies")
"""The gates, each judged by itself; a trial passes where all of them do."""

BUILTIN = "builtin"
"""The model whose own wording and calls a case may name."""


def judge(case: Case, played: Played) -> list[str]:
    """Return everything that was not as expected, each with its key in the case; empty when the case passes."""
    found = by_gate(case, played)
    return [*played.broken, *(problem for gate in GATES for problem in found[gate])]


def by_gate(case: Case, played: Played) -> dict[str, list[str]]:
    """Return what was not as expected, by gate; broken invariants are apart, in `played`."""
    moved = _moved(played)
    cards = {
        one.name: card.approval_id
        for one, card in zip(case.expect.approvals, moved, strict=False)
        if one.name
    }
    names, rows = _rows(case, played, {**played.names, **cards})
    unplayed = [f"events: {played.stopped}"] if played.stopped else []
    return {
        "rows": rows,
        "cards": list(_approvals(case, moved, names)),
        "outside": [*_mailbox(case.expect, played), *_books(case.expect, played, names)],
        "replies": [*_hearing(case, played, names), *unplayed],
    }


def _hearing(case: Case, played: Played, names: Names) -> Iterator[str]:
    for index, (event, heard) in enumerate(zip(case.events, played.heard, strict=False)):
        hears = getattr(event, "hears", None)
        if heard is None or hears is None:
            continue
        for problem in _heard_differs(hears, heard, names):
            yield f"events.{index}.hears.{problem}"


def _heard_differs(hears: Any, heard: Heard, names: Names) -> Iterator[str]:
    if hears == NOTHING or heard.get("outcome") == NOTHING:
        if hears != heard.get("outcome"):
            yield f"outcome: expected {hears}, heard {heard}"
    elif isinstance(hears, Reads):
        yield from _reply_differs(hears, heard)
    elif isinstance(hears, Hears):
        yield from _differs(hears, heard, names)
    elif isinstance(hears, Told):
        wanted = getattr(hears, "outcome", heard["outcome"])
        if wanted != heard["outcome"]:
            yield f"outcome: expected {wanted}, was {heard['outcome']}: {heard['text']}"
        yield from _phrases(hears.says, hears.unsaid, heard["text"])


def _reply_differs(reads: Reads, heard: Heard) -> Iterator[str]:
    text = reply_of(heard)
    yield from (f"says: {_fact(one)} is not in {text!r}" for one in reads.says if not _holds(one, text))
    for phrase in reads.unsaid:
        if said(phrase, text):
            yield f"unsaid: {phrase!r} is in {text!r}"
    cards = [card["tool"] for card in heard["cards"]]
    if cards != reads.cards:
        yield f"cards: expected {reads.cards}, were {cards}: {heard['reply']}"
    if heard["model"] == BUILTIN:
        yield from (f"wording: {one!r} is not in {text!r}" for one in reads.wording if one not in text)
        called = [f"{call['tool'] or 'a card'} {call['outcome']}" for call in heard["calls"]]
        if called != reads.calls:
            yield f"calls: expected {reads.calls}, were {called}: {heard['reply']}"


def _holds(fact: Fact, text: str) -> bool:
    return any(said(one, text) for one in ([fact] if isinstance(fact, str) else fact))


def _fact(fact: Fact) -> str:
    return repr(fact) if isinstance(fact, str) else f"none of {fact}"


def _phrases(says: list[str], unsaid: list[str], text: str) -> Iterator[str]:
    for phrase in says:
        if phrase not in text:
            yield f"says: {phrase!r} is not in {text!r}"
    for phrase in unsaid:
        if phrase.casefold() in text.casefold():
            yield f"unsaid: {phrase!r} is in {text!r}"


def _differs(hears: Hears, heard: Heard, names: Names) -> Iterator[str]:
    text = text_of(heard)
    if heard["outcome"] != hears.outcome:
        yield f"outcome: expected {hears.outcome}, was {heard['outcome']}: {text}"
    yield from _phrases(hears.says, hears.unsaid, text)
    for key, wanted in (("result", hears.result), ("problem", hears.problem)):
        found = heard.get(key) or {}
        if not part_of(filled(wanted, names), found):
            yield f"{key}: expected {wanted} in {found}"


def _rows(case: Case, played: Played, names: Names) -> tuple[Names, list[str]]:
    """Bind the names of added rows by a fit of all of them; return the rows that were not allowed or missing."""
    added, changed = _what_changed(played.before, played.after)
    wanted = [
        (table, index, one)
        for table, changes in case.expect.rows.items()
        for index, one in enumerate(changes.added)
    ]
    names, used = _best_fit(wanted, added, names)
    problems = [
        f"expect.rows.{table}.added.{index}: no such row was added; {_nearest(table, one, added, used, names)}"
        for table, index, one in wanted[len(used) :]
    ]
    taken = {(table, key) for (table, _, _), key in zip(wanted, used, strict=False)}
    problems += [
        f"expect.rows: an unexpected row was added to {table}: {_told(table, row)}"
        for table, rows in added.items()
        for key, row in rows.items()
        if (table, key) not in taken
    ]
    return names, [*problems, *_changes(case, changed, names)]


def _what_changed(
    before: State, after: State
) -> tuple[dict[str, dict[str, Row]], dict[tuple[str, str], tuple[Row, Row]]]:
    added: dict[str, dict[str, Row]] = {}
    changed: dict[tuple[str, str], tuple[Row, Row]] = {}
    for table, rows in after.rows.items():
        for key, row in rows.items():
            old = before.rows[table].get(key)
            if old is None:
                added.setdefault(table, {})[key] = row
            elif columns := changed_columns(old, row) & COMPARED[table].keys():
                changed[table, key] = (
                    {name: old[name] for name in columns},
                    {name: row[name] for name in columns},
                )
    return added, changed


def _best_fit(
    wanted: list[tuple[str, int, Added]], added: dict[str, dict[str, Row]], names: Names
) -> tuple[Names, list[str]]:
    """Return the longest run of expected rows, from the first, that fit rows of their own under one set of names.

    Cases are small and ours, so trying each row in turn is quick.
    """
    best: tuple[Names, list[str]] = (names, [])

    def search(bound: Names, used: list[str]) -> bool:
        nonlocal best
        if len(used) > len(best[1]):
            best = (bound, used)
        if len(used) == len(wanted):
            return True
        table, _, one = wanted[len(used)]
        for key, row in added.get(table, {}).items():
            more = None if key in used else _bind(table, one, key, row, bound)
            if more is not None and search(more, [*used, key]):
                return True
        return False

    search(names, [])
    return best


def _bind(table: str, one: Added, key: str, row: Row, names: Names) -> Names | None:
    """Return the names with those that this row binds; None if it does not fit."""
    bound = dict(names)
    wanted = {one.name: key} if one.name else {}
    for column, value in one.columns.items():
        if isinstance(value, str) and value.startswith("$") and value[1:] not in {*bound, MINTED}:
            wanted[value[1:]] = row[column]
    for name, value in wanted.items():
        if bound.setdefault(name, value) != value:
            return None
    return None if _differing(table, one, row, bound) else bound


def _differing(table: str, one: Added, row: Row, names: Names) -> list[str]:
    """Return the columns of a row that are not as expected: as named, or else at their default."""
    differing = []
    for column, definition in COMPARED[table].items():
        value = one.columns[column] if column in one.columns else default_of(table, column)
        if value == f"${MINTED}" and row[column]:
            continue
        if not same(definition, filled(value, names), row[column]):
            differing.append(column)
    return differing


def _nearest(table: str, one: Added, added: dict[str, dict[str, Row]], used: list[str], names: Names) -> str:
    left = [row for key, row in added.get(table, {}).items() if key not in used]
    if not left:
        return "none is left there"
    row = min(left, key=lambda candidate: len(_differing(table, one, candidate, names)))
    columns = _differing(table, one, row, names)
    return f"the nearest differs in { ({name: row[name] for name in columns}) }"


def _told(table: str, row: Row) -> Row:
    """Return a row without the columns at their default."""
    told = {name: row[name] for name in COMPARED[table] if row[name] != default_of(table, name)}
    return {name: str(value) if isinstance(value, Enum) else value for name, value in told.items()}


def _changes(case: Case, changed: dict[tuple[str, str], tuple[Row, Row]], names: Names) -> Iterator[str]:
    left = dict(changed)
    for table, changes in case.expect.rows.items():
        for index, one in enumerate(changes.changed):
            found = left.pop((table, str(filled(one.row, names))), None)
            if found is None:
                yield f"expect.rows.{table}.changed.{index}: {one.row} was not changed"
            elif not _same_change(table, one, found, names):
                yield (
                    f"expect.rows.{table}.changed.{index}: {one.row} was changed from {found[0]} to {found[1]}, "
                    f"expected from {one.before} to {one.after}"
                )
    for (table, key), (before, after) in left.items():
        yield f"expect.rows: {table} {key} was changed unexpectedly, from {before} to {after}"


def _same_change(table: str, one: Changed, found: tuple[Row, Row], names: Names) -> bool:
    return all(
        wanted.keys() == seen.keys()
        and all(_is(table, name, value, seen[name], names) for name, value in wanted.items())
        for wanted, seen in zip((one.before, one.after), found, strict=True)
    )


def _is(table: str, column: str, wanted: Any, found: Any, names: Names) -> bool:
    if wanted == f"${MINTED}":
        return bool(found)
    return same(COMPARED[table][column], filled(wanted, names), found)


def _moved(played: Played) -> list[CardSeen]:
    """Return the cards that were made, or that have another status than before, by number."""
    before = played.before.cards
    return [
        card
        for number, card in played.after.cards.items()
        if number not in before or before[number].status != card.status
    ]


def _approvals(case: Case, moved: list[CardSeen], names: Names) -> Iterator[str]:
    for index, (wanted, card) in enumerate(zip(case.expect.approvals, moved, strict=False)):
        for problem in _card_differs(wanted, card, names):
            yield f"expect.approvals.{index}.{problem}"
    if len(moved) != len(case.expect.approvals):
        seen = [(card.number, card.tool, card.status) for card in moved]
        yield f"expect.approvals: expected {len(case.expect.approvals)} cards made or moved, were {seen}"


def _card_differs(wanted: ApprovalExpected, card: CardSeen, names: Names) -> Iterator[str]:
    if card.tool != wanted.tool:
        yield f"tool: expected {wanted.tool}, was {card.tool}"
    if card.status != wanted.status:
        yield f"status: expected {wanted.status}, was {card.status}"
    if wanted.answer is not None and card.answer != wanted.answer:
        yield f"answer: expected {wanted.answer}, was {card.answer}"
    name = card.answer if card.answer in card.acts else next(iter(card.acts))
    payload = card.acts[name]["payload"]
    if not part_of(filled(wanted.payload, names), payload):
        yield f"payload: expected {wanted.payload} in {payload}"


def _mailbox(expect: Expect, played: Played) -> Iterator[str]:
    new = [mail for key, mail in played.after.mailbox.items() if key not in played.before.mailbox]
    left = list(new)
    for index, wanted in enumerate(expect.mailbox):
        found = next((mail for mail in left if _same_mail(wanted, mail)), None)
        if found is None:
            yield f"expect.mailbox.{index}: no mail like {wanted} was received, but {left}"
        else:
            left.remove(found)
    if len(new) != len(expect.mailbox):
        yield f"expect.mailbox: expected {len(expect.mailbox)} mails, received {new}"


def _same_mail(wanted: MailExpected, mail: MailSeen) -> bool:
    text = wanted.text.rstrip("\n") if isinstance(wanted.text, str) else wanted.text
    return wanted.to == mail.to and part_of(wanted.subject, mail.subject) and part_of(text, mail.text)


def _books(expect: Expect, played: Played, names: Names) -> Iterator[str]:
    new = played.after.books[len(played.before.books) :]
    for index, (wanted, found) in enumerate(zip(expect.books, new, strict=False)):
        does, values = found
        if wanted.does != does or not part_of(filled(wanted.values, names), values):
            yield f"expect.books.{index}: expected {wanted.does} {wanted.values}, was {does} {values}"
    if len(new) != len(expect.books):
        yield f"expect.books: expected {len(expect.books)} customers created or changed, were {new}"
