"""Reading Gmail: every message once, whatever the mailbox does meanwhile (row C7)."""

from collections import Counter
from datetime import timedelta

import pytest
from gmail.described import Call
from gmail.fault_proxy import Fault
from gmail.postbox import Postbox
from receiving import letter

from agent.intake.receive import Intake, Receipt
from schemas.enums import MailDirection, MailOutcome
from schemas.errors import DatabaseUnusable, OutsideUnavailable
from schemas.records import Approval, Interaction, Lead, MailboxEntry, Notice


def enquiry(number: int, **headers: str) -> bytes:
    """Return an enquiry of one of any number of people."""
    sender = f"Pat Number{number} <pat{number}@example.net>"
    text = f"My sink {number} leaks. Can you come?"
    return letter(sender, f"Leak {number}", text, f"leak-{number}@example.net", **headers)


def fates(postbox: Postbox) -> list[str]:
    return [one.fate for one in postbox.catch_up()]


def test_mail_that_is_there_is_taken_in_once_and_the_mailbox_is_left_as_it_is(postbox: Postbox) -> None:
    own_id = postbox.arrive(letter())
    before = postbox.labels(own_id)
    assert [(one.own_id, one.fate) for one in postbox.catch_up()] == [(own_id, "lead")]
    assert postbox.catch_up() == []
    assert postbox.labels(own_id) == before
    reading = {"getProfile", "messages.list", "messages.get", "history.list"}
    assert set(postbox.proxy.names()) <= reading
    assert [mail.own_id for mail in postbox.mails()] == [own_id]


def test_mail_that_comes_later_is_found_without_listing_everything(postbox: Postbox) -> None:
    postbox.arrive(enquiry(1))
    assert fates(postbox) == ["lead"]
    postbox.arrive(enquiry(2))
    postbox.proxy.calls.clear()
    assert fates(postbox) == ["lead"]
    assert postbox.proxy.names() == ["history.list", "messages.get"]


def test_an_empty_mailbox_is_followed_from_its_first_mail_on(sqlite_postbox: Postbox) -> None:
    assert fates(sqlite_postbox) == []
    assert sqlite_postbox.state().last_success_at == sqlite_postbox.machine.now()
    sqlite_postbox.arrive(letter())
    assert fates(sqlite_postbox) == ["lead"]


def test_labels_that_move_and_read_marks_cause_no_second_intake(sqlite_postbox: Postbox) -> None:
    own_id = sqlite_postbox.arrive(letter())
    assert fates(sqlite_postbox) == ["lead"]
    sqlite_postbox.label(own_id, remove=("UNREAD", "INBOX"))
    sqlite_postbox.label(own_id, add=("UNREAD", "INBOX", "STARRED"))
    assert fates(sqlite_postbox) == []
    assert len(sqlite_postbox.mails()) == 1


def test_the_cursor_stays_where_it_is_until_its_mail_is_stored(
    sqlite_postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fates(sqlite_postbox) == []
    cursor = sqlite_postbox.state().cursor
    own_ids = [sqlite_postbox.arrive(enquiry(number)) for number in range(3)]
    whole = Intake.receive

    def full_disk(self: Intake, own_id: str, raw: bytes, tool: str = "") -> Receipt:
        if own_id == own_ids[1]:
            raise DatabaseUnusable("The disk is full.")
        return whole(self, own_id, raw)

    monkeypatch.setattr(Intake, "receive", full_disk)
    with pytest.raises(DatabaseUnusable):
        sqlite_postbox.catch_up()
    monkeypatch.undo()
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    assert sqlite_postbox.state().cursor == cursor
    assert fates(sqlite_postbox) == ["lead", "lead"]
    assert sorted(mail.own_id for mail in sqlite_postbox.mails()) == sorted(own_ids)


def test_long_lists_and_long_histories_are_read_to_their_end(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.proxy.most_at_once = 3
    for number in range(8):
        sqlite_postbox.arrive(enquiry(number))
    assert fates(sqlite_postbox) == ["lead"] * 8
    for number in range(8, 16):
        sqlite_postbox.arrive(enquiry(number))
    assert fates(sqlite_postbox) == ["lead"] * 8
    assert Counter(sqlite_postbox.proxy.names())["history.list"] >= 3


def test_a_forgotten_history_is_a_gap_that_is_read_again_and_closed(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(enquiry(1))
    assert fates(sqlite_postbox) == ["lead"]
    sqlite_postbox.arrive(enquiry(2))
    sqlite_postbox.proxy.history_from = int(sqlite_postbox.state().cursor) + 1
    broken = sqlite_postbox.proxy.fault

    def no_listing(call: Call) -> Fault:
        return "refuse" if call.name == "messages.list" else ""

    sqlite_postbox.proxy.fault = no_listing
    with pytest.raises(Exception, match="Gmail refused it"):
        sqlite_postbox.catch_up()
    gap = sqlite_postbox.state()
    assert gap.gap_from is not None
    assert "looked through again" in gap.gap_why
    assert "may be missing" in str(sqlite_postbox.do("mail_status").result)
    sqlite_postbox.proxy.fault = broken
    assert fates(sqlite_postbox) == ["lead"]
    healed = sqlite_postbox.state()
    assert (healed.gap_from, healed.problem) == (None, "")
    assert len(sqlite_postbox.mails()) == 2


def test_throttling_is_waited_for_as_long_as_gmail_asks(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(letter())
    refusals = iter(["throttle", "busy", "drop"])

    def slow(call: Call) -> Fault:
        return next(refusals, "") if call.name == "messages.get" else ""  # type: ignore[return-value]

    sqlite_postbox.proxy.fault = slow
    assert fates(sqlite_postbox) == ["lead"]
    assert sqlite_postbox.waited == [1.0, 2.0, 4.0]


def test_an_outage_is_noted_and_made_good_later(postbox: Postbox) -> None:
    assert fates(postbox) == []
    postbox.arrive(letter())
    postbox.proxy.fault = lambda call: "busy"
    with pytest.raises(OutsideUnavailable):
        postbox.catch_up()
    assert "Gmail has a problem of its own" in postbox.state().problem
    assert "failed" in postbox.do("mail_status").result.text  # type: ignore[union-attr]
    postbox.machine.instant += timedelta(hours=7)
    for _ in range(2):
        with pytest.raises(OutsideUnavailable):
            postbox.catch_up()
    assert [one.kind for one in postbox.all(Notice)] == ["mailbox_silent"]
    postbox.proxy.fault = lambda call: ""
    assert fates(postbox) == ["lead"]
    assert postbox.state().gap_from is None


def test_an_answer_in_a_thread_is_found_though_it_carries_no_label(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(letter())
    assert fates(sqlite_postbox) == ["lead"]
    again = letter(
        subject="Re: Toilet",
        text="It got worse.",
        message_id="a2@example.net",
        date="Wed, 18 Nov 2026 09:00:00 -0600",
        In_Reply_To="<a1@example.net>",
    )
    sqlite_postbox.arrive(again, labels=())
    assert fates(sqlite_postbox) == ["interaction"]
    assert len(sqlite_postbox.all(Lead)) == 1


def by_hand(to: str, number: int = 1, **headers: str) -> bytes:
    """Return a mail that the owner wrote in Gmail itself."""
    sender = "Sam Rivera <sam@riveraplumbing.example.com>"
    return letter(
        sender, "Your toilet", "I can come on Friday.", f"hand-{number}@mail.example.com", To=to, **headers
    )


def test_mail_sent_by_hand_is_logged_on_whom_it_went_to_once(postbox: Postbox) -> None:
    postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    lead = postbox.done("open_lead", title="Toilet", contact="Jane")["lead_id"]
    own_id = postbox.arrive(
        by_hand("Jane <jane@example.net>", date="Wed, 18 Nov 2026 10:00:00 -0600"), ("SENT",)
    )
    assert fates(postbox) == ["sent_by_hand"]
    postbox.label(own_id, add=("STARRED",))
    assert fates(postbox) == []
    logged = [one for one in postbox.all(Interaction) if one.type == "email_outbound"]
    assert [(one.body, one.lead_id) for one in logged] == [("I can come on Friday.", lead)]
    row = next(one for one in postbox.mails() if one.direction == MailDirection.OUTBOUND)
    assert (row.own_id, row.message_id) == (own_id, "hand-1@mail.example.com")


def test_the_answer_to_mail_sent_by_hand_finds_its_way(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    sqlite_postbox.arrive(by_hand("jane@example.net", date="Tue, 17 Nov 2026 18:00:00 -0600"), ("SENT",))
    sqlite_postbox.arrive(
        letter(
            "Somebody <other@example.net>",
            "Re: Your toilet",
            "Friday is fine.",
            In_Reply_To="<hand-1@mail.example.com>",
        )
    )
    assert sorted(fates(sqlite_postbox)) == ["interaction", "sent_by_hand"]


def test_mail_sent_by_hand_to_nobody_on_record_is_looked_at_once(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(by_hand("stranger@example.net"), ("SENT",))
    assert fates(sqlite_postbox) == ["sent_to_others"]
    sqlite_postbox.proxy.calls.clear()
    assert fates(sqlite_postbox) == []
    assert "messages.get" not in sqlite_postbox.proxy.names()
    assert sqlite_postbox.all(Interaction) == []


def test_a_copy_of_a_mail_is_no_second_mail(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(letter())
    sqlite_postbox.arrive(letter())
    assert fates(sqlite_postbox) == ["lead", "copy"]
    assert len(sqlite_postbox.mails()) == 1
    assert [one.explanation for one in sqlite_postbox.all(MailboxEntry)] == ["It is a copy of mail 1."]


def test_spam_is_left_until_the_owner_takes_it_out_of_there(sqlite_postbox: Postbox) -> None:
    own_id = sqlite_postbox.arrive(letter(), ("SPAM",))
    assert fates(sqlite_postbox) == []
    sqlite_postbox.label(own_id, add=("INBOX",), remove=("SPAM",))
    assert fates(sqlite_postbox) == ["lead"]


def test_a_draft_is_no_mail(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(by_hand("jane@example.net"), ("DRAFT",))
    assert fates(sqlite_postbox) == ["no_mail"]
    assert sqlite_postbox.mails() == []


def test_a_mail_that_is_gone_before_it_is_read_stops_nothing(sqlite_postbox: Postbox) -> None:
    assert fates(sqlite_postbox) == []
    gone = sqlite_postbox.arrive(enquiry(1))
    sqlite_postbox.world("DELETE", f"messages/{gone}")
    sqlite_postbox.arrive(enquiry(2))
    assert sorted(fates(sqlite_postbox)) == ["gone", "lead"]


OLD = "Mon, 19 Oct 2026 09:00:00 -0500"


def test_old_mail_makes_history_and_nothing_to_do(postbox: Postbox) -> None:
    postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    lead = postbox.done("open_lead", title="Toilet", contact="Jane")
    card = postbox.propose("Jane")
    postbox.arrive(letter(date=OLD))
    postbox.arrive(enquiry(1, date=OLD))
    assert sorted(fates(postbox)) == ["interaction", "skipped"]
    logged = [one for one in postbox.all(Interaction) if one.type == "email_inbound"]
    assert [one.timestamp.day for one in logged] == [19]
    assert [one.lead_id for one in postbox.all(Lead)] == [lead["lead_id"]]
    assert postbox.all(Notice) == []
    assert postbox.status(card) == "pending"
    assert len(postbox.all(Approval)) == 1


def test_an_old_enquiry_of_a_stranger_is_a_lead_if_the_owner_says_so(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(enquiry(1, date=OLD))
    assert fates(sqlite_postbox) == ["skipped"]
    row = sqlite_postbox.mails()[0]
    assert (row.outcome, row.reason) == (MailOutcome.SKIPPED, "history")
    sqlite_postbox.done("take_in_as_lead", mail=row.number)
    assert [one.title for one in sqlite_postbox.all(Lead)] == ["My sink 1 leaks"] or len(
        sqlite_postbox.all(Lead)
    ) == 1


def test_two_readings_at_once_take_each_mail_in_once(postbox: Postbox) -> None:
    for number in range(4):
        postbox.arrive(enquiry(number))
    first, second = postbox.following().catch_up(), postbox.following().catch_up()
    taken = [next(first), next(second), *first, *second]
    assert len(postbox.mails()) == len(postbox.all(Lead)) == 4
    assert sum(one.new for one in taken) == 4


def test_nobody_but_intake_puts_mail_on_record_as_if_it_had_come(sqlite_postbox: Postbox) -> None:
    mail = {"mailbox": "x", "own_id": "1", "message_id": "1@example.net"}
    told = {"mail": mail, "verdict": {}, "reading": {}, "attachments": []}
    sent = {**mail, "sent_at": "2026-11-18T10:00:00-06:00", "recipients": ["jane@example.net"]}
    for tool, arguments in (("take_in_old_mail", told), ("log_mail_sent_by_hand", {"mail": sent})):
        assert (sqlite_postbox.do(tool, **arguments).problem or {})["kind"] == "not_permitted"
    assert sqlite_postbox.mails() == []
