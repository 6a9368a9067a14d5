"""A person who is taken out again takes along what they brought, whatever came before and after."""

from datetime import date
from typing import Any

from rivera import Do
from sqlmodel import col, select

from entrypoints.bootstrap import Office
from schemas.effects import Outcome, OutcomeKind
from schemas.records import Contact, Phone


class Hands:
    """The owner's hands: adds, changes, merges and takes apart, each with the yes that it takes."""

    def __init__(self, office: Office, do: Do) -> None:
        self.office = office
        self.do = do

    def yes(self, outcome: Outcome, answer: str = "") -> Outcome:
        assert outcome.card is not None, outcome.problem
        card = outcome.card
        decided = self.office.gate.decide(self.office.desk("cli"), card.approval, card.digest, answer)
        assert decided.kind == OutcomeKind.DONE, str(decided.problem)
        return decided

    def add(self, name: str, **details: Any) -> str:
        done = self.do("add_contact", first_name=name, **details)
        assert done.result is not None, done.problem
        return str(done.result.data["contact_id"])

    def change(self, contact_id: str, **details: Any) -> None:
        done = self.do("update_contact", contact=contact_id, **details)
        assert done.result is not None, done.problem

    def merge(self, keep: str, other: str) -> None:
        self.yes(self.do("merge_contacts", keep=keep, other=other))

    def unmerge(self, keep: str, other: str) -> None:
        self.yes(self.do("unmerge_contacts", contact=keep, other=other))

    def person(self, contact_id: str) -> Contact:
        desk = self.office.desk("cli")
        with desk.unit.reading() as session:
            row = session.get_one(Contact, (desk.business_id, contact_id))
            session.expunge(row)
            return row

    def phones(self, contact_id: str) -> list[tuple[str, str]]:
        desk = self.office.desk("cli")
        with desk.unit.reading() as session:
            theirs = select(Phone).where(col(Phone.contact_id) == contact_id, col(Phone.retired_at).is_(None))
            return sorted((row.number, row.extension or "") for row in session.exec(theirs))


def test_an_address_that_two_brought_goes_when_both_have_gone(office: Office, do: Do) -> None:
    """Check that an address which was only noted, since another stood, has nobody's place to keep in the end."""
    hands = Hands(office, do)
    a, b, c = (
        hands.add("Ann"),
        hands.add("Bea", address="2 Oak St, Austin"),
        hands.add("Cyd", address="3 Oak St, Austin"),
    )
    hands.merge(a, b)
    hands.merge(a, c)
    assert "address 3 Oak St, Austin" in hands.person(a).notes
    hands.unmerge(a, b)
    assert hands.person(a).address == "3 Oak St, Austin"
    hands.unmerge(a, c)
    assert (hands.person(a).address, hands.person(a).notes) == (None, "")
    assert [hands.person(one).address for one in (b, c)] == ["2 Oak St, Austin", "3 Oak St, Austin"]


def test_what_two_brought_of_every_kind_goes_when_both_have_gone(office: Office, do: Do) -> None:
    hands = Hands(office, do)
    a = hands.add("Ann", notes="a")
    b, c = (
        hands.add(name, last_name="Lee", company="Acme", source="referral", notes=name, address=f"{name} St")
        for name in ("Bea", "Cyd")
    )
    for one in (b, c):
        hands.change(one, lifecycle_stage="past_customer", tags=["vip", hands.person(one).first_name])
    before = {one: hands.person(one).model_dump(exclude={"updated_at", "version"}) for one in (a, b, c)}
    hands.merge(a, b)
    hands.merge(a, c)
    assert hands.person(a).tags == ["vip", "Bea", "Cyd"]
    hands.unmerge(a, b)
    inside = hands.person(a)
    assert (inside.last_name, inside.address, inside.lifecycle_stage) == ("Lee", "Cyd St", "past_customer")
    assert (inside.tags, inside.notes) == (
        ["vip", "Cyd"],
        "a\nCyd\nFrom the merged record, 2026-11-18: first name Cyd",
    )
    hands.unmerge(a, c)
    assert {
        one: hands.person(one).model_dump(exclude={"updated_at", "version"}) for one in (a, b, c)
    } == before


def test_what_the_owner_wrote_in_between_stays_and_what_they_struck_out_stays_out(
    office: Office, do: Do
) -> None:
    hands = Hands(office, do)
    a, b = hands.add("Ann"), hands.add("Bea", address="2 Oak St")
    c = hands.add("Cyd", address="3 Oak St", phone="512-555-0143")
    hands.change(b, tags=["dog", "gate"])
    hands.change(c, tags=["cat", "gate"])
    assert do("open_lead", title="Repipe", contact=c, estimated_value=500).result is not None
    hands.yes(do("mark_won", opportunity="Repipe"))
    hands.merge(a, b)
    hands.merge(a, c)
    hands.change(a, address="9 Elm St", tags=["cat", "own"], lifecycle_stage="past_customer", notes="mine")
    hands.unmerge(a, b)
    survivor = hands.person(a)
    assert (survivor.address, survivor.tags) == ("9 Elm St", ["cat", "own"])
    assert (survivor.lifecycle_stage, survivor.customer_since) == ("past_customer", date(2026, 11, 18))
    hands.unmerge(a, c)
    survivor = hands.person(a)
    assert (survivor.address, survivor.tags, survivor.notes) == ("9 Elm St", ["own"], "mine")
    assert (survivor.lifecycle_stage, survivor.customer_since) == ("past_customer", None)


def test_a_change_that_was_undone_in_between_leaves_nothing_behind(office: Office, do: Do) -> None:
    """Check that undoing, which put the borrowed address back, makes it nobody's own."""
    hands = Hands(office, do)
    a, b = hands.add("Ann"), hands.add("Bea", address="2 Oak St")
    hands.merge(a, b)
    hands.change(a, address="9 Elm St", notes="typed by mistake")
    assert do("undo").result is not None
    assert (hands.person(a).address, hands.person(a).notes) == (
        "2 Oak St",
        "From the merged record, 2026-11-18: first name Bea",
    )
    hands.unmerge(a, b)
    assert (hands.person(a).address, hands.person(a).notes) == (None, "")


def test_the_last_steps_undone_at_once_take_the_change_and_the_merge_back(office: Office, do: Do) -> None:
    hands = Hands(office, do)
    a, b = hands.add("Ann"), hands.add("Bea", address="2 Oak St", notes="b")
    hands.change(a, notes="before")
    hands.merge(a, b)
    hands.change(a, address="9 Elm St", notes="after", tags=["new"])
    hands.yes(do("undo", steps=3))
    undone = hands.person(a)
    assert (undone.address, undone.notes, undone.tags, undone.merged_into_id) == (None, "", [], None)


def test_an_archived_record_is_archived_again_once_nobody_living_is_part_of_it(
    office: Office, do: Do
) -> None:
    hands = Hands(office, do)
    a, b, c = hands.add("Ann"), hands.add("Bea"), hands.add("Cyd")
    assert do("archive_contact", contact=a).result is not None
    hands.merge(a, b)
    hands.merge(a, c)
    assert hands.person(a).archived_at is None
    hands.unmerge(a, b)
    assert hands.person(a).archived_at is None
    hands.unmerge(a, c)
    assert hands.person(a).archived_at is not None
    assert [hands.person(one).archived_at for one in (b, c)] == [None, None]


def test_a_shared_number_keeps_each_ones_extension(office: Office, do: Do) -> None:
    """Check that a number with another extension is another telephone, and not retired as the same."""
    hands = Hands(office, do)
    a = hands.add("Ann", phone="512-555-0142")
    shared = {"first_name": "Bea", "phone": "512-555-0142 ext 12"}
    result = hands.yes(do("add_contact", **shared), "separate").result
    assert result is not None
    b = str(result.data["contact_id"])
    hands.merge(a, b)
    assert hands.phones(a) == [("+15125550142", ""), ("+15125550142", "12")]
    hands.unmerge(a, b)
    assert hands.phones(a) == [("+15125550142", "")]
    assert hands.phones(b) == [("+15125550142", "12")]


def test_a_deal_won_under_the_other_record_makes_its_own_person_the_customer(office: Office, do: Do) -> None:
    hands = Hands(office, do)
    details = {"phone": "512-555-0142", "address": "2 Oak St"}
    a, b = hands.add("Ann", last_name="Lee"), hands.add("Bea", last_name="Roe", **details)
    lead = do("open_lead", title="Repipe", contact=b, estimated_value=500)
    assert lead.result is not None
    hands.merge(a, b)
    hands.yes(do("mark_won", opportunity="Repipe"))
    assert hands.person(a).lifecycle_stage == "customer"
    hands.unmerge(a, b)
    assert (hands.person(a).lifecycle_stage, hands.person(a).customer_since) == ("prospect", None)
    assert (hands.person(b).lifecycle_stage, hands.person(b).customer_since) == (
        "customer",
        date(2026, 11, 18),
    )


def test_in_a_conversation_either_of_two_is_taken_out_by_name(office: Office, do: Do) -> None:
    hands = Hands(office, do)
    a, b, c = (hands.add(name, last_name="Lopez") for name in ("Maria", "Mary", "Mia"))
    hands.merge(a, b)
    hands.merge(a, c)
    reply = office.orchestrator().turn(office.desk("chat"), "unmerge Maria and Mary", "")
    assert [card.line for card in reply.cards] == ["Take Mary Lopez out of Maria Lopez again"]
