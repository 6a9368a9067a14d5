"""The words of a message are kept where they belong, or said not to be; nothing of it is asked for again."""

import pytest
from talk import Talk

LOSSES = (
    "drop Tom's lead, wants it done without a permit",
    "Give up Tom Becker's lead. His landlord refused the panel upgrade.",
    "forget the Becker lead, his brother in law says he'll do it himself",
    "give up Tom's lead, he went and ordered one from Ikea",
)


@pytest.mark.parametrize("said", LOSSES)
def test_a_reason_in_other_words_than_ours_is_not_asked_for_again(talk: Talk, said: str) -> None:
    talk.say(said)
    [lead] = [row for row in talk.live("leads") if row["title"] == "Sewer line repair"]
    assert (lead["status"], lead["disqualification_reason"]) == ("disqualified", "other")
    told = [str(row) for row in talk.live("interactions")]
    assert any(said.rstrip(".").casefold() in one.casefold() for one in told)


@pytest.mark.parametrize("said", ["drop Tom's lead", "give up Tom's lead, that one can go"])
def test_a_reason_that_was_not_said_is_asked_for(talk: Talk, said: str) -> None:
    assert "Why?" in talk.say(said).text
    assert {row["status"] for row in talk.live("leads")} == {"new"}


def test_a_note_and_the_firm_of_somebody_new_are_kept(talk: Talk) -> None:
    talk.all(
        "add Nils Aho, 512-555-0191, he's the vet",
        "Add Bywater Coffee Roasters, contact is Jerome, jerome@example.com",
    )
    kept = {row["first_name"]: row for row in talk.live("contacts")}
    assert kept["Nils"]["notes"] == "He's the vet"
    [firm] = talk.live("companies")
    assert (firm["name"], kept["Jerome"]["company_id"]) == ("Bywater Coffee Roasters", firm["company_id"])


def test_a_reason_that_has_no_place_is_said_not_to_be_kept(talk: Talk) -> None:
    talk.do("add_contact", first_name="Earl", last_name="Goins", phone="512-555-0191")
    reply = talk.say("Earl Goins sold all his horses and moved to Florida so take him off the active list")
    assert "I didn't keep: sold all his horses and moved to Florida." in reply.text


def test_a_closing_day_keeps_its_reason(talk: Talk) -> None:
    assert "(The hurricane)" in talk.say("we're closed on December 24 because of the hurricane").text


def test_leads_are_listed_from_the_day_that_was_said(talk: Talk) -> None:
    assert "2 open leads since" in talk.say("which enquiries came in since monday").text
    asked = talk.do("list_leads", since="2026-11-19")
    assert asked.result is not None
    assert asked.result.data == {"leads": []}


def test_as_many_customers_are_named_as_were_asked_for(talk: Talk) -> None:
    for title in ("Leaky faucet", "Sewer line repair"):
        talk.do("convert_lead", lead=title)
        talk.all(f"mark the {title} won", "yes")
    assert "Tom" in talk.say("who are our newest customers").text
    text = talk.say("the last 1 people we took on as customers?").text
    assert ("Maria" in text) != ("Tom" in text)


def test_people_are_found_by_their_street(talk: Talk) -> None:
    assert "Tom Becker" in talk.say("who all do I know over on Elm Street").text
    assert "Maria" not in talk.replies[-1].text


def test_a_place_is_found_without_words_around_it(talk: Talk) -> None:
    talk.do("add_site", address="240 Dovercourt Rd", contact="Tom Becker")
    assert "Tom Becker" in talk.say("Who is tenant in 240 Dovercourt?").text


def test_a_firm_without_anybody_there_is_added_by_its_name(talk: Talk) -> None:
    talk.say("put Bluegrass Equine Rescue in the system please, dont have a contact name yet")
    assert [row["name"] for row in talk.live("companies")] == ["Bluegrass Equine Rescue"]


HOURS = {
    "From now on it's 7 to 4, monday thru friday": "Monday to Friday, 7:00 to 16:00",
    "let's start doing eight to five thirty on weekdays make those our hours": "Monday to Friday, 8:00 to 17:30",
    "Hours update: Sun closed, Mon-Sat 9-6": "Monday to Saturday, 9:00 to 18:00",
    "Set hours 7:30 to 16:00.": "Monday to Friday, 7:30 to 16:00",
}


@pytest.mark.parametrize("said", HOURS)
def test_working_hours_are_set_as_they_are_spoken(talk: Talk, said: str) -> None:
    assert f"You work {HOURS[said]} now." in talk.say(said).text


def test_the_hours_of_one_day_do_not_close_the_others(talk: Talk) -> None:
    assert "Which days and hours?" in talk.say("change hours, saturdays 8 till noon").text


def test_a_reminder_behind_a_change_is_set_and_its_day_is_no_closing_date(talk: Talk) -> None:
    talk.do("convert_lead", lead="Leaky faucet")
    talk.say("Maria's deal goes to $3,300, we're negotiating poke me friday at 9 about it")
    [deal] = talk.live("opportunities")
    assert (str(deal["amount"]), deal["expected_close_date"]) == ("3300.00", None)
    [reminder] = [row for row in talk.live("interactions") if row["follow_up_date"] is not None]
    assert str(reminder["follow_up_date"]).startswith("2026-11-20")
    assert "I didn't keep: at 9." in talk.replies[-1].text


def test_a_second_sentence_about_somebody_else_is_a_request_of_its_own(talk: Talk) -> None:
    talk.say("Give up Tom, he never answers. For Maria prepare a draft to check.")
    stages = {row["title"]: row["status"] for row in talk.live("leads")}
    assert stages == {"Leaky faucet": "new", "Sewer line repair": "disqualified"}
    assert [card.tool for card in talk.seen().cards.values()] == ["draft_follow_up"]


HOLIDAYS = {
    "Closed on Victoria Day.": "Closed Mon, May 24, 2027",
    "put us down closed for Mardi Gras": "Closed Tue, Feb 9, 2027",
    "we're closed on Good Friday": "Closed Fri, Mar 26, 2027",
}


@pytest.mark.parametrize("said", HOLIDAYS)
def test_a_holiday_that_moves_is_a_day(talk: Talk, said: str) -> None:
    assert HOLIDAYS[said] in talk.say(said).text


def test_a_verb_behind_a_family_name_is_no_part_of_it(talk: Talk) -> None:
    talk.do("add_contact", first_name="Emeka", last_name="Okafor", phone="512-555-0191")
    talk.say("the email we have for Okafor bounces, should be emeka@example.org")
    assert "emeka@example.org" in [row["address"] for row in talk.live("emails")]


MESSAGES = (
    "Tom should get a text from me that the part is in",
    "let Tom know by text that the part is in",
)


@pytest.mark.parametrize("said", MESSAGES)
def test_words_that_lead_in_a_message_are_none_of_it(talk: Talk, said: str) -> None:
    assert "Text: The part is in\n" in talk.say(said).whole()


SENT = (
    "proposal went over to Maria Lopez last night, finally",
    "Proposal went out to Maria this morning so move it to sent",
    "Maria Lopez got the proposal. Change stage.",
)


@pytest.mark.parametrize("said", SENT)
def test_the_day_on_which_a_proposal_went_out_is_no_closing_date(talk: Talk, said: str) -> None:
    talk.do("convert_lead", lead="Leaky faucet")
    talk.say(said)
    [deal] = talk.live("opportunities")
    assert (deal["stage"], deal["expected_close_date"]) == ("proposal_sent", None)


def test_a_pronoun_means_whoever_the_undone_part_of_its_message_names(talk: Talk) -> None:
    talk.all(
        "what's Tom's number",
        "Maria Lopez is at 16 Turners Rock Rd these days and she mentioned the new place has lead paint, keep that with her",
    )
    tom = next(row["contact_id"] for row in talk.live("contacts") if row["first_name"] == "Tom")
    assert "lead paint" not in str([row for row in talk.live("interactions") if tom in str(row)])
    assert "Maria Lopez" in talk.replies[-1].text
