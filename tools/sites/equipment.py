"""Equipment at a place: added, noted, and gone again. Looking it up is `list_records`'."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import EquipmentStatus
from schemas.errors import AgainstTheRules, Ambiguous, BadArguments
from schemas.images import as_image, image_now, restore
from schemas.keys import fold
from schemas.postal import read_postal
from schemas.records import Contact, Site
from schemas.records.equipment import Equipment
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Line, Name, Text
from tools.clearing import cleared, nothing_in
from tools.desk import Desk
from tools.matters import declared, disambiguation, people, resolve_people, resolve_sites
from tools.registry import tool

KIND = "equipment"
MAY_BE_EMPTY = ("make", "model", "serial_number", "installed_on", "installed_by_us", "warranty_until", "site")


class AddEquipment(LocalAct):
    """A further piece of equipment, at a property or at its person's own address."""

    contact_id: str
    name: str
    site_id: str | None = None
    place: str = ""
    what: str
    make: str = ""
    model: str = ""
    serial_number: str = ""
    installed_on: date | None = None
    installed_by_us: bool | None = None
    warranty_until: date | None = None
    notes: str = ""

    def line(self) -> str:
        return f"Note the {self.what} of {self.name}{f' at {self.place}' if self.place else ''}"

    def fields(self) -> list[CardField]:
        given = self.model_dump(exclude={"contact_id", "site_id", "name", "place"}, exclude_none=True)
        return [
            CardField(name=wording.words(name), value=str(value))
            for name, value in given.items()
            if value != ""
        ]

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        given = self.model_dump(exclude={"contact_id", "name", "place"})
        added = Equipment(
            business_id=desk.business_id,
            equipment_id=desk.new_id(),
            contact_id=people.by_id(desk, self.contact_id).contact_id,
            **given,
        )
        desk.session.add(added)
        desk.session.flush()
        return _told(desk, added, "On record")


class ChangeEquipment(LocalAct):
    """New values of a piece of equipment, as images keep them."""

    equipment_id: str
    called: str
    contact_id: str
    new: dict[str, Any]

    def line(self) -> str:
        return f"Change {self.called}: {wording.listed([wording.words(name) for name in self.new])}"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = declared.by_id(desk, Equipment, self.equipment_id)
        said = []
        for name, after in self.new.items():
            before = image_now(row, name)
            if name not in {"notes", "site_id"} and before not in (None, ""):
                said.append(f"{wording.words(name)} {before} → {'none' if after in (None, '') else after}")
            restore(row, name, after)
        desk.session.flush()
        told = _told(desk, row, "On record")
        changed = f" Changed: {'; '.join(said)}." if said else ""
        return told.model_copy(update={"text": f"{told.text}{changed}"})


class RemoveEquipment(LocalAct):
    """A piece of equipment is gone from its place; that it stood there stays on record."""

    equipment_id: str
    called: str
    contact_id: str

    def line(self) -> str:
        return f"Note that {self.called} is gone"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = declared.by_id(desk, Equipment, self.equipment_id)
        row.status = EquipmentStatus.REMOVED
        desk.session.flush()
        return _told(desk, row, "Gone, and kept on record")


@tool(Effect.WRITE)
def add_equipment(
    desk: Desk,
    contact: Name,
    what: Name,
    make: Name = "",
    model: Name = "",
    serial_number: Name = "",
    installed_on: Day | None = None,
    installed_by_us: bool | None = None,
    warranty_until: Day | None = None,
    notes: Text = "",
    site: Line = "",
) -> AddEquipment:
    """Add a piece of equipment that was put in or found at a customer's: a water heater, a furnace, a pump.

    Args:
        contact: whose: a name, phone or e-mail.
        what: what it is, such as "water heater".
        make: who made it, such as Rheem.
        model: its model, or size.
        serial_number: as it stands on its plate.
        installed_on: the day on which it was put in, not one to come.
        installed_by_us: whether we put it in.
        warranty_until: the last day of its warranty.
        notes: anything else, such as where it stands.
        site: at which property, if not at the customer's own address: its address, street or label.
    """
    person = resolve_people.contact(desk, contact)
    if not fold(what):
        raise BadArguments("Say what it is, such as a water heater. Nothing was added.", {"what": "is empty"})
    place = _place(desk, person, site)
    given = _given(make, model, serial_number, installed_on, installed_by_us, warranty_until)
    _refuse_days(desk, given)
    _refuse_twice(desk, person, what, given.get("serial_number", ""))
    return AddEquipment(
        contact_id=person.contact_id,
        name=disambiguation.named(desk, person),
        site_id=place.site_id if place else None,
        place=resolve_sites.called(place) if place else "",
        what=what,
        notes=notes,
        **given,
    )


@tool(Effect.WRITE)
def update_equipment(
    desk: Desk,
    equipment: Line = "",
    contact: Name = "",
    what: Name = "",
    make: Name = "",
    model: Name = "",
    serial_number: Name = "",
    installed_on: Day | None = None,
    installed_by_us: bool | None = None,
    warranty_until: Day | None = None,
    notes: Text = "",
    site: Line = "",
    clear: list[Name] | None = None,
) -> AddEquipment | ChangeEquipment:
    """Note what is known of somebody's equipment: its make, serial number, warranty. Adds it where none such is on record.

    Args:
        equipment: which one, by its id; else `contact` and `what` say it.
        contact: whose: a name, phone or e-mail.
        what: what it is, such as "water heater".
        make: who made it, such as Rheem.
        model: its model, or size.
        serial_number: as it stands on its plate.
        installed_on: the day on which it was put in, not one to come.
        installed_by_us: whether we put it in.
        warranty_until: the last day of its warranty.
        notes: a line to add to its notes.
        site: at which property it is.
        clear: details to leave empty: make, model, serial_number, installed_on, installed_by_us, warranty_until, site.
    """
    given = _given(make, model, serial_number, installed_on, installed_by_us, warranty_until)
    if equipment:
        row = declared.by_id(desk, Equipment, equipment)
        given |= {"what": what} if what else {}
    else:
        person = resolve_people.contact(desk, contact)
        found = _in_place(desk, person, what, site)
        if not found:
            extra = {"notes": notes, "site": site, **given}
            return add_equipment(desk, person.contact_id, what, **extra)
        row = declared.one_of(desk, Equipment, found, what, _of(desk, person), KIND)
    if site:
        place = _place(desk, people.by_id(desk, row.contact_id), site)
        given["site_id"] = place.site_id if place else None
    if notes and notes not in row.notes:
        given["notes"] = "\n".join(filter(None, (row.notes, notes)))
    for name in cleared(clear or (), MAY_BE_EMPTY, {**given, "site": site}):
        column = "site_id" if name == "site" else name
        given[column] = nothing_in(Equipment, column)
    new = {name: value for name, value in given.items() if value != getattr(row, name)}
    if not new:
        raise AgainstTheRules(
            f"That is on record already: {declared.line_of(desk, row)}. Nothing was changed."
        )
    _refuse_days(desk, {**row.model_dump(), **new})
    return ChangeEquipment(
        equipment_id=row.equipment_id,
        called=_called(desk, row),
        contact_id=row.contact_id,
        new={name: as_image(value) for name, value in new.items()},
    )


@tool(Effect.WRITE)
def remove_equipment(
    desk: Desk, equipment: Line = "", contact: Name = "", what: Name = ""
) -> RemoveEquipment:
    """Note that a piece of equipment is gone: taken out, replaced, sold. It stays on record.

    Args:
        equipment: which one, by its id; else `contact` and `what` say it.
        contact: whose: a name, phone or e-mail.
        what: what it is, such as "furnace", and its make where there are two.
    """
    if equipment:
        row = declared.by_id(desk, Equipment, equipment)
    else:
        person = resolve_people.contact(desk, contact)
        found = _in_place(desk, person, what, "")
        row = declared.one_of(desk, Equipment, found, what, _of(desk, person), KIND)
    if not declared.is_open(row):
        raise AgainstTheRules(f"{_called(desk, row)} is gone already. Nothing was changed.")
    return RemoveEquipment(
        equipment_id=row.equipment_id, called=_called(desk, row), contact_id=row.contact_id
    )


def _given(
    make: str,
    model: str,
    serial_number: str,
    installed_on: date | None,
    installed_by_us: bool | None,
    warranty_until: date | None,
) -> dict[str, Any]:
    """Collect what was said; of "50-gallon Rheem" what has figures in it is the model."""
    figures = [word for word in make.split() if any(sign.isdigit() for sign in word)]
    if figures and not model:
        make = " ".join(word for word in make.split() if word not in figures)
        model = " ".join(figures)
    said = {"make": make, "model": model, "serial_number": serial_number, "installed_on": installed_on,
            "installed_by_us": installed_by_us, "warranty_until": warranty_until}  # fmt: skip
    return {name: value for name, value in said.items() if value is not None and value != ""}


def _in_place(desk: Desk, person: Contact, what: str, site: str) -> list[Equipment]:
    """Return what somebody has of that sort and that is not gone, at a property where one is said."""
    rows = declared.of_person(desk, Equipment, person.contact_id)
    found = [row for row in declared.fitting(rows, what) if declared.is_open(row)]
    place = _place(desk, person, site) if site else None
    return [row for row in found if not site or row.site_id == (place.site_id if place else None)]


def _place(desk: Desk, person: Contact, said: str) -> Site | None:
    """Return the property where somebody's equipment is; None for their own address.

    Raises:
        Ambiguous: nothing was said, no address of theirs is on record, and they have several properties.
        NotFound: what was said is none.
    """
    parts = resolve_sites.parts_of(desk, contact_id=person.contact_id)
    own = {part.site_id: resolve_sites.site_of_id(desk, part.site_id) for part in parts}
    theirs = [site for site in own.values() if site is not None]
    if said:
        if person.address and read_postal(said).same_place(read_postal(person.address)):
            return None
        named = [site for site in resolve_sites.sites(desk, said) if site in theirs]
        return named[0] if len(named) == 1 else resolve_sites.site(desk, said)
    if person.address or not theirs:
        return None
    if len(theirs) == 1:
        return theirs[0]
    candidates = [resolve_sites.as_candidate(site) for site in theirs]
    labels = wording.listed([one["label"] for one in candidates], "or")
    name = disambiguation.named(desk, person)
    raise Ambiguous(
        f"{name} has {len(theirs)} properties: {labels}. Say at which one it is. Nothing was changed.",
        "site",
        candidates,
    )


def _refuse_days(desk: Desk, given: Mapping[str, Any]) -> None:
    installed, until = given.get("installed_on"), given.get("warranty_until")
    if installed is not None and installed > desk.today():
        problem = f"{wording.day(installed, desk.today())} is still to come; note it once it stands there"
        raise BadArguments(
            f"{problem[:1].upper()}{problem[1:]}. Nothing was changed.", {"installed_on": problem}
        )
    if installed is not None and until is not None and until < installed:
        days = [wording.day(one, desk.today()) for one in (until, installed)]
        problem = f"would end ({days[0]}) before it was put in ({days[1]}); say both days again"
        raise BadArguments(f"The warranty {problem}. Nothing was changed.", {"warranty_until": problem})


def _refuse_twice(desk: Desk, person: Contact, what: str, serial_number: str) -> None:
    """Refuse what is on record with the same serial number at the same person's."""
    if not serial_number:
        return
    same = select(Equipment).where(
        col(Equipment.contact_id) == person.contact_id, col(Equipment.serial_number) == serial_number
    )
    for row in desk.session.exec(same):
        if fold(row.what) == fold(what):
            raise AgainstTheRules(
                f"That is on record already: {declared.line_of(desk, row)}. Nothing was added."
            )


def _of(desk: Desk, person: Contact) -> str:
    return f"of {disambiguation.named(desk, person)}"


def _called(desk: Desk, row: Equipment) -> str:
    name = disambiguation.named_id(desk, row.contact_id)
    return f"the {' '.join(filter(None, (row.make, row.what)))} of {name}"


def _told(desk: Desk, row: Equipment, head: str) -> Answer:
    place = declared.place_of(desk, row)
    name = disambiguation.named_id(desk, row.contact_id)
    where = f", {place}" if place else " (no address of theirs is on record)"
    return Answer(
        text=f"{head}: {declared.line_of(desk, row)} — {name}{where}.",
        data={"equipment_id": row.equipment_id, "contact_id": row.contact_id, "site_id": row.site_id},
    )
