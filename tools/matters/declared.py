"""Matters of every kind that declares what is shown of it: looked up, and told in a line, by that declaration alone."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from schemas.errors import Ambiguous, BadArguments, NotFound
from schemas.images import row_key
from schemas.keys import words
from schemas.records import Contact, Site, declared_kinds, key_of
from tools import wording
from tools.desk import Desk
from tools.matters import people, resolve_sites
from tools.matters.query_terms import MOST_CANDIDATES, STOP_WORDS, is_id

Record = Any
"""A row of any declared kind, or the kind itself; their columns are known only when it runs."""

MOST_WORDS = 6
POSSESSIVE = re.compile(r"['’]s\b")
MOST_LISTED = 50
RUNS_OUT = "until"
"""The end of the words before a day after which something is over."""


def shown_kinds() -> dict[str, Record]:
    """Return name → kind, of those whose lists and pages are made from what they declare."""
    return {
        str(kind.declared.kind): kind for kind in declared_kinds() if kind.declared and kind.declared.shown
    }


def kind_called(said: str) -> Record:
    """Return the kind of a name.

    Raises:
        BadArguments: none has that name.
    """
    kinds = shown_kinds()
    if said not in kinds:
        problem = f"must be {wording.listed(sorted(kinds), 'or')}, not {said[:60]!r}"
        raise BadArguments(f"The kind {problem}. Nothing was changed.", {"kind": problem})
    return kinds[said]


def of_person(desk: Desk, kind: Record, contact_id: str) -> list[Record]:
    """Return what is somebody's, or at a property that they have a part in, the first one first; what is over comes last."""
    parts = resolve_sites.parts_of(desk, contact_id=contact_id)
    sites = sorted({part.site_id for part in parts})
    own = _column(kind, "customer") == contact_id
    return _in_order(desk, kind, or_(own, _column(kind, "site").in_(sites)) if sites else own)


def at_site(desk: Desk, kind: Record, site_id: str) -> list[Record]:
    """Return what is at a property, whoever's it is, as `of_person`."""
    return _in_order(desk, kind, _column(kind, "site") == site_id)


def _in_order(desk: Desk, kind: Record, condition: ColumnElement[bool]) -> list[Record]:
    asked = select(kind).where(condition).order_by(kind.created_at, _key(kind)).limit(MOST_LISTED)
    return sorted(desk.session.exec(asked), key=lambda row: not is_open(row))


def page_of(desk: Desk, kind: Record, typed: str, *, most: int, offset: int = 0) -> tuple[list[Record], bool]:
    """Return a page of what each typed word fits, the newest first, and whether there is more.

    A word fits where a word that the kind is found by, or one of its person's name or address, begins with it.
    """
    asked = select(kind)
    wanted = words(typed)[:MOST_WORDS]
    if wanted:
        # Asked for by itself, so that the index of words is walked through and no row read but those that fit.
        found = aliased(kind)
        fits = [_word_fits(found, word) for word in wanted]
        asked = asked.where(_key(kind).in_(select(getattr(found, key_of(kind))).where(*fits)))
    rows = list(desk.session.exec(asked.order_by(_key(kind).desc()).offset(offset).limit(most + 1)))
    return rows[:most], len(rows) > most


def _word_fits(found: Record, word: str) -> ColumnElement[bool]:
    named = select(Contact.contact_id).where(
        col(Contact.merged_into_id).is_(None), col(Contact.words_key).contains(f" {word}", autoescape=True)
    )
    own: ColumnElement[bool] = found.words_key.contains(f" {word}", autoescape=True)
    theirs: ColumnElement[bool] = _column(found, "customer").in_(named)
    return or_(own, theirs)


def fitting(rows: Iterable[Record], said: str) -> list[Record]:
    """Return those of some rows that every telling word fits; all where none was said."""
    wanted = [word for word in words(said) if word not in STOP_WORDS]
    return [row for row in rows if all(f" {word}" in row.words_key for word in wanted)]


def one_of(desk: Desk, kind: Record, rows: Sequence[Record], said: str, about: str, argument: str) -> Record:
    """Return the one row that is meant.

    Args:
        desk: with a transaction open.
        kind: of the rows.
        rows: that fit.
        said: the words that they fit.
        about: what else they have to fit, as a clause: "of Maria Lopez".
        argument: what to name in a refusal.

    Raises:
        Ambiguous, NotFound.
    """
    if len(rows) == 1:
        return rows[0]
    declared = kind.declared
    if not rows:
        raise NotFound(f"No {said or declared.called} {about} is on record. Nothing was changed.", argument)
    raise several(desk, rows, f"{len(rows)} {declared.many} {about} fit", argument)


def several(desk: Desk, rows: Sequence[Record], said: str, argument: str) -> Ambiguous:
    """Return the question which of some rows is meant.

    Args:
        desk: with a transaction open.
        rows: that fit.
        said: what fits them, as the beginning of a sentence.
        argument: what to name in the refusal.
    """
    candidates = [as_candidate(desk, row) for row in rows[:MOST_CANDIDATES]]
    labels = wording.listed([one["label"] for one in candidates], "or")
    return Ambiguous(f"{said}: {labels}. Say which one. Nothing was changed.", argument, candidates)


def called(desk: Desk, said: str) -> list[Record]:
    """Return the records of all kinds that every telling word fits, of which one may be its person's name."""
    wanted = " ".join(word for word in words(POSSESSIVE.sub("", said)) if word not in STOP_WORDS)
    if not wanted:
        return []
    found = [page_of(desk, kind, wanted, most=MOST_CANDIDATES)[0] for kind in shown_kinds().values()]
    return [row for rows in found for row in rows]


def named_in(desk: Desk, contact_id: str, text: str) -> Record | None:
    """Return the one open record of somebody's that a text names by its title; of several by a further word of theirs."""
    said = words(text)
    rows = [
        row
        for kind in shown_kinds().values()
        for row in of_person(desk, kind, contact_id)
        if is_open(row) and f" {' '.join(words(title_of(row)))} " in f" {' '.join(said)} "
    ]
    told = set(said).difference(*(words(title_of(row)) for row in rows))
    if len(rows) > 1:
        rows = [row for row in rows if told & set(row.words_key.split())]
    return rows[0] if len(rows) == 1 else None


def with_id(desk: Desk, record_id: str) -> Record | None:
    """Return the record of an id, of whichever kind."""
    for kind in shown_kinds().values():
        row = desk.session.get(kind, (desk.business_id, record_id))
        if row is not None and row.voided_at is None:
            return row
    return None


def by_id(desk: Desk, kind: Record, record_id: str) -> Record:
    """Return the row of an id.

    Raises:
        NotFound: there is none, or it was taken back.
    """
    row = desk.session.get(kind, (desk.business_id, record_id)) if is_id(record_id) else None
    if row is None or row.voided_at is not None:
        called = kind.declared.called
        raise NotFound(f"There is no such {called} on record. Nothing was changed.", str(kind.declared.kind))
    return row


def is_open(row: Record) -> bool:
    """Return whether there is still something to be done with it."""
    return getattr(row, row.declared.state) in row.declared.open


def title_of(row: Record) -> str:
    return str(getattr(row, row.declared.title))


def said_of(row: Record, today: date) -> list[tuple[str, str]]:
    """Return column → what is said of it, of what a row holds, the title left out."""
    told = []
    for name, before in row.declared.shown.items():
        value = getattr(row, name)
        if name != row.declared.title and value is not None and value != "":
            told.append((name, _said(before, value, today)))
    return told


def _said(before: str, value: Any, today: date) -> str:
    if isinstance(value, bool):
        return before if value else f"not {before}"
    if isinstance(value, date):
        over = " (over)" if before.endswith(RUNS_OUT) and value < today else ""
        return f"{before} {value:%b} {value.day}, {value.year}{over}".strip()
    return f"{before} {wording.clipped(str(value))}".strip()


def line_of(desk: Desk, row: Record) -> str:
    """Return a row in one line: "Water heater: Rheem, serial number R123, warranty until Jun 30, 2030"."""
    title = title_of(row)
    said = ", ".join(text for _, text in said_of(row, desk.today()))
    state = "" if is_open(row) else f" ({wording.words(getattr(row, row.declared.state))})"
    return f"{title[:1].upper()}{title[1:]}{': ' if said else ''}{said}{state}"


def place_of(desk: Desk, row: Record) -> str:
    """Return where it is, in words: its property, else its person's own address; empty where none is on record."""
    site: Site | None = resolve_sites.site_of_id(desk, getattr(row, row.declared.site))
    if site is not None:
        return resolve_sites.called(site)
    owner = desk.session.get(Contact, (desk.business_id, getattr(row, row.declared.customer)))
    return (owner.address or "") if owner is not None else ""


def as_candidate(desk: Desk, row: Record) -> dict[str, str]:
    """Return a row as a refusal lists it."""
    place = place_of(desk, row)
    label = f"{line_of(desk, row)}{f', at {place}' if place else ''}"
    return {"kind": str(row.declared.kind), "id": row_key(row), "label": label, "name": title_of(row)}


def as_listed(desk: Desk, rows: Iterable[Record]) -> list[dict[str, str]]:
    """Return id and line of some rows, as a page lists them."""
    return [{"id": row_key(row), "line": line_of(desk, row)} for row in rows]


def data_of(desk: Desk, row: Record) -> dict[str, Any]:
    """Return a row as programs read one."""
    told = row.model_dump(mode="json", exclude={"business_id", "voided_at", "version", "words_key"})
    owner = told[row.declared.customer]
    return {
        **told,
        "name": people.name_of_id(desk, owner),
        "place": place_of(desk, row),
        "line": line_of(desk, row),
    }


def records_of(desk: Desk, rows_of: Callable[[Record], list[Record]]) -> dict[str, Any]:
    """Return name of a kind → its rows as programs read them, of those kinds of which there are any."""
    found = {name: rows_of(kind) for name, kind in shown_kinds().items()}
    return {name: [data_of(desk, row) for row in rows] for name, rows in found.items() if rows}


def lines_of_person(desk: Desk, contact_id: str) -> list[str]:
    """Return a line for each that somebody has and that is not over, of every kind."""
    rows = [row for kind in shown_kinds().values() for row in of_person(desk, kind, contact_id)]
    return [f"Has: {line_of(desk, row)}" for row in rows if is_open(row)]


def lines_at_site(desk: Desk, site_id: str) -> list[str]:
    """Return a line for each that is at a property and not over, of every kind."""
    rows = [row for kind in shown_kinds().values() for row in at_site(desk, kind, site_id)]
    return [f"There: {line_of(desk, row)}" for row in rows if is_open(row)]


def _column(kind: Record, name: str) -> Any:
    return getattr(kind, getattr(kind.declared, name))


def _key(kind: Record) -> Any:
    return col(getattr(kind, key_of(kind)))
