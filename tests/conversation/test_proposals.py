"""What was not surely understood: proposed in a question, said to be not there yet, or left undone and said so."""

import pytest
from talk import Talk

UNSURE = "maria lopez kind of faucet thing call"


def unsure(talk: Talk) -> str:
    """Return a message that is likely a call to log, and not surely."""
    for said in (
        "had maria on about the faucet",
        "maria lopez, faucet, phone",
        "maria and the faucet on the line earlier",
        UNSURE,
    ):
        reply = talk.elsewhere().say(said)
        if "Do you want me to" in reply.text:
            return said
    raise AssertionError("none of these is proposed")


def test_a_likely_write_is_asked_about_and_a_yes_does_it(talk: Talk) -> None:
    said = unsure(talk)
    before = talk.seen().rows
    asked = talk.say(said)
    assert "so I changed nothing. Do you want me to" in asked.text
    assert asked.calls == [] and talk.seen().rows == before
    assert talk.say("yes").calls


def test_other_words_than_yes_do_not_do_what_was_proposed(talk: Talk) -> None:
    said = unsure(talk)
    before = talk.seen().rows
    talk.all(said, "no")
    assert talk.seen().rows == before
    talk.say(said)
    reply = talk.say("what's Tom's number?")
    assert "(512) 555-0163" in reply.text
    assert talk.seen().rows == before


@pytest.mark.parametrize(
    "said",
    [
        "make an invoice for Maria, 300 dollars",
        "put the Becker job on the calendar for tuesday at 9",
        "write Maria an estimate with three line items",
    ],
)
def test_a_part_that_is_not_there_yet_is_said_to_be(talk: Talk, said: str) -> None:
    before = talk.seen().rows
    assert "work that I don't do yet" in talk.say(said).text
    assert talk.seen().rows == before
