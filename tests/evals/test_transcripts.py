"""Conversations with a language model whose answers stand written, played at the real door by the real client; and what is
told of one that does not end as it has to."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.command import Ran, in_this_process

from evals.commands.cases import evaluate
from evals.harness.transcribed import Stage, stage
from evals.transcript import FOLDER, Transcript, transcripts_in

ALL = list(transcripts_in(FOLDER))

LOGGED = """\
title: A call is logged
given:
  - call add_contact first_name=Maria last_name=Lopez phone=512-555-0142 email=maria@example.com
talk:
  - owner: log a call with Maria, and tell her we come at 9
    model:
      - |
        call log_interaction about=Maria type=phone_call summary="Wants a quote"
        call send_message to=Maria subject=Visit text="We come at 9."
      - It waits below.
    desk: [Maria Lopez]
end:
  new:
    interactions: [{who: Maria Lopez, type: phone_call, body: Wants a quote}]
  waits: [{tool: send_message, does: {address: maria@example.com}}]
"""


@pytest.fixture(scope="module")
def open_stage() -> Iterator[Stage]:
    with stage() as opened:
        yield opened


def test_there_are_sixty_and_no_two_of_one_title() -> None:
    assert len({one.title for one in ALL}) == len(ALL) >= 60


@pytest.mark.sampled(6)
@pytest.mark.parametrize("transcript", ALL, ids=[one.title for one in ALL])
def test_the_conversation_ends_as_it_has_to(transcript: Transcript, open_stage: Stage) -> None:
    assert open_stage.play(transcript).problems == []


def played(folder: Path, text: str, *arguments: str) -> Ran:
    folder.joinpath("talk.yaml").write_text(text, encoding="utf-8")
    return in_this_process(evaluate, "transcripts", "--folder", folder, *arguments)


def test_the_command_counts_ends_cards_and_turns(tmp_path: Path) -> None:
    ran = played(tmp_path, LOGGED, "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["problems"]) == (0, {})
    assert (told["conversations"], told["end_right"], told["left_over"], told["turns_per_task"]) == (
        1,
        1,
        0,
        1.0,
    )
    assert "--show" in in_this_process(evaluate, "transcripts", "--help").out
    shown = played(tmp_path, LOGGED, "--show").out
    assert "Logged the phone call with Maria Lopez" in shown


@pytest.mark.parametrize(
    ("was", "instead", "told"),
    [
        ("who: Maria Lopez", "who: Tom Becker", "interactions has no"),
        ("body: Wants a quote", "body: Wants nothing", "interactions has, unexpected"),
        ("waits: [{tool: send_message", "aside: [{tool: send_message", "aside: no card send_message"),
        ("address: maria@", "address: eve@", "waits: no card send_message"),
        ("end:", "end:\n  sent: [{to: maria@example.com}]", "sent: nothing to maria@example.com"),
        ("end:", "end:\n  gone: {phones: 1}", "gone: 0 of phones"),
        ("end:", "end:\n  changed: {contacts: [{first_name: Maria}]}", "contacts has no"),
        ("desk: [Maria Lopez]", "desk: [Tom Becker]", "'Tom Becker' is not said"),
        ("desk: [Maria Lopez]", "unsaid: [Maria Lopez]", "'Maria Lopez' is said"),
        ("desk: [Maria Lopez]", "cards: []", "the cards are ['send_message']"),
        ("      - It waits below.\n", "", "was asked"),
        ("      - It waits below.\n", "      - It waits below.\n      - More.\n", "1 of 3 answers left"),
    ],
)
def test_what_is_not_as_it_is_written_is_told(tmp_path: Path, was: str, instead: str, told: str) -> None:
    assert was in LOGGED
    ran = played(tmp_path, LOGGED.replace(was, instead, 1))
    assert ran.code == 1
    assert told in ran.out


def test_a_card_that_nobody_expects_to_wait_is_left_over(tmp_path: Path) -> None:
    ran = played(tmp_path, LOGGED[: LOGGED.index("  waits:")], "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["left_over"], told["end_right"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("was", "instead", "told"),
    [
        ("interactions:", "chats:", "there is no table chats"),
        ("talk:", "talks:", "talks"),
        ("call add_contact", "add_contact", "is no call"),
        ('"Wants a quote"', '"Wants a quote', "can't be read"),
    ],
)
def test_what_is_no_transcript_is_named_with_its_file(
    tmp_path: Path, was: str, instead: str, told: str
) -> None:
    ran = played(tmp_path, LOGGED.replace(was, instead, 1))
    assert ran.code != 0
    assert told in ran.err
