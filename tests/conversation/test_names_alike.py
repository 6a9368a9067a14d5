"""Father and son, and a company called like a person: told apart by what differs, or asked; and a loss told of a lead."""

from typing import Any

import pytest
from talk import Talk


def kesslers(talk: Talk) -> None:
    """Put father and son on record, each with a phone."""
    talk.do("add_contact", first_name="Robert", last_name="Kessler Sr", phone="512-555-0136")
    talk.do("add_contact", first_name="Robert", last_name="Kessler Jr", phone="512-555-0137")


def called_with(talk: Talk) -> list[str]:
    """Return the full names of those on whom a call is logged."""
    people = {one["contact_id"]: f"{one['first_name']} {one['last_name']}" for one in talk.live("contacts")}
    calls = [one for one in talk.live("interactions") if one["type"] == "phone_call"]
    return [people[one["contact_id"]] for one in calls]


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ("log a call with Kessler junior: he paid", "Robert Kessler Jr"),
        ("log a call with kessler senior: he paid", "Robert Kessler Sr"),
        ("log a call with old man Kessler: he paid", "Robert Kessler Sr"),
        ("log a call with the younger Kessler: he paid", "Robert Kessler Jr"),
        ("log a call with Kessler, the father: he paid", "Robert Kessler Sr"),
        ("log a call with Kessler Jr.: he paid", "Robert Kessler Jr"),
        ("Kessler junior called, he paid", "Robert Kessler Jr"),
    ],
)
def test_father_and_son_are_told_apart_by_what_is_said(talk: Talk, said: str, whose: str) -> None:
    kesslers(talk)
    talk.say(said)
    assert called_with(talk) == [whose]


def test_where_nothing_tells_them_apart_it_is_asked(talk: Talk) -> None:
    kesslers(talk)
    reply = talk.say("log a call with Kessler: he paid")
    assert "Kessler Sr" in reply.text
    assert "Kessler Jr" in reply.text
    assert called_with(talk) == []


@pytest.mark.parametrize(
    ("answer", "whose"),
    [
        ("the father", "Robert Kessler Sr"),
        ("the son", "Robert Kessler Jr"),
        ("junior", "Robert Kessler Jr"),
        ("the older one", "Robert Kessler Sr"),
        ("Kessler senior", "Robert Kessler Sr"),
    ],
)
def test_the_question_which_one_is_answered_by_father_or_son(talk: Talk, answer: str, whose: str) -> None:
    kesslers(talk)
    talk.all("log a call with Kessler: he paid", answer)
    assert called_with(talk) == [whose]


@pytest.mark.parametrize("said", ["Ames junior", "old man Ames", "Walt Ames Jr", "Ames, the son"])
def test_one_of_whom_no_generation_is_on_record_is_offered_and_not_taken(talk: Talk, said: str) -> None:
    talk.do("add_contact", first_name="Walt", last_name="Ames", phone="512-555-0138")
    reply = talk.say(f"log a call with {said}: he paid")
    assert "Walt Ames" in reply.text
    assert called_with(talk) == []


def test_the_son_is_never_taken_for_the_father_who_is_not_on_record(talk: Talk) -> None:
    talk.do("add_contact", first_name="Robert", last_name="Kessler Jr", phone="512-555-0137")
    talk.say("log a call with Kessler senior: he paid")
    assert called_with(talk) == []


@pytest.mark.parametrize(
    "company",
    [
        "Becker Brothers",
        "becker bros",
        "Becker & Sons",
        "becker and sons",
        "Tom Becker LLC",
        "Tom Becker Plumbing",
    ],
)
@pytest.mark.parametrize(
    "said", ["log a call with {}: they paid", "text {}: we are late", "remind me to call {} on Friday"]
)
def test_a_company_called_like_somebody_is_not_that_person(talk: Talk, company: str, said: str) -> None:
    before = len(talk.live("interactions"))
    reply = talk.say(said.format(company))
    assert reply.cards == []
    assert len(talk.live("interactions")) == before
    assert not any(card for card in talk.seen().cards)


def test_a_person_called_like_a_company_is_not_the_companys(talk: Talk) -> None:
    talk.do(
        "add_contact", first_name="Ana", last_name="Cole", phone="512-555-0139", company="Harrison Park LLC"
    )
    reply = talk.say("log a call with Harrison Park: he paid")
    assert "Ana Cole" in reply.text
    assert called_with(talk) == []


def lead(talk: Talk, title: str) -> dict[str, Any]:
    return next(one for one in talk.live("leads") if one["title"] == title)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Maria went with somebody else", "other"),
        ("Maria decided to go with another plumber", "other"),
        ("Maria went with somebody cheaper", "budget"),
    ],
)
def test_a_loss_told_of_somebody_with_a_lead_alone_gives_the_lead_up(
    talk: Talk, said: str, reason: str
) -> None:
    reply = talk.say(said)
    given_up = lead(talk, "Leaky faucet")
    assert (given_up["status"], given_up["disqualification_reason"]) == ("disqualified", reason)
    assert "not a deal" not in reply.text
    assert "Maria Lopez" in reply.text
    assert lead(talk, "Sewer line repair")["status"] != "disqualified"


def test_where_a_deal_is_there_the_deal_is_lost(talk: Talk) -> None:
    talk.do("convert_lead", lead="Leaky faucet", amount="320")
    talk.do("open_lead", title="Water heater", contact="Maria Lopez")
    talk.say("Maria went with somebody else")
    assert [one["stage"] for one in talk.live("opportunities")] == ["lost"]
    assert lead(talk, "Water heater")["status"] != "disqualified"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Maria went with another company, and the Oak St one too", "the Oak St one too"),
        ("Maria went with somebody else and so did the guy on Pine", "so did the guy on Pine"),
        ("Maria went with another company, and Tom as well", "Tom as well"),
    ],
)
def test_a_part_that_says_the_same_of_another_is_said_not_to_be_done(
    talk: Talk, said: str, left: str
) -> None:
    reply = talk.say(said)
    assert f"Not done: “{left}”" in reply.text
    assert lead(talk, "Leaky faucet")["status"] == "disqualified"
    assert lead(talk, "Sewer line repair")["status"] != "disqualified"


def test_a_part_that_belongs_to_what_somebody_said_is_kept_with_it(talk: Talk) -> None:
    reply = talk.say("log a call with Maria: she wants the tub done and the sink too")
    assert "Not done" not in reply.text
    assert any("the sink too" in one["body"] for one in talk.live("interactions"))
