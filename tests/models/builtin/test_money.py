"""Money as people say it: exact dollars and cents, never rounded, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.builtin.slots.money import read_money

AMOUNTS = [
    ("$3,200", "3200"), ("3200 dollars", "3200"), ("3.2k", "3200"), ("twelve hundred", "1200"), ("four grand", "4000"),
    ("8,400.50", "8400.50"), ("eighty-four hundred", "8400"), ("1.5k", "1500"), ("$3 200", "3200"), ("$4k.", "4000"),
    ("a grand", "1000"), ("half a grand", "500"), ("four and a half grand", "4500"), ("1,250 bucks", "1250"),
    ("fifty cents", "0.50"), ("five dollars and fifty cents", "5.50"), ("$5 million", "5000000"), ("$0", "0"),
    ("three thousand two hundred", "3200"), ("2 hundred dollars", "200"), ("$ 450", "450"), ("€99.90", "99.90"),
    ("nine hundred ninety-nine thousand dollars", "999000"), ("$12.5", "12.50"), ("12k", "12000"),
    ("3 thousand", "3000"),
    ("it went for $3,200, maybe", "3200"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "amount"), AMOUNTS)
def test_amounts_are_understood(said: str, amount: str) -> None:
    (span,) = read_money(said).amounts
    assert span.amount == Decimal(amount)
    assert span.amount.as_tuple().exponent == -2
    assert not span.negative
    assert not read_money(said).bad


@pytest.mark.parametrize(
    "said", ["-$50", "$-50", "minus fifty dollars", "negative $50", "($50)", "-50 dollars"]
)
def test_amounts_below_zero_are_reported_as_such(said: str) -> None:
    (span,) = read_money(f"it was {said} then").amounts
    assert (span.amount, span.negative, span.said) == (Decimal("-50.00"), True, said)


@pytest.mark.parametrize("said", ["3200", "three", "forty-two"])
def test_a_number_alone_is_money_only_where_money_was_asked_for(said: str) -> None:
    assert read_money(said).amounts == []
    assert len(read_money(said, bare=True).amounts) == 1


@pytest.mark.parametrize(
    "said",
    ["", "twelve hundred square feet", "two hundred gallons", "LEAD-202611-003", "215-555-0142", "1/15/27", "the 15th",
     "3:30", "#12", "90-day", "cents"],
)  # fmt: skip
def test_other_numbers_are_no_money(said: str) -> None:
    assert read_money(said, bare=True) == read_money("", bare=True)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("$3.456", "two decimals"),
        ("$3,20", "unclear"),
        ("$1.200,50", "unclear"),
        ("twelve fifty dollars", "dollars and cents or hundreds"),
        ("$99999999999999999999", "more than can be kept"),
        ("$999999999999k", "more than can be kept"),
        ("1.234567k", "two decimals"),
    ],
)
def test_doubtful_amounts_are_reported_and_not_guessed(said: str, why: str) -> None:
    reading = read_money(said)
    assert reading.amounts == []
    assert [why in bad.why for bad in reading.bad] == [True]


@given(
    cents=st.integers(0, 99_999_999_999_999),
    form=st.sampled_from(["${:,.2f}", "${:.2f}", "{:,.2f} dollars", "-${:.2f}"]),
)
def test_a_formatted_amount_is_read_back(cents: int, form: str) -> None:
    amount = Decimal(cents) / 100
    (span,) = read_money(f"quote of {form.format(amount)} sent").amounts
    assert abs(span.amount) == amount


PIECES = "$3,200 $ - minus k grand hundred twelve a half and 3.2k dollars cents ( ) 50 , . 1,2 million"
WORDS = st.sampled_from(PIECES.split())


@given(text=st.text() | st.lists(WORDS).map(" ".join), bare=st.booleans())
def test_any_text_is_survived_and_spans_lie_in_it_in_order(text: str, bare: bool) -> None:
    reading = read_money(text, bare)
    for spans in (reading.amounts, reading.bad):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert span.said == text[span.start : span.end]
            end = span.end


@pytest.mark.sampled(3)
@pytest.mark.parametrize("piece", ["$1 ", "9", "1,", "twelve ", "a grand ", "-", "1.1."])
def test_a_hundred_kilobytes_are_read(piece: str) -> None:
    read_money(piece * (100_000 // len(piece)), bare=True)
