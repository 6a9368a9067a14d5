"""Phone numbers, typed and dictated. All numbers are of the ranges kept for examples."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.builtin.slots.phones import read_phones

SPOKEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EXAMPLES = st.builds("{}55501{:02}".format, st.sampled_from(["215", "212", "310", "512"]), st.integers(0, 99))

SAID = [
    "(215) 555-0142", "215-555-0142", "215.555.0142", "215 555 0142", "2155550142", "+1 215 555 0142", "1-215-555-0142",
    "+1 (215) 555-0142", "1 (215) 555-0142", "two one five five five five oh one four two",
    "two one five, five five five, oh one four two", "two one five double five five zero one four two",
    "two one five triple five oh one four two", "two fifteen five five five oh one forty two",
    "plus one two one five five five five oh one four two", "215 five five five 0142", "21 55 55 01 42",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_typed_and_dictated_numbers_are_understood(said: str) -> None:
    (span,) = read_phones(f"her phone is {said}, thanks", "US").phones
    assert (span.e164, span.extension, span.said) == ("+12155550142", "", said)


@pytest.mark.parametrize(
    "said", ["x12", "ext 12", "ext. 12", "extension 12", "extension one two", ", ext 12", "ext12"]
)
def test_extensions_are_kept_apart(said: str) -> None:
    assert [(span.e164, span.extension) for span in read_phones(f"215-555-0142 {said}", "US").phones] == [
        ("+12155550142", "12")
    ]


@pytest.mark.parametrize(
    ("said", "region"), [("020 7946 0958", "GB"), ("+44 20 7946 0958", "US"), ("2079460958", "GB")]
)
def test_numbers_belong_to_the_region_unless_they_say_otherwise(said: str, region: str) -> None:
    assert [span.e164 for span in read_phones(said, region).phones] == ["+442079460958"]


def test_eight_hundred_numbers_are_dictated_so() -> None:
    said = "one eight hundred five five five oh one two three"
    assert [span.e164 for span in read_phones(said, "US").phones] == ["+18005550123"]


@pytest.mark.parametrize("between", [", ", " or ", " ", " and then "])
def test_several_numbers_come_in_order(between: str) -> None:
    said = f"215-555-0142{between}(212) 555-0143"
    assert [span.e164 for span in read_phones(said, "US").phones] == ["+12155550142", "+12125550143"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("555-0142", "area code"),
        ("my number is 555 0142", "area code"),
        ("five five five oh one four two", "area code"),
        ("999-999-9999", "no such number"),
        ("my number is 123456789", "too few"),
        ("phone 21555501421234567890", "too many"),
    ],
)
def test_impossible_numbers_are_reported_with_the_reason(said: str, why: str) -> None:
    assert read_phones(said, "US").phones == []
    assert [why in bad.why for bad in read_phones(said, "US").bad] == [True]


@pytest.mark.parametrize(
    "said",
    ["", "1000000", "$3,200,000", "2026-12-01 01-15-2027", "LEAD-202611-003", "sizes 5, 10, 15, 20", "one two three",
     "42 Oak Street", "extension 12", "3:30", "at 3 on 1/15"],
)  # fmt: skip
def test_other_numbers_are_no_phones(said: str) -> None:
    reading = read_phones(said, "US")
    assert (reading.phones, reading.bad) == ([], [])


@given(EXAMPLES)
def test_a_formatted_or_spelled_number_is_read_back(digits: str) -> None:
    number = phonenumbers.parse(digits, "US")
    forms = [phonenumbers.format_number(number, form) for form in (0, 1, 2)]
    for said in [*forms, digits, " ".join(SPOKEN[int(digit)] for digit in digits)]:
        assert [span.e164 for span in read_phones(f"call {said}.", "US").phones] == [f"+1{digits}"]


WORDS = st.sampled_from(
    [*SPOKEN, "double", "plus", "+", "(215)", "555-0142", "215", "ext", "x12", ",", "hundred", "forty"]
)


@given(st.text() | st.lists(WORDS).map(" ".join))
def test_any_text_is_survived_and_spans_lie_in_it_in_order(text: str) -> None:
    reading = read_phones(text, "US")
    for spans in (reading.phones, reading.bad):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert span.said == text[span.start : span.end]
            end = span.end


@pytest.mark.sampled(3)
@pytest.mark.parametrize("piece", ["9", "9 ", "one ", "plus ", "(215) ", "+", "double "])
def test_a_hundred_kilobytes_are_read(piece: str) -> None:
    read_phones(piece * (100_000 // len(piece)), "US")
