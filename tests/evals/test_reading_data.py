"""The data of the reader: each word of a message has one tag, also where a value goes on behind its mark ("Maria's")."""

from random import Random

import pytest

from agent.models.reader.wordpieces import WORD
from evals.reading.labelled import KEPT_BACK, Message, messages, voices
from evals.reading.tagged import Tagged, side_by_side, tagged

REPLACED = 0.6
REMARK = 25
"""Characters up to which two people may say the same by chance."""


@pytest.fixture(scope="module")
def learned() -> list[Message]:
    return list(messages(voices()))


def words(one: Tagged) -> list[str]:
    return [found[0] for found in WORD.finditer(one.text)]


def test_each_word_of_a_message_has_one_tag(learned: list[Message]) -> None:
    random = Random(1)
    for one in (one for message in learned for one in tagged(message, random, REPLACED)):
        assert one.tags is not None
        assert len(one.tags) == len(words(one)), one.text


def test_the_second_of_two_requests_begins_at_its_joint_or_its_first_word(learned: list[Message]) -> None:
    said = list(side_by_side(learned, Random(1), REPLACED, 300))
    assert len(said) > 250
    for one in said:
        assert one.tags is not None
        assert len(one.tags) == len(words(one)), one.text
        [begins] = one.begins or ()
        assert words(one)[begins] not in {".", ",", ";"}, one.text


def test_no_message_that_is_kept_back_is_learned_from(learned: list[Message]) -> None:
    kept = {one.said for one in messages(sorted(KEPT_BACK.glob("*.tsv")))}
    assert not kept & {one.said for one in learned if len(one.said) > REMARK}
