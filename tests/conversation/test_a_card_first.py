"""A message is read for the card that closes the conversation first: nothing but a listed word approves; other words show it
again, put it aside or change it, and whatever is a message of its own leaves it waiting and says so.
"""

import pytest
from talk import Talk

MAIL = "tell Maria we can come on Monday at 9"
WON = "Maria's faucet job is won"
DOUBLE = "add a new customer Pete Lopez 512-555-0142"


def text_of(talk: Talk, number: int) -> str:
    return str(next(field.value for field in talk.card(number).card.fields if field.name == "Text"))


def aside(talk: Talk) -> list[int]:
    """Return the numbers of the cards that are listed as put aside."""
    listed = talk.do("list_approvals").result
    assert listed is not None
    return [card["approval"] for card in listed.data.get("put_aside", [])]


@pytest.mark.parametrize(
    "said",
    [
        "sure, looks good to me, go ahead",
        "perfect",
        "that works",
        "let it rip",
        "👍",
        "that'll do nicely, thanks",
    ],
)
def test_approval_in_other_words_shows_the_card_again_and_decides_nothing(talk: Talk, said: str) -> None:
    reply = talk.all(MAIL, said)
    assert [card.approval for card in reply.cards] == [1]
    assert 'Say "yes" to do it' in reply.below()
    assert talk.status(1) == ["pending"]
    assert not talk.seen().mailbox
    talk.say("yes")
    assert talk.status(1) == ["done"]


@pytest.mark.parametrize(
    "said",
    [
        "forget about it after all",
        "nah leave it",
        "scrap that",
        "hold off for now",
        "I changed my mind",
        "let's forget this whole thing",
    ],
)
def test_declining_in_other_words_puts_the_card_aside_until_it_is_brought_back(talk: Talk, said: str) -> None:
    reply = talk.all(MAIL, said)
    assert "Put aside, not dropped: #1" in reply.text
    assert (talk.status(1), aside(talk), reply.cards) == (["pending"], [1], [])
    assert "nothing open to say yes to" in talk.say("yes").text
    back = talk.say("bring it back")
    assert ([card.approval for card in back.cards], aside(talk)) == ([1], [])
    talk.say("yes")
    assert talk.status(1) == ["done"]


def test_undo_right_after_a_card_was_put_aside_brings_it_back_and_undoes_nothing_else(talk: Talk) -> None:
    reply = talk.all("add a new customer Bob Kelso 512-555-0222", MAIL, "scrap that", "undo that")
    assert [card.approval for card in reply.cards] == [1]
    assert len(talk.live("contacts")) == 3


@pytest.mark.parametrize("said", ["put 1 aside", "put aside 1 for now"])
def test_a_card_is_put_aside_and_brought_back_by_its_number(talk: Talk, said: str) -> None:
    talk.all(MAIL, "what's Tom's number?", said)
    assert aside(talk) == [1]
    assert [card.approval for card in talk.elsewhere().say("bring back 1").cards] == [1]


@pytest.mark.parametrize(
    "said", ["those are two different folks", "nah, leave that", "sounds good to me, go ahead"]
)
def test_of_a_card_with_two_answers_both_are_offered_again_and_nothing_is_put_aside(
    talk: Talk, said: str
) -> None:
    reply = talk.all(DOUBLE, said)
    assert "Say merge or separate" in reply.below()
    assert (talk.status(1), aside(talk)) == (["pending"], [])


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("change Monday to Tuesday", "We can come on Tuesday at 9"),
        ("make it 2", "We can come on Monday at 2"),
        ("and tell her the gate is open", "We can come on Monday at 9 The gate is open."),
        ("add that I'll bring the part", "We can come on Monday at 9 I'll bring the part."),
        ("sign it Sam", "We can come on Monday at 9\n\nSam"),
        ("it's not 9, it's half past ten", "We can come on Monday at half past ten"),
    ],
)
def test_a_change_makes_one_new_card_that_says_what_is_different(talk: Talk, said: str, becomes: str) -> None:
    reply = talk.all(MAIL, said)
    assert text_of(talk, 2) == becomes
    assert (talk.status(1, 2), [card.approval for card in reply.cards]) == (["withdrawn", "pending"], [2])
    assert "— Text: " in reply.text


def test_a_sentence_is_taken_out_by_the_words_that_it_holds(talk: Talk) -> None:
    talk.all(MAIL, "say instead: We come at 9. I left the keys with your neighbor. It comes to $450.")
    talk.say("take out the bit about the keys")
    assert text_of(talk, 3) == "We come at 9. It comes to $450."
    talk.say("and leave out the part about the price")
    assert text_of(talk, 4) == "We come at 9."


def test_words_that_stand_there_twice_are_asked_for(talk: Talk) -> None:
    reply = talk.all("tell Maria the key fits and the other key does not", "change key to lock")
    assert "which words" in reply.text
    assert (talk.status(1), [card.approval for card in reply.cards]) == (["pending"], [1])


def test_the_one_number_of_another_card_is_changed_through_the_gate(talk: Talk) -> None:
    reply = talk.all(WON, "make it 400")
    assert "Amount: “$300” is now “$400”" in reply.text
    assert talk.status(1, 2) == ["withdrawn", "pending"]
    talk.say("yes")
    assert {str(row["amount"]) for row in talk.live("opportunities")} == {"400.00"}


@pytest.mark.parametrize(
    "said",
    [
        "forget the Becker lead", "what's Tom's number?", "remind me to call her thursday", "tell Tom the gate is open",
        "change Tom's phone to 512-555-0177", "good work, log a call with Tom, he said fine", "skip the list tomorrow",
        "never call Tom before ten", "good morning",
    ],
)  # fmt: skip
def test_a_message_of_its_own_goes_on_and_the_card_stays_and_is_said_to_wait(talk: Talk, said: str) -> None:
    reply = talk.all(MAIL, said)
    assert talk.card(1).status == "pending"
    assert aside(talk) == []
    assert "#1 still waits: Send a mail to Maria Lopez" in reply.text


def test_a_bare_yes_to_a_card_of_an_earlier_reply_is_asked_about_once(talk: Talk) -> None:
    reply = talk.all(MAIL, "what's Tom's number?", "yes")
    assert "Yes to #1: Send a mail to Maria Lopez" in reply.text
    assert talk.status(1) == ["pending"]
    talk.say("yes")
    assert talk.status(1) == ["done"]


def test_a_bare_no_to_a_card_of_an_earlier_reply_is_asked_about_once(talk: Talk) -> None:
    assert "No to #1" in talk.all(MAIL, "what's Tom's number?", "no").text
    assert talk.status(1) == ["pending"]
    talk.say("no")
    assert talk.status(1) == ["rejected"]


def test_an_open_question_takes_the_answer_before_a_card_of_an_earlier_reply(talk: Talk) -> None:
    reply = talk.all(MAIL, "log a call with Somebody Unheard", "never mind")
    assert "left as it is" in reply.text
    assert (talk.status(1), aside(talk)) == (["pending"], [])


def test_a_change_meant_for_what_was_done_since_leaves_the_card_alone(talk: Talk) -> None:
    talk.all(MAIL, "remind me to call Tom on Friday", "make it Thursday")
    assert talk.status(1) == ["pending"]
    assert text_of(talk, 1) == "We can come on Monday at 9"
