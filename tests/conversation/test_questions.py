"""Questions, offers, pronouns, corrections and declines over turns (rows C12 to C20); nothing is remembered but on record."""

import pytest
from talk import Talk

from entrypoints.bootstrap import open_office
from schemas.errors import NotFound


def test_a_question_is_remembered_by_another_process(talk_on_both: Talk, environment: dict[str, str]) -> None:
    talk_on_both.say("disqualify Tom's lead")
    other = open_office(now="2026-11-18T10:05:00-06:00", environment=environment)
    there = Talk(other, talk_on_both.conversation)
    there.say("outside scope")
    other.close()
    [lead] = [row for row in talk_on_both.live("leads") if row["title"] == "Sewer line repair"]
    assert (lead["status"], lead["disqualification_reason"]) == ("disqualified", "outside_scope")


def test_somebody_elses_conversation_id_is_not_there(talk: Talk) -> None:
    with pytest.raises(NotFound, match="no conversation 'nobody'"):
        Talk(talk.office, "nobody").say("hi")


@pytest.mark.parametrize(
    "said", ["2", "the second one", "second", "Ana", "ana lopez", "the remodel", "bathroom", "last"]
)
def test_one_of_several_is_chosen_by_number_name_or_word(talk: Talk, said: str) -> None:
    talk.do("add_contact", first_name="Ana", last_name="Lopez", phone="512-555-0177")
    talk.do("open_lead", title="Bathroom remodel", contact="Ana Lopez")
    reply = talk.say("disqualify the Lopez lead, no budget")
    listed = reply.text
    assert "Leaky faucet" in listed
    assert "Bathroom remodel" in listed
    if listed.index("Bathroom") < listed.index("Leaky") and said in {"2", "the second one", "second", "last"}:
        said = "1"
    talk.say(said)
    assert [row["title"] for row in talk.live("leads") if row["status"] == "disqualified"] == [
        "Bathroom remodel"
    ]


def test_what_fits_none_of_them_chooses_none(talk: Talk) -> None:
    talk.do("add_contact", first_name="Ana", last_name="Lopez", phone="512-555-0177")
    talk.do("open_lead", title="Bathroom remodel", contact="Ana Lopez")
    talk.all("disqualify the Lopez lead, no budget", "7")
    talk.say("the purple one")
    assert {row["status"] for row in talk.live("leads")} == {"new"}


def test_what_a_conversion_lacks_is_asked_for_by_name_one_at_a_time(talk_on_both: Talk) -> None:
    talk = talk_on_both
    talk.do("add_contact", first_name="Mark", last_name="Johnson", email="mark@example.com")
    talk.do("open_lead", title="Fence drain", contact="Mark Johnson")
    assert "no phone and no address" in talk.say("convert the Johnson lead to a job").text
    assert "What is the address?" in talk.say("512-555-0118").text
    talk.say("77 Pine St")
    [deal] = talk.live("opportunities")
    assert deal["title"] == "Fence drain"
    [mark] = [row for row in talk.live("contacts") if row["first_name"] == "Mark"]
    assert mark["address"] == "77 Pine St"


def test_a_question_stays_open_while_something_is_looked_up(talk: Talk) -> None:
    talk.all("disqualify Tom's lead", "what's Maria's number?", "what's our pipeline?", "budget")
    assert [
        row["disqualification_reason"] for row in talk.live("leads") if row["title"] == "Sewer line repair"
    ] == ["budget"]


def test_what_was_not_understood_repeats_the_open_question(talk: Talk) -> None:
    reply = talk.all("disqualify Tom's lead", "flibber the wug")
    assert "changed nothing" in reply.text
    assert "Still open: Why?" in reply.text


def test_a_question_is_kept_beside_something_else_that_is_written_and_shown_again_once(talk: Talk) -> None:
    reply = talk.all("disqualify Tom's lead", "remind me to call Maria friday")
    assert "Still open: Why?" in reply.text and "(Tom Becker: Sewer line repair)" in reply.text
    reply = talk.say("remind me to call Maria monday")
    assert "Left undone: “disqualify Tom's lead” (Tom Becker: Sewer line repair)" in reply.text
    talk.say("budget")
    assert {row["status"] for row in talk.live("leads")} == {"new"}


def test_a_question_that_was_shown_again_is_answered(talk: Talk) -> None:
    talk.all("disqualify Tom's lead", "remind me to call Maria friday", "budget")
    assert {row["title"]: row["status"] for row in talk.live("leads")} == {
        "Leaky faucet": "new",
        "Sewer line repair": "disqualified",
    }


@pytest.mark.parametrize("said", ["never mind", "Nevermind!", "forget it", "no", "cancel"])
def test_never_mind_drops_the_question(talk: Talk, said: str) -> None:
    talk.all("disqualify Tom's lead", said, "budget")
    assert {row["status"] for row in talk.live("leads")} == {"new"}


def test_an_offer_is_taken_with_yes_and_asks_for_what_it_lacks(talk: Talk) -> None:
    talk.say("add a new customer Bob Kelso 512-555-0222")
    assert "What do they want done?" in talk.say("yes").text
    talk.say("water heater")
    assert "Water heater" in [row["title"] for row in talk.live("leads")]


def lost(talk: Talk) -> None:
    talk.do("convert_lead", lead="Sewer line repair", amount="3200")
    assert "in 90 days?" in talk.say("Tom's job is lost, too expensive").text


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("yes", "2027-02-16"),
        ("sure", "2027-02-16"),
        ("in 6 months", "2027-05-18"),
        ("yes, in 6 months", "2027-05-18"),
        ("make it 2 weeks", "2026-12-02"),
        ("january 15", "2027-01-15"),
    ],
)
def test_the_offered_reminder_is_taken_as_it_is_or_for_another_day(talk: Talk, said: str, day: str) -> None:
    lost(talk)
    talk.say(said)
    reminders = [row for row in talk.live("interactions") if row["follow_up_status"] == "pending"]
    assert [row["follow_up_date"] for row in reminders] == [day]


@pytest.mark.parametrize("between", ["no thanks", "what's Maria's number?", "flibber the wug"])
def test_an_offer_holds_for_the_next_message_only(talk: Talk, between: str) -> None:
    lost(talk)
    talk.all(between, "yes")
    assert not [row for row in talk.live("interactions") if row["follow_up_status"] == "pending"]


def test_one_message_holds_several_requests(talk_on_both: Talk) -> None:
    talk = talk_on_both
    reply = talk.say("log a call with Maria, she picked brass, and remind me to call Tom friday")
    assert [call.tool for call, _ in reply.calls] == ["log_interaction", "set_reminder"]
    assert len(talk.live("interactions")) == 2


def test_somebody_just_added_is_who_the_rest_of_the_message_is_about(talk: Talk) -> None:
    talk.say("add a new customer Bob Kelso 512-555-0222 and remind me to call him friday")
    [bob] = [row for row in talk.seen().rows["contacts"].items() if row[1]["first_name"] == "Bob"]
    [reminder] = talk.live("interactions")
    assert reminder["contact_id"] == bob[0]


def test_a_pronoun_means_whom_the_conversation_last_spoke_of(talk: Talk) -> None:
    talk.all("what's Maria's number?", "remind me to call her friday")
    [reminder] = talk.live("interactions")
    [maria] = [key for key, row in talk.seen().rows["contacts"].items() if row["first_name"] == "Maria"]
    assert reminder["contact_id"] == maria


def test_a_pronoun_in_a_new_conversation_means_nobody(talk: Talk) -> None:
    talk.say("what's Maria's number?")
    talk.elsewhere().say("remind me to call her friday")
    assert not talk.live("interactions")


def test_a_look_up_is_done_again_for_somebody_else(talk: Talk) -> None:
    reply = talk.all("when did we last talk to Maria", "and Tom?")
    assert [call.tool for call, _ in reply.calls] == ["last_touch"]
    assert "Tom Becker" in reply.text


def test_a_correction_undoes_and_does_again(talk_on_both: Talk) -> None:
    talk = talk_on_both
    talk.all("remind me to call Maria friday", "no, thursday")
    assert [row["follow_up_date"] for row in talk.live("interactions")] == ["2026-11-19"]
    assert len(talk.seen().rows["interactions"]) == 2


def test_a_correction_with_nothing_before_it_changes_nothing(talk: Talk) -> None:
    talk.say("no, thursday")
    assert not talk.seen().rows["interactions"]


def test_a_name_that_is_a_word_too_corrects(talk: Talk) -> None:
    talk.do("add_contact", first_name="Bill", last_name="Carter", phone="512-555-0109")
    talk.all("remind me to call Tom friday", "no, Bill")
    [bill] = [key for key, row in talk.seen().rows["contacts"].items() if row["first_name"] == "Bill"]
    assert [row["contact_id"] for row in talk.live("interactions")] == [bill]


@pytest.mark.parametrize(
    "said", ["mark the Garcia job won", "the Garcia job is lost, too expensive", "convert Garcia to a job"]
)
def test_a_wrong_premise_changes_nothing(talk: Talk, said: str) -> None:
    before = talk.seen().rows
    reply = talk.say(said)
    assert reply.text
    assert talk.seen().rows == before
    assert not talk.seen().cards


def test_a_lost_job_that_is_said_to_be_won_is_refused_with_what_there_is(talk: Talk) -> None:
    lost(talk)
    talk.say("no thanks")
    talk.say("Tom's job is won")
    assert {row["stage"] for row in talk.live("opportunities")} == {"lost"}


@pytest.mark.parametrize(
    "said", ["delete Maria", "erase Tom Becker for good", "text everyone that we are closed"]
)
def test_what_is_never_done_is_declined_and_changes_nothing(talk: Talk, said: str) -> None:
    before = talk.seen().rows
    reply = talk.say(said)
    assert "Nothing was changed" in reply.text
    assert not reply.calls
    assert talk.seen().rows == before


def test_every_turn_is_kept_with_its_calls(talk: Talk) -> None:
    talk.all("what's Maria's number?", "never mind", "")
    assert talk.turns() == 3


def test_yes_is_no_answer_to_which_one(talk: Talk) -> None:
    reply = talk.all("mark it won", "yes")
    assert not reply.calls
    assert "Still open: Which job was won?" in reply.text


def test_help_lists_what_can_be_asked_and_an_example(talk: Talk) -> None:
    reply = talk.say("What can you do?")
    assert len(reply.text.splitlines()) > 20
    assert "add a new customer (" in reply.text
    assert "<who>" not in reply.text


@pytest.mark.parametrize("said", ["hi", "Thanks!", "good night"])
def test_small_talk_is_answered_and_changes_nothing(talk: Talk, said: str) -> None:
    reply = talk.say(said)
    assert "didn't understand" not in reply.text
    assert not reply.calls


def test_what_is_not_understood_is_answered_with_what_an_owner_usually_asks_for(talk: Talk) -> None:
    reply = talk.say("blargh frobnicate")
    assert "I didn't understand that, so I changed nothing" in reply.text
    assert "add a new customer" in reply.text
    assert "cadence" not in reply.text
