"""Many mails, through processes that are killed and a network that misbehaves; the counts are printed."""

import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli.command import environment
from gmail.described import Call
from gmail.emulator import Tokens
from gmail.fault_proxy import Fault
from gmail.postbox import Postbox
from gmail.test_gmail_completeness import compared
from gmail.test_gmail_reading import enquiry
from receiving import letter

from schemas.enums import ApprovalStatus, MailDirection
from schemas.records import Approval, Interaction, Lead, MailboxEntry

pytestmark = pytest.mark.usefixtures("processes")

READER = Path(__file__).with_name("reading_process.py")


def mail(number: int) -> bytes:
    """Return one of many mails: mostly what a mailbox is full of, an enquiry now and then."""
    match number % 10:
        case 0:
            return enquiry(number)
        case 1:
            return b"\x00\xff\x01" * 20 + str(number).encode()
        case _:
            news = f"news-{number}@example.net"
            return letter(text=f"News {number}", message_id=news, List_Id="<news.example.net>")


def read_until_killed(postbox: Postbox, after: int | None) -> list[str]:
    """Let a process read, kill it after so many messages, and return what it said."""
    variables = environment(**postbox.environment, OAUTHLIB_INSECURE_TRANSPORT="1")
    process = subprocess.Popen([sys.executable, READER], stdout=subprocess.PIPE, text=True, env=variables)
    said: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line.strip())
        if after is not None and len(said) >= after:
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    process.wait(timeout=60)
    return said


def killed_and_restarted(postbox: Postbox, mails: int, kills: int) -> None:
    postbox.proxy.tokens = Tokens(postbox.proxy.port, postbox.address)
    chance = random.Random(mails)
    own_ids = [postbox.arrive(mail(number)) for number in range(mails)]
    withheld = set(chance.sample(own_ids, mails // 100))
    postbox.proxy.withheld = set(withheld)
    for _ in range(kills):
        read_until_killed(postbox, after=mails // (kills + 1))
    assert read_until_killed(postbox, after=None)[-1] == "done"
    taken = Counter(one.own_id for one in postbox.mails() if one.direction == MailDirection.INBOUND)
    taken.update(one.own_id for one in postbox.all(MailboxEntry))
    assert set(taken) == set(own_ids) - withheld
    assert set(taken.values()) == {1}
    assert all(one.outcome != "skipped" or one.reason for one in postbox.mails())
    postbox.proxy.withheld = set()
    # The reading processes were on the real clock; by it nothing has arrived after this.
    postbox.machine.instant = datetime.now(UTC)
    found = compared(postbox)
    assert {one.own_id for one in found.missing} == withheld
    assert compared(postbox).counts()["missing"] == 0
    assert len(postbox.all(Lead)) == mails // 10
    sys.stdout.write(
        f"\n{mails} mails, {kills} kills: {len(taken)} taken in once; {len(withheld)} withheld, "
        f"{len(found.missing)} found missing by the comparison, then 0\n"
    )


def test_killed_while_reading_every_message_is_on_record_once(sqlite_postbox: Postbox) -> None:
    killed_and_restarted(sqlite_postbox, mails=120, kills=2)


@pytest.mark.long
def test_killed_while_reading_ten_thousand(sqlite_postbox: Postbox) -> None:
    killed_and_restarted(sqlite_postbox, mails=10_000, kills=50)


FAULTS: list[Fault] = [
    "drop",
    "throttle",
    "busy",
    "act, then drop",
    "act, then fail",
    "act, then wait",
    "repeat",
]
TOUCHED = {
    "drafts.create": 0.35,
    "drafts.send": 0.5,
    "drafts.get": 0.2,
    "messages.get": 0.1,
    "messages.list": 0.1,
}


def sent_through_a_bad_network(postbox: Postbox, mails: int) -> None:
    chance = random.Random(mails)
    happened: Counter[str] = Counter()

    def misbehave(call: Call) -> Fault:
        if chance.random() > TOUCHED.get(call.name, 0):
            return ""
        fault = chance.choice(FAULTS)
        happened[fault] += 1
        return fault

    cards: list[Approval] = []
    for number in range(mails):
        postbox.done("add_contact", first_name=f"Pat{number}", email=f"pat{number}@example.net")
        cards.append(postbox.propose(f"pat{number}@example.net", text=f"Does Friday suit you? {number}"))
    postbox.proxy.fault = misbehave
    for card in cards:
        postbox.approve(card)
    for _ in range(15):
        postbox.machine.instant += timedelta(hours=3)
        postbox.sweep()
        postbox.sweep()
    postbox.proxy.fault = lambda call: ""
    status = {one.effect_key: one.status for one in postbox.all(Approval)}
    keys = Counter(postbox.sent_keys())
    assert [key for key, times in keys.items() if times > 1] == []
    by_status = Counter(status.values())
    done = {key for key, one in status.items() if one == ApprovalStatus.DONE}
    assert done <= set(keys)
    assert set(status.values()) <= {ApprovalStatus.DONE, ApprovalStatus.UNKNOWN}
    assert set(keys) <= set(status)
    assert sum(one.type == "email_outbound" for one in postbox.all(Interaction)) == len(done)
    assert {"act, then drop", "act, then fail", "act, then wait", "repeat"} <= set(happened)
    sys.stdout.write(
        f"\n{mails} approved mails, {sum(happened.values())} faults {dict(happened)}: {len(keys)} sent, none twice; "
        f"{by_status[ApprovalStatus.UNKNOWN]} unknown\n"
    )


def test_through_a_bad_network_no_mail_is_sent_twice(sqlite_postbox: Postbox) -> None:
    sent_through_a_bad_network(sqlite_postbox, mails=25)


@pytest.mark.long
def test_through_a_bad_network_none_of_two_hundred_is_sent_twice(sqlite_postbox: Postbox) -> None:
    sent_through_a_bad_network(sqlite_postbox, mails=200)
