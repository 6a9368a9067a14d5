"""Looking up what is declared: what there is of a kind, of a person's, at a property, or by words, and one of it whole."""

from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.images import row_key
from schemas.records import Contact, Interaction, Move
from schemas.records.pointing import is_about
from tools import wording
from tools.arguments import Line, Name
from tools.desk import Desk
from tools.matters import declared, disambiguation, people, resolve_people, resolve_sites
from tools.matters.history import history
from tools.matters.query_terms import is_id
from tools.registry import tool

MOST_TOLD = 5
"""Touches that are told of one record."""


@tool(Effect.READ)
def list_records(
    desk: Desk, kind: Name, contact: Name = "", site: Line = "", query: Line = "", start: int = 0
) -> Answer:
    """List what is on record of a kind, such as equipment: of a person, at a property, or by words.

    Args:
        kind: what of; equipment.
        contact: whose: a name, phone or e-mail.
        site: at which property: its address, street or label.
        query: words that it is found by, such as "water heater", a make or a serial number.
        start: how many to pass over, where neither a person nor a property is given.
    """
    found = declared.kind_called(kind)
    whose, more = "", False
    if contact:
        person = resolve_people.contact(desk, contact)
        whose = disambiguation.named(desk, person)
        every = declared.of_person(desk, found, person.contact_id)
    elif site:
        place = resolve_sites.site(desk, site)
        whose = resolve_sites.called(place)
        every = declared.at_site(desk, found, place.site_id)
    else:
        every, more = declared.page_of(desk, found, query, most=declared.MOST_LISTED, offset=max(0, start))
    rows = declared.fitting(every, query) if whose else every
    known = people.by_ids(desk, [getattr(row, found.declared.customer) for row in rows])
    data = {"kind": kind, "more": more, "records": [declared.data_of(desk, row) for row in rows]}
    if rows:
        return Answer(text="\n".join(_line(desk, row, known) for row in rows), data=data)
    nothing = f"No {query or found.declared.called}{f' of {whose}' if whose else ''} is on record."
    others = [declared.line_of(desk, row) for row in every[:5]]
    return Answer(text="\n".join([nothing, *(f"There is — {one}" for one in others)]), data=data)


def _line(desk: Desk, row: Any, known: dict[str, Contact]) -> str:
    name = people.name_of(desk, known.get(getattr(row, row.declared.customer)))
    where = ", ".join(filter(None, (name, declared.place_of(desk, row))))
    return f"{declared.line_of(desk, row)} — {where}"


@tool(Effect.READ)
def show_record(desk: Desk, kind: Name, record: Line) -> Answer:
    """Show everything about one record of a kind, such as one piece of equipment: how it came to be as it is, and what was
    last done about it.

    Args:
        kind: what of; equipment.
        record: which: its id, or words that it is found by, its person's name among them.
    """
    found = declared.kind_called(kind)
    rows, _ = declared.page_of(desk, found, record, most=declared.MOST_LISTED)
    row = (
        declared.by_id(desk, found, record)
        if is_id(record)
        else declared.one_of(desk, found, rows, "", f"like {record[:80]!r}", "record")
    )
    moves = list(
        desk.session.exec(select(Move).where(col(Move.matter_id) == row_key(row)).order_by(col(Move.move_id)))
    )
    told = [
        f"— {wording.day(desk.day_of(one.at), desk.today())}: {wording.words(one.became or 'taken back')}"
        for one in moves
    ]
    past = history(desk, is_about(Interaction, row_key(row)), most=MOST_TOLD).touches
    told += [
        f"— {wording.day(desk.day_of(one.at), desk.today())}, {wording.words(one.type)}"
        f"{': ' if one.subject or one.text else ''}{wording.clipped(one.subject or one.text)}"
        for one in past
    ]
    data = {
        "kind": kind,
        "record": declared.data_of(desk, row),
        "said": dict(declared.said_of(row, desk.today())),
        "moves": [
            {"at": one.at.isoformat(), "what": one.what, "was": one.was, "became": one.became}
            for one in moves
        ],
        "touches": [
            {
                "interaction_id": one.interaction_id,
                "at": one.at.isoformat(),
                "type": one.type,
                "subject": one.subject,
                "text": one.text,
            }
            for one in past
        ],
    }
    known = people.by_ids(desk, [getattr(row, found.declared.customer)])
    return Answer(text="\n".join([_line(desk, row, known), *told]), data=data)
