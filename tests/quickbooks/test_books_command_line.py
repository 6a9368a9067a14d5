"""`deskhand connect quickbooks --try` in processes of its own, to a customer in the practice company's books."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.command import deskhand, is_one_clear_sentence


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home with Maria; whatever runs for it ends with the test."""
    place = tmp_path / "home"
    assert deskhand("--home", place, "init", "--name", "Rivera", "--country", "US").code == 0
    maria = json.dumps({"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142"})
    assert deskhand("--home", place, "tool", "add_contact", maria).code == 0
    yield place
    deskhand("--home", place, "sandbox", "quickbooks", "--stop")


def test_an_owner_can_try_it_without_an_account(home: Path) -> None:
    before = deskhand("--home", home, "tool", "create_quickbooks_customer", '{"contact": "Maria"}')
    assert "not connected yet" in before.out
    connected = deskhand("--home", home, "connect", "quickbooks", "--try", "--json")
    assert connected.code == 0, connected.err
    assert "nothing reaches your real books" in connected.err
    assert json.loads(connected.out) == {
        "status": "connected to a practice company, not your real books", "cards": [2],
    }  # fmt: skip
    card = json.loads(deskhand("--home", home, "approvals", "show", "2", "--json").out)
    done = deskhand("--home", home, "approvals", "approve", "2", "--digest", card["digest"])
    assert "Done: Create Maria Lopez in QuickBooks" in done.out
    books = json.loads((home / "practice" / "quickbooks.json").read_text())
    assert "Maria Lopez" in [one["DisplayName"] for one in books["entities"]]
    assert "practice company" in deskhand("--home", home, "status").out
    assert "has ended" in deskhand("--home", home, "sandbox", "quickbooks", "--stop").out
    assert "does not run" in deskhand("--home", home, "sandbox", "quickbooks", "--stop").out
    removed = deskhand("--home", home, "connect", "quickbooks", "--remove")
    assert "not connected" in removed.out
    assert "Intuit could not be told" in removed.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "--redirect"),
        (("--redirect", "http://example.com"), 2, "https"),
        (("--try", "--sandbox"), 2, "Choose one"),
        (("--redirect", "https://example.com/q"), 3, "DESKHAND_QUICKBOOKS_CLIENT_ID"),
        (("--sandbox", "--port", "0"), 3, "DESKHAND_QUICKBOOKS_CLIENT_ID"),
    ],
)
def test_what_is_missing_to_connect_is_said_in_a_sentence(
    home: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = deskhand("--home", home, "connect", "quickbooks", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert is_one_clear_sentence(ran)
