"""The mails of `tests/mail/cases/`: each small, each standing for its kind, fed into a fresh home by the real intake."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from receiving import World

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from evals.case import parsed
from schemas.records import Contact, Email, Lead, Phone

CASES = Path(__file__).parent.parent / "mail" / "cases"
RIGHT: dict[str, dict[str, Any]] = parsed(CASES / "right.yaml")
NOW = "2026-11-29T09:00:00-06:00"
KNOWS_ITSELF = replace(
    RIVERA,
    own_phones=("(512) 555-0100",),
    own_places=("100 Depot St, Austin TX 78701",),
    own_names=("Sam Rivera",),
)


def opened(environment: dict[str, str]) -> Office:
    """Open a fresh home of a business that has said which phone, street and name are its own."""
    set_up(KNOWS_ITSELF, now=NOW, environment=environment)
    return open_office(now=NOW, environment=environment)


def mails_of(number: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(CASES.glob(f"{number}*.eml"))]


def check_lead(world: World, lead: Lead, right: dict[str, Any]) -> None:
    """Compare a lead and its person with the right ones; only given values are compared."""
    person = next(one for one in world.all(Contact) if one.contact_id == lead.contact_id)
    body = "\n".join(one.body for one in world.interactions_of(lead.lead_id)[:1])
    have = {
        "name": world.name(lead.contact_id),
        "phones": sorted(world.numbers(lead.contact_id)),
        "emails": sorted(world.addresses(lead.contact_id)),
        "body": " ".join(body.split()),
    }
    assert {key: have[key] for key in have if key in right} == {
        key: right[key] for key in have if key in right
    }
    assert right.get("says", "") in have["body"]
    assert right.get("title", "") in lead.title
    if right.get("address") == "":
        assert not person.address
    assert right.get("address", "") in (person.address or "")
    assert "never_says" not in right or right["never_says"] not in have["body"]


def check_home(world: World, right: dict[str, Any], outcomes: list[str]) -> None:
    """Compare the records after the mails of one case with the right ones."""
    leads = sorted(world.all(Lead), key=lambda one: one.lead_id)
    assert [world.name(one.contact_id) for one in leads] == [
        one.get("name", world.name(lead.contact_id)) for one, lead in zip(right["leads"], leads, strict=False)
    ]
    assert len(leads) == len(right["leads"])
    for lead, one in zip(leads, right["leads"], strict=True):
        check_lead(world, lead, one)
    assert len(world.all(Contact)) == right.get("people", len(world.all(Contact)))
    assert outcomes == right.get("outcomes", outcomes)
    told = "\n".join(one.text for one in world.all_notices())
    assert all(words in told for words in right.get("told", []))
    assert not any(words in told for words in right.get("never_told", []))
    having = {one.number: one.contact_id for one in world.all(Phone)}
    having |= {one.address: one.contact_id for one in world.all(Email)}
    for reach, name in right.get("found_again", {}).items():
        assert world.name(having[reach]) == name


CASE_MARKS = [
    pytest.param(
        number,
        marks=pytest.mark.xfail(
            strict=True, raises=AssertionError, reason="how mail is read, not whom it is about"
        )
        if right["of"] == "reading"
        else (),
    )
    for number, right in RIGHT.items()
]


@pytest.mark.parametrize("number", CASE_MARKS)
def test_a_mail_of_its_kind_becomes_what_is_right(number: str, sqlite_environment: dict[str, str]) -> None:
    office = opened(sqlite_environment)
    try:
        world = World(office)
        mails = mails_of(number)
        assert mails
        outcomes = [world.receive(raw, own_id=str(at)).outcome for at, raw in enumerate(mails)]
        check_home(world, RIGHT[number], outcomes)
    finally:
        office.close()


def mail(sender: str, subject: str, text: str) -> bytes:
    head = (
        f"From: {sender}\r\nTo: office@example.net\r\nSubject: {subject}\r\nMessage-ID: <a@example.com>\r\n"
    )
    return f"{head}Date: Sun, 29 Nov 2026 08:00:00 -0600\r\n\r\n{text}\n".encode()


def forwarded(note: str, sender: str, subject: str, text: str) -> bytes:
    """Return a mail of Lyle Foss that forwards another one, with a note above it."""
    inside = f"From: {sender}\nDate: Mon, Nov 16, 2026 at 2:11 PM\nSubject: {subject}\nTo: Lyle Foss <lyle.foss@example.com>"
    whole = f"{note}\n\n---------- Forwarded message ---------\n{inside}\n\n{text}"
    return mail("Lyle Foss <lyle.foss@example.com>", f"Fwd: {subject}", whole)


@pytest.fixture
def world(sqlite_environment: dict[str, str]) -> Iterator[World]:
    """Yield the records of a business that knows what is its own."""
    office = opened(sqlite_environment)
    yield World(office)
    office.close()


@pytest.mark.parametrize(
    "below",
    [
        "Sam wrote:\nWill you be home?\n\nSam Rivera | Rivera Plumbing | 100 Depot St, Austin, TX | (512) 555-0100",
        "~~~~~~\nWhere is the valve?\nBest,\nSam / Rivera Plumbing - 100 Depot St, Austin",
        "-- \nSam Rivera, 100 Depot St, Austin, TX 78701",
        "(Your message:) Tuesday? Rivera Plumbing, 100 Depot Street, Austin",
    ],
)
def test_our_own_street_is_nobody_elses_however_our_signature_is_set(below: str, world: World) -> None:
    text = f"My faucet leaks, can you come on Tuesday?\n\n{below}"
    world.receive(mail("Nan Fry <nan.fry@example.com>", "Faucet", text))
    [person] = [one for one in world.all(Contact) if world.name(one.contact_id) == "Nan Fry"]
    assert not person.address
    assert not [one.title for one in world.all(Lead) if "Depot" in one.title]


@pytest.mark.parametrize(
    ("note", "subject", "offer"),
    [
        (
            "Sam, can you do better than this guy?",
            "Hose bib quote",
            "Frank, $450 for two hose bibs. Al Pipes 512-555-0630",
        ),
        ("FYI, this is what the others want.", "Quote", "Sewer line 6,000. Dot 512-555-0631"),
        (
            "Please quote this one too, I like you better.",
            "Estimate 9",
            "Estimate: repipe, $8,900. Max Drain 512-555-0639",
        ),
        (
            "They are too dear for me.",
            "Hello",
            "We are glad to send our offer: $2,150 for the heater. Rick 512-555-0303",
        ),
    ],
)
def test_who_forwards_an_offer_of_somebody_else_is_the_customer(
    note: str, subject: str, offer: str, world: World
) -> None:
    world.receive(forwarded(note, "Al Pipes <al@pipes.example.net>", subject, offer))
    assert {world.name(one.contact_id) for one in world.all(Lead)} == {"Lyle Foss"}
    assert {one.address for one in world.all(Email)} == {"lyle.foss@example.com"}


@pytest.mark.parametrize(
    ("note", "subject", "asked"),
    [
        (
            "FYI, a neighbor of mine needs this",
            "Quote request",
            "Budget $2,000 for a water heater. Ann 512.555.0142",
        ),
        ("passing this on to you", "Estimate", "I need a price for my deck, 1,500 sq ft. Ann 512.555.0142"),
    ],
)
def test_who_asks_for_a_price_is_the_customer_where_somebody_passes_it_on(
    note: str, subject: str, asked: str, world: World
) -> None:
    world.receive(forwarded(note, "Ann Moss <ann@moss.example.net>", subject, asked))
    assert {world.name(one.contact_id) for one in world.all(Lead)} == {"Ann Moss"}
