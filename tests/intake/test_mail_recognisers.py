"""The table of recognisers: what is in it, what an owner may add, how mistakes are told."""

from pathlib import Path

import pytest

from agent.intake.parse import MailLimits, read_mail
from agent.intake.recognise import Recognition, recognise
from agent.intake.recogniser_table import FieldKind, load_table
from agent.intake.templates import read_template

OWN_TABLE = """\
recognisers:
  - name: answering_service
    what: a note of the answering service
    source: phone_call
    when:
      - sender: ["^desk@answer"]
        subject: ["call note$"]
    read: ["{name} called from {phone} about {title}"]
    message_is_rest: true
"""
NOTE = (
    b"From: desk@answer.example.net\nSubject: A call note\n\nPat Roe called from 512-555-0142 about a leak.\n"
)


def read(raw: bytes, *files: Path) -> Recognition | None:
    return recognise(read_mail(raw, MailLimits()), load_table(files))


def test_the_built_in_table_has_no_mistakes() -> None:
    table = load_table()
    assert table.mistakes == ()
    assert {recogniser.source.value for recogniser in table.recognisers} == {
        "web_form",
        "phone_call",
        "referral",
        "other",
    }


def test_an_owner_adds_a_recogniser_as_data(tmp_path: Path) -> None:
    assert read(NOTE) is None
    file = tmp_path / "mine.yaml"
    file.write_text(OWN_TABLE)
    recognition = read(NOTE, file)
    assert recognition is not None
    assert recognition.recogniser == "answering_service"
    values = {kind: found[0].value for kind, found in recognition.found.items()}
    assert values == {FieldKind.NAME: "Pat Roe", FieldKind.PHONE: "512-555-0142", FieldKind.TITLE: "a leak."}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("source: phone_call", "source: telepathy", 4, "web_form"),
        ("source: phone_call", "sauce: phone_call", 4, "known are name, what, source"),
        ('subject: ["call note$"]', 'subject: ["(a+)+\\\\d"]', 7, "not a regular expression"),
        ('subject: ["call note$"]', 'subject: ["^$"]', 7, "three characters"),
        ('subject: ["call note$"]', 'subjects: ["x"]', 7, "known are sender, subject"),
        ("{phone}", "{fone}", 8, "one of name, phone"),
        ('"{name} called from {phone} about {title}"', '"{name}{phone}"', 8, "between two bracketed words"),
        ("name: answering_service", "name: Answering Service!", 2, "name"),
    ],
)
def test_a_mistake_is_told_with_line_and_remedy_and_stops_no_other(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    file = tmp_path / "mine.yaml"
    second = OWN_TABLE.removeprefix("recognisers:\n").replace("answering_service", "second_one")
    file.write_text(OWN_TABLE.replace(old, new) + second)
    table = load_table((file,))
    mistakes = [mistake for mistake in table.mistakes if told in mistake.text]
    assert mistakes
    assert (mistakes[0].file, mistakes[0].line) == ("mine.yaml", line)
    assert "second_one" in {recogniser.name for recogniser in table.recognisers}
    assert len(table.recognisers) == len(load_table().recognisers) + 1


@pytest.mark.parametrize(
    "text", ["recognisers: [", "- a", "recognisers: 5", "a: &x [1]\nb: *x", "\x00", "[" * 3000]
)
def test_a_file_that_is_no_table_is_told_and_the_built_in_ones_stay(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    table = load_table((file, tmp_path / "missing.yaml"))
    assert {mistake.file for mistake in table.mistakes} == {"mine.yaml", "missing.yaml"}
    assert len(table.recognisers) == len(load_table().recognisers)


def test_a_name_taken_twice_is_told_with_both_places(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(OWN_TABLE.replace("answering_service", "voicemail"))
    (mistake,) = load_table((file,)).mistakes
    assert mistake.file == "recognisers.yaml"
    assert "mine.yaml:2" in mistake.text


@pytest.mark.parametrize(
    ("template", "line", "found"),
    [
        ("Missed call from {phone}", "Missed call from (512) 555-0142", {"phone": "(512) 555-0142"}),
        ("Missed call from {phone}", "Missed call from Jane Doe", {}),
        ("Missed call from {name}", "Missed call from Jane Doe", {"name": "Jane Doe"}),
        (
            "New Lead: {name} - {title}",
            "New lead: Tim B. - Clear a clog",
            {"name": "Tim B.", "title": "Clear a clog"},
        ),
        ("{name} wants a quote", "Someone wants a quote", {}),
        ("{skip} for {name}", "A job for Jane", {"name": "Jane"}),
    ],
)
def test_templates_take_what_makes_sense(template: str, line: str, found: dict[str, str]) -> None:
    assert read_template(template, line) == found
