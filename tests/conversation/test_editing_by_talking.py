"""Editing the card that closed the last reply by talking: a new card takes the old one's place."""

import pytest
from talk import Talk

from agent.conversation.edits import edit_in

MAIL = "tell Maria we can come on Friday at 9"
SHOWN = "We can come on Friday at 9"


def text_of(talk: Talk, number: int) -> str:
    return str(next(field.value for field in talk.card(number).card.fields if field.name == "Text"))


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("add: please clear the sink", f"{SHOWN} Please clear the sink."),
        ("also say that parking is on us", f"{SHOWN} Parking is on us."),
        ("yes, but add that we bring the parts", f"{SHOWN} We bring the parts."),
        ("mention that the dog should be inside", f"{SHOWN} The dog should be inside."),
        ("say instead: See you at ten!", "See you at ten!"),
        ("change the text to We come at noon.", "We come at noon."),
        ("no, say: We come at noon.", "We come at noon."),
        ("make it monday", "We can come on Monday at 9"),
        ("no, thursday", "We can come on Thursday at 9"),
        ("yes, but make it Tuesday", "We can come on Tuesday at 9"),
    ],
)
def test_new_words_make_a_new_card_and_the_old_one_points_to_it(talk: Talk, said: str, becomes: str) -> None:
    reply = talk.all(MAIL, said)
    assert [card.approval for card in reply.cards] == [2]
    assert text_of(talk, 2) == becomes
    assert talk.status(1, 2) == ["withdrawn", "pending"]
    assert "replaced by #2" in talk.say("approve 1").text
    talk.say("approve 2")
    assert [mail.text for mail in talk.seen().mailbox.values()] == [becomes]


def test_the_last_of_several_edits_is_what_is_sent(talk_on_both: Talk) -> None:
    talk = talk_on_both
    talk.all(MAIL, "add: please clear the sink", "make it monday", "subject: Your faucet", "send it")
    [mail] = talk.seen().mailbox.values()
    assert (mail.subject, mail.text) == ("Your faucet", "We can come on Monday at 9 Please clear the sink.")
    assert talk.status(1, 2, 3, 4) == ["withdrawn", "withdrawn", "withdrawn", "done"]


@pytest.mark.parametrize(
    "said",
    [
        "change the subject to Friday's visit",
        "subject: Friday's visit",
        "make the subject line: Friday's visit",
    ],
)
def test_the_subject_is_changed_and_the_text_is_kept(talk: Talk, said: str) -> None:
    talk.all(MAIL, said, "yes")
    [mail] = talk.seen().mailbox.values()
    assert (mail.subject, mail.text) == ("Friday's visit", SHOWN)


@pytest.mark.parametrize("said", ["text her instead", "by text", "send it by sms", "no, as a text please"])
def test_another_channel_makes_a_card_with_the_text_to_copy(talk: Talk, said: str) -> None:
    reply = talk.all(MAIL, said)
    assert talk.status(1, 2) == ["withdrawn", "pending"]
    assert "sms:" in reply.cards[0].text()


@pytest.mark.parametrize(
    "said",
    ["make it shorter", "friendlier please", "rewrite it", "translate it to Spanish", "make it more formal"],
)
def test_what_needs_a_language_model_says_so_and_keeps_the_card(talk: Talk, said: str) -> None:
    reply = talk.all(MAIL, said)
    assert "needs a language model" in reply.text
    assert [card.approval for card in reply.cards] == [1]
    assert talk.status(1) == ["pending"]
    talk.say("yes")
    assert talk.status(1) == ["done"]


def test_yes_but_something_that_can_not_be_told_is_no_yes(talk: Talk) -> None:
    reply = talk.all(MAIL, "yes, but nicer words for the start")
    assert "I did nothing yet" in reply.text
    assert [card.approval for card in reply.cards] == [1]
    assert talk.status(1) == ["pending"]


def test_another_day_where_no_day_is_named_asks_for_the_words(talk: Talk) -> None:
    reply = talk.all("tell Maria we are on our way", "make it monday")
    assert "can't tell which words" in reply.text
    assert talk.status(1) == ["pending"]


@pytest.mark.parametrize(
    "said",
    [
        "add a new customer Bob Kelso 512-555-0222",
        "add Bob Kelso 512-555-0222 to my contacts",
        "remind me to text her tomorrow",
        "remind me to call her tomorrow",
        "any more leads?",
        "which leads are better",
        "write Tom that we come at 10",
        "what's the subject of Tom's lead?",
        "log a call with Tom, he said monday",
        "email for Tom is tom@becker.example.com",
    ],
)
def test_a_request_in_between_is_no_edit(said: str) -> None:
    assert edit_in(said, SHOWN) is None


def test_a_request_in_between_leaves_the_card_as_it_is(talk: Talk) -> None:
    talk.all(MAIL, "add a new customer Bob Kelso 512-555-0222")
    assert talk.status(1) == ["pending"]
    assert text_of(talk, 1) == SHOWN
    assert len(talk.live("contacts")) == 3


def test_a_sentence_goes_before_a_signature_of_its_own(talk: Talk) -> None:
    talk.all("follow up with Maria", "add: we bring the parts")
    assert text_of(talk, 2).endswith("We bring the parts.\n\nRivera Plumbing")


def test_a_card_without_a_text_is_corrected_not_edited(talk: Talk) -> None:
    talk.do("convert_lead", lead="Sewer line repair", amount="3200")
    talk.do("convert_lead", lead="Leaky faucet", amount="300")
    reply = talk.all("Maria's job is won", "no, Tom")
    assert "In place of #1" in reply.text
    assert talk.status(1, 2) == ["withdrawn", "pending"]
    assert "Tom Becker" in talk.card(2).card.line


def test_a_very_long_text_is_refused_not_cut(talk: Talk) -> None:
    talk.all(MAIL, "say instead: " + "word " * 9000)
    assert talk.status(1) == ["pending"]
