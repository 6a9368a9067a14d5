"""Setting a real business up: guesses from the machine, questions in a terminal, and nothing the second time."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
from command import command, deskhand, environment, rows
from hypothesis import given
from hypothesis import strategies as st
from rivera import NOW

from entrypoints.cli.asking import OWN, QUESTIONS
from entrypoints.founding import NewBusiness, business_there, set_up
from entrypoints.guesses import HOURS, guessed
from schemas.errors import BadConfiguration
from schemas.working_hours import hours_from

WEEK = [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("known", "machine", "country", "currency"),
    [
        ({"time_zone": "America/Chicago"}, {}, "US", "USD"),
        ({"time_zone": "Europe/Berlin"}, {"LANG": "C.UTF-8"}, "DE", "EUR"),
        ({"time_zone": "UTC"}, {}, "US", "USD"),
        ({"time_zone": "Europe/Berlin"}, {"LANG": "en_GB.UTF-8"}, "GB", "GBP"),
        ({"time_zone": "UTC"}, {"LANG": "en_US.UTF-8", "LC_ALL": "fr_CA"}, "CA", "CAD"),
        ({"country": "nz"}, {"LANG": "en_US.UTF-8"}, "nz", "NZD"),
        ({"country": "DE", "currency": "CHF"}, {}, "DE", "CHF"),
    ],
)
def test_country_and_currency_are_guessed_from_the_locale_and_else_from_the_zone(
    known: dict[str, str], machine: dict[str, str], country: str, currency: str
) -> None:
    found = guessed(known, machine)
    assert (found.country, found.currency, found.hours) == (country, currency, HOURS)


def test_every_option_is_kept_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    ran = deskhand(
        "--home", tmp_path, "init", "--name", "Brook Cleaning", "--owner", "Ada Brook", "--trade", "cleaning",
        "--country", "GB", "--time-zone", "Europe/London", "--hours", "Mon-Sat 7:30-16:00",
        "--own-address", "ada@example.org", "--own-address", "office@example.org",
        "--own-phone", "020 7946 0100", "--own-street", "4 Mill Lane, London", "--own-name", "Ada Brook",
        "--signature", "Ada, Brook Cleaning",
    )  # fmt: skip
    assert ran.code == 0
    assert "Brook Cleaning is set up (Europe/London, GB, GBP)." in ran.out
    business = business_there(tmp_path, {})
    assert business is not None
    assert (business.name, business.trade, business.currency) == ("Brook Cleaning", "cleaning", "GBP")
    assert business.settings == {
        "own_addresses": ["ada@example.org", "office@example.org"],
        "own_phones": ["+442079460100"],
        "own_places": ["4 Mill Lane, London"],
        "own_names": ["Ada Brook"],
        "hours": {"days": [*WEEK, 5], "opens": "07:30", "closes": "16:00"},
        "signature": "Ada, Brook Cleaning",
    }
    before = rows(tmp_path)
    assert "is set up already; nothing was changed" in deskhand("--home", tmp_path, "init").out
    assert rows(tmp_path) == before


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--hours", "whenever", "are no hours"),
        ("--own-address", "ada at home", "is no e-mail address"),
        ("--own-phone", "call me", "can't be a phone number"),
        ("--own-street", "London", "names no house"),
        ("--time-zone", "Mars/Base", "is no time zone"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_makes_no_home(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    ran = deskhand("--home", tmp_path / "new", "init", option, value)
    assert ran.code == 3
    assert said in ran.err
    assert not (tmp_path / "new").exists()


def in_a_terminal(home: Path, answers: list[bytes]) -> str:
    """Return the screen of `deskhand init` while each of its prompts gets the next answer."""
    ours, theirs = pty.openpty()
    shown = environment(TERM="dumb", LANG="C.UTF-8", LC_ALL="C.UTF-8", TZ="America/Chicago")
    started = subprocess.Popen(
        command("--home", home, "init"), stdin=theirs, stdout=theirs, stderr=theirs, env=shown
    )
    os.close(theirs)
    said, heard, left = b"", 0, iter(answers)
    try:
        while True:
            said += os.read(ours, 65536)
            if said[heard:].endswith(b": "):
                heard = len(said)
                os.write(ours, next(left) + b"\n")
    except OSError:
        pass  # the other end is closed: it has ended
    assert started.wait(timeout=60) == 0
    os.close(ours)
    return said.decode()


@pytest.mark.usefixtures("processes")
def test_in_a_terminal_enter_takes_the_guess_and_what_cannot_be_is_asked_again(tmp_path: Path) -> None:
    answers = [
        b"Brook Cleaning",
        b"Ada",
        b"",
        b"",
        b"CA",
        b"",
        b"",
        b"never",
        b"",
        b"x@",
        b"ada@example.org",
        b"12",
        b"613-555-0142",
        b"4 Mill St, Ottawa; 9 Elm Ave, Ottawa",
        b"",
        b"",
    ]
    said = in_a_terminal(tmp_path, answers)
    assert all(question in said for question in QUESTIONS.values())
    assert all(question in said for question, _ in OWN.values())
    assert "'12' can't be a phone number" in said
    assert "'never' are no hours" in said
    assert "'x@' is no e-mail address" in said
    business = business_there(tmp_path, {})
    assert business is not None
    assert (business.time_zone, business.country, business.currency) == ("America/Chicago", "CA", "CAD")
    assert business.settings == {
        "own_addresses": ["ada@example.org"],
        "own_phones": ["+16135550142"],
        "own_places": ["4 Mill St, Ottawa", "9 Elm Ave, Ottawa"],
        "own_names": [],
        "hours": {"days": WEEK, "opens": "08:00", "closes": "17:00"},
        "signature": "Brook Cleaning",
    }
    assert "nothing was changed" in in_a_terminal(tmp_path, [])


def test_looking_for_a_business_makes_no_home(tmp_path: Path) -> None:
    assert business_there(tmp_path / "none", {}) is None
    assert not (tmp_path / "none").exists()
    set_up(NewBusiness(name="Brook"), tmp_path / "home", NOW, {})
    found = business_there(tmp_path / "home", {})
    assert found is not None
    assert found.name == "Brook"


@pytest.mark.parametrize(
    ("written", "days", "opens", "closes"),
    [
        ("Mon-Fri 8:00-17:00", WEEK, "08:00", "17:00"),
        ("monday – friday, 8am – 5pm", WEEK, "08:00", "17:00"),
        ("Sat 9-12", [5], "09:00", "12:00"),
        ("Sat-Mon 12am-12pm", [0, 5, 6], "00:00", "12:00"),
        ("Mon-Sun 0:00-24:00", [*WEEK, 5, 6], "00:00", "24:00"),
        ("7 to 4, monday thru friday", WEEK, "07:00", "16:00"),
        ("eight to five thirty on weekdays", WEEK, "08:00", "17:30"),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, days: list[int], opens: str, closes: str) -> None:
    assert hours_from(written) == {"days": days, "opens": opens, "closes": closes}


@pytest.mark.parametrize(
    "written", ["Mon-Fri", "Mon-Fri 17:00-8:00", "Foo-Fri 8-17", "Mon 8:75-9:80", "Mon 0am-3pm"]
)
def test_hours_that_cannot_be_are_refused(written: str) -> None:
    with pytest.raises(BadConfiguration, match="are no hours"):
        hours_from(written)


@given(st.text(max_size=200))
def test_any_text_is_hours_or_is_refused(written: str) -> None:
    try:
        found = hours_from(written)
    except BadConfiguration:
        return
    assert set(found) == {"days", "opens", "closes"}
