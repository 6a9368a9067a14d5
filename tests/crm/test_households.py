"""The same phone never makes two people one, on any door (hard stop H3)."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from receiving import World

from entrypoints.bootstrap import Office
from schemas.records import Approval, Contact, Lead

MARIA = {"phone": "512-555-0142", "email": "maria@example.com", "address": "1 Main St, Austin"}


@pytest.fixture
def home(office: Office) -> World:
    """Put Maria Lopez on record, alone."""
    world = World(office)
    world.person("Maria Lopez", **MARIA)
    return world


def mail_from_pete() -> bytes:
    mail = EmailMessage()
    mail["From"] = "Pete Gomez <pete@example.com>"
    mail["To"] = "sam@riveraplumbing.example.com"
    mail["Subject"] = "Leaking water heater"
    mail["Message-ID"] = "<pete-1@example.com>"
    mail["Date"] = "Wed, 18 Nov 2026 09:00:00 -0600"
    mail.set_content(
        "Hi,\n\nour water heater is leaking at 44 Elm St, Austin. Can you come by and give us a price?\n"
        "Call me at 512-555-0142.\n\nPete Gomez\n"
    )
    return mail.as_bytes()


def by_tool(world: World) -> None:
    asked = world.do(
        "record_inquiry",
        title="Leaking water heater",
        first_name="Pete",
        last_name="Gomez",
        phone="512-555-0142",
        email="pete@example.com",
        address="44 Elm St, Austin",
    )
    assert asked.card is not None, asked.problem


def by_mail(world: World) -> None:
    world.receive(mail_from_pete())


@pytest.mark.parametrize(("door", "tool"), [(by_tool, "record_inquiry"), (by_mail, "say_whose_mail")])
def test_another_name_on_a_known_phone_leaves_the_known_person_as_they_are(
    home: World, door: Callable[[World], None], tool: str
) -> None:
    door(home)
    maria = home.people["Maria Lopez"]
    assert home.addresses(maria) == {"maria@example.com"}
    [person] = [one for one in home.all(Contact) if one.contact_id == maria]
    assert (person.address, person.first_name) == ("1 Main St, Austin", "Maria")
    assert len(home.all(Contact)) == 1
    assert home.all(Lead) == []
    [card] = home.all(Approval)
    assert (card.tool, set(card.acts)) == (tool, {"merge", "separate", "all share it"})
    gate, desk = home.office.gate, home.office.desk("cli")
    assert gate.decide(desk, card.number, card.digest, "separate").result is not None
    [pete] = [one for one in home.all(Contact) if one.contact_id != maria]
    assert (pete.first_name, home.addresses(pete.contact_id)) == ("Pete", {"pete@example.com"})
    assert home.numbers(pete.contact_id) == home.numbers(maria) == {"+15125550142"}
    [lead] = home.all(Lead)
    assert lead.contact_id == pete.contact_id


def test_the_next_call_under_that_name_is_theirs_without_a_question(home: World) -> None:
    by_tool(home)
    [card] = home.all(Approval)
    home.office.gate.decide(home.office.desk("cli"), card.number, card.digest, "separate")
    again = home.done(
        "record_inquiry", title="Drip", first_name="Pete", last_name="Gomez", phone="512-555-0142"
    )
    assert home.name(again["contact_id"]) == "Pete Gomez"
    marias = home.done(
        "record_inquiry", title="Tap", first_name="Maria", last_name="Lopez", phone="512-555-0142"
    )
    assert marias["contact_id"] == home.people["Maria Lopez"]
    assert len(home.all(Approval)) == 1


def test_a_shared_phone_and_ones_own_mailbox_are_no_question_whether_the_two_are_one(home: World) -> None:
    by_tool(home)
    [card] = home.all(Approval)
    home.office.gate.decide(home.office.desk("cli"), card.number, card.digest, "separate")
    home.done("record_inquiry", title="Drip", phone="512-555-0142", email="pete@example.com")
    assert len(home.all(Approval)) == 1


def test_said_in_chat_it_is_a_question_and_nothing_is_written_before_the_answer(home: World) -> None:
    reply = home.office.orchestrator().turn(
        home.office.desk("chat"), "add a new customer Pete Gomez 512-555-0142"
    )
    assert [set(card.answers) for card in reply.cards] == [{"merge", "separate"}]
    assert len(home.all(Contact)) == 1
