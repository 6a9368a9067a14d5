"""Deskhand as it is installed: the wheel, in an environment of its own, far from the tree that it was built from."""

import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen
from venv import EnvBuilder
from zipfile import ZipFile

import pytest
from cli.command import Ran, environment
from peer_programs import free_port
from rivera import NOW
from tree import KEPT, ROOT, text_of

pytestmark = pytest.mark.usefixtures("processes")

OURS = tomllib.loads(text_of("pyproject.toml"))["tool"]["uv"]["build-backend"]["module-name"]
BUILD = "import sys, uv_build; uv_build.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as an installer does, with the backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    path = f"{sysconfig.get_path('scripts')}:/usr/bin:/bin"
    subprocess.run([sys.executable, "-c", BUILD, folder], cwd=ROOT, env={"PATH": path}, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment, which borrows what it requires from this one but not the tree."""
    place = tmp_path_factory.mktemp("installed")
    EnvBuilder(symlinks=True).create(place)
    python = place / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python] if find_spec("pip") else ["uv", "pip"]
    into = [] if find_spec("pip") else ["--python", python]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-index", "--no-deps", *into, wheel], check=True, cwd=place
    )
    packages = next(place.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return packages


def command(installed: Path) -> list[str | Path]:
    """Return what starts the installed command at the tests' time."""
    return [installed.parents[2] / "bin" / "deskhand", "--now", NOW]


def deskhand(installed: Path, *arguments: str | Path) -> Ran:
    """Run the installed command with nobody at the terminal, in a folder that holds nothing of ours."""
    done = subprocess.run(
        [*command(installed), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=installed.parents[2],
        env=environment(HOME=str(installed.parents[2])),
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_wheel_holds_every_file_of_the_product_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if not name.endswith("/") and ".dist-info/" not in name}
    assert held == {name for name in KEPT if name.split("/")[0] in OURS}


@pytest.fixture(scope="module")
def home(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set a business up with the installed command."""
    made = tmp_path_factory.mktemp("business") / "home"
    assert deskhand(installed, "--home", made, "init", "--name", "Rivera", "--country", "US").code == 0
    return made


def test_installed_elsewhere_it_understands_what_is_said(installed: Path, home: Path) -> None:
    heard = deskhand(installed, "--home", home, "chat", "add a new customer Dana Whitlow (830) 555-0116")
    assert "Added: Dana Whitlow" in heard.out


@pytest.mark.long
def test_installed_elsewhere_it_shows_a_morning(installed: Path, tmp_path: Path) -> None:
    shown = deskhand(installed, "--home", tmp_path / "demo", "demo")
    assert shown.code == 0, shown.said
    assert "--- A deal is won" in shown.out


@contextmanager
def served(installed: Path, home: Path) -> Iterator[str]:
    """Serve a home's page, and give the one-time link that the terminal shows."""
    serving = subprocess.Popen(
        [*command(installed), "--home", home, "serve", "--port", str(free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=installed.parents[2],
        env=environment(),
    )
    try:
        assert serving.stdout is not None
        said = ""
        while (link := re.search(r"http://\S+/welcome/\S+", said)) is None:
            line = serving.stdout.readline()
            assert line, said
            said += line
        yield link[0]
        serving.terminate()
        assert serving.wait(60) == 0
    finally:
        serving.kill()
        serving.wait()


def test_installed_elsewhere_it_serves_its_page_with_all_that_the_page_loads(
    installed: Path, home: Path
) -> None:
    with served(installed, home) as link:
        page = urlopen(link, timeout=30).read().decode()
        assert "Choose a password" in page
        loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        assert len(loaded) >= 4
        origin = link.split("/welcome/")[0]
        assert [one for one in loaded if not urlopen(f"{origin}{one}", timeout=30).read()] == []


@pytest.mark.long
def test_installed_elsewhere_it_connects_its_practice_company(installed: Path, home: Path) -> None:
    connected = deskhand(installed, "--home", home, "connect", "quickbooks", "--try")
    try:
        assert connected.code == 0, connected.said
        assert "QuickBooks: connected" in connected.out
    finally:
        ended = deskhand(installed, "--home", home, "sandbox", "quickbooks", "--stop")
    assert "has ended" in ended.out


@pytest.fixture
def without_core(installed: Path) -> Iterator[Path]:
    """Take one file of the core out of what is installed."""
    file = installed / "procedures" / "crm-requests.md"
    taken = file.rename(file.with_suffix(".taken"))
    yield file
    taken.rename(file)


@pytest.mark.parametrize("door", ["init", "chat", "serve", "watch"])
def test_without_its_core_no_door_opens_and_each_says_why(
    installed: Path, home: Path, without_core: Path, door: str
) -> None:
    refused = deskhand(installed, "--home", home, door)
    assert (refused.code, refused.out) == (3, "")
    assert (
        f"deskhand: Deskhand is incomplete: {without_core.parent} has no {without_core.name}." in refused.err
    )
    assert refused.err.count("\n") == 1
