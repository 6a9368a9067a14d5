"""Messages that were not surely understood: proposed in a question, said to be not there yet, or left undone and said so."""

import pytest
from talk import Talk

UNSURE = "maria again on thursday, the usual"
"""Likely a reminder, and not surely."""


def test_a_likely_write_is_asked_about_and_a_yes_does_it(talk: Talk) -> None:
    before = talk.seen().rows
    asked = talk.say(UNSURE)
    assert "so I changed nothing. Do you want me to" in asked.text
    assert asked.calls == [] and talk.seen().rows == before
    assert talk.say("yes").calls


def test_other_words_than_yes_do_not_do_what_was_proposed(talk: Talk) -> None:
    before = talk.seen().rows
    talk.all(UNSURE, "no")
    assert talk.seen().rows == before
    talk.say(UNSURE)
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
