"""A message that nothing else tells is heard by its form: told is logged, asked is shown, an address is kept."""

import pytest
from looping import for_each
from talk import Talk


def touched(talk: Talk, before: list[str]) -> list[dict[str, str]]:
    return [one for one in talk.live("interactions") if one["interaction_id"] not in before]


@for_each(
    "said",
    [
        "Maria Lopez has emailed me the photographs of the damp patch",
        "um so maria just called and said the cleaners can come in through the back",
        "finally got ahold of Maria Lopez. they picked the brushed nickel one",
        "An email arrived from Maria an hour ago with the floor plan attached",
    ],
)
def test_what_happened_with_somebody_is_logged(talk: Talk, said: str) -> None:
    before = [one["interaction_id"] for one in talk.live("interactions")]
    talk.elsewhere().say(said)
    (row,) = touched(talk, before)
    maria = next(one["contact_id"] for one in talk.live("contacts") if one["first_name"] == "Maria")
    assert row["contact_id"] == maria


@for_each(
    "said",
    [
        "is maria's job still going or did we close it",
        "list whats pending for Maria Lopez",
        "which jobs are still on the go for Maria?",
        "what have we got going for maria",
    ],
)
def test_a_question_about_somebody_shows_them_and_no_list_of_everybody(talk: Talk, said: str) -> None:
    before = talk.seen()
    text = talk.elsewhere().say(said).text
    assert talk.seen().rows == before.rows
    assert "Maria Lopez" in text
    assert "Leaky faucet" in text
    assert "Tom Becker" not in text


@pytest.mark.parametrize(
    "said", ["his email is now tom.b@example.com", "Tom can be had at tom.b@example.com these days"]
)
def test_how_somebody_is_reached_is_kept(talk: Talk, said: str) -> None:
    talk.all("what's Tom Becker's number?", said)
    assert "tom.b@example.com" in {one["address"] for one in talk.live("emails")}


def test_what_is_told_of_somebodys_house_is_not_taken_for_a_call(talk: Talk) -> None:
    before = talk.live("interactions")
    talk.say("tom becker's drain went to somebody else")
    assert talk.live("interactions") == before


def test_a_text_behind_a_colon_asks_for_nothing_by_itself(talk: Talk) -> None:
    reply = talk.say("send a text to Maria: all done, the key is under the mat")
    (card,) = reply.cards
    assert "Maria Lopez" in card.text()
    assert "All done, the key is under the mat" in card.text()


def test_the_wrong_one_lets_the_open_question_go_and_says_so(talk: Talk) -> None:
    before = talk.seen().rows
    text = talk.all("set a reminder for maria", "wrong guy").text
    assert "left undone: “set a reminder for maria”" in text
    assert talk.seen().rows == before
    talk.say("tomorrow")
    assert talk.seen().rows == before


def test_a_week_of_follow_ups_is_shown_by_its_days(talk: Talk) -> None:
    text = talk.all(
        "call maria back friday", "remind me to call tom in two weeks", "what's due this week"
    ).text
    assert "until Sunday, Nov 22" in text
    assert "Maria Lopez" in text
    assert "Tom Becker" not in text
    assert "none" in talk.say("what's due next week").text
    assert "none" in talk.say("what's due today").text
