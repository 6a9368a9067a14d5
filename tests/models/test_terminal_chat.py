"""The terminal shows a language model's words as they come and the tool that runs; Ctrl-C ends the turn."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cli.command import command
from loopback_endpoint import Answer, Server, calls, delta, words
from rivera import NOW
from sqlmodel import select

from entrypoints.bootstrap import open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from schemas.records import Contact, Turn

pytestmark = pytest.mark.usefixtures("processes")

ADD = ("add_contact", {"first_name": "Maria", "phone": "512-555-0142"})


@pytest.fixture
def set_up_home(model_environment: dict[str, str]) -> dict[str, str]:
    set_up(RIVERA, now=NOW, environment=model_environment)
    return model_environment


@contextmanager
def talking(environment: dict[str, str], text: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `deskhand chat TEXT` in a process of its own."""
    process = subprocess.Popen(
        command("chat", text),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)


def said(environment: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the names on record, and the replies that were kept."""
    office = open_office(now=NOW, environment=environment)
    with office.desk("cli").unit.reading() as session:
        people = [one.first_name for one in session.exec(select(Contact))]
        replies = [one.reply for one in session.exec(select(Turn))]
    office.close()
    return people, replies


def test_words_are_shown_before_the_answer_ends_and_ctrl_c_keeps_what_was_done(
    set_up_home: dict[str, str], server: Server
) -> None:
    held = threading.Event()
    server.plays(calls(ADD, text="Adding her. "), Answer(chunks=[delta("She is on ")], held=held))
    with talking(set_up_home, "add Maria") as process:
        assert process.stdout is not None
        shown = b""
        while b"She is on" not in shown:
            part = os.read(process.stdout.fileno(), 4096)
            assert part, process.stderr.read() if process.stderr else b""
            shown += part
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
        held.set()
    assert (process.returncode, errors) == (0, b"")
    text = (shown + rest).decode()
    assert (
        text.index("Adding her.")
        < text.index("add contact")
        < text.index("She is on")
        < text.index("Stopped.")
    )
    people, replies = said(set_up_home)
    assert people == ["Maria"]
    assert "Maria" in replies[0]


def test_what_was_streamed_is_not_shown_twice(set_up_home: dict[str, str], server: Server) -> None:
    server.plays(words("Good ", "morning."))
    with talking(set_up_home, "hello you") as process:
        out, _ = process.communicate(timeout=60)
    assert out.decode() == "Good morning.\n\n┏━━ What was done\n┃ Nothing was changed.\n┗━━\n"


def test_a_models_words_reach_no_terminal_as_a_control_sequence(
    set_up_home: dict[str, str], server: Server
) -> None:
    server.plays(words("All \x1b[2J", "done \u202eere."))
    with talking(set_up_home, "hello you") as process:
        shown = process.communicate(timeout=60)[0].decode()
    assert "All ⟨U+001B⟩[2Jdone ⟨U+202E⟩ere." in shown
    assert "\x1b" not in shown
