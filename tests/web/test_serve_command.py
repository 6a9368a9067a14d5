"""`deskhand serve`: page and watch in one process, a link for the first password, and a clean end."""

import os
import re
import signal
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest
from cli.command import command, deskhand, environment

pytestmark = pytest.mark.usefixtures("processes")


def free_port() -> int:
    from socket import socket

    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("ending", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_it_shows_the_page_runs_the_watch_and_ends_cleanly(tmp_path: Path, ending: signal.Signals) -> None:
    home, port = tmp_path / "home", free_port()
    assert deskhand("--home", home, "init", "--name", "Rivera").code == 0
    serving = subprocess.Popen(
        command("--home", home, "serve", "--port", str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
    )
    said = ""
    try:
        assert serving.stdout is not None
        while "/welcome/" not in said or "this process leads" not in said:
            line = serving.stdout.readline()
            assert line, said
            said += line
        link = re.search(r"http://\S+/welcome/\S+", said).group(0)  # type: ignore[union-attr]
        assert link.startswith(f"http://127.0.0.1:{port}/")
        with urlopen(link, timeout=30) as page:
            assert "Choose a password" in page.read().decode()
        os.kill(serving.pid, ending)
        rest, _ = serving.communicate(timeout=60)
        assert serving.returncode == 0, rest
        assert "stopped; nothing was left half done" in rest
        assert "Traceback" not in rest
    finally:
        serving.kill()
        serving.wait()


def test_a_link_of_the_terminal_replaces_the_one_before(tmp_path: Path) -> None:
    home = tmp_path / "home"
    deskhand("--home", home, "init", "--name", "Rivera")
    first, second = (deskhand("--home", home, "serve", "--link").out for _ in range(2))
    assert "/welcome/" in first
    assert first != second


def test_it_will_not_listen_further_without_a_password_or_where_another_does(tmp_path: Path) -> None:
    home = tmp_path / "home"
    deskhand("--home", home, "init", "--name", "Rivera")
    refused = deskhand("--home", home, "serve", "--host", "192.0.2.7")
    assert refused.code == 3
    assert "before its owner has a password" in refused.err
    plain = deskhand("--home", home, "serve", "--public", "http://desk.example.com")
    assert plain.code == 2
    from socket import socket

    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = deskhand("--home", home, "serve", "--without-watch", "--port", str(taken.getsockname()[1]))
    assert busy.code == 3
    assert "choose another --port" in busy.err
