"""Any bytes at all: nothing crashes, nothing odd comes out, the same bytes give the same answer."""

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_corpus import MAILS, RIVERA

from agent.intake.classify import Outcome
from agent.intake.html_text import html_to_text
from agent.intake.parse import MailLimits
from agent.intake.quotes import strip_quotes
from agent.intake.recogniser_table import load_table, read_table
from agent.intake.templates import read_template
from agent.intake.understand import Understanding, understand

TABLE = load_table()
REAL_LOOKING = [path.read_bytes() for path in sorted((MAILS / "seen").glob("*.eml"))]
PIECES = [
    b"From: a@b.example\n", b"Subject: Fwd: x\n", b"Content-Type: multipart/mixed; boundary=b\n",
    b"\n--b\n", b"--b--\n", b"\n\n", b"Content-Type: text/html\n", b"Content-Transfer-Encoding: base64\n",
    b"Content-Type: message/rfc822\n", b"<td>", b"<!--", b"=?utf-8?q?", b"?=", b"Name: ",
    b"Phone: 512-555-0142\n", b"> ", b"On Mon 1 Sam wrote:\n", b"\x00", b"\xff\xfe", b"\xed\xa0\x80",
    b"BEGIN:VCALENDAR\nSUMMARY:x\n", b"Content-Type: text/calendar\n", b"charset=utf-16\n", b"&#x110000;",
    b"five five five five five ",
]  # fmt: skip


def strings(value: object) -> list[str]:
    """Return every string in a dataclass, tuple or mapping."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for item in fields(value) for text in strings(getattr(value, item.name))]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings(item)]
    if hasattr(value, "items"):
        return [text for key, item in value.items() for text in (*strings(key), *strings(item))]
    return []


def check(raw: bytes) -> Understanding:
    first = understand(raw, TABLE, RIVERA, {}, MailLimits())
    assert first == understand(raw, TABLE, RIVERA, {}, MailLimits())
    for text in strings(first):
        assert "\x00" not in text
        text.encode("utf-8")
    assert first.mail.message_id
    assert first.classification.explanation
    assert first.mail.date is None or first.mail.date.utcoffset() is not None
    assert (first.classification.outcome is Outcome.REAL) == (first.classification.reason is None)
    if first.extraction is not None:
        for phone in first.extraction.phones:
            assert phone.value[:1] == "+"
            assert phone.value[1:].isdigit()
    return first


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_give_an_answer(raw: bytes) -> None:
    check(raw)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=60))
def test_any_pieces_of_mail_give_an_answer(pieces: list[bytes]) -> None:
    check(b"".join(pieces))


def mutate(raw: bytes, edits: list[tuple[float, bytes, float]]) -> bytes:
    for place, piece, cut in edits:
        at = int(place * len(raw))
        raw = raw[:at] + piece + raw[at + int(cut * 200) :]
    return raw


EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.one_of(st.sampled_from(PIECES), st.binary(max_size=10)), st.floats(0, 1)),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(REAL_LOOKING), EDITS)
def test_damaged_mail_gives_an_answer(raw: bytes, edits: list[tuple[float, bytes, float]]) -> None:
    check(mutate(raw, edits))


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(st.sampled_from(REAL_LOOKING), EDITS)
def test_twenty_thousand_damaged_mails_give_an_answer(
    raw: bytes, edits: list[tuple[float, bytes, float]]
) -> None:
    understand(mutate(raw, edits), TABLE, RIVERA, {}, MailLimits())


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-='\" abtdprescript&#;x1\n"), max_size=300))
def test_any_html_gives_text(html: str) -> None:
    assert "<!--" not in html_to_text("<p>" + html.replace("<!--", "") + "</p>")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500))
def test_no_word_is_lost_between_fresh_and_cut(text: str) -> None:
    parted = strip_quotes(text)
    found = sorted(f"{parted.fresh}\n{parted.signature}\n{parted.history}\n{parted.footer}".split())
    delimiters = {"--", "—", "__", "___"}
    assert [word for word in found if word not in delimiters] == [
        word for word in sorted(text.split()) if word not in delimiters
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_table_text_is_read_or_told(text: str) -> None:
    good, wrong = read_table(text, "mine.yaml")
    assert not good or wrong == []
    assert all(mistake.line >= 1 for mistake in wrong)


@given(st.sampled_from(["Call from {phone}", "{name} wrote", "A {skip} b {title}"]), st.text(max_size=200))
def test_any_line_fits_a_template_or_not(template: str, line: str) -> None:
    assert all(value for value in read_template(template, line).values())
