"""A call with somebody keeps the reminder to call that very person; reminders about a thing, or about nobody; visits."""

import pytest
from talk import Talk


def reminders(talk: Talk) -> list[tuple[str, str, str]]:
    """Return whom each pending reminder is about, its words and its day."""
    names = {key: row["first_name"] for key, row in talk.seen().rows["contacts"].items()}
    return [
        (names.get(row["contact_id"], ""), row["subject"], row["follow_up_date"])
        for row in talk.live("interactions")
        if row["follow_up_status"] == "pending"
    ]


@pytest.fixture
def due(talk: Talk) -> Talk:
    """Add a reminder to call each of two people."""
    talk.do("set_reminder", about="Maria", date="2026-11-19", text="Call Maria back")
    talk.do("set_reminder", about="Tom", date="2026-11-19", text="Call Tom back")
    return talk


@pytest.mark.parametrize(
    "said",
    ["log a call with Maria, she wants a quote", "talked to Maria, she wants a quote", "called maria back"],
)
def test_a_call_closes_the_reminder_to_call_that_very_person(due: Talk, said: str) -> None:
    reply = due.say(said)
    assert "Closed: Maria Lopez — Call Maria back" in reply.text
    assert [name for name, _, _ in reminders(due)] == ["Tom"]
    due.say("undo that")
    assert sorted(name for name, _, _ in reminders(due)) == ["Maria", "Tom"]


@pytest.mark.parametrize("said", ["left Maria a voicemail", "called Maria, no answer"])
def test_a_call_in_which_nobody_was_reached_closes_nothing(due: Talk, said: str) -> None:
    due.say(said)
    assert "Maria" in [name for name, _, _ in reminders(due)]


@pytest.mark.parametrize(
    ("text", "day"),
    [("Send Maria the quote", "2026-11-19"), ("Call Maria for the yearly check", "2027-05-03")],
)
def test_a_call_leaves_what_it_does_not_keep(talk: Talk, text: str, day: str) -> None:
    talk.do("set_reminder", about="Maria", date=day, text=text)
    talk.say("talked to Maria, she wants a quote")
    assert reminders(talk) == [("Maria", text, day)]


def test_of_several_reminders_to_call_it_is_asked_which_is_kept(due: Talk) -> None:
    due.do("set_reminder", about="Maria", date="2026-11-20", text="Ring about the tap")
    assert "2 reminders to call wait" in due.say("called maria back").text
    assert len(reminders(due)) == 3
    due.all("yes", "the second one")
    assert sorted(reminders(due)) == [
        ("Maria", "Call Maria back", "2026-11-19"),
        ("Tom", "Call Tom back", "2026-11-19"),
    ]


def test_somebody_who_is_done_has_their_reminder_marked_so(due: Talk) -> None:
    assert "Done: Maria Lopez — Call Maria back" in due.say("maria done").text
    assert [name for name, _, _ in reminders(due)] == ["Tom"]


def test_all_of_somebodys_reminders_are_cleared_and_come_back_by_undo(due: Talk) -> None:
    due.do("set_reminder", about="Maria", date="2026-11-20", text="Send the quote")
    due.say("clear all the maria ones")
    assert [name for name, _, _ in reminders(due)] == ["Tom"]
    due.say("undo that")
    assert len(reminders(due)) == 3


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("remind me to order a wax ring Friday", "Order a wax ring"),
        ("remind me friday to load a flapper n fill valve", "Load a flapper n fill valve"),
        ("remind me to call the supplier on friday", "Call the supplier"),
    ],
)
def test_a_reminder_about_a_thing_needs_no_person(talk: Talk, said: str, text: str) -> None:
    talk.say(said)
    assert reminders(talk) == [("", text, "2026-11-20")]
    assert f"— {text} (due Friday, Nov 20)" in talk.say("what's on friday").text


def test_a_reminder_about_a_thing_is_marked_as_done_by_its_words(talk: Talk) -> None:
    talk.all("remind me to order a wax ring Friday", "the wax ring is done", "yes")
    assert reminders(talk) == []


def test_a_reminder_about_a_thing_stands_in_the_morning_list(talk: Talk) -> None:
    talk.do("set_reminder", date="2026-11-18", text="Order a wax ring")
    outcome = talk.do("show_morning_list")
    assert outcome.result is not None
    assert "Order a wax ring: due today" in outcome.result.text


def test_what_is_to_be_done_answers_what_to_remind_of(talk: Talk) -> None:
    talk.all("remind me friday", "order a wax ring")
    assert reminders(talk) == [("", "Order a wax ring", "2026-11-20")]


@pytest.mark.parametrize("said", ["remind me to call her friday", "remind me to call back friday"])
def test_a_reminder_about_somebody_who_was_not_named_asks_who(talk: Talk, said: str) -> None:
    assert "Whom or what shall I remind you about?" in talk.say(said).text
    assert reminders(talk) == []


def test_a_reminder_that_is_moved_to_somebody_else_is_in_their_name(talk: Talk) -> None:
    talk.all("remind me to call Tom friday", "no, Maria")
    assert reminders(talk) == [("Maria", "Call Maria", "2026-11-20")]


@pytest.mark.parametrize(
    "said", ["put maria in for monday", "book maria for monday", "pencil maria in for monday"]
)
def test_a_visit_is_said_not_to_be_scheduled_and_a_reminder_is_proposed(talk: Talk, said: str) -> None:
    reply = talk.say(said)
    assert "no calendar here yet" in reply.text and "remind you on Monday, Nov 23?" in reply.text
    assert reminders(talk) == []
    talk.say("yes")
    assert reminders(talk) == [("Maria", "Visit", "2026-11-23")]


def test_a_visit_beside_a_call_leaves_the_call_logged(talk: Talk) -> None:
    talk.say("maria called, she's going with it. put her in for monday")
    assert [row["type"] for row in talk.live("interactions")] == ["phone_call"]
    assert "remind you on Monday, Nov 23?" in talk.replies[-1].text
