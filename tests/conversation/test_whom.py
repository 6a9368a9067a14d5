"""The person of a message: a name that is said decides, nobody is guessed, and nothing said is lost."""

from typing import Any

import pytest
from talk import Talk

from schemas.records import Business


def people(talk: Talk) -> dict[str, str]:
    return {
        key: f"{row['first_name']} {row['last_name']}".strip()
        for key, row in talk.seen().rows["contacts"].items()
    }


def about(talk: Talk) -> list[str]:
    """Return the people of the logged touches and reminders."""
    names = people(talk)
    return [
        names[row["contact_id"]]
        for row in talk.live("interactions")
        if row["type"] != "system" or row["follow_up_date"]
    ]


def add(talk: Talk, name: str, phone: str, **more: Any) -> str:
    first, _, last = name.partition(" ")
    outcome = talk.do("add_contact", first_name=first, last_name=last, phone=phone, **more)
    assert outcome.result is not None
    return str(outcome.result.data["contact_id"])


def unchanged(talk: Talk, said: str) -> str:
    before = talk.seen()
    reply = talk.say(said)
    after = talk.seen()
    assert after.rows == before.rows
    assert after.cards == before.cards
    return reply.text


@pytest.mark.parametrize(
    "said",
    [
        "log a call with Nora Blum, she wants a leaky faucet fixed",
        "log a call with nora blum, she wants a leaky faucet fixed",
        "text Nora Blum that we can come friday",
        "remind me to call Nora Blum tomorrow about the faucet",
        "spoke with Nora Blum about her faucet, she wants a quote",
    ],
)
@pytest.mark.parametrize("before", ["", "what's Maria's number?"])
def test_a_name_that_is_not_on_record_is_somebody_new_whoever_was_spoken_of(
    talk: Talk, said: str, before: str
) -> None:
    if before:
        talk.say(before)
    text = unchanged(talk, said)
    assert "Nobody called Nora Blum is on record." in text
    assert "What's the number?" in text
    assert "Maria" not in text


@pytest.mark.parametrize(
    "answer", ["yes", "512-555-0191", "yes, 512-555-0191", "add her", "her number is 512 555 0191"]
)
def test_yes_or_a_number_adds_them_and_does_what_was_asked_for(talk: Talk, answer: str) -> None:
    talk.all("log a call with Nora Blum, she wants a leaky faucet fixed", answer)
    assert about(talk) == ["Nora Blum"]
    [row] = talk.live("interactions")
    assert "faucet" in row["body"]
    assert ("+15125550191" in [phone["number"] for phone in talk.live("phones")]) == ("191" in answer)


def test_what_else_was_said_of_somebody_new_is_kept(talk: Talk) -> None:
    talk.all(
        "open a lead for Nora Blum, 512-555-0191, clogged drain, 400 dollars, and remind me to call her friday",
        "yes",
    )
    [lead] = [row for row in talk.live("leads") if "drain" in row["title"].lower()]
    assert people(talk)[lead["contact_id"]] == "Nora Blum"
    assert lead["estimated_value"] == "400.00"
    assert about(talk) == ["Nora Blum"]


def test_a_near_name_is_offered_and_never_taken(talk: Talk) -> None:
    add(talk, "Katherine Whitcombe", "512-555-0911")
    text = unchanged(talk, "log a call with Kathryn Whitcomb, she wants a quote")
    assert "Katherine Whitcombe, 0911 or somebody new" in text
    talk.say("Katherine")
    assert about(talk) == ["Katherine Whitcombe"]


def test_somebody_new_with_a_near_name_is_added_by_the_name_that_was_said(talk: Talk) -> None:
    add(talk, "Katherine Whitcombe", "512-555-0911")
    assert (
        "What's the number?"
        in talk.all("log a call with Kathryn Whitcomb, she wants a quote", "somebody new").text
    )
    talk.say("512-555-0192")
    assert about(talk) == ["Kathryn Whitcomb"]


@pytest.mark.parametrize("said", ["Carlos Peña", "carlos pena", "Peña", "Carlos Ortiz", "Carlos Peña Ortiz"])
def test_two_family_names_are_one_persons(talk: Talk, said: str) -> None:
    talk.do("add_contact", first_name="Carlos", last_name="Peña Ortiz", phone="512-555-0144")
    talk.say(f"log a call with {said}, he wants a quote")
    assert about(talk) == ["Carlos Peña Ortiz"]


NAMES_THAT_ARE_WORDS = [
    "Frank Day",
    "Bill Price",
    "Mark Hill",
    "Sue Day",
    "Ray Price",
    "Grace Hill",
    "Bob Day",
]


@pytest.mark.parametrize("name", NAMES_THAT_ARE_WORDS)
@pytest.mark.parametrize("small", [False, True])
def test_a_name_that_is_a_word_too_is_a_name_where_it_stands_as_one(
    talk: Talk, name: str, small: bool
) -> None:
    add(talk, name, "512-555-0155")
    first, last = name.lower().split() if small else name.split()
    assert "0155" in talk.say(f"what's {first}'s number?").text
    talk.say(f"remind me to call {first} tomorrow")
    talk.say(f"log a call with {last}, all good with the pump")
    talk.say(f"{first} called, wants a quote by friday")
    assert about(talk) == [name, name, name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Sandra Day", "remind me to call Maria one day before thanksgiving"),
        ("Sandra Day", "remind me to call Maria on friday, it is a good day for her"),
        ("Vincent Price", "remind me friday to send Maria the price of the valve"),
        ("Benny Hill", "log a call with Maria, the house on the hill has no water"),
        ("Mike Tran", "log a call with Maria, she wants us to make a new quote"),
        ("Benny Hill", "log a call with Maria: the hall is wet and she will make coffee"),
        ("Mark Hill", "log a call with Maria, she will mark the valve with tape"),
    ],
)
def test_a_word_of_the_language_is_nobodys_name(talk: Talk, name: str, said: str) -> None:
    add(talk, name, "512-555-0155")
    talk.say(said)
    assert about(talk) == ["Maria Lopez"]


def test_what_follows_a_colon_is_text(talk: Talk) -> None:
    add(talk, "Mike Tran", "512-555-0155")
    reply = talk.say("text Maria: Mike will be there at 9 to make the hole")
    assert [card.line for card in reply.cards] == ["Text Maria Lopez at (512) 555-0142 yourself, and log it"]


def test_a_question_is_answered_and_makes_no_card(talk: Talk) -> None:
    reply = talk.say("who has the leaking sewer line?")
    assert not reply.cards
    assert "Tom Becker" in reply.text


def two_anas(talk: Talk) -> None:
    add(talk, "Ana Ruiz", "512-555-0177", address="4 Elm St, Austin")
    add(talk, "Ana Ruiz", "512-555-0911", address="9 Oak St, Round Rock")


@pytest.mark.parametrize(
    ("answer", "phone"),
    [
        ("the one with 0911", "+15125550911"),
        ("0177", "+15125550177"),
        ("the second", "+15125550911"),
        ("Ana in Round Rock", "+15125550911"),
        ("the one in Austin", "+15125550177"),
    ],
)
def test_namesakes_are_told_apart_in_the_question_and_in_the_answer(
    talk: Talk, answer: str, phone: str
) -> None:
    two_anas(talk)
    asked = unchanged(talk, "log a call with Ana Ruiz, she wants a quote")
    assert "Ana Ruiz, 0177 or Ana Ruiz, 0911" in asked
    talk.say(answer)
    [row] = talk.live("interactions")
    [number] = [one["number"] for one in talk.live("phones") if one["contact_id"] == row["contact_id"]]
    assert number == phone


def test_a_namesake_is_named_at_once_by_what_tells_them_apart(talk: Talk) -> None:
    two_anas(talk)
    talk.say("log a call with Ana in Round Rock, she wants a quote")
    [row] = talk.live("interactions")
    assert talk.seen().rows["contacts"][row["contact_id"]]["address"] == "9 Oak St, Round Rock"


def test_a_tool_refuses_a_name_that_two_have_with_both_told_apart(talk: Talk) -> None:
    two_anas(talk)
    talk.do("open_lead", title="Drain", contact="Ana in Round Rock")
    outcome = talk.do("set_reminder", about="Ana", date="2026-11-20", text="call")
    assert outcome.problem is not None
    assert [one["label"] for one in outcome.problem["candidates"]] == ["Ana Ruiz, 0177", "Ana Ruiz, 0911"]
    assert not talk.live("interactions")


@pytest.mark.parametrize(
    "said",
    [
        "text everybody that we are closed",
        "remind me to call someone tomorrow",
        "log a call with the guy from yesterday, he wants a quote",
        "text Maria's husband that we are late",
        "log a call about the leaky faucet, she wants it friday",
    ],
)
def test_nobody_is_guessed(talk: Talk, said: str) -> None:
    unchanged(talk, said)


def test_a_pronoun_points_to_the_last_person_only_where_nobody_is_named(talk: Talk) -> None:
    talk.all("what's Tom's number?", "log a call, she said her leaky faucet is worse")
    assert about(talk) == ["Tom Becker"]


@pytest.mark.parametrize(
    "said",
    [
        "no, that was Tom Becker",
        "that was Tom",
        "that's not Maria, that's Tom Becker",
        "move that call to Tom",
        "no, Tom Becker",
    ],
)
def test_a_touch_is_moved_to_whom_it_was_with_and_back_by_undo(talk: Talk, said: str) -> None:
    talk.all("log a call with Maria, she wants brass", said)
    assert about(talk) == ["Tom Becker"]


def test_a_correction_to_somebody_new_waits_for_the_answer_and_then_takes_the_first_back(talk: Talk) -> None:
    talk.say("log a call with Maria, she wants brass")
    assert "Nobody called Nora Blum is on record." in talk.say("no, that was Nora Blum").text
    assert about(talk) == ["Maria Lopez"]
    talk.say("512-555-0191")
    assert about(talk) == ["Nora Blum"]


def test_not_her_but_somebody_new_asks_for_the_name(talk: Talk) -> None:
    talk.say("log a call with Maria, she wants brass")
    assert "What is their name?" in talk.say("that's not Maria, that's somebody new").text
    talk.all("Nora Blum", "512-555-0191")
    assert about(talk) == ["Nora Blum"]


def test_a_name_is_put_right_and_the_touch_stays_theirs(talk: Talk) -> None:
    talk.all("log a call with Maria, she wants brass", "her name is Ruth Feldman")
    assert about(talk) == ["Ruth Feldman"]
    talk.say("undo")
    assert about(talk) == ["Maria Lopez"]


def test_ruling_somebody_out_moves_nothing(talk: Talk) -> None:
    talk.say("remind me to call Tom tomorrow")
    unchanged(talk, "no, not him, her")


def closings(talk: Talk) -> list[Any]:
    with talk.office.desk("cli").unit.reading() as session:
        return list(
            session.get_one(Business, talk.office.business.business_id).settings.get("closing_days", [])
        )


def test_undo_takes_back_a_closing_day_that_was_set_last(talk: Talk) -> None:
    talk.say("remind me to call Tom tomorrow")
    reply = talk.say("we are closed on december 24")
    assert closings(talk), reply.text
    assert "Undone: Close Thu, Dec 24, 2026" in talk.say("undo that").text
    assert not closings(talk)
    assert about(talk) == ["Tom Becker"]


def test_undo_asks_where_something_was_not_understood_meanwhile(talk: Talk) -> None:
    talk.all("remind me to call Tom tomorrow", "flibber the wug")
    asked = unchanged(talk, "undo that")
    assert "Remind you on Thu Nov 19 about Tom Becker" in asked
    talk.say("yes")
    assert about(talk) == []


def test_undo_in_a_new_conversation_asks_first(talk: Talk) -> None:
    talk.say("remind me to call Tom tomorrow")
    there = talk.elsewhere()
    assert "Undo that?" in unchanged(there, "undo that")
    there.say("yes")
    assert about(talk) == []


def test_what_was_heard_and_not_kept_is_said(talk: Talk) -> None:
    reply = talk.say("Tom has a new number, 512-555-0164, until next friday")
    assert "(512) 555-0163 → (512) 555-0164" in reply.text
    assert "I didn't keep: next friday." in reply.text


def test_what_is_written_says_whose_it_is(talk: Talk) -> None:
    assert (
        "It is Tom Becker's: new → disqualified."
        in talk.say("disqualify the sewer line lead, no budget").text
    )
    assert "about Maria Lopez" in talk.say("remind me to call Maria friday").text


def test_nothing_was_changed_is_not_said_beside_a_change(talk: Talk) -> None:
    reply = talk.say("log a call with Maria, she picked brass, and mark Tom's reminder done")
    assert about(talk) == ["Maria Lopez"]
    assert "Nothing is pending for Tom Becker." in reply.text
    assert "Nothing was changed" not in reply.text


def test_who_has_a_job_is_shown_with_it(talk: Talk) -> None:
    before = talk.seen().rows
    assert talk.say("who has the leaky faucet?").text.startswith("Maria Lopez, (512) 555-0142")
    assert talk.say("who has the sewer line repair?").text.startswith("Tom Becker, (512) 555-0163")
    assert talk.seen().rows == before
