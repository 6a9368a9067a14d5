"""Answers to "Which one: …?": by place, or by a word that only one of the candidates has."""

import pytest

from agent.models.builtin.answer_values import choice_in

CANDIDATES = [
    {"id": "remodel", "name": "Ana Lopez", "label": "Bathroom remodel (Ana Lopez)"},
    {"id": "faucet", "name": "Maria Lopez", "label": "Leaky faucet (Maria Lopez)"},
]


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("the faucet one", "faucet"),
        ("Maria's", "faucet"),
        ("the second one", "faucet"),
        ("the last one", "faucet"),
        ("2", "faucet"),
        ("one", "remodel"),
        ("number one", "remodel"),
        ("the first", "remodel"),
        ("the Lopez one", None),
        ("that one", None),
        ("3", None),
    ],
)
def test_a_short_answer_chooses_what_it_names_and_nothing_else(said: str, chosen: str | None) -> None:
    assert choice_in(said, CANDIDATES) == chosen
