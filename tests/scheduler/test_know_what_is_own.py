"""The business's own details: asked once in an older home, and offered where they close our mails to different people."""

import pytest
from station import Station

from schemas.enums import ApprovalStatus
from schemas.ourselves import NAMES, PHONES, PLACES
from schemas.records import Approval, Business
from tools.business.on_record import business_of

SIGNED = "See you then.\n\nSam Rivera\nRivera Plumbing\n(512) 555-0100\n100 Depot St, Austin, TX 78701"
OFFERED = {"Keep +15125550100 as your own phone", "Keep 100 Depot St, Austin, TX 78701 as your own address"}


def wrote_to(station: Station, *names: str, text: str = SIGNED) -> None:
    """Log mails of ours to some people, as after they were sent."""
    for name in names:
        added = station.do("add_contact", first_name=name, email=f"{name.lower()}@example.org")
        assert added.result is not None
        contact = added.result.data["contact_id"]
        message_id = f"out-{name}@riveraplumbing.example.com"
        logged = station.do(
            "log_sent_mail", about=contact, contact=contact, address=f"{name}@example.org", subject="Visit", text=text,
            message_id=message_id,
        )  # fmt: skip
        assert logged.result is not None, logged.problem


def looked_at(station: Station, local: str) -> None:
    """Run the watch's round at a local time."""
    station.times.at(local, station.office)
    station.watch.tick()


def offered(station: Station) -> list[Approval]:
    return [one for one in station.rows(Approval) if one.tool == "offer_own_detail"]


def made_before(station: Station) -> None:
    """Make the home one that was set up before it was asked what is its own."""
    desk = station.office.desk("cli")
    with desk.unit.writing():
        business = business_of(desk)
        business.settings = {
            key: one for key, one in business.settings.items() if key not in {PHONES, PLACES, NAMES}
        }


def test_a_home_made_earlier_is_asked_once(station: Station) -> None:
    made_before(station)
    looked_at(station, "2026-11-17T08:00")
    looked_at(station, "2026-11-18T08:00")
    assert len(station.told("what_is_own")) == 1


def test_a_home_that_was_asked_when_it_was_founded_is_not_asked_again(sqlite_station: Station) -> None:
    looked_at(sqlite_station, "2026-11-17T08:00")
    assert sqlite_station.told("what_is_own") == []


def test_what_closes_mails_to_three_people_is_offered_with_where_it_was_seen(station: Station) -> None:
    wrote_to(station, "Ana", "Bea", "Cal")
    looked_at(station, "2026-11-17T08:00")
    cards = offered(station)
    assert {one.card["line"] for one in cards} == OFFERED
    assert all("Ana" in one.card["why"] and "3 mails" in one.card["why"] for one in cards)
    assert station.rows(Business)[0].settings[PHONES] == []


def test_a_yes_keeps_it_and_it_can_be_dropped_again(station: Station) -> None:
    wrote_to(station, "Ana", "Bea", "Cal")
    looked_at(station, "2026-11-17T08:00")
    card = next(one for one in offered(station) if "phone" in one.card["line"])
    station.office.gate.decide(station.office.desk("cli"), card.number, card.digest)
    assert station.rows(Business)[0].settings[PHONES] == ["+15125550100"]
    station.do("drop_own_detail", phone="512-555-0100")
    assert station.rows(Business)[0].settings[PHONES] == []


@pytest.mark.parametrize(
    ("people", "text"),
    [
        (("Ana", "Bea"), SIGNED),
        (("Ana", "Bea", "Cal"), "See you then.\n\nSam Rivera\nRivera Plumbing"),
    ],
)
def test_what_closes_too_few_or_is_known_is_not_offered(
    sqlite_station: Station, people: tuple[str, ...], text: str
) -> None:
    wrote_to(sqlite_station, *people, text=text)
    looked_at(sqlite_station, "2026-11-17T08:00")
    assert offered(sqlite_station) == []


def test_what_is_somebodys_on_record_is_never_offered(sqlite_station: Station) -> None:
    sqlite_station.do(
        "add_contact", first_name="Dora", phone="512-555-0100", address="100 Depot St, Austin, TX 78701"
    )
    wrote_to(sqlite_station, "Ana", "Bea", "Cal")
    looked_at(sqlite_station, "2026-11-17T08:00")
    assert offered(sqlite_station) == []


def test_a_no_is_not_asked_again(sqlite_station: Station) -> None:
    wrote_to(sqlite_station, "Ana", "Bea", "Cal")
    looked_at(sqlite_station, "2026-11-17T08:00")
    for card in offered(sqlite_station):
        sqlite_station.office.gate.reject(sqlite_station.office.desk("cli"), card.number)
    looked_at(sqlite_station, "2026-11-18T08:00")
    assert [one.status for one in offered(sqlite_station)] == [ApprovalStatus.REJECTED] * 2
