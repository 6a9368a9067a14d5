"""Each mail exactly once: whatever the mailbox repeats, whoever else takes in, whenever the process dies."""
# ruff: noqa: F401, F811 (the fixtures of `receiving`)

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_corpus import MAILS
from receiving import SEEN, World, answer, conversation_of_many, furnished, letter, sqlite_world, world
from test_any_mail import EDITS, PIECES, REAL_LOOKING, mutate

from entrypoints.bootstrap import Office, open_office
from schemas.enums import FollowUpStatus, MailOutcome
from schemas.records import Attachment, AuditRow, Interaction, Lead, MailMessage, OutboxRow

pytestmark = pytest.mark.databases

KILLS = 3
"""The number of times that one intake is killed before it may finish."""

NOW = "2026-11-18T10:00:00-06:00"


@pytest.mark.parametrize(
    "raw",
    [letter(), answer(), letter(message_id=""), b"\xff" * 99, letter(List_Id="<x>")],
    ids=["enquiry", "answer", "without id", "noise", "bulk"],
)
def test_the_same_mail_under_the_same_id_changes_nothing(world: World, raw: bytes) -> None:
    first = world.receive(raw, "cur-1")
    before = world.count(), len(world.all(AuditRow))
    again = world.receive(raw, "cur-1")
    assert (again.new, again.number, again.outcome) == (False, first.number, first.outcome)
    assert (world.count(), len(world.all(AuditRow))) == before
    assert len(world.mails()) == 1


def test_the_same_mail_under_another_id_and_from_another_mailbox_is_known_by_its_message_id(
    world: World,
) -> None:
    first = world.receive(letter(), "1")
    before = world.count()
    moved = b"Received: by another.example.org\r\n" + letter()
    for own_id, mailbox in (("2", "test"), ("1", "backup")):
        again = world.receive(moved, own_id, mailbox)
        assert (again.new, again.number) == (False, first.number)
    assert world.count() == before
    assert len(world.mails()) == 1


def test_a_mail_without_message_id_is_known_by_its_bytes(sqlite_world: World) -> None:
    first = sqlite_world.receive(letter(message_id=""), "1")
    assert sqlite_world.receive(letter(message_id=""), "2").number == first.number
    assert sqlite_world.receive(letter(message_id="", text="Another thing, 512-555-0161"), "3").new


def test_two_enquiries_of_a_program_that_gives_every_mail_one_message_id_are_two(sqlite_world: World) -> None:
    texts = ("Ann Lee here, my sink leaks. 512-555-0161", "Bob Ray here, my tub is cracked. 512-555-0162")
    senders = ("Ann Lee <ann@example.org>", "Bob Ray <bob@example.org>")
    for number, (sender, text) in enumerate(zip(senders, texts, strict=True)):
        assert sqlite_world.receive(letter(sender, text=text), str(number)).outcome == "lead"
    assert len(sqlite_world.mails()) == 2
    assert not sqlite_world.receive(letter(senders[1], text=texts[1]), "7").new


def test_an_id_that_the_mailbox_gives_to_another_mail_loses_neither(sqlite_world: World) -> None:
    other = letter(
        "Bob Ray <bob@example.org>", text="My tub is cracked. 512-555-0162", message_id="b@example.org"
    )
    assert sqlite_world.receive(letter(), "mail.eml").new
    assert sqlite_world.receive(other, "mail.eml").new
    assert not sqlite_world.receive(other, "mail.eml").new
    assert len(sqlite_world.mails()) == 2


def test_a_mail_that_came_while_another_intake_looked_is_not_taken_in_twice(sqlite_world: World) -> None:
    """Let another process take the mail between the look-up, which saw nothing, and the transaction."""
    intake = sqlite_world.intake()
    real = intake._keep

    def overtaken(raw: bytes) -> None:
        real(raw)
        intake._keep = real  # type: ignore[method-assign]
        sqlite_world.receive(letter(), "2", "elsewhere")

    intake._keep = overtaken  # type: ignore[method-assign]
    assert not intake.receive("1", letter()).new
    assert len(sqlite_world.mails()) == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.one_of(
    st.binary(max_size=600),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=30).map(b"".join),
    st.builds(mutate, st.sampled_from(REAL_LOOKING), EDITS),
), own_id=st.text(max_size=40))  # fmt: skip
def test_any_bytes_become_exactly_one_mail_and_lose_nothing(world: World, raw: bytes, own_id: str) -> None:
    before = {one.mail_id for one in world.mails()}
    intake = world.intake(f"mailbox {len(before)}")
    known = intake.receive(own_id, raw)
    assert not intake.receive(own_id, raw).new
    new = [one for one in world.mails() if one.mail_id not in before]
    assert len(new) == known.new
    row = world.mail(known.number)
    kept = world.office.settings.home / "mail" / "received" / row.digest[:2] / f"{row.digest}.eml"
    if known.new:
        assert kept.read_bytes() == raw
    assert row.outcome != MailOutcome.SKIPPED or row.explanation
    assert (row.outcome in {MailOutcome.LEAD, MailOutcome.INTERACTION}) == (row.interaction_id is not None)


def maildir(folder: Path, mails: int) -> Path:
    """Create a Maildir with so many mails of all kinds, and after each tenth one a copy under another name."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    for number in range(mails):
        raw = conversation_of_many(number)
        (folder / "new" / f"{number:05}.host").write_bytes(raw)
        if number % 10 == 9:
            (folder / "cur" / f"{number:05}.copy:2,S").write_bytes(raw)
    return folder


def started(home: Path, mailbox: Path, log: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "entrypoints.cli.main", "--home", str(home), "--now", NOW]
    with log.open("ab") as out:
        return subprocess.Popen(
            [*command, "intake", "--from", str(mailbox)],
            stdout=out,
            stderr=out,
            cwd=Path(__file__).parent.parent.parent,
            env={**os.environ, "TZ": "America/Chicago"},
        )


def each_exactly_once(world: World, mails: int) -> None:
    """Check that every mail has one row, and every row all that follows from it, once."""
    rows = world.mails()
    outcomes = Counter(row.outcome for row in rows)
    assert len(rows) == mails == len({row.message_id for row in rows}), outcomes
    assert all(row.explanation for row in rows)
    assert sorted({row.number for row in world.all(MailMessage)}) == list(
        range(1, len(world.all(MailMessage)) + 1)
    )
    taken = [row for row in rows if row.outcome in {MailOutcome.LEAD, MailOutcome.INTERACTION}]
    by_mail = {row.interaction_id for row in taken}
    logged = {
        one.interaction_id for one in world.all(Interaction) if one.type in {"email_inbound", "phone_call"}
    }
    assert logged == by_mail
    assert len(by_mail) == len(taken)
    opened = [row.lead_id for row in rows if row.outcome == MailOutcome.LEAD]
    assert len(set(opened)) == len(opened)
    assert {one.lead_id for one in world.all(Lead)} == {*opened, *world.leads.values()}
    assert len(world.notices("new_inquiry")) == len(opened)
    assert len(world.notices("answer")) == outcomes[MailOutcome.INTERACTION]
    assert len(world.notices("kept_mail")) == outcomes[MailOutcome.KEPT]
    audited = [row for row in world.all(AuditRow) if row.tool == "take_in_mail"]
    assert len(audited) == mails
    drafts = [row for row in world.all(OutboxRow) if (row.call or {}).get("tool") == "draft_follow_up"]
    assert Counter(row.call["arguments"]["lead"] for row in drafts) == Counter(opened)
    home = world.office.settings.home
    assert all((home / "mail" / "received" / row.digest[:2] / f"{row.digest}.eml").is_file() for row in rows)


def kept_mails(home: Path) -> int:
    """Return how far an intake has come: each mail is kept as a file before its transaction."""
    return sum(1 for _ in (home / "mail" / "received").glob("??/*.eml"))


def killed_at_random(world: World, folder: Path, mails: int, seed: int) -> int:
    """Take the mails in while the process is killed, a random moment after a random mail; return how often."""
    choose = random.Random(seed)
    mailbox, home = maildir(folder / "inbox", mails), world.office.settings.home
    kills = 0
    for reached in [*sorted(choose.sample(range(1, mails - 10), KILLS)), None]:
        process = started(home, mailbox, folder / "log")
        while reached is not None and process.poll() is None and kept_mails(home) < reached:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.02)
        try:
            code = process.wait(timeout=None if reached is None else choose.random() / 10)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        else:
            assert code == 0, (folder / "log").read_text()[-2000:]
    each_exactly_once(world, mails)
    return kills


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_a_sample_of_killed_intakes_takes_each_mail_in_exactly_once(
    sqlite_world: World, tmp_path: Path, seed: int
) -> None:
    assert killed_at_random(sqlite_world, tmp_path, 50, seed) == KILLS


@pytest.mark.usefixtures("processes")
@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_a_thousand_mails_with_kills_at_random_are_each_taken_in_exactly_once(
    sqlite_world: World, tmp_path: Path, seed: int
) -> None:
    assert killed_at_random(sqlite_world, tmp_path, 1_000, 100 + seed) == KILLS


@pytest.mark.usefixtures("processes")
def test_two_intakes_at_once_take_each_mail_in_exactly_once(sqlite_world: World, tmp_path: Path) -> None:
    mailbox = maildir(tmp_path / "inbox", 40)
    home = sqlite_world.office.settings.home
    both = [started(home, mailbox, tmp_path / f"log{number}") for number in range(2)]
    assert [process.wait() for process in both] == [0, 0], (tmp_path / "log0").read_text()[-2000:]
    each_exactly_once(sqlite_world, 40)
