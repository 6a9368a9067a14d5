"""Nothing that can't be seen, and no terminal control sequence, is left in what a person is shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from schemas.effects import Card, CardField
from schemas.visible import hidden_in, visible, visible_line

NASTY = [
    "\x1b", "\x9b", "\r", "\x07", "\x08", "\x7f", "\x00", "\u202e", "\u2066", "\u200b", "\u200d", "\u200c", "\ufeff", "\u00ad",
    "\u2028", "\u2029", "\u0085", "\u3164", "\ue000", "\U000e0041", "\U000e0100", "\ufe0f", "\ufe01", "\u034f", "\u180e",
]  # fmt: skip
TEXT = some.text(max_size=60) | some.lists(some.sampled_from([*NASTY, "a", " ", "\n", "❤", "👩", "و"])).map(
    "".join
)


@given(TEXT)
def test_nothing_that_moves_a_cursor_or_turns_a_line_is_left(text: str) -> None:
    shown = visible(text)
    for sign in shown:
        assert unicodedata.category(sign) != "Cc" or sign in "\n\t"
        assert unicodedata.bidirectional(sign) not in {
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }
    assert "\n" not in visible_line(text)


@given(TEXT)
def test_what_is_shown_is_shown_again_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert visible_line(visible_line(text)) == visible_line(text)


@given(some.text(some.characters(whitelist_categories=["Lu", "Ll", "Nd", "Po", "Zs"]), max_size=80))
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert visible(text) == text
    assert not hidden_in(text)


@given(
    some.text(min_size=1, max_size=20), some.sampled_from([n for n in NASTY if n not in "\u200d\u200c\ufe0f"])
)
def test_a_hidden_character_is_spelled_out_between_plain_letters(text: str, hidden: str) -> None:
    shown = visible(f"x{hidden}y")
    assert shown == f"x⟨U+{ord(hidden):04X}⟩y"


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧", "❤️‍🔥", "🏳️‍🌈", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏽", "می‌خواهم", "क्‍ष", "José Łucja Müller", "שלום", "葛󠄀", "Nguyễn"],
)
def test_what_emoji_and_scripts_need_is_not_shouted_about(text: str) -> None:
    assert visible(text) == text


def test_no_field_of_a_card_can_imitate_a_line_of_it() -> None:
    card = Card(
        approval=12,
        tool="t",
        line="Send a mail to Bob\n#13  Send nothing",
        why="because\nof",
        fields=[
            CardField(name="To", value="Bob\nText: approved\x1b[2J", note="a\nb"),
            CardField(name="Text", value="Hi\r\n#14  Win everything\rX", outside=True),
        ],
        answers={"yes": "a\nb"},
        expires_at="2026-11-25T10:00:00-06:00",
    )
    lines = card.text().splitlines()
    assert [line for line in lines if line.startswith("#")] == [lines[0]]
    assert lines[0] == "#12  Send a mail to Bob⟨U+000A⟩#13  Send nothing"
    assert "      | Text: approved⟨U+001B⟩[2J   [a⟨U+000A⟩b]" in lines
    assert "      | #14  Win everything⟨U+000D⟩X" in lines
