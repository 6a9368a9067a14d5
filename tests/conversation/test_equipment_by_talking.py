"""Equipment by talking: what stands at somebody's is noted, looked up, corrected and taken back, for the right person."""

from typing import Any

import pytest
from talk import Talk

from schemas.records.equipment import Equipment


@pytest.fixture
def street(talk: Talk) -> Talk:
    """Return an office with another Tom beside Maria Lopez and Tom Becker, and Lia with no address."""
    people: tuple[dict[str, str], ...] = (
        {"first_name": "Tom", "last_name": "Baker", "phone": "512-555-0199", "address": "9 Oak Ave"},
        {"first_name": "Lia", "last_name": "Park", "phone": "512-555-0198"},
    )
    for person in people:
        assert talk.do("add_contact", **person).result is not None
    return talk


def standing(talk: Talk) -> list[dict[str, Any]]:
    """Return what is on record and not gone, with whose it is, and only what is filled in."""
    named = {row["contact_id"]: row["first_name"] for row in talk.live("contacts")}
    kept = (
        "what",
        "make",
        "model",
        "serial_number",
        "installed_on",
        "installed_by_us",
        "warranty_until",
        "notes",
    )
    return [
        {
            "whose": named[row["contact_id"]],
            **{name: row[name] for name in kept if row[name] not in (None, "")},
        }
        for row in talk.live(str(Equipment.__tablename__))
        if row["status"] == "in_place"
    ]


def test_what_was_put_in_today_is_found_when_it_is_asked_for(street: Talk) -> None:
    assert (
        street.say("what water heater does Maria have").text == "No water heater of Maria Lopez is on record."
    )
    street.say("we put a 50-gallon Rheem in at Maria's today")
    assert standing(street) == [
        {
            "whose": "Maria",
            "what": "water heater",
            "make": "Rheem",
            "model": "50-gallon",
            "installed_on": "2026-11-18",
            "installed_by_us": True,
        }
    ]
    told = street.say("what water heater does Maria have").text
    assert told == (
        "Water heater: Rheem, model 50-gallon, installed Nov 18, 2026, put in by us — Maria Lopez, 123 Main St"
    )


def test_what_is_known_is_added_to_what_stands_there(street: Talk) -> None:
    street.all(
        "we put a 50-gallon Rheem in at Maria's today",
        "Maria's water heater is a Rheem, serial R123, warranty until June 2030",
    )
    [heater] = standing(street)
    assert (heater["model"], heater["serial_number"], heater["warranty_until"]) == (
        "50-gallon",
        "R123",
        "2030-06-30",
    )


SAID = {
    "Tom Baker's furnace is a Lennox, serial number 5X 1234 B, warranty until 2031": {
        "what": "furnace",
        "make": "Lennox",
        "serial_number": "5X 1234 B",
        "warranty_until": "2031-12-31",
    },
    "we installed a Kaldor boiler at Tom Baker's last spring": {
        "what": "boiler",
        "make": "Kaldor",
        "installed_on": "2026-03-01",
        "installed_by_us": True,
    },
    "we put in a navien tankless for tom baker on monday, serial number r 777": {
        "what": "tankless water heater",
        "make": "Navien",
        "serial_number": "r 777",
        "installed_on": "2026-11-16",
        "installed_by_us": True,
    },
    "Tom Baker's furnace was installed in 2019, not by us, warranty until March 3, 2029": {
        "what": "furnace",
        "installed_on": "2019-01-01",
        "installed_by_us": False,
        "warranty_until": "2029-03-03",
    },
    "we put in a water heater for Tom Baker, a Bradford White, in the attic": {
        "what": "water heater",
        "make": "Bradford White",
        "installed_by_us": True,
        "notes": "in the attic",
    },
}
"""Words that are said, and what is on record of them then."""


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_of_equipment_is_kept(street: Talk, said: str) -> None:
    street.say(said)
    assert standing(street) == [{"whose": "Tom", **SAID[said]}]


LOOKED_UP = [
    "when does the warranty on Tom Baker's furnace run out",
    "what furnace does Tom Baker have?",
    "what's the serial number of Tom Baker's furnace",
    "is Tom Baker's furnace still under warranty?",
    "how old is Tom Baker's furnace",
    "what equipment does Tom Baker have",
    "who has a Lennox",
]


@pytest.mark.parametrize("asked", LOOKED_UP)
def test_it_is_looked_up_in_many_words(street: Talk, asked: str) -> None:
    street.say("Tom Baker's furnace is a Lennox, serial number 5X 1234, warranty until June 2030")
    before = street.seen().rows
    assert street.say(asked).text == (
        "Furnace: Lennox, serial number 5X 1234, warranty until Jun 30, 2030 — Tom Baker, 9 Oak Ave"
    )
    assert street.seen().rows["equipment"] == before["equipment"]


def test_a_warranty_that_is_over_is_said_to_be_over(street: Talk) -> None:
    street.say("Tom Baker's furnace is a Lennox, warranty until June 2020")
    told = street.say("when does the warranty on Tom Baker's furnace run out").text
    assert "warranty until Jun 30, 2020 (over)" in told


def test_of_two_toms_it_is_asked_whose_it_is(street: Talk) -> None:
    assert street.say("Tom has a Trane furnace").text.startswith("Which one: Tom Be")
    assert standing(street) == []
    street.say("Baker")
    assert [(one["whose"], one["make"]) for one in standing(street)] == [("Tom", "Trane")]
    assert "9 Oak Ave" in street.say("what furnace does Tom Baker have").text


def test_somebody_who_is_not_on_record_is_added_and_what_was_said_is_kept(street: Talk) -> None:
    asked = street.say("we put a 50-gallon Rheem in at Priya Shah's today").text
    assert asked == "Nobody called Priya Shah is on record. Add them? What's the number?"
    assert standing(street) == []
    street.say("512-555-0177")
    [heater] = standing(street)
    assert (heater["whose"], heater["make"], heater["installed_on"]) == ("Priya", "Rheem", "2026-11-18")


def test_without_an_address_it_is_kept_and_said(street: Talk) -> None:
    told = street.say("Lia Park's boiler is a Buderus").text
    assert told == "On record: Boiler: Buderus — Lia Park (no address of theirs is on record)."


def test_of_two_in_one_house_it_is_asked_which(street: Talk) -> None:
    street.all(
        "we put a 50-gallon Rheem water heater in at Maria's today",
        "we put in a Navien water heater at Maria's last week",
    )
    assert "Say which one" in street.say("Maria's water heater is under warranty until June 2030").text
    assert [one.get("warranty_until") for one in standing(street)] == [None, None]
    street.say("the Navien")
    kept = {one["make"]: one.get("warranty_until") for one in standing(street)}
    assert kept == {"Rheem": None, "Navien": "2030-06-30"}


@pytest.mark.parametrize(
    ("correction", "changed"),
    [
        ("no, the serial is R124", {"serial_number": "R124"}),
        ("make it a Bradford White", {"make": "Bradford White"}),
        ("no, Tom Baker", {"whose": "Tom"}),
        ("sorry, the boiler", {"what": "boiler"}),
    ],
)
def test_a_correction_changes_what_it_says_and_nothing_else(
    street: Talk, correction: str, changed: dict[str, str]
) -> None:
    street.all("Maria's water heater is a Rheem, serial R123", correction)
    before = {"whose": "Maria", "what": "water heater", "make": "Rheem", "serial_number": "R123"}
    assert standing(street) == [{**before, **changed}]


def test_undo_takes_back_the_last_that_was_said(street: Talk) -> None:
    street.all("Maria has a Trane furnace", "Maria's furnace has serial number T1", "undo")
    assert [one.get("serial_number") for one in standing(street)] == [None]
    street.say("undo")
    assert standing(street) == []


def test_what_is_gone_is_told_as_gone_and_stays_on_record(street: Talk) -> None:
    street.all("Maria has a Trane furnace", "Maria's old furnace is gone")
    assert standing(street) == []
    assert "(removed)" in street.say("what furnace does Maria have").text
    street.say("undo")
    assert [one["make"] for one in standing(street)] == ["Trane"]


REFUSED = {
    "we installed a furnace at Maria's next Friday": "is still to come; note it once it stands there",
    "Maria's furnace was installed in March 2024, warranty until June 2020": "before it was put in",
}


@pytest.mark.parametrize("said", REFUSED)
def test_days_that_cannot_be_are_refused_with_the_reason(street: Talk, said: str) -> None:
    assert REFUSED[said] in street.say(said).text
    assert standing(street) == []


def test_ten_thousand_characters_are_left_unread(street: Talk) -> None:
    said = "Maria's water heater is a Rheem, serial " + "R123 " * 2000
    assert street.say(said).text.startswith("That is too long for me")
    assert standing(street) == []


@pytest.mark.parametrize(
    "said",
    [
        "Maria wants a quote for a new water heater",
        "remind me to check Maria's furnace tomorrow",
        "Tom Baker called, his water heater is leaking",
        "will you put a water heater in at Maria's?",
    ],
)
def test_what_is_wanted_or_broken_is_no_equipment_that_was_put_in(street: Talk, said: str) -> None:
    street.say(said)
    assert standing(street) == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "put a 50 gallon Rheem from 2012 in for Maria, warranty till 2027",
            {
                "make": "Rheem",
                "model": "50-gallon",
                "installed_on": "2012-01-01",
                "warranty_until": "2027-12-31",
            },
        ),
        ("put in for maria: water heater ao smith 40 gal", {"make": "AO Smith", "model": "40-gal"}),
    ],
)
def test_size_make_year_and_warranty_are_kept(street: Talk, said: str, kept: dict[str, str]) -> None:
    street.say(said)
    [one] = standing(street)
    assert (one["whose"], one["what"]) == ("Maria", "water heater")
    assert {name: one.get(name) for name in kept} == kept


def test_what_is_said_of_a_thing_and_not_kept_is_said_to_be(street: Talk) -> None:
    reply = street.say("we put a 40 gal rheem in at marias today, 6 yr warranty")
    assert standing(street)[0]["model"] == "40-gal"
    assert "I didn't keep: 6 yr warranty." in reply.text
