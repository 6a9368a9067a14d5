"""Being the model by hand, and recording one, both through the real `deskhand chat`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from cli.command import Ran, deskhand, deskhand_process
from models.loopback_endpoint import KEY, calls, endpoint_on_loopback, words
from rivera import NOW

from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from evals.transcript import transcripts_in

pytestmark = pytest.mark.usefixtures("processes")

WAITED = 60


class Started:
    """A command of `python -m evals` that runs, and what it tells, a line of JSON each."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def told(self, name: str) -> Any:
        """Return what it tells next under a name."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line)[name]

    def typing(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    def ends(self) -> dict[str, Any]:
        """Press Ctrl-C; return the last line."""
        self.process.send_signal(signal.SIGINT)
        out, errors = self.process.communicate(timeout=WAITED)
        assert (self.process.returncode, errors) == (0, b"")
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found


@contextmanager
def started(*arguments: str | Path, **environment: str) -> Iterator[Started]:
    """Run a command of `python -m evals` in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "evals", *map(str, arguments), "--json", "--minutes", "2"],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield Started(process)
    finally:
        process.kill()
        process.wait(timeout=WAITED)


@pytest.fixture
def home(sqlite_environment: dict[str, str]) -> Path:
    set_up(RIVERA, now=NOW, environment=sqlite_environment)
    return Path(sqlite_environment["DESKHAND_HOME"])


def modelled(home: Path, url: str) -> dict[str, str]:
    return {
        "DESKHAND_HOME": str(home),
        "OPENAI_BASE_URL": url,
        "OPENAI_API_KEY": "none",
        "DESKHAND_MODEL_SECONDS": "60",
    }


def answered(folder: Path, *answers: str) -> None:
    """Put answers down before they are asked for."""
    folder.mkdir()
    for number, text in enumerate(answers, 1):
        (folder / f"{number:03}-answer.txt").write_text(text, encoding="utf-8")


def talked(home: Path, url: str, *messages: str) -> list[dict[str, Any]]:
    """Hold a conversation through `deskhand chat`, a process's turn each."""
    replies: list[dict[str, Any]] = []
    for message in messages:
        going_on = ["--conversation", replies[-1]["conversation"]] if replies else []
        ran = deskhand("chat", "--json", *going_on, "--", message, **modelled(home, url))
        replies.append(json.loads(ran.out))
    return replies


def test_the_model_is_played_by_files_and_stops_at_ctrl_c(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "play"
    answered(folder, "call add_contact first_name=Maria phone=512-555-0142", "She is on record.")
    with started("play", "--folder", folder) as playing:
        url = playing.told("url")
        (reply,) = talked(home, url, "put Maria on record, 512-555-0142")
        requests = [Path(playing.told("request")).read_text(encoding="utf-8") for _ in range(2)]
        ended = playing.ends()
    assert reply["reply"] == "She is on record."
    assert reply["done"][0].startswith("Added: Maria")
    assert "put Maria on record, 512-555-0142" in requests[0]
    assert "log_interaction:" in requests[0]
    assert "    follow_up_date: the day" in requests[0]
    assert "phone_call" in requests[0]
    assert "THE TOOL ANSWERED:" in requests[1]
    assert "call add_contact" in requests[1]
    assert ended == {"asked": 2, "answered": 2}


def test_the_model_is_played_at_the_terminal_until_nothing_more_is_typed(home: Path) -> None:
    with started("play") as playing:
        url = playing.told("url")
        playing.typing().write(b"call show_contact\n\nI know nobody\nof that name.\n")
        playing.typing().close()
        (reply,) = talked(home, url, "who is Maria?")
        asked = [playing.told("request") for _ in range(2)]
        ended = playing.told("answered")
    assert reply["reply"] == "I know nobody\nof that name."
    assert "who is Maria?" in asked[0]
    assert "The rules and the tools are as before." in asked[1]
    assert ended == 2


def test_an_answer_that_cannot_be_read_is_asked_for_again(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "play"
    answered(folder, 'call show_contact contact="Maria')
    with started("play", "--folder", folder) as playing:
        url = playing.told("url")
        talking = subprocess.Popen(
            [sys.executable, "-m", "entrypoints.cli.main", "--now", NOW, "chat", "who is Maria?"],
            env={**os.environ, **modelled(home, url)},
            stdout=subprocess.PIPE,
        )
        playing.told("request")
        assert playing.process.stderr is not None
        complained = playing.process.stderr.readline().decode()
        (folder / "001-answer.txt").write_text("I know nobody of that name.", encoding="utf-8")
        out, _ = talking.communicate(timeout=WAITED)
    assert "can't be read (No closing quotation)" in complained
    assert out.decode().startswith("I know nobody of that name.\n")


def test_a_conversation_is_recorded_as_a_transcript(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    add = ("add_contact", {"first_name": "Maria", "last_name": "Lopez", "email": "maria@example.com"})
    mail = ("send_message", {"to": "Maria", "text": "We come at 9."})
    with endpoint_on_loopback() as real:
        real.plays(calls(add), words("Added."), calls(mail), words("It waits."), words("You're welcome."))
        environment = {"OPENAI_BASE_URL": real.url, "OPENAI_API_KEY": KEY}
        with started("record", "--model", "some-model", "--folder", folder, **environment) as recording:
            url = recording.told("url")
            talked(
                home, url, "new customer Maria Lopez", "tell Maria we come at 9", "yes 1", "thank you so much"
            )
            ended = recording.ends()
        assert {body["model"] for body in real.asked} == {"some-model"}
        assert set(real.keys) == {f"Bearer {KEY}"}
    assert ended == {"answered": 5, "conversations": 1}
    (transcript,) = transcripts_in(folder)
    assert [(one.owner, one.model) for one in transcript.talk] == [
        (
            "new customer Maria Lopez",
            [f"call add_contact {_typed(add[1])}", "Added."],
        ),
        ("tell Maria we come at 9", [f"call send_message {json.dumps(mail[1])}", "It waits."]),
        ("yes 1", []),
        ("thank you so much", ["You're welcome."]),
    ]


def _typed(arguments: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in arguments.items())


def test_how_long_a_turn_may_wait_is_checked() -> None:
    ran: Ran = deskhand_process("status", OPENAI_API_KEY="x", DESKHAND_MODEL_SECONDS="soon")
    assert ran.code == 3
    assert "DESKHAND_MODEL_SECONDS is 'soon'" in ran.err
