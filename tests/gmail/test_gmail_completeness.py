"""The proof that nothing was left behind, against a mailbox that keeps some of it back."""

import random

import pytest
from gmail.postbox import Postbox
from gmail.test_gmail_reading import by_hand, enquiry
from receiving import letter

from agent.intake.completeness import Comparison, compare, is_due
from entrypoints.mail_rounds import intake_now
from schemas.errors import OutsideUnavailable
from schemas.records import Notice


def compared(postbox: Postbox, days: int | None = None) -> Comparison:
    *_, last = compare(postbox.following(), days)
    return last


def test_a_comparison_counts_what_is_there_by_what_became_of_it(postbox: Postbox) -> None:
    postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    postbox.approve(postbox.propose("Jane"))
    postbox.arrive(enquiry(1))
    postbox.arrive(letter(List_Id="<news.example.net>", text="News", message_id="news@example.net"))
    postbox.arrive(by_hand("jane@example.net"), ("SENT",))
    postbox.arrive(by_hand("stranger@example.net", 2), ("SENT",))
    postbox.arrive(by_hand("jane@example.net", 3), ("DRAFT",))
    postbox.arrive(letter(message_id="spam@example.net"), ("SPAM",))
    postbox.catch_up()
    counts = compared(postbox).counts()
    assert counts["found"] == 5
    assert counts["on_record"] == {"interaction": 1, "lead": 1, "sent_by_us": 1, "sent_to_others": 1}
    assert counts["skipped"] == {"bulk": 1}
    assert (counts["missing"], counts["arrived_meanwhile"]) == (0, 0)


def test_of_what_was_withheld_exactly_that_is_missing_and_taken_in(sqlite_postbox: Postbox) -> None:
    own_ids = [sqlite_postbox.arrive(enquiry(number)) for number in range(60)]
    sqlite_postbox.proxy.withheld = set(random.Random(9).sample(own_ids, 3))
    withheld = set(sqlite_postbox.proxy.withheld)
    sqlite_postbox.catch_up()
    sqlite_postbox.proxy.withheld = set()
    assert sqlite_postbox.catch_up() == []
    found = compared(sqlite_postbox)
    assert {one.own_id for one in found.missing} == withheld
    assert {one.fate for one in found.missing} == {"lead"}
    assert found.found == 60
    assert "3 missed" in next(one.text for one in sqlite_postbox.all(Notice) if one.kind == "mail_missed")
    assert compared(sqlite_postbox).missing == []
    assert sorted(mail.own_id for mail in sqlite_postbox.mails()) == sorted(own_ids)


def test_a_comparison_that_breaks_off_proves_nothing(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.catch_up()
    sqlite_postbox.proxy.fault = lambda call: "busy"
    with pytest.raises(OutsideUnavailable):
        compared(sqlite_postbox)
    assert sqlite_postbox.state().audited_at is None
    assert "have not been compared yet" in str(sqlite_postbox.do("mail_status").result)


def test_a_round_compares_once_a_day(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(enquiry(1))
    first = list(intake_now(sqlite_postbox.office, None, set()))
    assert "Leak 1" in first[0]
    assert "0  missing" in first[-1]
    assert list(intake_now(sqlite_postbox.office, None, set())) == []
    assert is_due(sqlite_postbox.following()) is False
