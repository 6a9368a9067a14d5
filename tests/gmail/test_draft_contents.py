"""An untouched draft is always known as the approved one, and no bytes stop us from looking."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.gmail.draft_contents import contents_of, digest_of, headers_in
from integrations.gmail.mailbox import effect_key_of
from integrations.message import Letter, build_message

WORDS = st.text(max_size=200)


def drafted(subject: str, text: str, name: str = "Jane Doe") -> bytes:
    letter = Letter(
        sender_name="Rivera",
        sender_address="office@example.com",
        to_name=name,
        to_address="Jane@example.net",
        subject=subject,
        text=text,
        date=datetime(2026, 11, 18, 16, tzinfo=UTC),
        effect_key="key-1",
    )
    return build_message(letter).as_bytes()


@given(WORDS, WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_a_draft_as_we_made_it_has_the_digest_of_what_was_approved(
    subject: str, text: str, name: str
) -> None:
    raw = drafted(subject, text, name)
    assert digest_of(*contents_of(raw)) == digest_of("jane@example.net", subject, text)
    assert effect_key_of(raw) == "key-1"


def test_other_words_another_subject_and_another_person_have_another_digest() -> None:
    approved = digest_of("jane@example.net", "Repipe", "Does Friday suit you?")
    assert digest_of("jane@example.net", "Repipe", "Does Monday suit you?") != approved
    assert digest_of("jane@example.net", "Repair", "Does Friday suit you?") != approved
    assert digest_of("jan@example.net", "Repipe", "Does Friday suit you?") != approved


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"To: ", b"Subject: =?", b"Content-Type: text/plain; charset=\x00"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_can_be_looked_at(rest: bytes, start: bytes) -> None:
    raw = start + rest
    contents_of(raw)
    headers_in(raw)
    effect_key_of(raw)
