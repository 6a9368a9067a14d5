"""`deskhand connect quickbooks --try` in processes of its own, to a customer in the practice company's books."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.command import deskhand
from rivera import NOW
from typer.testing import CliRunner

from entrypoints.bootstrap import open_office
from entrypoints.cli.main import app
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from schemas.effects import Call, Outcome
from schemas.errors import BadArguments, BadConfiguration, DeskhandError

pytestmark = pytest.mark.usefixtures("processes")


@pytest.fixture
def home(sqlite_environment: dict[str, str]) -> Iterator[Path]:
    """Create a home with Maria; whatever runs for it ends with the test."""
    place = Path(sqlite_environment["DESKHAND_HOME"])
    set_up(RIVERA, place, NOW, {})
    submit(place, "add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    yield place
    office = open_office(place, NOW, {})
    office.quickbooks.practice.stop()
    office.close()


def submit(home: Path, tool: str, **arguments: str) -> Outcome:
    office = open_office(home, NOW, {})
    try:
        return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))
    finally:
        office.close()


def test_an_owner_can_try_it_without_an_account(home: Path) -> None:
    before = submit(home, "create_quickbooks_customer", contact="Maria").card
    assert before is not None
    connected = deskhand("--home", home, "connect", "quickbooks", "--try", "--json")
    assert connected.code == 0, connected.err
    assert "nothing reaches your real books" in connected.err
    assert json.loads(connected.out) == {
        "status": "connected to a practice company, not your real books", "cards": [before.approval + 1],
    }  # fmt: skip
    card = submit(home, "create_quickbooks_customer", contact="Maria").card
    assert card is not None
    done = deskhand("--home", home, "approvals", "approve", str(card.approval), "--digest", card.digest)
    assert "Done: Create Maria Lopez in QuickBooks" in done.out
    books = json.loads((home / "practice" / "quickbooks.json").read_text())
    assert "Maria Lopez" in [one["DisplayName"] for one in books["entities"]]
    assert "has ended" in deskhand("--home", home, "sandbox", "quickbooks", "--stop").out


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((), BadArguments, "--redirect"),
        (("--redirect", "http://example.com"), BadArguments, "https"),
        (("--try", "--sandbox"), BadArguments, "Choose one"),
        (("--redirect", "https://example.com/q"), BadConfiguration, "DESKHAND_QUICKBOOKS_CLIENT_ID"),
        (("--sandbox", "--port", "0"), BadConfiguration, "DESKHAND_QUICKBOOKS_CLIENT_ID"),
    ],
)
def test_what_is_missing_to_connect_is_said(
    home: Path, arguments: tuple[str, ...], error: type[DeskhandError], said: str
) -> None:
    ran = CliRunner().invoke(app, ["--home", str(home), "--now", NOW, "connect", "quickbooks", *arguments])
    assert type(ran.exception) is error
    assert said in str(ran.exception)
    assert ran.output == ""


def test_it_is_told_when_there_was_nothing_to_end(home: Path) -> None:
    ran = CliRunner().invoke(app, ["--home", str(home), "--now", NOW, "sandbox", "quickbooks", "--stop"])
    assert (ran.exit_code, ran.output) == (0, "It does not run.\n")
    removed = CliRunner().invoke(
        app, ["--home", str(home), "--now", NOW, "connect", "quickbooks", "--remove"]
    )
    assert (removed.exit_code, removed.output) == (0, "QuickBooks: not connected.\n")
