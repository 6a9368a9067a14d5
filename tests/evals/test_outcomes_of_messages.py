"""Outcomes of labelled messages at a desk: the command says them, and its judge tells each end from the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.harness.offices import Offices
from evals.reading.judging import Result
from evals.reading.labelled import messages
from evals.reading.outcomes import furnish, play, score, share_of

RIGHT = (
    "update_contact	[person:Tom Becker] has a new number, [phone:512-555-0164]",
    "show_contact	what's [person:Tom Becker]'s number",
    "none	thanks, you are a star",
    "undo	undo that",
)
OTHERWISE = (
    (Result.WRONG, "none	[person:Tom Becker] has a new number, [phone:512-555-0164]"),
    (Result.WRONG, "update_contact	Quentin Zastrow has a new number, [phone:512-555-0199]"),
    (Result.WRONG, "show_contact	archive [person:Tom Becker]"),
    (
        Result.WRONG,
        "update_lead	the [job:heat pump] lead for [person:Tom Becker] is worth $3,850, was [money:$3,400]",
    ),
    (
        Result.PART_SAID,
        "update_lead	the [job:heat pump] lead for [person:Tom Becker] is worth [money:$3,850], was [money:$3,400]",
    ),
    (
        Result.PART_LOST,
        "show_contact + show_pipeline	what's [person:Tom Becker]'s number || and order more copper",
    ),
    (Result.ASKED, "set_reminder	remind me to call [person:Tom Becker]"),
    (Result.ASKED_AGAIN, "set_reminder	remind me to call [person:Tom Becker] [day:some day or other]"),
    (Result.NOT_UNDERSTOOD, "archive_contact	thanks, you are a star"),
    (Result.ELSEWHERE, "list_leads	what's our pipeline"),
)
"""Each labelled otherwise than it is understood, or with something missing, so that the end is known."""


def written(folder: Path, lines: list[str]) -> Path:
    file = folder / "voice.tsv"
    file.write_text("\n".join(lines), "utf-8")
    return file


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with Offices() as opened:
        furnish(opened, tmp_path_factory.mktemp("home") / "furnished")
        yield opened


@pytest.mark.parametrize("end", OTHERWISE, ids=lambda end: f"{end[0]}: {end[1]}")
def test_each_end_is_told_from_the_others(offices: Offices, tmp_path: Path, end: tuple[Result, str]) -> None:
    [message] = messages([written(tmp_path, [end[1]])])
    verdict, reply = play(offices, message)
    assert verdict.result == end[0], (verdict, reply)


def test_what_is_done_as_it_was_meant_is_right_and_counted(tmp_path: Path) -> None:
    tally = score([written(tmp_path, list(RIGHT))])
    assert tally.failures == []
    assert tally.as_json()["all"]["right"] == {"count": 4, "share": share_of(4, 4)}


def test_a_share_has_the_interval_that_wilson_gives_it() -> None:
    assert share_of(90, 100) == (0.9, 0.826, 0.945)
    assert share_of(0, 0) == (0.0, 0.0, 1.0)
