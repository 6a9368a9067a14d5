"""Jobs that a dispatcher, lead service or home warranty gives in sentences: each is its customer's, and the sender is nobody."""
# ruff: noqa: F401, F811 (the fixtures of `receiving`)

import pytest
from receiving import World, furnished, letter, sqlite_world

from schemas.records import Email, Phone

KYLE = "Hey guys, another one. Homeowner is {name}, {phone}, {street}. {job}. Can you get out there this week?\n\nKyle"
PROSE = {
    "a dispatcher": (
        "AHS Dispatch <dispatch@ahs.example.com>",
        "We have a new job for you. {name} at {street} has a problem: {job}. Please call them at {phone} within 24 hours.",
    ),
    "a home warranty, with its own number below": (
        "Dana at HomeShield <dana@homeshield.example.com>",
        "Hi,\n\nOur member {name} ({phone}) at {street} needs a plumber: {job}. Please reach out to schedule.\n\nDana\n"
        "HomeShield Warranty\n512-555-0190",
    ),
    "a lead service, with a hotline": (
        "LeadPros <leads@leadpros.example.com>",
        "Good news! {name} in Austin is looking for a plumber: {job}. You can reach them at {phone}.\n\nThe LeadPros Team\n"
        "Questions? Call 800-555-0100",
    ),
    "a work order": (
        "Work Orders <service@firstwarranty.example.com>",
        "A work order has been assigned to you. The homeowner is {name}, phone {phone}, {street}. Problem reported: {job}.",
    ),
    "a claims desk": (
        "Home Guard Claims <claims@homeguard.example.com>",
        "Please contact Mrs. {name} on {phone} regarding this at {street}: {job}.\nThank you, Home Guard Claims",
    ),
    "a lead service that begins with the name": (
        "Leads <leads@nearplumb.example.com>",
        "{name} ({phone}) needs a plumber: {job}. Respond quickly!",
    ),
    "a robot": ("no-reply@jobs.example.net", "Job accepted. Call {name}, {phone}, at {street}: {job}."),
    "a dispatcher who signs": (
        "Marge <office@bluebonnetdispatch.example.com>",
        "Marge here from Bluebonnet Dispatch. I have {name} over on {street} with this: {job}. The cell is {phone}. Could "
        "you take it?\nMarge, 512-555-0330",
    ),
    "a person of a warranty": ("Kyle Barnes <kyle.barnes@trident.example.com>", KYLE),
}


def told(sender: str, text: str, number: int, **said: str) -> bytes:
    return letter(sender, f"Job {number}", text.format(**said), f"job-{number}@example.net")


@pytest.mark.parametrize("kind", PROSE)
def test_two_jobs_from_one_sender_are_two_leads_of_the_customers_named(
    sqlite_world: World, kind: str
) -> None:
    sender, text = PROSE[kind]
    given = (
        {
            "name": "Michelle Kwan",
            "phone": "512-555-0311",
            "street": "44 Elm St",
            "job": "the kitchen drain is clogged",
        },
        {
            "name": "Otis Bramble",
            "phone": "512-555-0312",
            "street": "12 Oak St",
            "job": "the water heater leaks",
        },
    )
    for number, said in enumerate(given):
        assert sqlite_world.receive(told(sender, text, number, **said), str(number)).outcome == "lead"
    first, second = sqlite_world.mails()[-2:]
    assert [sqlite_world.name(one.contact_id) for one in (first, second)] == ["Michelle Kwan", "Otis Bramble"]
    assert sqlite_world.numbers(first.contact_id) == {"+15125550311"}
    assert sqlite_world.numbers(second.contact_id) == {"+15125550312"}
    assert len({first.lead_id, second.lead_id}) == 2
    notices = [one.text for one in sqlite_world.notices("new_inquiry")]
    assert any("Michelle Kwan" in one for one in notices)
    assert any("Otis Bramble" in one for one in notices)


@pytest.mark.parametrize("kind", PROSE)
def test_the_senders_own_address_and_number_go_on_nobodys_record(sqlite_world: World, kind: str) -> None:
    sender, text = PROSE[kind]
    said = {
        "name": "Michelle Kwan",
        "phone": "512-555-0311",
        "street": "44 Elm St",
        "job": "the drain is clogged",
    }
    sqlite_world.receive(told(sender, text, 1, **said))
    address = sender.rpartition("<")[2].rstrip(">")
    assert address not in {one.address for one in sqlite_world.all(Email)}
    assert not {"+15125550190", "+15125550330", "+18005550100"} & {
        one.number for one in sqlite_world.all(Phone)
    }


def test_a_customer_told_of_by_a_phone_of_somebody_else_is_asked_about(sqlite_world: World) -> None:
    sender, text = PROSE["a dispatcher"]
    said = {
        "name": "Michelle Kwan",
        "phone": "512-555-0142",
        "street": "44 Elm St",
        "job": "the drain is clogged",
    }
    receipt = sqlite_world.receive(told(sender, text, 1, **said))
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert "Michelle Kwan" in receipt.text
    assert "Maria Lopez" in receipt.text


def test_two_jobs_of_a_dispatcher_without_a_name_are_two_callers(sqlite_world: World) -> None:
    text = "Please dispatch a tech to {street} for a leaking shower. On site contact: {phone}."
    for number in (1, 2):
        said = {"street": f"{number}0 Rio St", "phone": f"512-555-034{number}"}
        sqlite_world.receive(told("dispatch@citywide.example.com", text, number, **said), str(number))
    first, second = sqlite_world.mails()[-2:]
    assert first.contact_id != second.contact_id
    assert sqlite_world.numbers(second.contact_id) == {"+15125550342"}
    assert not sqlite_world.addresses(first.contact_id)


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (
            "Joe Miles",
            "I got your number from your customer Ann Velez (512-555-0401). My sink leaks. Call me at 512-555-0402.",
        ),
        ("Jane Roe", "My mother Rosa Roe at 5 Elm St has a clogged drain. Please call her at 512-555-0411."),
        ("Paul Dean", "Our tenant Ben Gray has a leak at 8 Oak St. I can let you in. 512-555-0421."),
        (
            "Ann Cobb",
            "I have a claim; adjuster Bob Hart 512-555-0441 said to contact you. My toilet leaks at 9 Elm St.",
        ),
        (
            "Lee Park",
            "Our kitchen drain is clogged at 77 Lake St. Please contact our manager Kim Daly at 512-555-0461.",
        ),
    ],
)
def test_whoever_writes_about_a_job_of_their_own_stays_the_customer(
    sqlite_world: World, sender: str, text: str
) -> None:
    address = f"{sender.split(maxsplit=1)[0].lower()}@example.org"
    sqlite_world.receive(letter(f"{sender} <{address}>", "Work order question", text))
    assert sqlite_world.name(sqlite_world.mails()[-1].contact_id) == sender


def test_what_a_visitor_says_in_the_first_person_is_no_job_that_a_machine_gives(sqlite_world: World) -> None:
    text = "A visitor left this. Ann Lee, ann@example.org: my kitchen sink leaks, can you come? 512-555-0161"
    receipt = sqlite_world.receive(
        letter("Site <robot-mail@sites.example.net>", "Lead", text, Auto_Submitted="auto-generated")
    )
    assert receipt.outcome == "kept"
