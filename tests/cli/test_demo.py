"""The demonstration: every line by the real path, failures shown, no other folder touched, the README's copy true."""

import os
import pty
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from command import command, deskhand, environment, files

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.cast import Part, cast
from entrypoints.demo.morning import MAILS, Saying, Scene
from entrypoints.demo.premises import MARK, NOW, made_office
from entrypoints.demo.transcript import (
    WIDTH,
    Transcript,
    folded,
    played_anew,
    with_transcript,
)
from schemas.effects import Call
from schemas.errors import BadArguments, BadConfiguration

README = Path(__file__).parents[2] / "README.md"
OPENING = 3
"""Lines that say where we are; the demonstration's own words."""
PLAYED = ("due", "waiting", "ready", "signing", "asking", "customer", "known", "unwanted")


@pytest.fixture
def opened() -> Iterator[list[Transcript]]:
    """Yield a list of transcripts, which are closed at the end."""
    them: list[Transcript] = []
    yield them
    for one in them:
        one.office.close()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a business that was made up for the demonstration, to copy."""
    home = tmp_path_factory.mktemp("made")
    made_office(home).close()
    return home


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Office:
    """Open a copy of it; whoever plays in it closes it."""
    return open_office(copytree(made_once, tmp_path / "home"), NOW, {})


@dataclass(frozen=True)
class Shown:
    """One whole demonstration, played out.

    Args:
        lines: as printed.
        parts: who played.
        failed: turns that went wrong.
    """

    lines: list[str]
    parts: dict[str, Part]
    failed: int

    @property
    def text(self) -> str:
        """Return the text on one line, so that folding hides no name."""
        return " ".join(" ".join(self.lines).split())


def shown_by(transcript: Transcript) -> Shown:
    parts = cast(transcript.office.desk("chat"))
    return Shown(list(transcript.lines()), parts, transcript.failed)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Play the demonstration as everybody sees it."""
    transcript = played_anew(tmp_path_factory.mktemp("shown"))
    yield shown_by(transcript)
    transcript.office.close()


def test_without_a_terminal_it_shows_the_morning_ends_with_0_and_says_how_long_it_took(
    tmp_path: Path,
) -> None:
    ran = deskhand("demo", HOME=str(tmp_path))
    assert ran.code == 0, ran.said
    assert ran.err == ""
    assert "\n> send it\nPut the mail to " in ran.out
    assert "Nothing is ever deleted here" in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > WIDTH and str(tmp_path) not in line] == []
    assert "\x1b" not in ran.out
    assert "Took " in ran.out
    home = tmp_path / ".deskhand-demo"
    assert len(list((home / "mail" / "sent" / "new").iterdir())) == 1
    assert not (tmp_path / ".deskhand").exists()


@pytest.mark.usefixtures("processes")
def test_in_a_terminal_the_owner_is_left_at_the_prompt(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    shown = environment(HOME=str(tmp_path), TERM="dumb")
    started = subprocess.Popen(command("demo"), stdin=theirs, stdout=theirs, stderr=theirs, env=shown)
    os.close(theirs)
    said = b""
    answered = False
    try:
        while True:
            said += os.read(ours, 65536)
            if not answered and b"waiting > " in said:
                os.write(ours, b"bye\r")
                answered = True
    except OSError:
        pass  # the other end is closed: it has ended
    assert answered
    assert started.wait(timeout=60) == 0
    os.close(ours)


@pytest.mark.long
def test_another_seed_is_another_morning(tmp_path: Path, opened: list[Transcript], shown: Shown) -> None:
    opened.append(played_anew(tmp_path, 8))
    other = shown_by(opened[0])
    for part in PLAYED:
        told = "title" if part == "asking" else "name"
        assert shown.parts[part][told] in shown.text, part
        assert other.parts[part][told] in other.text, part
        assert shown.parts[part]["name"] != other.parts[part]["name"], part
    assert shown.parts["signing"]["amount"] in shown.text
    assert shown.parts["signing"]["amount"] not in other.text
    assert (shown.failed, other.failed) == (0, 0)


def test_a_renamed_contact_and_another_price_are_what_the_transcript_says(
    made: Office, opened: list[Transcript]
) -> None:
    opened.append(transcript := Transcript(made))
    office = transcript.office
    before = cast(office.desk("chat"))
    changes = {
        "update_contact": {"contact": before["due"]["name"], "last_name": "Quillfeather"},
        "update_opportunity": {"opportunity": before["signing"]["name"], "amount": "4321"},
    }
    for tool, arguments in changes.items():
        done = office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))
        assert done.kind.value == "done", done.problem
    text = shown_by(transcript).text
    assert transcript.failed == 0
    assert f"— {before['due']['first_name']} Quillfeather — " in text
    assert f"Logged the phone call with {before['due']['first_name']} Quillfeather" in text
    assert before["due"]["name"] not in text
    assert ", $4,321. Scheduling is told" in text
    assert before["signing"]["amount"] not in text


def test_a_turn_that_fails_is_shown_as_failed_and_the_next_goes_on(
    made: Office, opened: list[Transcript]
) -> None:
    wrong = [
        Saying(say="delete {unwanted.name}", comes_to="done"),
        Saying(say="convert the Nobody Atall lead to a job, $5", comes_to="done"),
        Saying(say="call {nobody.name}", comes_to="said"),
    ]
    right = Saying(say="what's our pipeline?", comes_to="done")
    opened.append(transcript := Transcript(made, [Scene(heading="Failures", turns=[*wrong, right])]))
    text = shown_by(transcript).text
    assert "Nothing was changed. !! Failed: This should have been 'done', and was 'said'." in text
    assert text.count("!! Failed: This should have been 'done', and was") == 2
    assert "!! Failed: Nobody on record fits here (nobody: name)." in text
    assert transcript.failed == 3
    assert "> what's our pipeline? Pipeline — Wednesday, Nov 18" in text


def test_no_reply_is_written_down_beforehand(shown: Shown) -> None:
    """Check that the data hold what the owner says and what strangers wrote, and none of the desk's lines."""
    folder = MAILS.parent
    written = "".join(
        path.read_text(encoding="utf-8") for path in (*folder.glob("*.py"), *folder.glob("*.yaml"))
    )
    replies = [
        line.strip()
        for line in shown.lines[OPENING:]
        if len(line) > 40 and not line.startswith(("> ", "---"))
    ]
    assert len(replies) > 60
    assert [line for line in replies if line in written] == []


def test_the_mails_are_of_many_kinds_and_the_hostile_one_wins_and_approves_nothing(
    made: Office, opened: list[Transcript]
) -> None:
    assert len(list(MAILS.glob("*.eml"))) >= 12
    opened.append(transcript := Transcript(made, []))
    office = transcript.office

    def asked(tool: str, **arguments: str) -> Any:
        outcome = office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))
        assert outcome.result is not None
        return outcome.result

    won = asked("list_opportunities", stage="won").text
    text = shown_by(transcript).text
    assert transcript.failed == 0
    assert [text.count(f"{word} ") for word in ("new lead", "logged", "left out")] == [9, 1, 4]
    assert asked("list_opportunities", stage="won").text == won
    assert len(asked("list_approvals").data["approvals"]) == 9
    assert not (office.settings.outgoing_mail / "new").exists()


def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "deskhand.db").write_text("mine")
    before = files(tmp_path)
    with pytest.raises(BadConfiguration, match="is not empty and is no home of the demonstration"):
        made_office(tmp_path)
    assert files(tmp_path) == before


def test_what_an_earlier_demonstration_left_is_cleared_even_if_it_was_stopped(tmp_path: Path) -> None:
    for name in (MARK, "chat-history", "deskhand.db-wal"):
        (tmp_path / name).write_text("old")
    (tmp_path / "mail" / "inbox").mkdir(parents=True)
    made_office(tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deskhand.db", MARK, "truth.json"]


def test_the_readmes_transcript_is_what_the_demonstration_says(shown: Shown) -> None:
    text = README.read_text(encoding="utf-8")
    said = with_transcript(text, "\n".join(shown.lines).rstrip())
    assert said == text, "write it anew: deskhand demo --transcript README.md"
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|\d\.\d s\b", "\n".join(shown.lines))


@pytest.mark.parametrize("document", ["", "<!-- transcript -->", "<!-- /transcript --> <!-- transcript -->"])
def test_a_document_without_both_marks_is_refused(document: str) -> None:
    with pytest.raises(BadArguments, match="nothing was changed"):
        with_transcript(document, "x")


def test_long_lines_are_folded_under_their_own_indent() -> None:
    lines = list(folded(f"      | {'word ' * 30}\n— {'item ' * 30}\n\n    {'deep ' * 30}"))
    assert all(len(line) <= WIDTH for line in lines)
    assert [line[:8] for line in lines[:2]] == ["      | "] * 2
    assert [line for line in lines if line.startswith("  item")]
    assert "" in lines
    assert lines[-1].startswith("    deep")
