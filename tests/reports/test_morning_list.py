"""The morning list: why each line is there, what clears it, and that nothing is nagged about (rows C3, C4)."""

import pytest
from mornings import Mornings
from sqlmodel import select

from schemas.effects import OutcomeKind
from schemas.enums import ActorKind
from schemas.records import MorningList, Nudge

MARIA = "Maria Lopez, Leaky faucet"


def maria(mornings: Mornings, **lead: str) -> str:
    return mornings.lead("Maria", "Leaky faucet", "maria@example.com", **lead)


def nudges(mornings: Mornings) -> int:
    with mornings.office.desk("cli").unit.reading() as session:
        return len(session.exec(select(Nudge)).all())


def test_an_empty_morning_says_so(mornings: Mornings) -> None:
    outcome = mornings.at("2026-11-18T07:00").shown()
    assert outcome.result is not None
    assert outcome.result.text == "Wednesday, Nov 18: nothing needs you."
    assert outcome.result.choices == outcome.result.once_delivered == []


def test_a_message_waits_until_it_is_answered(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = maria(mornings)
    mornings.at("2026-11-17T12:00").maria_writes("Thursday works for me.")
    outcome = mornings.at("2026-11-18T07:00").shown()
    assert outcome.result is not None
    expected = f"a  {MARIA}: wrote yesterday, no answer yet: “Thursday works for me.” → draft"
    assert expected in outcome.result.text
    mornings.done("log_interaction", about=lead, type="phone_call", summary="See you then.")
    assert mornings.lines() == []
    mornings.at("2026-11-18T09:00").maria_writes("One more thing.")
    assert mornings.lines() == [("reply", MARIA)]


def test_undoing_the_answer_brings_the_line_back(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = maria(mornings)
    mornings.maria_writes()
    mornings.at("2026-11-16T10:00").done("log_interaction", about=lead, type="sms", summary="Fine.")
    assert mornings.lines() == []
    mornings.done("undo")
    assert mornings.lines() == [("reply", MARIA)]


def test_a_mail_that_is_no_lead_does_not_wait(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = maria(mornings)
    mornings.maria_writes()
    mornings.done("disqualify_lead", lead=lead, reason="outside_scope")
    assert mornings.lines() == []


def test_a_follow_up_is_listed_on_its_day_and_each_day_until_it_is_done(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = maria(mornings)
    made = mornings.done("set_reminder", about=lead, date="2026-11-18", text="Send the quote")
    assert mornings.at("2026-11-17T07:00").lines() == []
    first = mornings.at("2026-11-18T07:00").shown().result
    later = mornings.at("2026-11-20T07:00").shown().result
    assert first is not None
    assert later is not None
    assert f"a  {MARIA}: Send the quote, due today. → done" in first.text
    assert f"a  {MARIA}: Send the quote, 2 days overdue. → done" in later.text
    mornings.done("complete_follow_up", about=made["interaction_id"])
    assert "follow_up" not in mornings.kinds()


def test_a_quiet_lead_is_listed_after_three_working_days_and_a_touch_clears_it(mornings: Mornings) -> None:
    mornings.at("2026-11-13T09:00")
    lead = maria(mornings)
    mornings.done(
        "log_interaction", about=lead, summary="Left word about the price.", outcome="left_voicemail"
    )
    assert mornings.at("2026-11-17T07:00").lines() == []
    told = mornings.at("2026-11-18T07:00").shown().result
    assert told is not None
    assert (
        f"a  {MARIA}: lead, nothing in 3 working days. "
        "Last: phone call, Nov 13: Left word about the price. → draft"
    ) in told.text
    mornings.done("log_interaction", about=lead, summary="Spoke.")
    assert mornings.lines() == []


def test_a_proposal_without_a_word_is_listed_the_largest_first(mornings: Mornings) -> None:
    mornings.at("2026-11-12T09:00")
    mornings.deal("Tom", "Sewer line repair", "3200")
    mornings.deal("Ana", "Bathroom remodel", "8000")
    assert "proposal" not in mornings.at("2026-11-16T07:00").kinds()
    told = mornings.at("2026-11-17T07:00").shown().result
    assert told is not None
    assert (
        "a  Ana Lopez, Bathroom remodel: proposal for $8,000, no word in 3 working days. → draft" in told.text
    )
    assert [line["about"] for line in told.data["lines"] if line["kind"] == "proposal"] == [
        "Ana Lopez, Bathroom remodel",
        "Tom Lopez, Sewer line repair",
    ]


def test_a_hand_off_is_listed_from_the_next_day_until_it_is_done(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = maria(mornings)
    mornings.done("qualify_lead", lead=lead)
    assert "hand_off" not in mornings.kinds()
    mornings.at("2026-11-17T07:00")
    [hand_off] = mornings.done("list_hand_offs")["hand_offs"]
    assert "hand_off" in mornings.kinds()
    mornings.done("complete_hand_off", hand_off=hand_off["hand_off_id"])
    assert "hand_off" not in mornings.kinds()


def test_a_card_is_listed_when_it_is_about_to_run_out(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = maria(mornings)
    assert mornings.call("draft_follow_up", lead=lead).kind == OutcomeKind.WAITING
    assert "card" not in mornings.at("2026-11-20T07:00").kinds()
    told = mornings.at("2026-11-22T07:00").shown().result
    assert told is not None
    assert "Card #1: Send a mail to Maria Lopez" in told.text
    assert "waits for your yes, runs out tomorrow at 9:00. → show" in told.text
    assert "card" not in mornings.at("2026-11-23T09:01").kinds()


def test_what_is_put_off_is_left_in_peace_until_its_day_unless_the_customer_writes(
    mornings: Mornings,
) -> None:
    mornings.at("2026-11-12T09:00")
    lead = maria(mornings)
    mornings.at("2026-11-17T07:00").done("set_reminder", about=lead, date="2026-11-24")
    assert mornings.lines() == []
    mornings.at("2026-11-18T07:00").maria_writes("Are you there?")
    assert mornings.kinds() == ["reply"]
    mornings.done("set_reminder", about=lead, date="2026-11-23")
    assert mornings.lines() == []


def test_one_job_is_one_line_whatever_the_reasons(mornings: Mornings) -> None:
    mornings.at("2026-11-10T09:00")
    lead = maria(mornings)
    mornings.done("set_reminder", about=lead, date="2026-11-18", text="Call her back")
    assert mornings.at("2026-11-18T07:00").kinds() == ["follow_up"]


def test_on_a_day_off_nobody_is_nudged_but_what_was_promised_is_listed(mornings: Mornings) -> None:
    mornings.at("2026-11-10T09:00")
    maria(mornings)
    tom = mornings.lead("Tom", "Sewer line repair")
    mornings.done("set_reminder", about=tom, date="2026-11-21", text="Call Tom")
    assert mornings.at("2026-11-20T07:00").kinds() == ["quiet"]
    assert mornings.at("2026-11-21T07:00").kinds() == ["follow_up"]


def test_a_lead_is_asked_about_once_a_day_by_the_clock_and_shown_on_asking(mornings: Mornings) -> None:
    mornings.at("2026-11-10T09:00")
    maria(mornings)
    mornings.at("2026-11-18T07:00").deliver()
    assert nudges(mornings) == 1
    assert mornings.kinds(ActorKind.ROUTINE) == []
    assert mornings.kinds() == ["quiet"]
    again = mornings.deliver()
    assert again.result is not None
    assert again.result.choices == []
    assert nudges(mornings) == 1
    mornings.at("2026-11-19T07:00").deliver()
    assert nudges(mornings) == 2


def test_after_three_mornings_a_lead_asks_to_be_parked_or_let_go_and_a_touch_begins_anew(
    mornings: Mornings,
) -> None:
    mornings.at("2026-11-10T09:00")
    lead = maria(mornings)
    for day in ("16", "17", "18"):
        delivered = mornings.at(f"2026-11-{day}T07:00").deliver()
        assert delivered.result is not None
        assert [line["kind"] for line in delivered.result.data["lines"]] == ["quiet"]
    asked = mornings.at("2026-11-19T07:00").deliver().result
    assert asked is not None
    assert f"a  {MARIA}: on 3 mornings' lists and still quiet. Park it, or let it go? → park" in asked.text
    mornings.done("log_interaction", about=lead, summary="Spoke.")
    assert mornings.at("2026-11-24T07:00").kinds() == ["quiet"]


def test_the_same_delivery_twice_leaves_one_list_and_one_nudge(mornings: Mornings) -> None:
    mornings.at("2026-11-10T09:00")
    maria(mornings)
    told = mornings.at("2026-11-18T07:00").shown(ActorKind.ROUTINE)
    assert told.result is not None
    for _ in range(2):
        for call in told.result.once_delivered:
            mornings.office.gate.submit(mornings.office.desk("job", ActorKind.ROUTINE), call)
    assert nudges(mornings) == 1
    with mornings.office.desk("cli").unit.reading() as session:
        assert len(session.exec(select(MorningList)).all()) == 1


@pytest.mark.parametrize("kind", [ActorKind.MEMBER, ActorKind.MODEL, ActorKind.INTAKE])
def test_only_the_job_says_what_was_delivered(sqlite_mornings: Mornings, kind: ActorKind) -> None:
    outcome = sqlite_mornings.call("record_morning_list", kind, choices=[], leads=[])
    assert outcome.kind == OutcomeKind.REFUSED


def test_every_follow_up_is_listed_however_many_there_are(sqlite_mornings: Mornings) -> None:
    sqlite_mornings.at("2026-11-16T09:00")
    lead = maria(sqlite_mornings)
    for number in range(30):
        sqlite_mornings.done("set_reminder", about=lead, date="2026-11-18", text=f"Promise {number}")
    told = sqlite_mornings.at("2026-11-18T07:00").shown().result
    assert told is not None
    assert sum(f"Promise {number}," in told.text for number in range(30)) == 30
    letters = [choice.letter for choice in told.choices]
    assert len(letters) == len(set(letters)) == 23
    assert not {"i", "l", "o"} & set(letters)
