"""Own, automatic, bounced, bulk and empty mail is skipped with a reason; a recognised notice never is (C7)."""

import pytest
from mail_corpus import OWN, RIVERA

from agent.intake.classify import Outcome, Reason
from agent.intake.parse import MailLimits
from agent.intake.recogniser_table import load_table
from agent.intake.understand import Understanding, understand

FORM = "Name: Jane Doe\nPhone: 512-555-0142\nMessage: My toilet leaks.\n"


def read(
    headers: str, body: str = "My toilet leaks, can you come?", rules: dict | None = None
) -> Understanding:
    raw = (headers + "\n\n" + body).encode()
    return understand(raw, load_table(), RIVERA, rules or {}, MailLimits())


def reason(understanding: Understanding) -> Reason | None:
    explanation = understanding.classification.explanation
    assert explanation.endswith(".")
    assert (understanding.extraction is not None) == (understanding.classification.outcome is Outcome.REAL)
    return understanding.classification.reason


PERSON = "From: Jane Doe <jane@example.net>\nSubject: Toilet"


def test_a_persons_mail_is_real() -> None:
    assert read(PERSON).classification.outcome is Outcome.REAL


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Auto-Submitted: auto-replied", Reason.AUTOMATIC),
        ("Auto-Submitted: auto-generated", Reason.AUTOMATIC),
        ("Auto-Submitted: no", None),
        ("X-Autoreply: yes", Reason.AUTOMATIC),
        ("Precedence: auto_reply", Reason.AUTOMATIC),
        ("Precedence: bulk", Reason.BULK),
        ("Precedence: list", Reason.BULK),
        ("List-Id: <x.example.net>", Reason.BULK),
        ("List-Unsubscribe: <mailto:u@example.net>", Reason.BULK),
        ("X-Failed-Recipients: a@example.net", Reason.BOUNCE),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", Reason.BOUNCE),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            Reason.AUTOMATIC,
        ),
    ],
)
def test_headers_that_speak_for_a_machine(header: str, expected: Reason | None) -> None:
    assert reason(read(f"{PERSON}\n{header}")) is expected


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office: back on Monday",
        "Automatic reply: hi",
        "Abwesenheitsnotiz",
        "Respuesta automática: hola",
    ],
)
def test_absence_notes_are_automatic(subject: str) -> None:
    assert reason(read(f"From: jane@example.net\nSubject: {subject}")) is Reason.AUTOMATIC


def test_mail_from_a_mail_server_is_a_bounce() -> None:
    assert reason(read("From: MAILER-DAEMON@example.net\nSubject: hi")) is Reason.BOUNCE


@pytest.mark.parametrize(
    "address", [*sorted(OWN), "SAM@RIVERAPLUMBING.EXAMPLE.COM", "dana@riveraplumbing.example.com"]
)
def test_the_business_itself_is_no_customer(address: str) -> None:
    assert reason(read(f"From: {address}\nSubject: hi")) is Reason.OWN


def test_a_customers_mail_forwarded_by_the_owner_is_real_and_our_own_returned_is_the_customers() -> None:
    inside = "---------- Forwarded message ---------\nFrom: {}\nDate: Tue\nSubject: Leak\nTo: x\n\nIt leaks."
    fwd = "From: sam@riveraplumbing.example.com\nSubject: Fwd: Leak"
    real = read(fwd, inside.format("Ann Lee <ann@example.org>"))
    assert reason(real) is None
    assert real.extraction is not None
    assert real.extraction.name is not None
    assert (real.extraction.name.value, real.extraction.emails[0].value) == ("Ann Lee", "ann@example.org")
    ours = inside.format("Sam <sam@riveraplumbing.example.com>")
    assert reason(read(fwd, ours)) is Reason.OWN
    customer = read(
        "From: Ann Lee <ann@example.org>\nSubject: Fwd: Leak",
        "Yes!\n" + inside.format("Sam <" + "sam@riveraplumbing.example.com>"),
    )
    assert customer.extraction is not None
    assert customer.extraction.emails[0].value == "ann@example.org"


@pytest.mark.parametrize(
    "extra", ["List-Unsubscribe: <x>", "Auto-Submitted: auto-generated", "Precedence: bulk"]
)
def test_a_web_form_wins_over_what_speaks_for_a_machine(extra: str) -> None:
    understanding = read(f"From: noreply@forms.example.net\nSubject: New form submission\n{extra}", FORM)
    assert reason(understanding) is None
    assert understanding.source == "web_form"


def test_an_auto_reply_stays_one_though_it_quotes_a_form() -> None:
    headers = "From: noreply@forms.example.net\nSubject: New form submission\nAuto-Submitted: auto-replied"
    assert reason(read(headers, FORM)) is Reason.AUTOMATIC


def test_what_the_owner_taught_decides_and_the_address_beats_the_domain() -> None:
    news = "From: ann@list.example.net\nSubject: hi\nList-Id: <x>"
    assert reason(read(news, rules={"list.example.net": "lead"})) is None
    assert reason(read(PERSON, rules={"jane@example.net": "skip"})) is Reason.RULE
    assert reason(read(PERSON, rules={"jane@example.net": "lead", "example.net": "skip"})) is None


def test_nothing_at_all_is_empty_but_a_telling_subject_or_a_photo_is_not() -> None:
    assert reason(read("From: jane@example.net\nSubject: ", " \n ")) is Reason.EMPTY
    assert reason(read("From: jane@example.net\nSubject: Leak under sink", "Sent from my iPhone")) is None
    photo = "From: jane@example.net\nSubject:\nContent-Type: image/png; name=a.png"
    assert reason(read(photo, "xx")) is None


def test_advertising_is_bulk_and_a_customer_who_asks_for_a_discount_is_not() -> None:
    advert = "Get more leads, guaranteed! 50% off. Click here to unsubscribe."
    assert reason(read("From: chad@example.net\nSubject: Grow your business", advert)) is Reason.BULK
    assert reason(read(PERSON, "Is there a discount for seniors? My toilet leaks.")) is None


def test_a_suppliers_receipt_is_automatic_though_it_looks_like_a_form() -> None:
    receipt = "Name: Rivera Plumbing\nPhone: (512) 555-0100\nOrder: 1\nNotes: leave at the counter\n"
    assert (
        reason(read("From: no-reply@pipes.example.net\nSubject: Receipt for order 7", receipt))
        is Reason.AUTOMATIC
    )


def test_an_absence_note_without_headers_is_automatic_and_a_customer_who_is_away_is_not() -> None:
    note = "Thank you for your message. I am out of the office until Monday.\nKim"
    assert reason(read("From: kim@example.net\nSubject: Re: Your sink", note)) is Reason.AUTOMATIC
    assert (
        reason(read("From: kim@example.net\nSubject: Re: Your sink", "I'm out of the office, call my cell."))
        is None
    )


def test_a_neighbour_who_is_named_with_a_number_is_the_lead() -> None:
    text = "My neighbor Hugo Lindt needs a new disposal. His number is 512-555-0171. Paula"
    understanding = read("From: Paula Reyes <paula@example.net>\nSubject: neighbor", text)
    assert understanding.source == "referral"
    assert understanding.extraction is not None
    assert understanding.extraction.name is not None
    assert understanding.extraction.name.value == "Hugo Lindt"
    assert [phone.value for phone in understanding.extraction.phones] == ["+15125550171"]


def test_a_stranger_who_passes_a_mail_on_with_a_number_of_their_own_is_the_person() -> None:
    text = (
        "My tenant wrote this, call me at 512-555-0171.\n\n---------- Forwarded message ---------\n"
        "From: Ann Lee <ann@example.org>\nDate: Tue\nSubject: Leak\nTo: x\n\nIt leaks. 512-555-0142"
    )
    understanding = read("From: Lana Lord <lana@example.net>\nSubject: Fwd: Leak", text)
    assert understanding.extraction is not None
    assert understanding.extraction.emails[0].value == "lana@example.net"
    assert [phone.value for phone in understanding.extraction.phones] == ["+15125550171"]
    assert "It leaks." in understanding.body
