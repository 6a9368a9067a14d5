"""By talking: undo of one change or several, a correction that takes back the very write, and auto-send by a card."""

import pytest
from talk import Talk

from schemas.records import AutoSend


def standing(talk: Talk) -> list[tuple[str, int]]:
    with talk.office.desk("cli").unit.reading() as session:
        from sqlmodel import select

        return [
            (row.kind, row.daily_limit) for row in session.exec(select(AutoSend)) if row.stopped_at is None
        ]


def reminders(talk: Talk) -> list[str]:
    return [row["follow_up_date"] for row in talk.live("interactions")]


@pytest.mark.parametrize(
    ("said", "left"), [("undo that", 2), ("undo the last two", 1), ("undo the last three", 0)]
)
def test_the_last_change_or_the_last_few_are_undone(talk: Talk, said: str, left: int) -> None:
    talk.all(
        "remind me to call Maria friday",
        "remind me to call Tom monday",
        "remind me to call Maria next tuesday",
    )
    assert len(reminders(talk)) == 3
    talk.say(said)
    assert len(reminders(talk)) == left


def test_a_correction_takes_back_its_own_write_not_a_later_one_through_another_door(talk: Talk) -> None:
    talk.say("remind me to call Maria friday")
    talk.do("log_interaction", about="Tom Becker", summary="Spoke on the phone")
    reply = talk.say("no, thursday")
    assert [call.tool for call, _ in reply.calls] == ["undo", "set_reminder"]
    live = talk.live("interactions")
    assert [row["body"] for row in live if row["body"]] == ["Spoke on the phone"]
    assert [row["follow_up_date"] for row in live if row["follow_up_date"]] == ["2026-11-19"]


def test_undo_of_a_sent_mail_is_said_plainly_with_what_can_be_done(talk: Talk) -> None:
    talk.all("tell Maria we can come on Friday at 9", "send it")
    reply = talk.say("undo that")
    assert "A mail that went out can't be taken back; you can write again and put it right" in reply.text


def test_auto_send_is_turned_on_by_a_card_and_off_by_a_word(talk: Talk) -> None:
    reply = talk.say("turn on auto-send for first replies, 5 a day")
    assert [card.line for card in reply.cards] == [
        "Send inquiry mails by itself, at most 5 a day, without asking you"
    ]
    assert standing(talk) == []
    talk.say("yes")
    assert standing(talk) == [("inquiry", 5)]
    talk.say("auto-send off")
    assert standing(talk) == []


def test_with_auto_send_on_a_follow_up_in_a_conversation_waits_all_the_same(talk: Talk) -> None:
    talk.all("turn on auto-send for first replies, 5 a day", "yes")
    reply = talk.say("follow up with Maria")
    assert [card.tool for card in reply.cards] == ["draft_follow_up"]
    assert not list(talk.office.settings.outgoing_mail.glob("new/*"))


@pytest.mark.parametrize("said", ["redo", "undo the undo", "don't undo that"])
def test_an_undo_is_undone_by_a_word_and_the_change_can_be_undone_again(talk: Talk, said: str) -> None:
    talk.all("remind me to call Maria friday", "undo that")
    assert reminders(talk) == []
    reply = talk.say(said)
    assert "Done again: " in reply.text
    assert len(reminders(talk)) == 1
    talk.say("undo that")
    assert reminders(talk) == []


def test_what_was_changed_since_an_undo_is_not_done_again_on_top_of_it(talk: Talk) -> None:
    talk.do("update_contact", contact="Tom Becker", address="1 First St")
    talk.do("undo")
    talk.do("update_contact", contact="Tom Becker", address="2 Second St")
    refused = talk.do("redo")
    assert "has been changed again since" in str((refused.problem or {})["message"])
    assert [row["address"] for row in talk.live("contacts") if row["first_name"] == "Tom"] == ["2 Second St"]


def test_without_an_undo_there_is_nothing_to_redo(talk: Talk) -> None:
    talk.say("remind me to call Maria friday")
    assert "no undo of yours" in talk.say("redo that").text
