""" "Undo" means what was done last in this conversation: where that is a card's, it never reaches back behind it unasked."""

import pytest
from talk import Talk

REMIND = "remind me to call Maria on Friday"
MAIL = "tell Tom we can come on Monday at 9"
BEFORE = "remind me to call Tom on Thursday"


def reminders(talk: Talk) -> int:
    """Return how many reminders stand."""
    return len([one for one in talk.live("interactions") if one["follow_up_date"]])


@pytest.mark.parametrize("said", ["undo", "undo that", "take that back"])
def test_a_card_that_waits_is_offered_to_be_put_aside_and_the_reminder_before_it_stays(
    talk: Talk, said: str
) -> None:
    reply = talk.all(REMIND, MAIL, said)
    assert "#1, which waits" in reply.text
    assert "Put it aside?" in reply.text
    assert (reminders(talk), talk.status(1), reply.cards) == (1, ["pending"], [])
    assert "Put aside, not dropped: #1" in talk.say("yes").text
    assert (reminders(talk), talk.status(1), talk.seen().mailbox) == (1, ["pending"], {})


def test_a_word_that_tells_the_card_to_be_sent_does_not_put_it_aside(talk: Talk) -> None:
    reply = talk.all(REMIND, MAIL, "undo", "send it")
    assert [card.approval for card in reply.cards] == [1]
    assert (reminders(talk), talk.status(1)) == (1, ["pending"])


@pytest.mark.parametrize(
    ("decided", "told"),
    [("yes", "can't be taken back"), ("no", "can't be taken back"), ("put 1 aside", "Brought back: #1")],
)
def test_of_a_card_that_was_decided_it_says_what_can_not_be_taken_back(
    talk: Talk, decided: str, told: str
) -> None:
    assert told in talk.all(REMIND, MAIL, decided, "undo").text
    assert reminders(talk) == 1


def test_said_once_more_it_asks_about_what_was_done_before_the_card(talk: Talk) -> None:
    asked = talk.all(REMIND, MAIL, "no", "undo", "undo").text
    assert "Undo that?" in asked
    assert reminders(talk) == 1
    talk.say("yes")
    assert reminders(talk) == 0


def test_what_is_done_after_a_card_is_taken_back_as_ever(talk: Talk) -> None:
    talk.all(REMIND, MAIL, BEFORE, "undo")
    assert reminders(talk) == 1
    assert talk.status(1) == ["pending"]
