"""Addresses that the eye takes for one another have one skeleton, and slips of one letter are found (UTS 39)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from schemas.lookalikes import _SAME_SHAPE, decoded, one_letter_off, scripts_of, skeleton, skeletons_of

PLAIN = some.text("abcdefghijknopqstuvwxyz", min_size=1, max_size=12)
SWAPS = [(sign, plain) for plain, signs in _SAME_SHAPE.items() for sign in signs if plain.isalpha()]


@given(PLAIN, PLAIN, some.sampled_from(SWAPS))
def test_a_letter_swapped_for_its_look_alike_changes_no_skeleton(
    head: str, tail: str, swap: tuple[str, str]
) -> None:
    sign, plain = swap
    assert skeleton(f"{head}{sign}{tail}") == skeleton(f"{head}{plain}{tail}")


@given(some.text("abefghijkopqstuxyz", min_size=3, max_size=12), some.integers(0, 11))
def test_another_letter_is_another_skeleton(name: str, at: int) -> None:
    at %= len(name)
    other = "a" if name[at] != "a" else "b"
    assert skeleton(name[:at] + other + name[at + 1 :]) != skeleton(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maria@example.com", "mаria@example.com"),
        ("maria@example.com", "maria@ехample.com"),
        ("bill@acme.com", "bi11@acme.com"),
        ("tom@modern.com", "tom@rnodern.com"),
        ("jo@example.com", "ｊｏ@example.com"),
        ("jo@example.com", "j\u200bo@example.com"),
        ("jo@apple.com", "jo@xn--80ak6aa92e.com"),
    ],
)
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    assert skeletons_of(one) == skeletons_of(other)


@given(PLAIN.filter(lambda name: len(name) > 2), some.integers(0, 11))
def test_every_slip_of_one_letter_is_found(name: str, at: int) -> None:
    at %= len(name)
    slips = one_letter_off(name)
    assert name[:at] + name[at + 1 :] in slips
    assert name[:at] + "q" + name[at:] in slips
    assert name not in slips


@given(some.text(max_size=40))
def test_whatever_is_punycode_is_read_without_an_error(text: str) -> None:
    decoded(f"xn--{text}.com")
    skeleton(text)


def test_alphabets_are_told_apart() -> None:
    assert scripts_of("раypal") == {"CYRILLIC", "LATIN"}
    assert scripts_of("paypal-1") == {"LATIN"}
