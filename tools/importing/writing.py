"""Writes what was planned for some lines: people, their phones and e-mails, their firms, and what became of each line."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.bulk_rows import Row, insert_rows
from schemas.enums import LineOutcome
from schemas.keys import fold
from schemas.records import Company, Contact, Email, ImportLine, Phone
from tools.desk import Desk
from tools.importing.known import AT_ONCE
from tools.importing.lines import Person, held_person
from tools.importing.planning import Planned

WRITTEN = {LineOutcome.CREATED, LineOutcome.MERGED}


def write(desk: Desk, run: int, planned: list[Planned]) -> None:
    """Write some lines inside the open writing transaction.

    Args:
        desk: with its transaction open.
        run: the import's number.
        planned: in the order of the lines.
    """
    changing = [one for one in planned if one.outcome in WRITTEN]
    firms = _firms(desk, changing)
    on_record = _on_record(desk, changing)
    new: dict[str, Row] = {}
    for one in changing:
        assert one.person is not None
        assert one.on_record is not None
        owner = one.on_record.contact_id
        if one.outcome == LineOutcome.CREATED:
            new[owner] = _new_contact(owner, one.person, firms)
        elif owner in new:
            new[owner] |= _filled(one.fills, firms)
        else:
            for name, value in _filled(one.fills, firms).items():
                setattr(on_record[owner], name, value)
    desk.session.flush()
    insert_rows(desk.session, Contact, list(new.values()))
    _add_reaches(desk, changing)
    _name_first_contacts(firms, new.values())
    insert_rows(desk.session, ImportLine, [_line(run, one) for one in planned])
    desk.session.flush()


def _firms(desk: Desk, changing: list[Planned]) -> dict[str, Company]:
    """Return companies by the key of their name, those that are new among them added."""
    named: dict[str, str] = {}
    for one in changing:
        name = one.fills.get("company", "") if one.outcome == LineOutcome.MERGED else one.person.company  # type: ignore[union-attr]
        if fold(name):
            named.setdefault(fold(name)[:200], name)
    found: dict[str, Company] = {}
    keys = sorted(named)
    for start in range(0, len(keys), AT_ONCE):
        rows = select(Company).where(col(Company.name_key).in_(keys[start : start + AT_ONCE]))
        for company in desk.session.exec(rows):
            found.setdefault(company.name_key, company)
    for key in keys:
        if key not in found:
            found[key] = Company(business_id=desk.business_id, company_id=desk.new_id(), name=named[key])
            desk.session.add(found[key])
    desk.session.flush()
    return found


def _on_record(desk: Desk, changing: list[Planned]) -> dict[str, Contact]:
    """Return the contacts on record to fill, by id; those whom an earlier line of these creates are not there
    yet.
    """
    ids = sorted(
        {one.on_record.contact_id for one in changing if one.on_record and one.outcome == LineOutcome.MERGED}
    )
    found: dict[str, Contact] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = select(Contact).where(col(Contact.contact_id).in_(ids[start : start + AT_ONCE]))
        found |= {one.contact_id: one for one in desk.session.exec(rows)}
    return found


def _new_contact(contact_id: str, person: Person, firms: dict[str, Company]) -> Row:
    company = firms.get(fold(person.company)[:200]) if person.company else None
    return {
        "contact_id": contact_id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company_id": company.company_id if company else None,
        "address": person.address or None,
        "lifecycle_stage": person.lifecycle_stage,
        "tags": person.tags,
        "notes": person.notes,
        "source": person.source,
        "customer_since": person.customer_since,
    }


def _filled(fills: dict[str, Any], firms: dict[str, Company]) -> Row:
    """Return the values to fill, by column of a contact."""
    values = {name: value for name, value in fills.items() if name != "company"}
    company = firms.get(fold(fills.get("company", ""))[:200])
    return {**values, "company_id": company.company_id} if company else values


def _add_reaches(desk: Desk, changing: list[Planned]) -> None:
    merged = [
        one.on_record.contact_id for one in changing if one.on_record and one.outcome == LineOutcome.MERGED
    ]
    positions = {Phone: _last_positions(desk, Phone, merged), Email: _last_positions(desk, Email, merged)}
    rows: dict[Any, list[Row]] = {Phone: [], Email: []}

    def add(kind: Any, owner: str, **values: Any) -> None:
        position = positions[kind].get(owner, -1) + 1
        positions[kind][owner] = position
        rows[kind].append({"contact_id": owner, "position": position, **values})

    for one in changing:
        assert one.on_record is not None
        for number, extension in one.phones:
            own = {"phone_id": desk.new_id(), "number": number, "extension": extension}
            add(Phone, one.on_record.contact_id, **own)
        for address in one.emails:
            add(Email, one.on_record.contact_id, email_id=desk.new_id(), address=address)
    for kind, made in rows.items():
        insert_rows(desk.session, kind, made)


def _last_positions(desk: Desk, kind: Any, contact_ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(contact_ids), AT_ONCE):
        rows = (
            select(kind.contact_id, func.max(kind.position))
            .where(col(kind.contact_id).in_(contact_ids[start : start + AT_ONCE]))
            .group_by(kind.contact_id)
        )
        found |= dict(desk.session.exec(rows).all())
    return found


def _name_first_contacts(firms: dict[str, Company], contacts: Iterable[Row]) -> None:
    """Give a firm without a person to talk to the first new one of theirs."""
    first: dict[str, str] = {}
    for contact in contacts:
        if contact["company_id"]:
            first.setdefault(contact["company_id"], contact["contact_id"])
    for company in firms.values():
        if company.primary_contact_id is None:
            company.primary_contact_id = first.get(company.company_id)


def _line(run: int, one: Planned) -> Row:
    person = one.person
    held: dict[str, Any] = {}
    if person is not None and one.outcome == LineOutcome.UNDECIDED:
        held = held_person(person)
    elif person is not None and person.win is not None and one.on_record is not None:
        held = {"win": person.win.model_dump(mode="json")}
    return {
        "import_line_id": f"{run}:{one.raw.line}",
        "run": run,
        "line": one.raw.line,
        "outcome": one.outcome,
        "why": one.why,
        "contact_id": one.on_record.contact_id if one.on_record else None,
        "fingerprint": one.fingerprint,
        "holds": bool(held),
        "held": held,
    }
