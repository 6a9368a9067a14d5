"""Sending through drafts: each approved mail at most once, whatever the network and the owner do meanwhile."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from gmail.described import Call
from gmail.fault_proxy import Fault
from gmail.postbox import Postbox, message_id_of
from receiving import letter

from integrations.gmail.draft_contents import contents_of
from integrations.gmail.mailbox import effect_key_of
from schemas.enums import ApprovalStatus, MailDirection
from schemas.ports import OutgoingMail
from schemas.records import Approval, Interaction, Notice


@pytest.fixture
def jane(postbox: Postbox) -> Postbox:
    postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    return postbox


@pytest.fixture
def sqlite_jane(sqlite_postbox: Postbox) -> Postbox:
    sqlite_postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    return sqlite_postbox


def first(name: str, *faults: Fault) -> Callable[[Call], Fault]:
    """Return these faults, one after the other, for the calls of that name."""
    left = list(faults)
    return lambda call: left.pop(0) if left and call.name == name else ""


def logged(postbox: Postbox) -> list[str]:
    return [one.body for one in postbox.all(Interaction) if one.type == "email_outbound"]


def later(postbox: Postbox, minutes: float = 2) -> None:
    postbox.machine.instant += timedelta(minutes=minutes)


def test_an_approved_mail_goes_out_once_through_a_draft_and_gmails_id_is_kept(jane: Postbox) -> None:
    card = jane.propose("Jane")
    assert "drafts.create" not in jane.proxy.names()
    jane.proxy.calls.clear()
    outcome = jane.approve(card)
    assert outcome.result is not None, outcome.problem
    assert jane.status(card) == ApprovalStatus.DONE
    (raw,) = jane.sent()
    assert contents_of(raw) == ("jane@example.net", "Your repipe", "Does Friday at 9 suit you?")
    assert effect_key_of(raw) == jane.approval(card.number).effect_key
    assert jane.drafts() == []
    assert jane.proxy.names() == ["drafts.create", "drafts.send", "messages.get"]
    row = next(one for one in jane.mails() if one.direction == MailDirection.OUTBOUND)
    assert row.message_id == message_id_of(raw)
    assert row.message_id.startswith("CA+")


def test_the_answer_to_a_sent_mail_finds_the_thread_and_ours_stays_in_it(jane: Postbox) -> None:
    lead = jane.done("open_lead", title="Repipe", contact="Jane")["lead_id"]
    jane.approve(jane.propose("Jane"))
    (ours,) = jane.sent()
    reply = letter(
        subject="Re: Your repipe",
        text="Friday is fine.",
        date="Wed, 18 Nov 2026 10:00:00 -0600",
        In_Reply_To=f"<{message_id_of(ours)}>",
    )
    own_id = jane.arrive(reply)
    assert sorted(one.fate for one in jane.catch_up()) == ["interaction", "sent_by_us"]
    assert [one.lead_id for one in jane.all(Interaction) if one.type == "email_inbound"] == [lead]
    jane.approve(jane.propose("Jane", "See you then.", "Re: Your repipe"))
    thread = jane.world("GET", f"messages/{own_id}")["threadId"]
    again = next(raw for raw in jane.sent() if b"See you then" in raw)
    assert b"In-Reply-To: <a1@example.net>" in again
    assert message_id_of(ours).encode() in again.split(b"References:")[1].split(b"\r\nX-")[0]
    assert {one["threadId"] for one in jane.world("GET", "messages?labelIds=SENT")["messages"]} == {thread}


@pytest.mark.parametrize("fault", ["act, then drop", "act, then fail", "act, then wait", "repeat"])
def test_a_mail_whose_answer_gets_lost_is_found_sent_and_not_sent_again(
    sqlite_jane: Postbox, fault: Fault
) -> None:
    sqlite_jane.proxy.fault = first("drafts.send", fault)
    card = sqlite_jane.propose("Jane")
    sqlite_jane.approve(card)
    assert sqlite_jane.status(card) == ApprovalStatus.DONE
    assert len(sqlite_jane.sent()) == len(logged(sqlite_jane)) == 1
    row = next(one for one in sqlite_jane.mails() if one.direction == MailDirection.OUTBOUND)
    assert row.message_id == message_id_of(sqlite_jane.sent()[0])


@pytest.mark.parametrize("name", ["drafts.create", "drafts.send"])
@pytest.mark.parametrize("fault", ["drop", "busy", "throttle"])
def test_what_did_not_happen_is_tried_again_later(sqlite_jane: Postbox, name: str, fault: Fault) -> None:
    sqlite_jane.proxy.fault = first(name, fault)
    card = sqlite_jane.propose("Jane")
    sqlite_jane.approve(card)
    assert sqlite_jane.status(card) == ApprovalStatus.EXECUTING
    assert sqlite_jane.sent() == []
    later(sqlite_jane)
    sqlite_jane.sweep()
    assert sqlite_jane.status(card) == ApprovalStatus.DONE
    assert len(sqlite_jane.sent()) == 1


@pytest.mark.parametrize("fault", ["act, then drop", "act, then fail", "act, then wait"])
def test_a_draft_whose_making_got_no_answer_is_found_and_not_made_again(
    sqlite_jane: Postbox, fault: Fault
) -> None:
    sqlite_jane.proxy.fault = first("drafts.create", fault)
    card = sqlite_jane.propose("Jane")
    sqlite_jane.approve(card)
    assert len(sqlite_jane.drafts()) == 1
    later(sqlite_jane)
    sqlite_jane.sweep()
    assert sqlite_jane.status(card) == ApprovalStatus.DONE
    assert (len(sqlite_jane.sent()), sqlite_jane.drafts()) == (1, [])


def test_what_gmail_refuses_is_told_and_not_tried_again(sqlite_jane: Postbox) -> None:
    sqlite_jane.proxy.fault = first("drafts.create", "refuse")
    card = sqlite_jane.propose("Jane")
    outcome = sqlite_jane.approve(card)
    assert "Invalid To header" in str(outcome.problem)
    assert sqlite_jane.status(card) == ApprovalStatus.FAILED
    assert sqlite_jane.sent() == sqlite_jane.drafts() == []


def waiting_draft(postbox: Postbox) -> tuple[Approval, str]:
    """Approve a mail whose draft lies in Gmail, because sending has to wait; return both."""
    postbox.proxy.fault = first("drafts.send", "throttle")
    card = postbox.propose("Jane")
    postbox.approve(card)
    (draft,) = postbox.drafts()
    later(postbox)
    return card, draft


NOW_DATE = "Wed, 18 Nov 2026 10:01:00 -0600"


def edit(postbox: Postbox, draft: str, text: str, subject: str = "Your repipe") -> None:
    """Edit a draft as Gmail does in the browser: our header is gone."""
    raw = letter(
        "box@example.com", subject, text, "new@mail.example.com", NOW_DATE, To="Jane Doe <jane@example.net>"
    )
    body = {"id": draft, "message": {"raw": base64.urlsafe_b64encode(raw).decode()}}
    postbox.world("PUT", f"drafts/{draft}", body)


def test_a_draft_that_the_owner_edited_is_not_sent_and_becomes_a_new_card(jane: Postbox) -> None:
    card, draft = waiting_draft(jane)
    edit(jane, draft, "Does Monday suit you?")
    (outcome,) = jane.sweep()
    assert "You changed the draft" in str(outcome.problem)
    assert jane.status(card) == ApprovalStatus.FAILED
    assert jane.sent() == []
    (new,) = [one for one in jane.all(Approval) if one.number != card.number]
    assert new.status == ApprovalStatus.PENDING
    assert new.arguments["text"] == "Does Monday suit you?"


def test_a_draft_that_was_only_opened_and_wrapped_anew_is_still_the_approved_one(
    sqlite_jane: Postbox,
) -> None:
    card, draft = waiting_draft(sqlite_jane)
    edit(sqlite_jane, draft, "Does Friday\r\nat 9 suit\r\nyou?")
    sqlite_jane.sweep()
    assert sqlite_jane.status(card) == ApprovalStatus.DONE


def test_a_draft_that_the_owner_deleted_becomes_a_new_card(jane: Postbox) -> None:
    card, draft = waiting_draft(jane)
    jane.world("DELETE", f"drafts/{draft}")
    (outcome,) = jane.sweep()
    assert "was deleted in Gmail" in str(outcome.problem)
    assert jane.sent() == []
    assert jane.status(card) == ApprovalStatus.FAILED
    (new,) = [one for one in jane.all(Approval) if one.number != card.number]
    assert (new.status, new.arguments["text"]) == (ApprovalStatus.PENDING, card.arguments["text"])


def test_a_draft_that_the_owner_sent_in_gmail_is_found_sent(sqlite_jane: Postbox) -> None:
    card, draft = waiting_draft(sqlite_jane)
    sqlite_jane.world("POST", "drafts/send", {"id": draft})
    sqlite_jane.sweep()
    assert sqlite_jane.status(card) == ApprovalStatus.DONE
    assert len(sqlite_jane.sent()) == len(logged(sqlite_jane)) == 1


def test_a_draft_that_the_owner_edited_and_sent_is_left_for_them_to_settle(sqlite_jane: Postbox) -> None:
    card, draft = waiting_draft(sqlite_jane)
    edit(sqlite_jane, draft, "Does Monday suit you?")
    sqlite_jane.world("POST", "drafts/send", {"id": draft})
    sqlite_jane.sweep()
    assert sqlite_jane.status(card) == ApprovalStatus.UNKNOWN
    assert len(sqlite_jane.sent()) == 1


def test_what_was_left_unknown_is_settled_when_the_mail_is_seen_among_the_sent_ones(jane: Postbox) -> None:
    broken = {"now": False}

    def outage(call: Call) -> Fault:
        if call.name == "drafts.send":
            broken["now"] = True
            return "act, then drop"
        return "busy" if broken["now"] else ""

    jane.proxy.fault = outage
    card = jane.propose("Jane")
    jane.approve(card)
    assert jane.status(card) == ApprovalStatus.UNKNOWN
    assert [one.kind for one in jane.all(Notice)] == ["act_unknown"]
    jane.proxy.fault = lambda call: ""
    assert [one.fate for one in jane.catch_up()] == ["sent_by_us"]
    assert jane.status(card) == ApprovalStatus.DONE
    assert len(logged(jane)) == 1
    row = next(one for one in jane.mails() if one.direction == MailDirection.OUTBOUND)
    assert row.message_id == message_id_of(jane.sent()[0])


def test_two_workers_that_make_a_draft_at_once_send_one_mail(sqlite_postbox: Postbox) -> None:
    """Let a lease run out while Gmail is slow: then a second worker begins the same mail."""
    mail = OutgoingMail("Jane Doe", "jane@example.net", "Your repipe", "Does Friday suit you?")
    other = sqlite_postbox.another()
    identities = []

    def meanwhile(call: Call) -> Fault:
        if call.name == "drafts.create" and not identities:
            identities.append({})
            identities[0] = other.sender.send(mail, "key-1")
        return ""

    sqlite_postbox.proxy.fault = meanwhile
    mine = sqlite_postbox.sender.send(mail, "key-1")
    assert len(sqlite_postbox.sent()) == 1
    assert mine["message_id"] == identities[0]["message_id"]
    other.office.close()
