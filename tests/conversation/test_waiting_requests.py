"""An open question holds the whole request that waits: whatever of it is said, before, beside or behind the answer, is taken."""

from typing import Any

import pytest
from talk import Talk


def people(talk: Talk) -> dict[str, str]:
    return {
        key: " ".join(filter(None, (row["first_name"], row["last_name"])))
        for key, row in talk.seen().rows["contacts"].items()
    }


def numbers(talk: Talk) -> dict[str, str]:
    """Return the person of each number on record."""
    names = people(talk)
    return {row["number"]: names[row["contact_id"]] for row in talk.live("phones")}


def reminders(talk: Talk) -> list[tuple[str, str, str]]:
    """Return whom each pending reminder is about, its words and its day."""
    names = people(talk)
    return [
        (names.get(row["contact_id"], ""), row["subject"], row["follow_up_date"])
        for row in talk.live("interactions")
        if row["follow_up_status"] == "pending"
    ]


def calls(talk: Talk) -> list[str]:
    names = people(talk)
    return [names[row["contact_id"]] for row in talk.live("interactions") if row["type"] == "phone_call"]


@pytest.mark.parametrize(
    "said",
    [
        "that'd be 512 555 0191 i think",
        "its 512-555-0191",
        "yes, her number is 512-555-0191",
        "add her, the number is 512-555-0191",
    ],
)
def test_a_number_is_taken_without_the_words_around_it(talk: Talk, said: str) -> None:
    talk.all("log a call with Nora Blum, she wants a new faucet", said)
    assert numbers(talk)["+15125550191"] == "Nora Blum"
    assert calls(talk) == ["Nora Blum"]


@pytest.mark.parametrize("said", ["no number", "i don't have it", "doesn't matter", "yes add her, no number"])
def test_somebody_new_is_added_without_a_number_where_there_is_none(talk: Talk, said: str) -> None:
    talk.all("log a call with Nora Blum, she wants a new faucet", said)
    assert calls(talk) == ["Nora Blum"]


@pytest.mark.parametrize("said", ["not yet", "skip it", "that's all", "no"])
def test_what_only_lets_the_offer_be_adds_nobody(talk: Talk, said: str) -> None:
    before = talk.seen().rows
    talk.all("log a call with Nora Blum, she wants a new faucet", said)
    assert talk.seen().rows == before


@pytest.mark.parametrize("said", ["skip it", "no number", "not yet", "i don't have one"])
def test_somebody_whom_the_member_adds_needs_no_number(talk: Talk, said: str) -> None:
    talk.all("add a new customer Kevin Moss", said)
    assert "Kevin Moss" in people(talk).values()


@pytest.mark.parametrize("said", ["doesn't matter", "no reason", "dunno"])
def test_a_reason_that_does_not_matter_is_another_one(talk: Talk, said: str) -> None:
    talk.all("disqualify Tom's lead", said)
    assert "other" in [row["disqualification_reason"] for row in talk.live("leads")]


def test_what_was_said_of_somebody_new_is_not_asked_for_again(talk: Talk) -> None:
    talk.all(
        "Bob Tran called, 614-555-0177, sewer backup at 1420 Parsons Ave, wants a quote",
        "whats bobs number",
        "remind me to call him friday",
    )
    assert "Add Bob Tran" in talk.replies[-1].text and "number?" not in talk.replies[-1].text
    assert "Bob Tran" not in people(talk).values()
    talk.say("yep add him")
    assert numbers(talk)["+16145550177"] == "Bob Tran"
    assert "Sewer backup" in " ".join(row["title"] for row in talk.live("leads"))
    assert [(name, day) for name, _, day in reminders(talk)] == [("Bob Tran", "2026-11-20")]


def test_a_day_is_taken_while_something_else_of_the_request_is_asked_for(talk: Talk) -> None:
    talk.all("remind me to call Gus Hart", "friday", "yes, 614 555 0199")
    assert [(name, day) for name, _, day in reminders(talk)] == [("Gus Hart", "2026-11-20")]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("yes add her, and remind me to call her friday", "2026-11-20"),
        ("512-555-0191. remind me to call her friday", "2026-11-20"),
    ],
)
def test_a_second_thing_that_is_said_with_the_answer_is_done(talk: Talk, said: str, day: str) -> None:
    talk.all("log a call with Nora Blum, she wants a new faucet", said)
    assert calls(talk) == ["Nora Blum"]
    assert [(name, due) for name, _, due in reminders(talk)] == [("Nora Blum", day)]


def test_a_name_is_an_answer_with_the_words_before_it_and_a_request_behind_it(talk: Talk) -> None:
    talk.all("log a call", "its tom becker, and remind me to order a gasket friday", "that's all")
    assert calls(talk) == ["Tom Becker"]
    assert reminders(talk) == [("", "Order a gasket", "2026-11-20")]


@pytest.mark.parametrize(
    "said",
    ["305 Oakland Park Ave like i said", "305 Oakland Park Ave i think", "it's 305 Oakland Park Ave, thanks"],
)
def test_an_address_is_taken_alone(talk: Talk, said: str) -> None:
    talk.do("add_contact", first_name="Mark", last_name="Johnson", phone="512-555-0118")
    talk.do("open_lead", title="Fence drain", contact="Mark Johnson")
    talk.all("convert the Johnson lead to a job", said)
    [mark] = [row for row in talk.live("contacts") if row["first_name"] == "Mark"]
    assert mark["address"] == "305 Oakland Park Ave"


def test_a_card_that_a_kept_question_stood_beside_is_what_a_yes_decides(talk: Talk) -> None:
    reply = talk.all("log a call with Nora Blum, she wants a new faucet", "text Maria we are running late")
    assert "Left undone: “log a call with Nora Blum, she wants a new faucet”" in reply.text
    talk.say("no")
    assert "Nora Blum" not in people(talk).values()


def test_a_proposal_waits_with_all_that_was_said(talk: Talk) -> None:
    talk.say("maria again on thursday, the usual")
    talk.say("what's Tom's number?")
    assert "Still open: Do you want me to" in talk.replies[-1].text
    assert talk.say("yes").calls


def test_all_of_those_who_were_named_are_chosen_by_both(talk: Talk) -> None:
    talk.do("set_reminder", about="Maria", date="2026-11-19", text="Call Maria")
    talk.do("set_reminder", about="Tom", date="2026-11-19", text="Call Tom")
    talk.all("clear all the maria ones and toms, done", "both")
    assert reminders(talk) == []


def added(talk: Talk, first: str, last: str, phone: str) -> Any:
    outcome = talk.do("add_contact", first_name=first, last_name=last, phone=phone)
    assert outcome.result is not None
    return outcome.result.data["contact_id"]


def test_the_end_of_a_number_behind_a_name_tells_namesakes_apart(talk: Talk) -> None:
    added(talk, "Ana", "Ruiz", "512-555-0822")
    added(talk, "Ana", "Ruiz", "512-555-0911")
    reply = talk.say("log a call with Ana Ruiz 0822, she wants a quote")
    assert "Ana Ruiz, 0822" in reply.text
    assert calls(talk) == ["Ana Ruiz"]


def test_a_sum_behind_a_name_is_a_sum(talk: Talk) -> None:
    talk.say("the Tom Becker lead is worth 1450")
    assert "1450.00" in [row["estimated_value"] for row in talk.live("leads")]


def test_a_possessive_without_its_mark_is_no_name_of_its_own(talk: Talk) -> None:
    assert "Nobody called Bob is on record." in talk.say("whats bobs number").text


@pytest.mark.parametrize(
    "said",
    ["hold off on that till i check with dave", "like joe said", "my wife says hi", "as dave said, no rush"],
)
def test_somebody_who_is_named_by_the_way_is_not_to_be_added(talk: Talk, said: str) -> None:
    before = talk.seen().rows
    assert "Add " not in talk.say(said).text
    assert talk.seen().rows == before


def test_the_work_that_was_said_with_a_new_customer_is_what_the_lead_is_for(talk: Talk) -> None:
    talk.all("new customer Sam Dale 614 555 0149, 88 Oak St, kitchen faucet drips", "yes")
    assert "Kitchen faucet drips" in [row["title"] for row in talk.live("leads")]


def test_a_second_lead_of_the_same_words_is_asked_about(talk: Talk) -> None:
    talk.say("open a lead for Maria Lopez, leaky faucet")
    assert "has that lead already" in talk.replies[-1].text
    assert len(talk.live("leads")) == 2
    talk.say("yes")
    assert len(talk.live("leads")) == 3


def test_who_is_told_of_by_somebody_else_is_whom_a_lead_is_for(talk: Talk) -> None:
    reply = talk.say("new lead from tom, his sister Nora Blum 512-555-0177 running toilet")
    assert reply.text == "Nobody called Nora Blum is on record. Add them?"
    talk.say("yes")
    names = people(talk)
    assert {names[row["contact_id"]] for row in talk.live("leads") if "toilet" in row["title"]} == {
        "Nora Blum"
    }
