"""Sentences about somebody among people with near names, by the command's own scorer: never the wrong person, nearly all right.

The failures of what was kept back are never shown.
"""

import json

import pytest
from typed import measured

from evals.whom.judge import Result
from evals.whom.score import Tally, score
from evals.whom.sentences import KEPT_BACK, MENDED_ON, written

RIGHT = 0.85
LEAST_SENTENCES = 400


def shown(tally: Tally, result: Result) -> list[str]:
    return [f"{spoken.text} → {reply[:120]}" for spoken, found, reply in tally.failures if found == result]


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 3])
def test_nobody_elses_record_changes_and_nearly_all_is_right(seed: int) -> None:
    tally = score(MENDED_ON, seed)
    assert shown(tally, Result.WRONG_PERSON) == []
    assert tally.right / tally.total >= RIGHT, [one.text for one, _, _ in tally.failures]


@pytest.mark.long
def test_with_the_sentences_that_were_kept_back_it_is_so_too() -> None:
    seen, unseen = score(MENDED_ON, 1), score(KEPT_BACK, 1)
    total = seen.total + unseen.total
    wrong = seen.counts[Result.WRONG_PERSON] + unseen.counts[Result.WRONG_PERSON]
    assert (wrong, total >= LEAST_SENTENCES) == (0, True)
    assert (seen.right + unseen.right) / total >= RIGHT


def test_a_third_of_the_sentences_is_kept_back_and_none_is_in_both() -> None:
    seen, unseen = written(MENDED_ON), written(KEPT_BACK)
    assert len(unseen) * 3 == len(seen) + len(unseen) >= LEAST_SENTENCES
    assert not {one.text for one in seen} & {one.text for one in unseen}


@pytest.mark.long
def test_the_command_tells_the_figures_and_no_sentence_that_was_kept_back() -> None:
    told = measured("whom", "--kept-back", "--show").said
    assert not [one.text for one in written(KEPT_BACK) if one.text in told]
    figures = json.loads(measured("whom", "--json").out)
    assert figures["total"] == sum(figures["results"].values()) == len(written(MENDED_ON))
