"""Folding, tokens and spoken numbers."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.builtin.slots.numbers import cardinal_at, find_numbers, ordinal_at
from agent.models.builtin.slots.text import fold, tokens

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
UNITS, TENS = SMALL.split()[:20], SMALL.split()[20:]


def spoken(number: int) -> str:
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = f" {spoken(number % size)}" if number % size else ""
    return f"{spoken(number // size)} {name}{rest}"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Seán  O’BRIEN", "sean o'brien"),
        ("Sea\u0301n", "sean"),
        ("Łukasz Straße Øystein", "lukasz strasse oystein"),
        (" a\t\n b ", "a b"),
        ("fri\u200bday", "friday"),
        ("O`Neil", "o'neil"),
        ("²", "2"),
    ],
)
def test_folding_forgets_case_accents_and_curly_apostrophes(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "whole",
    [
        "O’Brien-Smith", "sean@example.com", "maria.lopez+desk@mail.example.co.uk", "(215) 555-0142", "215.555.0142",
        "+1 215-555-0142", "+44 20 7946 0958", "555-0142", "$3,200.50", "$3 200", "3.2k", "8,400.50", "LEAD-202611-003",
        "LEAD202611003", "TICKET2026001", "1/15/27", "2026-12-01", "15th", "3:30", "90-day",
        "Sea\u0301n", "#12", "मारिया",
    ],
)  # fmt: skip
def test_what_belongs_together_is_one_token(whole: str) -> None:
    assert whole in [token.text for token in tokens(f"call {whole}, please")]


def test_signs_are_tokens_of_their_own() -> None:
    assert [token.text for token in tokens("Maria, (no) Tom!")] == ["Maria", ",", "(", "no", ")", "Tom", "!"]


@given(st.text())
def test_tokens_leave_out_nothing_but_space(text: str) -> None:
    found = tokens(text)
    assert all(
        text[token.start : token.end] == token.text and token.folded == fold(token.text) for token in found
    )
    assert "".join("".join(token.text for token in found).split()) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.integers(0, 999_999))
def test_every_number_is_read_back_from_words_and_figures(number: int) -> None:
    for said in (spoken(number), str(number), f"{number:,}"):
        assert [span.value for span in find_numbers(said)] == [number]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("twelve hundred", 1200), ("eighty-four hundred", 8400), ("a hundred and five", 105), ("a thousand", 1000),
        ("twenty five", 25), ("two hundred and fifty thousand", 250_000), ("3 hundred", 300), ("fourty two", 42),
        ("three thousand and five", 3005),
    ],
)  # fmt: skip
def test_cardinals_are_read(said: str, value: int) -> None:
    number = cardinal_at(tokens(said), 0)
    assert number is not None
    assert (number.value, number.after) == (value, len(tokens(said)))


@pytest.mark.parametrize(
    ("said", "value"),
    [("first", 1), ("twenty-first", 21), ("thirty first", 31), ("15th", 15), ("twelfth", 12), ("twentieth", 20),
     ("two hundred and third", 203), ("hundredth", None), ("one thousandth", 1000)],
)  # fmt: skip
def test_ordinals_are_read_as_such(said: str, value: int | None) -> None:
    number = ordinal_at(tokens(said), 0)
    assert (number and number.value) == value
    assert cardinal_at(tokens(said), 0) is None


def test_an_and_between_two_numbers_is_not_swallowed() -> None:
    assert [span.value for span in find_numbers("approve twelve and 14, two hundred and")] == [12, 14, 200]


@given(
    st.text()
    | st.lists(st.sampled_from([*UNITS, *TENS, "hundred", "thousand", "and", "a", "first", "9", "-"])).map(
        " ".join
    )
)
def test_any_text_gives_numbers_in_order_and_in_bounds(text: str) -> None:
    end = 0
    for span in find_numbers(text):
        assert end <= span.start < span.end <= len(text)
        assert 0 <= span.value <= 999_999
        end = span.end


@pytest.mark.sampled(3)
@pytest.mark.parametrize("piece", ["a", "a.", "9 ", "(", "1-", "$1 ", "é\u0301\u0327", "a@", "one "])
@pytest.mark.parametrize("length", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_very_long_text_is_cut_into_tokens(piece: str, length: int) -> None:
    text = piece * (length // len(piece))
    assert tokens(text)
    find_numbers(text)
