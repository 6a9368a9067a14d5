"""A model of who owns what while people are merged and taken apart: what each record is about, not where it stands.

It knows nothing of how a merge works: every thing has one person whom it is about, and is to be found with whomever that
person has become part of.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from rivera import Do
from sqlmodel import col, select

from entrypoints.bootstrap import Office
from entrypoints.made_up.words import numbers
from schemas.effects import Outcome, OutcomeKind
from schemas.records import Contact, Email, Interaction, Lead, Phone

POOL = numbers(40_000)
RUNNING = count()


@dataclass
class Someone:
    """One person of the model; `into` is whom they are part of."""

    contact_id: str
    address: str
    phones: set[tuple[str, str]]
    """Each with its extension."""
    tags: set[str]
    kept: dict[str, Any]
    """The values that nobody ever changes, by column."""
    stage: str = "prospect"
    """The stage that they became themselves, if they ever did."""
    emails: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    into: "Someone | None" = None

    def survivor(self) -> "Someone":
        return self if self.into is None else self.into.survivor()


@dataclass
class Thing:
    """A lead or a touch, and whom it is about."""

    kind: Any
    key: str
    about: Someone
    lead: str = ""


class Town:
    """Four people with a lead each, two of whom share a phone, and what happens to them.

    Args:
        office: where.
        do: the owner's hand.
    """

    def __init__(self, office: Office, do: Do) -> None:
        self.office = office
        self.do = do
        self.things: list[Thing] = []
        self.merges = self.taken_apart = 0
        self.people = [self._person(place) for place in range(4)]
        shared, _ = next(iter(self.people[0].phones))
        for person, extension in zip(self.people[1:3], ("", "7"), strict=True):
            phone = f"{shared} ext {extension}" if extension else shared
            self._decide(do("update_contact", contact=person.contact_id, phone=phone), "separate")
            person.phones.add((shared, extension))
        for person in self.people:
            self.open_lead(person)

    def _person(self, place: int) -> Someone:
        run = next(RUNNING)
        phone = POOL[run]
        address = f"{run + 1} Oak St, Austin" if place % 2 else ""
        brought = {"company": f"Firm {run}", "source": "referral", "preferred_channel": "sms"}
        details = {"last_name": f"Lee{run}", **brought} if place > 1 else {}
        told = self._done("add_contact", first_name=f"Pat{run}", phone=phone, address=address, **details)
        person = Someone(told["contact_id"], address, {(phone, "")}, {"vip", f"tag {run}"}, {})
        self._done("update_contact", contact=person.contact_id, tags=sorted(person.tags))
        person.kept = {column: getattr(self._row(person), column) for column in KEPT}
        return person

    def _row(self, person: Someone) -> Contact:
        desk = self.office.desk("cli")
        with desk.unit.reading() as session:
            row = session.get_one(Contact, (desk.business_id, person.contact_id))
            session.expunge(row)
            return row

    def _decide(self, outcome: Outcome, answer: str = "") -> Outcome:
        assert outcome.card is not None, outcome.problem
        card = outcome.card
        decided = self.office.gate.decide(self.office.desk("cli"), card.approval, card.digest, answer)
        assert decided.kind == OutcomeKind.DONE, decided.problem
        return decided

    def _done(self, tool: str, **arguments: Any) -> dict[str, Any]:
        outcome = self.do(tool, **arguments)
        assert outcome.result is not None, outcome.problem or outcome.card
        return outcome.result.data

    def open_lead(self, person: Someone, _: Someone | None = None) -> None:
        whose = person.survivor()
        told = self._done("open_lead", title=f"Job {next(RUNNING)}", contact=whose.contact_id)
        self.things.append(Thing(Lead, told["lead_id"], whose, told["lead_id"]))
        self.touch(person)

    def touch(self, person: Someone, _: Someone | None = None) -> None:
        """Log a touch on the first lead that is about exactly this person."""
        lead = next((one for one in self.things if one.kind is Lead and one.about is person), None)
        if lead is None:
            return
        told = self._done("log_interaction", about=lead.key, summary=f"Spoke {next(RUNNING)}")
        self.things.append(Thing(Interaction, told["interaction_id"], lead.about, lead.key))

    def note(self, person: Someone, _: Someone | None = None) -> None:
        line = f"note {next(RUNNING)}"
        self._done("update_contact", contact=person.contact_id, notes=line)
        person.survivor().notes.add(line)

    def new_reach(self, person: Someone, _: Someone | None = None) -> None:
        run = next(RUNNING)
        phone, email = POOL[run], f"box{run}@example.com"
        self._done("update_contact", contact=person.contact_id, phone=phone, email=email)
        person.survivor().phones.add((phone, ""))
        person.survivor().emails.add(email)

    def move_house(self, person: Someone, _: Someone | None = None) -> None:
        survivor = person.survivor()
        survivor.address = f"{next(RUNNING)} Elm St, Austin"
        self._done("update_contact", contact=person.contact_id, address=survivor.address)

    def retag(self, person: Someone, _: Someone | None = None) -> None:
        """Strike out the record's own tags of those that stand there, and add one."""
        survivor = person.survivor()
        added = f"tag {next(RUNNING)}"
        own = {tag for tag in survivor.tags if tag != "vip"}
        there = [tag for tag in self._row(survivor).tags if tag not in own]
        self._done("update_contact", contact=person.contact_id, tags=[*there, added])
        survivor.tags = (survivor.tags - own) | {added}

    def restage(self, person: Someone, other: Someone) -> None:
        """Become a past customer, or a prospect again."""
        survivor = person.survivor()
        stage = "prospect" if person is other else "past_customer"
        if self._row(survivor).lifecycle_stage == stage:
            return
        survivor.stage = stage
        self._done("update_contact", contact=person.contact_id, lifecycle_stage=survivor.stage)

    def slip(self, person: Someone, _: Someone | None = None) -> None:
        """Change by mistake and undo: as if nothing had been done."""
        run = next(RUNNING)
        wrong = {"address": f"{run} Wrong St", "notes": f"wrong {run}", "tags": [f"wrong {run}"]}
        self._done("update_contact", contact=person.contact_id, lifecycle_stage="past_customer", **wrong)
        self._done("undo")

    def give(self, person: Someone, other: Someone) -> None:
        """Give a lead to another, with those of its touches that were its earlier person's."""
        lead = next((one for one in self.things if one.kind is Lead and one.about is person), None)
        before, after = person.survivor(), other.survivor()
        if lead is None or before is after:
            return
        self._done("update_lead", lead=lead.key, contact=after.contact_id)
        for thing in self.things:
            if thing.lead == lead.key and thing.about.survivor() is before:
                thing.about = after

    def merge(self, person: Someone, other: Someone) -> None:
        keep, goes = person.survivor(), other.survivor()
        if keep is goes:
            return
        self._decide(self.do("merge_contacts", keep=keep.contact_id, other=goes.contact_id))
        goes.into = keep
        self.merges += 1

    def take_apart(self, person: Someone, other: Someone) -> None:
        """Take a merge apart by the tool, or by undoing exactly that merge, whichever of several comes first."""
        keep = person.survivor()
        inside = [one for one in self.people if one.into is keep]
        if not inside:
            return
        goes = inside[self.people.index(other) % len(inside)]
        self._decide(self.do("unmerge_contacts", contact=keep.contact_id, other=goes.contact_id))
        goes.into = None
        self.taken_apart += 1

    def take_all_apart(self) -> None:
        while any(person.into for person in self.people):
            for person in self.people:
                self.take_apart(person, person)

    def check(self) -> None:
        """Check that everything is with the record that its person has become part of, and no value is lost."""
        desk = self.office.desk("cli")
        with desk.unit.reading() as session:
            for thing in self.things:
                row = session.get(thing.kind, (desk.business_id, thing.key))
                assert row is not None
                assert row.contact_id == thing.about.survivor().contact_id, (thing.kind.__name__, thing.key)
            for person in self.people:
                inside = [one for one in self.people if one.survivor() is person]
                self._check_reach(desk, person, inside)
                row = session.get_one(Contact, (desk.business_id, person.contact_id))
                assert row.merged_into_id == (person.into.contact_id if person.into else None)
                assert {line for one in inside for line in one.notes} <= set(row.notes.splitlines())
                if inside:
                    assert set(row.tags) == {tag for one in inside for tag in one.tags}
                    assert (row.address or "") in {one.address for one in inside}
                    assert bool(row.address) == any(one.address for one in inside)

    def _check_reach(self, desk: Any, person: Someone, inside: list[Someone]) -> None:
        numbers, addresses = (
            list(
                desk.session.exec(
                    select(kind).where(
                        col(kind.contact_id) == person.contact_id, col(kind.retired_at).is_(None)
                    )
                )
            )
            for kind in (Phone, Email)
        )
        held = [(row.number, row.extension or "") for row in numbers]
        theirs = {phone for one in inside for phone in one.phones}
        assert len(held) == len(set(held))
        assert set(held) <= theirs
        assert {(number, extension) for number, extension in theirs if extension} <= set(held)
        assert {number for number, _ in theirs} == {number for number, _ in held}
        assert sorted(row.address for row in addresses) == sorted(
            {email for one in inside for email in one.emails}
        )

    def check_apart(self) -> None:
        """Check that each is as they would be had nobody been merged."""
        desk = self.office.desk("cli")
        with desk.unit.reading() as session:
            for person in self.people:
                row = session.get_one(Contact, (desk.business_id, person.contact_id))
                assert (row.archived_at, row.merged_into_id) == (None, None)
                assert set(row.notes.splitlines()) == person.notes
                assert (row.address or "") == person.address
                assert set(row.tags) == person.tags
                assert row.lifecycle_stage == person.stage
                assert row.customer_since is None
                assert {column: getattr(row, column) for column in KEPT} == person.kept


KEPT = ("first_name", "last_name", "company_id", "source", "preferred_channel", "quickbooks_customer_id")
MERGES = ("merge", "take_apart") * 3
EDITS = ("open_lead", "touch", "note", "new_reach", "give", "move_house", "retag", "restage", "slip")
OPERATIONS = (*MERGES, *EDITS)
