"""Mail that was left out is listed with its reason; "this was a lead" and the reverse teach the sender's rule."""
# ruff: noqa: F401, F811 (the fixtures of `receiving`)

import json
from pathlib import Path

import pytest
from cli.command import Ran, deskhand
from receiving import SEEN, World, answer, furnished, letter, sqlite_world, world

from schemas.enums import LeadStatus, MailOutcome
from schemas.records import Contact, SenderRule

NEWS = letter("Paula Reyes <paula@list.example.net>", "Sink", "My sink leaks.", List_Id="<x>")
NOTICE = (
    "Name: Ann Lee\nPhone: 512-555-0161\nEmail: ann@example.org\n"
    "Message: My kitchen sink leaks, can you come on Friday?\n"
)


def form(number: int, text: str = NOTICE, **more: str) -> bytes:
    return letter(
        "Site <robot-mail@sites.example.net>", "Lead", text, f"form-{number}@sites.example.net", **more
    )


def rules(world: World) -> dict[str, str]:
    return {one.address: str(one.treatment) for one in world.all(SenderRule)}


def test_this_was_a_lead_takes_it_in_and_teaches_the_sender(world: World) -> None:
    receipt = world.receive(NEWS)
    assert (receipt.outcome, receipt.reason) == ("skipped", "bulk")
    said = world.do("take_in_as_lead", mail=receipt.number)
    row = world.mail(receipt.number)
    assert (row.outcome, world.name(row.contact_id)) == (MailOutcome.LEAD, "Paula Reyes")
    assert world.interaction(row.interaction_id).body == "My sink leaks."
    assert rules(world) == {"paula@list.example.net": "lead"}
    assert "is taken in from now on" in (said.result.text if said.result else "")
    another = NEWS.replace(b"a1@", b"a2@").replace(b"My sink leaks", b"And it still leaks")
    assert world.receive(another, "2").outcome == "interaction"
    assert (world.do("take_in_as_lead", mail=receipt.number).problem or {})["kind"] == "against_the_rules"


def test_this_was_no_lead_disqualifies_it_and_teaches_the_sender(world: World) -> None:
    receipt = world.receive(letter())
    world.done("leave_out_mail", mail=receipt.number)
    row = world.mail(receipt.number)
    lead = world.lead(row.lead_id)
    assert (row.outcome, row.reason, lead.status) == (MailOutcome.SKIPPED, "rule", LeadStatus.DISQUALIFIED)
    assert rules(world) == {"jane@example.net": "skip"}
    stranger = next(one for one in world.all(Contact) if one.contact_id == row.contact_id)
    assert stranger.archived_at is not None
    another = world.receive(letter(message_id="a2@example.net", text="Me again"), "2")
    assert (another.outcome, another.reason) == ("skipped", "rule")
    assert "You said" in another.explanation


def test_what_was_taught_is_unlearned_by_the_reverse_and_the_same_lead_is_open_again(
    sqlite_world: World,
) -> None:
    number = sqlite_world.receive(letter()).number
    lead_id = sqlite_world.mail(number).lead_id
    before = sqlite_world.count()
    sqlite_world.done("leave_out_mail", mail=number)
    sqlite_world.done("take_in_as_lead", mail=number)
    row = sqlite_world.mail(number)
    assert (row.outcome, row.lead_id) == (MailOutcome.LEAD, lead_id)
    assert sqlite_world.lead(lead_id).status == LeadStatus.WORKING
    assert rules(sqlite_world) == {"jane@example.net": "lead"}
    after = sqlite_world.count()
    assert (after["Lead"], after["Contact"]) == (before["Lead"], before["Contact"])


def test_undo_takes_back_what_was_said_of_a_mail_and_what_it_taught(sqlite_world: World) -> None:
    number = sqlite_world.receive(NEWS).number
    sqlite_world.done("take_in_as_lead", mail=number)
    sqlite_world.done("undo")
    assert (sqlite_world.mail(number).outcome, rules(sqlite_world)) == (MailOutcome.SKIPPED, {})
    sqlite_world.done("take_in_as_lead", mail=number)
    assert rules(sqlite_world) == {"paula@list.example.net": "lead"}


def test_leaving_out_one_enquiry_of_a_form_does_not_shut_the_form_out(sqlite_world: World) -> None:
    text = "Name: {}\nPhone: 512-555-01{}\nMessage: My sink leaks.\n"
    sender = "Site <noreply@forms.example.net>"
    first = sqlite_world.receive(letter(sender, "New form submission", text.format("Spam Mer", "61")))
    sqlite_world.done("leave_out_mail", mail=first.number)
    assert rules(sqlite_world) == {}
    second = letter(sender, "New form submission", text.format("Ann Lee", "62"), "f2@forms.example.net")
    assert sqlite_world.receive(second, "2").outcome == "lead"


def test_an_answer_from_somebody_on_record_is_not_left_out(sqlite_world: World) -> None:
    number = sqlite_world.receive(answer()).number
    refused = sqlite_world.do("leave_out_mail", mail=number)
    assert (refused.problem or {})["kind"] == "against_the_rules"
    assert rules(sqlite_world) == {}


def test_what_was_logged_on_an_open_job_gets_a_lead_of_its_own_when_the_owner_says_so(
    sqlite_world: World,
) -> None:
    number = sqlite_world.receive(answer("Also, my water heater died.")).number
    sqlite_world.done("take_in_as_lead", mail=number)
    row = sqlite_world.mail(number)
    lead = sqlite_world.lead(row.lead_id)
    assert row.lead_id != sqlite_world.leads["Maria Lopez"]
    assert (lead.contact_id, lead.description) == (
        sqlite_world.people["Maria Lopez"],
        "Also, my water heater died.",
    )
    assert sqlite_world.interaction(row.interaction_id).lead_id == row.lead_id
    assert rules(sqlite_world) == {}


def test_the_businesss_own_address_is_never_taught(sqlite_world: World) -> None:
    own = letter("Sam <sam@riveraplumbing.example.com>", "Note", "Ann Lee 512-555-0161 wants a quote")
    number = sqlite_world.receive(own).number
    sqlite_world.do("take_in_as_lead", mail=number)
    assert rules(sqlite_world) == {}


MACHINE = {"Auto_Submitted": "auto-generated"}


def test_an_enquiry_from_a_form_that_no_recogniser_knows_is_kept_not_skipped(world: World) -> None:
    text = "A visitor left this. Ann Lee, ann@example.org: my kitchen sink leaks, can you come on Friday? 512-555-0161"
    receipt = world.receive(form(1, text, **MACHINE))
    assert (receipt.outcome, receipt.reason) == ("kept", "unknown_form")
    (notice,) = world.notices("kept_mail")
    assert "looks like an enquiry from a form" in notice.text
    assert f"deskhand intake lead {receipt.number}" in notice.text


def test_one_word_takes_an_unknown_forms_enquiry_in_and_the_next_ones_come_by_themselves(
    sqlite_world: World,
) -> None:
    hidden = NOTICE.replace("Message:", "Wants:")
    receipt = sqlite_world.receive(
        letter(
            "Pages <mailout@pages.example.net>", "Hello", hidden, "p1@pages.example.net", Precedence="bulk"
        )
    )
    assert receipt.outcome == "kept", receipt.explanation
    sqlite_world.done("take_in_as_lead", mail=receipt.number)
    first = sqlite_world.mail(receipt.number)
    assert sqlite_world.name(first.contact_id) == "Ann Lee"
    assert sqlite_world.addresses(first.contact_id) == {"ann@example.org"}
    other = hidden.replace("Ann Lee", "Bob Ray").replace("0161", "0162").replace("ann@", "bob@")
    second = sqlite_world.receive(
        letter(
            "Pages <mailout@pages.example.net>", "Hello", other, "p2@pages.example.net", Precedence="bulk"
        ),
        "2",
    )
    row = sqlite_world.mail(second.number)
    assert (row.outcome, sqlite_world.name(row.contact_id)) == (MailOutcome.LEAD, "Bob Ray")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Receipt for order 7",
            "Name: Rivera Plumbing\nPhone: (512) 555-0161\nNotes: leave at the counter\n",
        ),
        ("Your weekly digest", "10 tips for plumbers. Do you need a new van? See our page."),
        ("Password reset", "Somebody asked for a new password. Call 512-555-0161 if it was not you."),
        ("System check", "The nightly run finished."),
    ],
)
def test_a_machines_mail_without_an_enquiry_stays_skipped(
    sqlite_world: World, subject: str, text: str
) -> None:
    raw = letter("Robot <noreply@machines.example.net>", subject, text, **MACHINE)
    assert sqlite_world.receive(raw).outcome == "skipped"


def test_an_automatic_answer_is_never_taken_for_an_enquiry(sqlite_world: World) -> None:
    text = "I am away. Can you call my colleague Ann Lee, 512-555-0161, ann@example.org? I need a few days."
    assert sqlite_world.receive(letter(text=text, Auto_Submitted="auto-replied")).reason == "automatic"


def test_the_list_tells_number_sender_and_reason(sqlite_world: World) -> None:
    sqlite_world.receive(NEWS, "1")
    sqlite_world.receive(b"\xff" * 99, "2")
    sqlite_world.receive(letter(), "3")
    listed = sqlite_world.do("list_left_out_mail")
    assert listed.result is not None
    assert [(one["mail"], one["outcome"]) for one in listed.result.data["mail"]] == [
        (4, "kept"),
        (3, "skipped"),
    ]
    assert "paula@list.example.net: Sink" in listed.result.text
    assert "List-Id" in listed.result.text


def command(home: Path, *words: str) -> Ran:
    return deskhand("--home", home, "--now", "2026-11-18T10:00:00-06:00", *words, TZ="America/Chicago")


def test_the_command_line_takes_in_lists_and_learns(sqlite_world: World, tmp_path: Path) -> None:
    home = sqlite_world.office.settings.home
    inbox = home / "mail" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "a.eml").write_bytes(letter())
    (inbox / "b.eml").write_bytes(NEWS.replace(b"a1@", b"a2@"))
    told = command(home, "intake")
    assert told.code == 0, told.err
    assert "New inquiry from Jane Doe" in told.out
    assert "2 mails: 1 new lead, 0 logged on people on record, 1 skipped" in told.out
    again = json.loads(command(home, "intake", "--json").out)
    assert (again["new"], again["on_record_before"]) == ({}, 2)
    listed = command(home, "intake", "--skipped")
    assert "4  2026-11-17 19:00  skipped paula@list.example.net: Sink" in listed.out
    assert "New inquiry from Paula Reyes" in command(home, "intake", "lead", "4").out
    assert "is disqualified" in command(home, "intake", "skip", "4").out
    assert command(home, "intake", "lead", "99").code == 2
    nothing = command(home, "intake", "--from", str(tmp_path / "nowhere"))
    assert (nothing.code, "can't be read as mail" in nothing.err) == (2, True)


def test_an_owners_recogniser_is_used_and_a_mistake_in_another_is_told(sqlite_world: World) -> None:
    home = sqlite_world.office.settings.home
    (home / "recognisers").mkdir()
    (home / "recognisers" / "a.yaml").write_text("recognisers:\n  - name: X\n", encoding="utf-8")
    (home / "recognisers" / "b.yaml").write_text(
        "recognisers:\n"
        "  - name: my_hotline\n    what: a note of our hotline\n    source: phone_call\n"
        "    when:\n      - sender: [hotline@]\n    needs: [phone]\n    read: ['{name} rang from {phone}']\n"
        "    message_is_rest: true\n",
        encoding="utf-8",
    )
    raw = letter(
        "Desk <hotline@desk.example.net>", "Note", "Ann Lee rang from 512-555-0161\nThe boiler is cold."
    )
    (home / "mail" / "inbox").mkdir(parents=True)
    (home / "mail" / "inbox" / "a.eml").write_bytes(raw)
    told = command(home, "intake")
    assert "a.yaml:2: " in told.err
    assert "New inquiry from Ann Lee" in told.out
    assert "via phone call" in told.out
