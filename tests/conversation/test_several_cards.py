"""Several cards wait: what fits one of them alone is taken, else the desk asks which by name; nothing here approves a card."""

import pytest
from talk import Talk
from test_a_card_first import DOUBLE, MAIL, aside, text_of
from test_sent_by_hand import texts

TWO = "follow up with Maria and follow up with Tom"
TO_TOM = "tell Tom the pump came in"


def by_hand(talk: Talk) -> None:
    """Put two texts on cards that the owner sends by hand: #1 to Nora Blum, #2 to Ray Stone."""
    talk.do("add_contact", first_name="Nora", last_name="Blum", phone="512-555-0171")
    talk.do("add_contact", first_name="Ray", last_name="Stone", phone="512-555-0172")
    talk.all("text Nora Blum that we are late", "text Ray Stone that the pump came in")


def test_sent_with_two_texts_that_wait_asks_which_by_name_and_first_words(talk: Talk) -> None:
    by_hand(talk)
    said = talk.say("sent").text
    assert "Which one was sent? #1 Text Nora Blum" in said
    assert "“We are late”" in said
    assert "Text Ray Stone" in said
    assert (texts(talk), talk.status(1, 2)) == (0, ["pending", "pending"])


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (("sent", "the one to Ray"), ["pending", "done"]),
        (("sent", "Nora"), ["done", "pending"]),
        (("sent", "the second"), ["pending", "done"]),
        (("I sent it", "#1"), ["done", "pending"]),
        (("sent the one to Ray",), ["pending", "done"]),
        (("I've sent Nora's",), ["done", "pending"]),
        (("I sent the first one",), ["done", "pending"]),
        (("sent both",), ["done", "done"]),
        (("both sent",), ["done", "done"]),
        (("I sent them both", "no"), ["done", "done"]),
        (("sent", "both of them"), ["done", "done"]),
        (("sent the one to Nora and the one to Ray",), ["done", "done"]),
        (("no 2", "I sent it"), ["done", "rejected"]),
    ],
    ids=" / ".join,
)
def test_the_text_that_was_sent_by_hand_is_logged_on_whom_it_is_said_to_be_to(
    talk: Talk, said: tuple[str, ...], status: list[str]
) -> None:
    by_hand(talk)
    talk.all(*said)
    assert (talk.status(1, 2), texts(talk)) == (status, status.count("done"))


@pytest.mark.parametrize("said", ["I sent Ray the quote", "sent the one to Tom", "I sent it to Maria"])
def test_what_names_none_of_the_texts_logs_none_of_them(talk: Talk, said: str) -> None:
    by_hand(talk)
    talk.say(said)
    assert (texts(talk), talk.status(1, 2)) == (0, ["pending", "pending"])


@pytest.mark.parametrize(
    "said",
    [
        "no to all of them",
        "no to both",
        "reject both",
        "drop them all",
        "neither",
        "none of them",
        "no to everything",
    ],
)
def test_a_no_to_all_drops_them_all(talk: Talk, said: str) -> None:
    talk.all(TWO, said)
    assert (talk.status(1, 2), talk.seen().mailbox) == (["rejected", "rejected"], {})


@pytest.mark.parametrize("said", ["put them all aside", "put both aside", "leave them both for now"])
def test_all_are_put_aside_and_undo_brings_them_back(talk: Talk, said: str) -> None:
    talk.all(TWO, said)
    assert (talk.status(1, 2), aside(talk)) == (["pending", "pending"], [1, 2])
    back = talk.say("undo")
    assert ([card.approval for card in back.cards], aside(talk)) == ([1, 2], [])


@pytest.mark.parametrize(
    "said", ["yes to all of them", "approve both", "send them all", "yes to both", "send both of them"]
)
def test_a_yes_to_all_shows_each_and_decides_none(talk: Talk, said: str) -> None:
    reply = talk.all(TWO, said)
    assert [card.approval for card in reply.cards] == [1, 2]
    assert (talk.status(1, 2), talk.seen().mailbox) == (["pending", "pending"], {})
    talk.say("yes 1 2")
    assert talk.status(1, 2) == ["done", "done"]


@pytest.mark.parametrize(
    "said",
    [
        "yes to maria's",
        "yes to the first one",
        "the first one",
        "approve the one to Maria",
        "yes to Maria",
        "the one to Maria",
        "show the first one",
    ],
)
def test_a_card_that_is_named_is_shown_alone_and_a_listed_yes_decides_it(talk: Talk, said: str) -> None:
    reply = talk.all(TWO, said)
    assert [card.approval for card in reply.cards] == [1]
    assert talk.status(1, 2) == ["pending", "pending"]
    talk.say("yes")
    assert talk.status(1, 2) == ["done", "pending"]


@pytest.mark.parametrize(
    "said", ["no to Tom's", "drop the second one", "reject the one to Tom", "no to the last one"]
)
def test_a_no_drops_the_card_that_it_names(talk: Talk, said: str) -> None:
    talk.all(TWO, said)
    assert (talk.status(1, 2), talk.seen().mailbox) == (["pending", "rejected"], {})


def test_a_bare_answer_to_several_is_asked_about_by_name_and_the_next_message_says_which(talk: Talk) -> None:
    said = talk.all(TWO, "no").text
    assert "Maria Lopez" in said
    assert "Tom Becker" in said
    talk.say("Tom's")
    assert talk.status(1, 2) == ["pending", "rejected"]


def test_after_a_bare_yes_to_several_the_one_that_is_named_is_shown_and_not_decided(talk: Talk) -> None:
    shown = talk.all(TWO, "yes", "the second one")
    assert ([card.approval for card in shown.cards], talk.status(1, 2)) == ([2], ["pending", "pending"])


def test_a_change_is_made_to_the_one_card_that_has_a_text(talk: Talk) -> None:
    talk.all("Maria's faucet job is won", TO_TOM)
    talk.say("what's Tom's number?")
    reply = talk.say("say instead: It came in today.")
    assert [card.approval for card in reply.cards] == [3]
    assert (text_of(talk, 3), talk.status(1, 2)) == ("It came in today.", ["pending", "withdrawn"])


@pytest.mark.parametrize(
    "said",
    [
        ("say instead: It is at the shop.", "the one to Tom"),
        ("say instead: It is at the shop.", "2"),
        ("the second one: say instead: It is at the shop.",),
        ("the one to Tom, say instead: It is at the shop.",),
    ],
    ids=" / ".join,
)
def test_a_change_that_fits_several_is_made_to_the_one_that_is_named(
    talk: Talk, said: tuple[str, ...]
) -> None:
    talk.say(TWO)
    asked = talk.say(said[0])
    assert len(said) == 1 or "Which one? #1" in asked.text
    for more in said[1:]:
        talk.say(more)
    assert (text_of(talk, 3), talk.status(1, 2)) == ("It is at the shop.", ["pending", "withdrawn"])


def test_a_cards_own_answer_is_taken_where_one_alone_has_it_and_with_its_number_where_two_have(
    talk: Talk,
) -> None:
    talk.all(DOUBLE, MAIL, "separate")
    assert talk.status(1, 2) == ["done", "pending"]
    talk.all("add a new customer Jim Becker 512-555-0163", "add a new customer Rosa Quinn 512-555-0142")
    talk.say("what's Tom's number?")
    asked = talk.say("separate")
    assert "Jim Becker" in asked.text
    assert "Rosa Quinn" in asked.text
    assert talk.status(3, 4) == ["pending", "pending"]
    talk.say("separate 4")
    assert talk.status(3, 4) == ["pending", "done"]


@pytest.mark.parametrize(
    "said",
    [
        "text Maria that I am late",
        "no, Tom",
        "Tom called about the sewer line",
        "yes, and remind me to call Tom",
    ],
)
def test_a_request_that_names_somebody_on_a_card_is_none_about_the_card(talk: Talk, said: str) -> None:
    talk.all(TWO, said)
    assert not {"done", "rejected"} & set(talk.status(1, 2))
    assert aside(talk) == []


def test_a_second_new_person_takes_no_card_from_the_first(talk: Talk) -> None:
    talk.all("add a new customer Jim Becker 512-555-0163", "add a new customer Rosa Quinn 512-555-0142")
    assert talk.status(1, 2) == ["pending", "pending"]
