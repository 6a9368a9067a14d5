"""Names, phones, addresses, days and titles: precision before recall."""

from datetime import date

import pytest

from agent.intake.extract.addresses import find_address
from agent.intake.extract.names import NameClues, caller_name, find_name, tidy_name
from agent.intake.extract.phones import find_phones
from agent.intake.extract.titles import find_title
from agent.intake.extract.wished import find_wished_date, read_day

SENT = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("call 512-555-0142 or (737) 555.0118", ["+15125550142", "+17375550118"]),
        ("+1 512 555 0142", ["+15125550142"]),
        ("512/555-0142.", ["+15125550142"]),
        ("call me five one two, five five five, oh one four two", ["+15125550142"]),
        (
            "it's 512 double five five 0142 hm five one two double five five zero one four two",
            ["+15125550142"],
        ),
        ("mi número: cinco uno dos cinco cinco cinco cero uno cuatro dos", ["+15125550142"]),
        ("Reach me at +49 30 901820", ["+4930901820"]),
        ("Fax: 512-555-0142", []),
        ("O 512-555-0142 | F 512-555-0118", ["+15125550142"]),
        ("512-555-0142 (fax)", []),
        ("My tenant Carl (512-555-0142) is home", []),
        ("My wife's cell is 512-555-0142 but call me at 512-555-0118", ["+15125550118"]),
        ("My wife is home, I am on 512-555-0142", ["+15125550142"]),
        ("Order 5125550142 was late", []),
        ("my number is 5125550142", ["+15125550142"]),
        ("Invoice 2026-11-18-0042, part 100-555-0142", []),
        ("one two three four five six seven eight nine ten", []),
        ("555-0142", []),
    ],
)
def test_phones_are_the_writers_own_in_e164(text: str, numbers: list[str]) -> None:
    assert [phone.value for phone in find_phones(text, "US", 0.9)] == numbers


@pytest.mark.parametrize("written", ["512-555-0142 ext. 7", "512-555-0142 x7", "512-555-0142, extension 7"])
def test_an_extension_is_kept_apart(written: str) -> None:
    (phone,) = find_phones(written, "US", 0.9)
    assert (phone.value, phone.extension) == ("+15125550142", "7")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("tyler boone", "Tyler Boone"),
        ("SEÁN O'BRIEN", "Seán O'Brien"),
        ("Carter, Bill", "Bill Carter"),
        ("Dr. Jane Doe, PhD", "Jane Doe"),
        ("John Smith Jr.", "John Smith"),
        ("María de la Cruz", "María de la Cruz"),
        ("Dana K.", "Dana K."),
        ("Facility Desk", ""),
        ("Acme Plumbing LLC", ""),
        ("jane@example.net", ""),
        ("Room 12", ""),
        ("", ""),
    ],
)
def test_a_name_is_a_persons_name_or_none(written: str, name: str) -> None:
    assert tidy_name(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [("PATEL PRIYA", "Priya Patel"), ("JOHNSON L", ""), ("WIRELESS CALLER", ""), ("AUSTIN TX", "")],
)
def test_a_caller_id_is_turned_round(written: str, name: str) -> None:
    assert caller_name(written) == name


@pytest.mark.parametrize(
    ("display", "text", "name"),
    [
        ("", "Hello, this is Linda Johnson, my sink leaks.", "Linda Johnson"),
        ("Mark J", "Hey Sam, Mark Johnson here, it drips.", "Mark Johnson"),
        ("P. Grabowski", "It leaks.\n\nPete Grabowski", "Pete Grabowski"),
        ("Jane Doe", "It leaks.\n\nThanks,\nJane", "Jane Doe"),
        ("", "It leaks.\n\nThanks, Vernon", "Vernon"),
        ("", "Mein Name ist Jürgen Weiß und es tropft.", "Jürgen Weiß"),
        ("", "Me llamo Ana María Ruiz, hay una fuga.", "Ana María Ruiz"),
        ("", "This is about Texas Gas. It is Monday.", None),
        ("", "I am Not Happy with this", None),
        ("Office", "My wife says her name is Ann Lee.", None),
    ],
)
def test_the_fullest_name_that_agrees_is_taken(display: str, text: str, name: str | None) -> None:
    found = find_name(NameClues(display, text, ""))
    assert (found.value if found else None) == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("We're at 300 E Fennel St, Austin, TX 78704, closed Mondays.", "300 E Fennel St, Austin, TX 78704"),
        ("8805 tanager cv austin 78744", "8805 tanager cv austin 78744"),
        ("14 Sable Oak Path\nCedar Park, TX 78613\ncell", "14 Sable Oak Path, Cedar Park, TX 78613"),
        ("at 9001 Silo Park Dr #204, Austin TX 78754, owner", "9001 Silo Park Dr #204, Austin TX 78754"),
        ("12 Oak St. Please call", "12 Oak St"),
        ("off 4410 FM 1826, Austin, TX 78737", "4410 FM 1826, Austin, TX 78737"),
        ("I live at 1 Elm St, Waco. The job is at 2 Oak Ln, Kyle, TX 78640.", "2 Oak Ln, Kyle, TX 78640"),
        ("my 40 gallon tank on this street leaks", None),
        ("20 min ago on the road", None),
        ("18 Mesa Verde, Temple, TX 76502", "18 Mesa Verde, Temple, TX 76502"),
        ("18 Mesa Verde, Temple", None),
        ("we have 2 toilets and a drive", None),
    ],
)
def test_the_address_is_the_jobs_as_written(text: str, address: str | None) -> None:
    found = find_address(text, 0.9)
    assert (found.value if found else None) == address


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Could someone come on Friday, November 20?", date(2026, 11, 20)),
        ("Could you come tomorrow morning?", date(2026, 11, 19)),
        ("Monday works for me.", date(2026, 11, 23)),
        ("Can you come next Monday?", date(2026, 11, 23)),
        ("Can you come next Friday?", None),
        ("Thursday or Friday would work.", None),
        ("Not Friday please, but can you come?", None),
        ("It broke last Friday, can you come?", None),
        ("Any day after Thanksgiving works.", None),
        ("Can you come by 12/1?", None),
        ("Can you come by on Friday?", date(2026, 11, 20)),
        ("Could you come on 12/1?", date(2026, 12, 1)),
        ("Could you come on 1/4?", date(2027, 1, 4)),
        ("Could you come on Feb 30?", None),
        ("¿Podrían venir el viernes 20 de noviembre?", date(2026, 11, 20)),
        ("Mejor el viernes por la mañana, el jueves ya no puedo.", date(2026, 11, 20)),
        ("Am liebsten wäre uns Montag, der 23.11.2026.", date(2026, 11, 23)),
        ("The appointment was on Friday.", None),
        ("Could you come on the 24th?", date(2026, 11, 24)),
    ],
)
def test_a_wished_day_is_beyond_doubt_or_none(text: str, day: date | None) -> None:
    found = find_wished_date(text, SENT, "US", 0.8)
    assert (found.value if found else None) == day


def test_a_forms_date_is_read_in_the_regions_order() -> None:
    assert read_day("2026-11-24", SENT, "US") == date(2026, 11, 24)
    assert read_day("12/01/2026", SENT, "US") == date(2026, 12, 1)
    assert read_day("12/01/2027", SENT, "GB") == date(2027, 1, 12)
    assert read_day("as soon as possible", SENT, "US") is None
    assert read_day("11/17/2026", SENT, "US") is None


@pytest.mark.parametrize(
    ("subject", "text", "title"),
    [
        ("Re: Fwd: Water heater leaking", "x", "Water heater leaking"),
        ("hello", "Hi, our kitchen sink is clogged. Call me.", "Our kitchen sink is clogged"),
        ("", "The toilet rocks.", "The toilet rocks"),
        ("", "", None),
    ],
)
def test_a_title_is_short_and_tells_the_job(subject: str, text: str, title: str | None) -> None:
    found = find_title(subject, text)
    assert (found.value if found else None) == title
