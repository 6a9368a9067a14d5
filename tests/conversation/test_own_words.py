"""Words typed with a thumb: names in small letters, a yes in other words, an address without its kind, a "no" to a topic."""

import pytest
from talk import Talk


@pytest.mark.parametrize(
    "said",
    [
        "so grace hill called too, diff grace, 512 555 0191, tile in her shower is falling off",
        "text grace hill im gonna swing by tmrw at 4 to look",
        "log a call with hope long, she wants tile",
    ],
)
def test_a_name_of_words_in_small_letters_is_never_whoever_was_spoken_of(talk: Talk, said: str) -> None:
    talk.say("what's Tom's number?")
    before = talk.seen().rows
    answered, _, _ = talk.say(said).text.partition("I can, for instance")
    assert "Tom" not in answered
    assert answered.startswith(("Nobody called ", "I didn't understand that, so I changed nothing."))
    assert talk.seen().rows == before


@pytest.mark.parametrize("said", ["yeah", "ya", "yup", "yeah add her", "yes add her, nora"])
def test_a_yes_that_says_what_was_asked_is_a_yes(talk: Talk, said: str) -> None:
    talk.all("log a call with Nora Blum, 512-555-0191, she wants a faucet", said)
    assert "Nora" in [row["first_name"] for row in talk.seen().rows["contacts"].values()]


def test_a_house_number_is_no_amount(talk: Talk) -> None:
    talk.say("new lead for Maria, recaulk both kitchens at 412 e 5th")
    assert [row["estimated_value"] for row in talk.live("leads") if "kitchens" in row["title"].lower()] == [
        None
    ]


@pytest.mark.parametrize("said", ["no dont need quickbooks", "no quickbooks", "nah no reminder for tom"])
def test_what_is_not_wanted_is_not_proposed(talk: Talk, said: str) -> None:
    before = talk.seen().rows
    text = talk.say(said).text
    assert "Do you want me to" not in text and "Whom shall I" not in text
    assert talk.seen().rows == before


def test_skip_that_lets_a_question_be(talk: Talk) -> None:
    talk.say("log a call with Nora Blum, she wants a faucet")
    assert talk.say("skip that").text == "All right, left as it is. Nothing was changed."
