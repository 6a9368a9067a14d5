"""Names of people and their e-mail addresses, typed and dictated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.builtin.slots.people import find_emails, looks_like_name, split_name

NAMES = [
    ("Dr. Seán O'Brien Jr.", "Seán", "O'Brien"),
    ("Sean O’Brien", "Sean", "O'Brien"),
    ("sean o'brien", "Sean", "O'Brien"),
    ("SEAN O'BRIEN", "Sean", "O'Brien"),
    ("Lopez, Maria", "Maria", "Lopez"),
    ("de la Cruz, Maria", "Maria", "de la Cruz"),
    ("maria de la cruz", "Maria", "de la Cruz"),
    ("MARIA DE LA CRUZ", "Maria", "de la Cruz"),
    ("Jan van der Berg", "Jan", "van der Berg"),
    ("van der Berg", "", "van der Berg"),
    ("Van Morrison", "Van", "Morrison"),
    ("Mrs Lopez", "", "Lopez"),
    ("Mr. Tom Baker", "Tom", "Baker"),
    ("Ronald McDonald", "Ronald", "McDonald"),
    ("ronald mcdonald", "Ronald", "McDonald"),
    ("anne-marie smith-jones", "Anne-Marie", "Smith-Jones"),
    ("Mary Ann Smith", "Mary Ann", "Smith"),
    ("John E. Smith", "John E.", "Smith"),
    ("bob and sue smith", "Bob and Sue", "Smith"),
    ("Juan Ortega y Gasset", "Juan", "Ortega y Gasset"),
    ("Sean O'Brien, Jr.", "Sean", "O'Brien"),
    ("Smith, Dr. Jane", "Jane", "Smith"),
    ("AJ Smith", "AJ", "Smith"),
    ("maria", "Maria", ""),
    ("Łukasz Żak", "Łukasz", "Żak"),
    ("", "", ""),
    ("Dr.", "", ""),
]


@pytest.mark.parametrize(("typed", "first", "last"), NAMES)
def test_names_are_parted_and_written_as_names_are(typed: str, first: str, last: str) -> None:
    assert split_name(typed) == (first, last)


@pytest.mark.parametrize(
    "name", ["Maria", "Maria Lopez", "Dr. Seán O'Brien Jr.", "de la Cruz", "June", "April May", "Anne-Marie"]
)
def test_names_look_like_names(name: str) -> None:
    assert looks_like_name(name)


@pytest.mark.parametrize(
    "text",
    ["", "yes", "never mind", "add a customer", "call her friday", "215-555-0142", "maria@example.com", "Dr.", "12 Oak",
     "and Bob", "x" * 101, "one two three four five six seven", "...", "-", "the lead"],
)  # fmt: skip
def test_what_is_no_name_does_not_look_like_one(text: str) -> None:
    assert not looks_like_name(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mail is Maria.Lopez@Example.com.", "maria.lopez@example.com"),
        ("<a.b+c@x-y.org>", "a.b+c@x-y.org"),
        ("maria dot lopez at example dot com", "maria.lopez@example.com"),
        ("her email is maria at example dot co dot uk thanks", "maria@example.co.uk"),
        ("maria underscore lopez two at example dot com", "maria_lopez2@example.com"),
        ("maria.lopez at example.com", "maria.lopez@example.com"),
        ("bob at big dash pipes dot com", "bob@big-pipes.com"),
        ("o'brien@example.com", "o'brien@example.com"),
    ],
)
def test_addresses_are_found_typed_or_spoken(text: str, address: str) -> None:
    assert [span.address for span in find_emails(text)] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "me at example.com",
        "meet at noon",
        "a@b",
        "x..y@example.com",
        "look at this. Then go",
        "at dot com",
    ],
)
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert find_emails(text) == []


def test_several_addresses_come_in_order() -> None:
    found = find_emails("maria at example dot com and bob@example.org")
    assert [span.address for span in found] == ["maria@example.com", "bob@example.org"]


@given(st.from_regex(r"[a-z][a-z0-9]{0,9}(\.[a-z][a-z0-9]{0,9})?", fullmatch=True))
def test_an_address_is_read_back(local: str) -> None:
    assert [span.address for span in find_emails(f"write to {local}@example.com, please")] == [
        f"{local}@example.com"
    ]


PIECES = "maria at dot example com . @ underscore two dash me , a@b.com de la dr jr o' y"
WORDS = st.sampled_from(PIECES.split())


@given(st.text() | st.lists(WORDS).map(" ".join))
def test_any_text_is_survived_and_spans_lie_in_it_in_order(text: str) -> None:
    end = 0
    for span in find_emails(text):
        assert end <= span.start < span.end <= len(text)
        assert span.address.count("@") == 1
        end = span.end
    looks_like_name(text)
    first, last = split_name(text)
    assert all(part == " ".join(part.split()) for part in (first, last))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("piece", ["a at ", "x dot ", "a@", "de la ", "at dot ", "two ", "o'"])
def test_a_hundred_kilobytes_are_read(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    find_emails(text)
    split_name(text)
    assert not looks_like_name(text)
