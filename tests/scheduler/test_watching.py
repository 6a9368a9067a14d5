"""`deskhand watch` and `deskhand run`, as real processes: a mail comes in, a second one takes over, Ctrl-C ends it."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.command import command, environment
from typed import typed

from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up

pytestmark = pytest.mark.usefixtures("processes")

MORNING = "2026-11-18T07:05"
MOST_SECONDS = 60


@pytest.fixture
def home(sqlite_environment: dict[str, str]) -> Path:
    set_up(RIVERA, now="2026-11-16T12:00", environment=sqlite_environment)
    return Path(sqlite_environment["DESKHAND_HOME"])


@contextmanager
def watching(home: Path, now: str = MORNING) -> Iterator["subprocess.Popen[str]"]:
    """Run a watch that beats fast; it is killed at the end if the test did not end it."""
    process = subprocess.Popen(
        command("--home", home, "watch", "--every", "0.1", now=now),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that another process does, for so long and no longer."""
    given_up = time.monotonic() + MOST_SECONDS
    while not happened():
        assert time.monotonic() < given_up, "it did not happen in time"
        time.sleep(0.02)


def found(home: Path, asked: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(home / "deskhand.db")
    try:
        return connection.execute(asked).fetchall()
    finally:
        connection.close()


def drop_mail(home: Path, name: str = "1.mail") -> None:
    """Deliver a mail as a mail program does: written elsewhere, then moved."""
    text = (
        "From: Jane Doe <jane@example.net>\r\nTo: office@riveraplumbing.example.com\r\nSubject: Dripping tap\r\n"
        f"Message-ID: <{name}@example.net>\r\nDate: Wed, 18 Nov 2026 06:00:00 -0600\r\n\r\n"
        "My kitchen tap drips, can you come? Jane Doe, 512-555-0177\r\n"
    )
    inbox = home / "mail" / "inbox"
    (inbox / "tmp" / name).write_text(text)
    (inbox / "tmp" / name).rename(inbox / "new" / name)


def ended(process: "subprocess.Popen[str]", by: signal.Signals) -> list[str]:
    """Tell a watch to stop; return what it said, after it ended by itself and in order."""
    process.send_signal(by)
    said, _ = process.communicate(timeout=MOST_SECONDS)
    assert process.returncode == 0, said
    return said.splitlines()


def mailbox(home: Path) -> None:
    for folder in ("tmp", "new", "cur"):
        (home / "mail" / "inbox" / folder).mkdir(parents=True)


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(signal.SIGTERM, id="SIGTERM"),
        pytest.param(signal.SIGINT, id="Ctrl-C", marks=pytest.mark.long),
    ],
)
def test_a_watch_tells_of_the_morning_and_of_a_mail_and_stops_when_told(
    home: Path, by: signal.Signals
) -> None:
    mailbox(home)
    drop_mail(home)
    with watching(home) as process:
        until(lambda: len(found(home, "SELECT 1 FROM job_runs WHERE ended_at IS NOT NULL")) == 1)
        said = ended(process, by)
    assert said[0].endswith("watching Rivera Plumbing; Ctrl-C stops it")
    assert any("this process leads" in line for line in said)
    assert any("take_in_mail: New inquiry from Jane Doe" in line for line in said)
    assert any("morning_list 2026-11-18: told you: Today" in line for line in said)
    assert said[-1].endswith("stopped; nothing was left half done")
    ((text,),) = found(home, "SELECT text FROM notices WHERE kind = 'new_inquiry'")
    assert "Jane Doe" in str(text)


@pytest.mark.long
def test_mails_that_come_while_it_watches_are_taken_in_once(home: Path) -> None:
    with watching(home) as process:
        until((home / "mail" / "inbox" / "new").is_dir)
        for number in range(3):
            drop_mail(home, f"{number}.mail")
        until(lambda: len(found(home, "SELECT 1 FROM mail_messages WHERE direction = 'inbound'")) == 3)
        drop_mail(home, "4.mail")
        until(lambda: len(found(home, "SELECT 1 FROM mail_messages WHERE direction = 'inbound'")) == 4)
        ended(process, signal.SIGTERM)
    assert found(home, "SELECT count(*) FROM leads") == [(1,)]


def test_a_watch_that_is_killed_is_followed_by_the_one_that_waits(home: Path) -> None:
    """Check that the killed one's leadership and run are taken over and ended in place of being waited for."""
    with watching(home) as first:
        until(lambda: len(found(home, "SELECT 1 FROM leases")) == 1)
        ((leader,),) = found(home, "SELECT worker FROM leases")
        with watching(home) as second:
            os.kill(first.pid, signal.SIGKILL)
            first.wait(30)
            connection = sqlite3.connect(home / "deskhand.db", timeout=30)
            with connection:
                connection.execute("UPDATE leases SET until = '2026-01-01 00:00:00.000000'")
                connection.execute("UPDATE job_runs SET held_until = '2026-01-01 00:00:00.000000'")
            connection.close()
            until(lambda: found(home, "SELECT worker FROM leases") != [(leader,)])
            until(lambda: found(home, "SELECT 1 FROM notices WHERE kind = 'morning_list'") != [])
            said = ended(second, signal.SIGTERM)
    assert any("this process leads" in line for line in said)
    done = found(home, "SELECT count(*) FROM notices WHERE kind = 'morning_list'")
    assert done == [(1,)]


def test_a_mailbox_that_cannot_be_read_is_said_and_the_rest_goes_on(home: Path) -> None:
    ran = typed("--home", home, "--now", MORNING, "watch", "--once", "--from", home / "no-such-mailbox")
    assert ran.code == 0
    assert "no-such-mailbox can't be read as mail" in ran.out
    assert "morning_list 2026-11-18: told you" in ran.out


def test_run_list_says_when_each_job_is_due_and_how_it_went(home: Path) -> None:
    typed("--home", home, "--now", MORNING, "watch", "--once")
    ran = typed("--home", home, "--now", MORNING, "run", "--list", "--json")
    shown = {one["job"]: one for one in json.loads(ran.out)}
    assert shown["morning_list"]["last"].startswith("2026-11-18 done, 2026-11-18 07:05: told you")
    assert shown["morning_list"]["next"] == "2026-11-19 07:00"
    assert shown["weekly_pipeline"]["last"] == ""
    assert shown["take_in_mail"]["when"] == "every 20 seconds"
    plain = typed("--home", home, "--now", MORNING, "run", "--list").out
    assert "every day at 7:00" in plain


def test_run_runs_once_a_period_and_names_what_there_is(home: Path) -> None:
    first = typed("--home", home, "--now", MORNING, "run", "weekly_pipeline", "--json")
    again = typed("--home", home, "--now", MORNING, "run", "weekly_pipeline")
    assert json.loads(first.out)["state"] == "done"
    assert again.out == "weekly_pipeline 2026-W47: was done before: told you: The pipeline\n"
    wrong = typed("--home", home, "run", "weekly")
    assert wrong.code == 2
    assert "there is" in wrong.err
    assert "weekly_pipeline" in wrong.err
    assert typed("--home", home, "run").code == 2
