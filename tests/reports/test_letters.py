"""The list answered by its letters: bound to what was shown, in this conversation or by the morning's job."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from mornings import Mornings
from sqlmodel import select

from agent.conversation.letters import Answered, answers_in
from schemas.enums import ApprovalStatus, FollowUpStatus, LeadStatus
from schemas.records import Approval, Interaction, Lead


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a", [("a", "", "")]),
        ("A.", [("a", "", "")]),
        ("a and c", [("a", "", ""), ("c", "", "")]),
        ("a done", [("a", "done", "")]),
        ("a) done", [("a", "done", "")]),
        ("done a and c", [("a", "done", ""), ("c", "done", "")]),
        ("a, c done", [("a", "done", ""), ("c", "done", "")]),
        (
            "a done, b draft, c snooze to Friday",
            [("a", "done", ""), ("b", "draft", ""), ("c", "snooze", "friday")],
        ),
        ("a done b draft", None),
        ("A done. B draft", [("a", "done", ""), ("b", "draft", "")]),
        ("call a later", [("a", "snooze", "")]),
        ("call a", [("a", "call", "")]),
        ("b remind me in 2 weeks", [("b", "snooze", "2 weeks")]),
        ("move b to next monday and drop c", [("b", "snooze", "next monday"), ("c", "drop", "")]),
        ("park d", [("d", "park", "")]),
        ("show e", [("e", "show", "")]),
        ("draft a message", None),
        ("write a note on Maria", None),
        ("a new lead for Maria", None),
        ("call Maria", None),
        ("see a doctor", None),
        ("done", None),
        ("a done, a drop", None),
        ("f done", None),
        ("approve 12", None),
        ("12", None),
        ("yes", None),
        ("", None),
    ],
)
def test_what_an_answer_by_letter_means(text: str, meant: list[tuple[str, str, str]] | None) -> None:
    found = answers_in(text, "abcde")
    assert found == (None if meant is None else [Answered(*one) for one in meant])


PIECES = some.sampled_from(
    [
        "a",
        "b",
        "c",
        "done",
        "draft",
        "snooze",
        "to",
        "friday",
        ",",
        "and",
        "call",
        "later",
        "12",
        "maria",
        "…",
        "\n",
    ]
)


@settings(max_examples=200, deadline=None)
@given(some.lists(PIECES, max_size=12).map(" ".join) | some.text(max_size=80))
def test_any_message_is_read_whole_or_not_at_all(text: str) -> None:
    found = answers_in(text, "abc")
    if found is None:
        return
    assert found
    assert {one.letter for one in found} <= set("abc")
    assert "maria" not in text or any("maria" in one.day for one in found)
    assert not set(string.digits) & set("".join(one.word for one in found))


def three_things(mornings: Mornings) -> dict[str, str]:
    """Let Maria write, a promise to Tom be due, and Ana's lead go quiet: a, b, c."""
    mornings.at("2026-11-10T09:00")
    ids = {
        "maria": mornings.lead("Maria", "Leaky faucet", "maria@example.com"),
        "tom": mornings.lead("Tom", "Sewer line repair"),
        "ana": mornings.lead("Ana", "Bathroom remodel", "ana@example.com"),
    }
    ids["promise"] = mornings.done(
        "set_reminder", about=ids["tom"], date="2026-11-18", text="Send the quote"
    )["interaction_id"]
    mornings.at("2026-11-17T15:00").maria_writes()
    mornings.at("2026-11-18T07:00")
    return ids


def promise(mornings: Mornings, interaction_id: str) -> Interaction:
    with mornings.office.desk("cli").unit.reading() as session:
        found = session.get_one(Interaction, (mornings.office.business.business_id, interaction_id))
        session.expunge(found)
        return found


def reminders(mornings: Mornings, lead_id: str) -> list[str]:
    """Return the days that a lead is put off to."""
    with mornings.office.desk("cli").unit.reading() as session:
        asked = select(Interaction).where(
            Interaction.matter_id == lead_id, Interaction.follow_up_status == FollowUpStatus.PENDING
        )
        return [str(one.follow_up_date) for one in session.exec(asked)]


def test_several_letters_are_answered_at_once(mornings: Mornings) -> None:
    ids = three_things(mornings)
    mornings.say("morning list")
    reply = mornings.say("a done, b snooze to Friday, c draft")
    assert [(call.tool, outcome.kind.value) for call, outcome in reply.calls] == [
        ("mark_answered", "done"),
        ("move_follow_up", "done"),
        ("draft_follow_up", "waiting"),
    ]
    assert str(promise(mornings, ids["promise"]).follow_up_date) == "2026-11-20"
    assert len(reply.cards) == 1
    assert mornings.kinds() == ["quiet"]


def test_a_letter_alone_does_what_its_line_offers_first(mornings: Mornings) -> None:
    ids = three_things(mornings)
    mornings.say("morning list")
    assert mornings.called("b") == [("complete_follow_up", "done")]
    assert promise(mornings, ids["promise"]).follow_up_status == FollowUpStatus.COMPLETED
    assert mornings.called("a") == [("draft_follow_up", "waiting")]


def test_a_letter_means_what_was_shown_though_the_list_has_changed_since(mornings: Mornings) -> None:
    """Check that b still means Tom's promise, and a does not, though after "a done" it would be a."""
    ids = three_things(mornings)
    mornings.say("morning list")
    mornings.say("a done")
    assert mornings.called("b done") == [("complete_follow_up", "done")]
    assert promise(mornings, ids["promise"]).follow_up_status == FollowUpStatus.COMPLETED
    assert mornings.called("b done") == [("complete_follow_up", "refused")]


def test_letters_of_the_list_that_the_morning_delivered_are_answered_in_chat(mornings: Mornings) -> None:
    ids = three_things(mornings)
    mornings.deliver()
    mornings.at("2026-11-18T12:00").done("mark_answered", message=waiting(mornings))
    assert mornings.called("c drop") == [("disqualify_lead", "done")]
    with mornings.office.desk("cli").unit.reading() as session:
        ana = session.get_one(Lead, (mornings.office.business.business_id, ids["ana"]))
        assert ana.status == LeadStatus.DISQUALIFIED


def waiting(mornings: Mornings) -> str:
    told = mornings.shown().result
    assert told is not None
    return next(str(line["record_id"]) for line in told.data["lines"] if line["kind"] == "reply")


def test_later_without_a_day_is_the_next_working_day(mornings: Mornings) -> None:
    ids = three_things(mornings)
    mornings.at("2026-11-20T07:00").say("morning list")
    assert mornings.called("c later") == [("set_reminder", "done")]
    assert reminders(mornings, ids["ana"]) == ["2026-11-23"]
    assert "Ana Lopez, Bathroom remodel" not in dict(map(reversed, mornings.lines()))


def test_parking_takes_a_lead_off_the_list_for_a_month(mornings: Mornings) -> None:
    mornings.at("2026-11-10T09:00")
    lead = mornings.lead("Maria", "Leaky faucet")
    for day in ("16", "17", "18"):
        mornings.at(f"2026-11-{day}T07:00").deliver()
    mornings.at("2026-11-19T07:00").deliver()
    assert mornings.called("a") == [("set_reminder", "done")]
    assert reminders(mornings, lead) == ["2026-12-19"]
    assert mornings.at("2026-12-18T07:00").lines() == []


def test_a_card_is_shown_by_its_letter_and_decided_only_by_its_number(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00")
    lead = mornings.lead("Maria", "Leaky faucet", "maria@example.com")
    mornings.call("draft_follow_up", lead=lead)
    mornings.at("2026-11-22T07:00").say("morning list")
    assert "is decided by its number" in mornings.say("a done").text
    shown = mornings.say("a")
    assert [card.approval for card in shown.cards] == [1]
    mornings.say("yes")
    with mornings.office.desk("cli").unit.reading() as session:
        assert session.exec(select(Approval)).one().status == ApprovalStatus.DONE


def test_what_a_line_cannot_do_is_said_and_nothing_at_all_is_done(sqlite_mornings: Mornings) -> None:
    ids = three_things(sqlite_mornings)
    sqlite_mornings.say("morning list")
    reply = sqlite_mornings.say("b done, a park")
    assert reply.calls == []
    assert "I can't do “park”" in reply.text
    assert "Nothing was done." in reply.text
    assert promise(sqlite_mornings, ids["promise"]).follow_up_status == FollowUpStatus.PENDING


def test_without_a_list_a_letter_means_nothing(sqlite_mornings: Mornings) -> None:
    three_things(sqlite_mornings)
    assert sqlite_mornings.called("b done") == []


def test_letters_are_forgotten_after_the_next_day(sqlite_mornings: Mornings) -> None:
    three_things(sqlite_mornings)
    sqlite_mornings.say("morning list")
    sqlite_mornings.at("2026-11-20T07:00")
    assert sqlite_mornings.called("b done") == []


def test_another_members_conversation_has_letters_of_its_own(sqlite_mornings: Mornings) -> None:
    three_things(sqlite_mornings)
    sqlite_mornings.say("morning list")
    sqlite_mornings.conversation = ""
    assert sqlite_mornings.called("b done") == []


def test_a_draft_by_its_letter_waits_with_auto_send_on(sqlite_mornings: Mornings) -> None:
    mornings = sqlite_mornings
    three_things(mornings)
    mornings.say("turn on auto-send for first replies, 5 a day")
    mornings.say("yes")
    mornings.say("morning list")
    assert [card.tool for card in mornings.say("c draft").cards] == ["draft_follow_up"]
