"""Notices on the owner's mail and phone: at once, once, not at night, many as one, and to nobody else."""

import email
import email.policy
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cli.command import rows
from phone import Phone, a_phone
from rivera import NOW
from station import Crash, Station, another
from typed import typed

from schemas.delivery import DELIVERY
from schemas.enums import DeliveryState
from schemas.ports import OwnersMessage, ReadBack
from schemas.records import Business, Delivery, Lead

DAY = "2026-11-17T10:00"


@pytest.fixture
def phone() -> Iterator[Phone]:
    with a_phone() as opened:
        yield opened


def inquiry(station: Station, number: int = 1) -> None:
    done = station.do(
        "record_inquiry",
        title=f"Dripping tap {number}",
        first_name=f"Jane{number}",
        phone=f"512-555-01{number:02d}",
    )
    assert done.result is not None, done.problem


def mails(station: Station) -> list[EmailMessage]:
    folder = station.office.settings.outgoing_mail / "new"
    found = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []
    return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in found]  # type: ignore[misc]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mail_on(station: Station) -> Station:
    station.times.at(DAY, station.office)
    assert station.do("set_delivery", channel="mail", on=True).result is not None
    return station


def push_on(station: Station, *addresses: str) -> Station:
    station.times.at(DAY, station.office)
    station.office.keep_push_addresses(list(addresses))
    assert station.do("set_delivery", channel="push", on=True).result is not None
    return station


def deliver(station: Station) -> list[str]:
    routine = station.clockwork.routines.find("deliver")
    return routine.run(station.clockwork.work(), "")


def states(station: Station) -> list[DeliveryState]:
    return [one.state for one in sorted(station.rows(Delivery), key=lambda one: one.delivery_id)]


def test_by_itself_nothing_goes_anywhere_but_the_chat(station: Station) -> None:
    station.times.at(DAY, station.office)
    inquiry(station)
    assert deliver(station) == []
    assert (mails(station), station.rows(Delivery)) == ([], [])
    assert len(station.told("new_inquiry")) == 1


def test_a_new_enquiry_is_mailed_at_once_to_the_owner_alone_with_a_link_to_call(station: Station) -> None:
    mail_on(station)
    inquiry(station)
    assert deliver(station) == ["mail: sent “Dripping tap 1”"]
    (mail,) = mails(station)
    assert mail["To"] == "Sam Rivera <sam@riveraplumbing.example.com>"
    assert "New inquiry from Jane1" in text_of(mail)
    assert "tel:+15125550101" in text_of(mail)


def test_what_was_told_before_it_was_switched_on_or_long_ago_stays_in_the_chat(station: Station) -> None:
    inquiry(station, 1)
    mail_on(station)
    inquiry(station, 2)
    station.times.later(days=3)
    inquiry(station, 3)
    deliver(station)
    assert [one["Subject"] for one in mails(station)] == ["Dripping tap 3"]


def test_it_goes_out_once_whoever_looks_and_however_often(station: Station, second: Station) -> None:
    mail_on(station)
    inquiry(station)
    for one in (station, second, station):
        deliver(one)
    with another(station) as restarted:
        deliver(restarted)
    assert len(mails(station)) == len(station.rows(Delivery)) == 1


def test_switched_off_nothing_more_goes_out(station: Station) -> None:
    mail_on(station)
    station.do("set_delivery", channel="mail", on=False)
    inquiry(station)
    assert deliver(station) == []
    assert mails(station) == []


def test_at_night_it_waits_and_in_the_morning_it_goes_out(station: Station) -> None:
    mail_on(station)
    assert station.do("set_quiet_hours", begin="21:00", end="6:30").result is not None
    station.times.at("2026-11-17T20:59", station.office)
    inquiry(station, 1)
    deliver(station)
    station.times.at("2026-11-17T21:00", station.office)
    inquiry(station, 2)
    for night in ("2026-11-17T21:01", "2026-11-18T06:29"):
        station.times.at(night, station.office)
        assert deliver(station) == []
    station.times.at("2026-11-18T06:30", station.office)
    deliver(station)
    assert [one["Subject"] for one in mails(station)] == ["Dripping tap 1", "Dripping tap 2"]


def test_many_at_once_are_one_message(station: Station) -> None:
    mail_on(station)
    for number in range(1, 26):
        inquiry(station, number)
    assert len(deliver(station)) == 1
    (mail,) = mails(station)
    assert mail["Subject"] == "25 things: new inquiry (25)"
    assert text_of(mail).count("tel:") == 20
    assert "… and 5 more: see the chat." in text_of(mail)
    assert states(station) == [DeliveryState.SENT] * 25


def test_one_after_the_other_is_gathered_after_three_in_ten_minutes(station: Station) -> None:
    mail_on(station)
    for number in range(1, 8):
        inquiry(station, number)
        deliver(station)
        station.times.later(minutes=1)
    assert len(mails(station)) == 3
    station.times.later(minutes=4)
    deliver(station)
    assert [one["Subject"] for one in mails(station)][3:] == ["4 things: new inquiry (4)"]


def test_it_is_pushed_to_the_phone(station: Station, phone: Phone) -> None:
    push_on(station, phone.address)
    inquiry(station)
    deliver(station)
    ((title, text),) = phone.shown
    assert title == "Dripping tap 1"
    assert "tel:+15125550101" in text


def test_a_service_that_is_out_of_order_is_tried_again_and_later_each_time(
    sqlite_station: Station, phone: Phone
) -> None:
    push_on(sqlite_station, phone.address)
    phone.answers = [503, 503]
    inquiry(sqlite_station)
    for minutes, asked in ((0, 1), (0.5, 1), (0.5, 2), (1, 2), (1, 3), (60, 3)):
        sqlite_station.times.later(minutes=minutes)
        deliver(sqlite_station)
        assert phone.asked == asked
    assert (len(phone.shown), states(sqlite_station)) == (1, [DeliveryState.SENT])


def test_a_service_that_is_not_there_is_given_up_after_a_day(sqlite_station: Station, phone: Phone) -> None:
    push_on(sqlite_station, "json://127.0.0.1:9/x")
    inquiry(sqlite_station)
    said = []
    for _ in range(12):
        said += deliver(sqlite_station)
        sqlite_station.times.later(hours=3)
    assert states(sqlite_station) == [DeliveryState.FAILED]
    assert (
        said[0]
        == "push: “Dripping tap 1” was not sent: The push service can't be reached. It is tried again."
    )
    assert len(said) == 8


@pytest.mark.parametrize(
    ("answer", "state"),
    [(401, DeliveryState.FAILED), (0, DeliveryState.UNKNOWN)],
    ids=["refused", "no answer"],
)
def test_what_was_refused_or_may_have_arrived_is_not_repeated(
    sqlite_station: Station, phone: Phone, answer: int, state: DeliveryState
) -> None:
    push_on(sqlite_station, phone.address)
    phone.answers = [answer]
    inquiry(sqlite_station)
    for _ in range(3):
        deliver(sqlite_station)
        sqlite_station.times.later(hours=1)
    assert (phone.asked, states(sqlite_station)) == (1, [state])


def test_one_of_two_phones_that_takes_it_is_enough(sqlite_station: Station, phone: Phone) -> None:
    push_on(sqlite_station, "json://127.0.0.1:9/x", phone.address)
    inquiry(sqlite_station)
    deliver(sqlite_station)
    assert (len(phone.shown), states(sqlite_station)) == (1, [DeliveryState.SENT])


class Dying:
    """The process dies while it hands a message over; what the channel then knows of it is up to the test."""

    def __init__(self, knows: ReadBack) -> None:
        self.knows = knows
        self.taken: list[str] = []

    def notify(self, message: OwnersMessage, key: str) -> None:
        self.taken.append(key)
        if len(self.taken) == 1:
            raise Crash

    def notified_with(self, key: str) -> ReadBack:
        return self.knows


@pytest.mark.parametrize(
    ("knows", "handed_over", "state"),
    [
        (ReadBack.DONE, 1, DeliveryState.SENT),
        (ReadBack.NOT_DONE, 2, DeliveryState.SENT),
        (ReadBack.CANNOT_TELL, 1, DeliveryState.UNKNOWN),
    ],
)
def test_after_a_crash_the_channel_is_asked_before_anything_is_repeated(
    station: Station, second: Station, knows: ReadBack, handed_over: int, state: DeliveryState
) -> None:
    from scheduler.delivery.sending import deliver_all

    mail_on(station)
    inquiry(station)
    channel = Dying(knows)
    with pytest.raises(Crash):
        list(deliver_all(replace(station.clockwork.work(), notifiers={"mail": channel})))
    assert list(deliver_all(replace(second.clockwork.work(), notifiers={"mail": channel}))) == []
    for _ in range(3):
        station.times.later(minutes=2)
        list(deliver_all(replace(second.clockwork.work(), notifiers={"mail": channel})))
    assert states(second) == [state]
    assert len(channel.taken) == handed_over
    assert len(set(channel.taken)) == 1, "the same key, so that a mailbox can tell"


def test_what_a_process_was_sending_while_its_clock_was_ahead_is_looked_up_once_it_is_right(
    station: Station, second: Station
) -> None:
    from scheduler.delivery.sending import deliver_all

    mail_on(station)
    inquiry(station)
    channel = Dying(ReadBack.NOT_DONE)
    right = station.times.machine.instant
    station.times.machine.instant += timedelta(days=400)
    with pytest.raises(Crash):
        list(deliver_all(replace(station.clockwork.work(), notifiers={"mail": channel})))
    station.times.machine.instant = right
    list(deliver_all(replace(second.clockwork.work(), notifiers={"mail": channel})))
    assert (states(second), len(channel.taken)) == ([DeliveryState.SENT], 2)


def test_what_went_out_or_was_to_wait_while_the_clock_was_ahead_holds_up_nothing_later(
    sqlite_station: Station, phone: Phone
) -> None:
    push_on(sqlite_station, phone.address)
    phone.answers = [200, 200, 200, 503]
    sqlite_station.times.later(days=400)
    for number in range(1, 5):
        inquiry(sqlite_station, number)
        deliver(sqlite_station)
        sqlite_station.times.later(minutes=11)
    assert states(sqlite_station).count(DeliveryState.WAITING) == 1
    sqlite_station.times.later(days=-400)
    deliver(sqlite_station)
    assert states(sqlite_station) == [DeliveryState.SENT] * 4


def test_no_setting_sends_to_an_address_that_is_not_the_businesss_own(station: Station) -> None:
    refused = station.do("set_delivery", channel="mail", on=True, to="maria@example.com")
    assert refused.problem is not None
    assert "one of the business's own addresses" in refused.problem["message"]
    mail_on(station)
    with station.office.desk("cli").unit.writing() as session:
        business = session.get_one(Business, station.office.business.business_id)
        altered = json.loads(json.dumps(business.settings))
        altered[DELIVERY]["channels"]["mail"]["to"] = "maria@example.com"
        business.settings = altered
    inquiry(station)
    deliver(station)
    assert (mails(station), states(station)) == ([], [DeliveryState.FAILED])


def test_only_the_owners_own_hand_chooses(station: Station) -> None:
    from schemas.effects import Call
    from schemas.enums import ActorKind

    for kind in (ActorKind.ROUTINE, ActorKind.INTAKE, ActorKind.MODEL):
        for tool, arguments in (("set_delivery", {"channel": "mail", "on": True}), ("set_quiet_hours", {})):
            call = Call(tool=tool, arguments=arguments)
            outcome = station.office.gate.submit(station.office.desk("cli", kind), call)
            assert outcome.problem is not None
            assert outcome.problem["kind"] == "not_permitted"


def test_what_was_mailed_to_the_owner_does_not_come_in_again_as_an_enquiry(sqlite_station: Station) -> None:
    mail_on(sqlite_station)
    inquiry(sqlite_station)
    deliver(sqlite_station)
    raw = next((sqlite_station.office.settings.outgoing_mail / "new").glob("*")).read_bytes()
    receipt = sqlite_station.office.intake("inbox").receive("1", raw)
    assert receipt.outcome == "skipped"
    assert len(sqlite_station.rows(Lead)) == 1


def test_a_push_address_is_kept_from_others_and_from_every_record(
    sqlite_station: Station, phone: Phone
) -> None:
    home = sqlite_station.office.settings.home
    on = typed("--home", home, "notify", "push", "on", given=phone.address)
    assert on.code == 0, on.said
    kept = home / "push-addresses"
    assert kept.stat().st_mode & 0o777 == 0o600
    sent = typed("--home", home, "notify", "test")
    shown = typed("--home", home, "notify", "show", "--json")
    audit = typed("--home", home, "audit", "show", "--json")
    assert sent.out == "push: sent\n"
    assert [title for title, _ in phone.shown] == ["Rivera Plumbing: a test"]
    said = "".join([on.said, sent.said, shown.said, audit.said, *rows(home)])
    assert phone.secret not in said
    kept.chmod(0o644)
    refused = typed("--home", home, "notify", "test")
    assert "others can read it" in refused.said
    assert phone.secret not in refused.said


def test_an_address_that_is_none_is_refused_unrepeated(sqlite_station: Station, phone: Phone) -> None:
    home = sqlite_station.office.settings.home
    wrong = typed("--home", home, "notify", "push", "on", given="carrier-pigeon://hush-7f3a")
    none = typed("--home", home, "notify", "push", "on")
    assert (wrong.code, none.code) == (2, 2)
    assert phone.secret not in wrong.said
    assert not (home / "push-addresses").exists()
    assert "Nothing was changed" in wrong.err


def test_the_environments_address_is_used_in_place_of_the_kept_one(
    sqlite_station: Station, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from entrypoints.bootstrap import open_office

    push_on(sqlite_station, "json://127.0.0.1:9/x")
    environment = {
        "DESKHAND_HOME": str(sqlite_station.office.settings.home),
        "DESKHAND_NOTIFY_URL": phone.address,
    }
    office = open_office(now=NOW, environment=environment)
    office.notifiers()["push"].notify(OwnersMessage("Hello", "Hello"), "1")
    assert phone.shown == [("Hello", "Hello")]
    assert phone.secret not in repr(office.settings)
    office.close()


def test_the_file_of_addresses_is_never_open_to_others_even_while_it_is_written(
    sqlite_station: Station, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        sqlite_station.office.keep_push_addresses(["json://127.0.0.1:9/x"])
    finally:
        os.umask(before)
    assert sqlite_station.office.settings.push_addresses.stat().st_mode & 0o777 == 0o600
