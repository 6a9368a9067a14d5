"""A mail provider is a folder: put beside the others, it is listed, connected, read from and sent through."""

import json
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import format_datetime
from pathlib import Path

import pytest
from cli.command import Ran, deskhand
from receiving import letter
from rivera import NOW
from web.browsing import page_of

import integrations
from entrypoints.bootstrap import Office, open_office
from schemas.errors import BadConfiguration
from schemas.identity import MachineClock
from schemas.mail_providers import providers_in

BESIDE = Path(__file__).parent / "beside"
ADDRESS, PASSWORD = "office@post.example.com", "open sesame"


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count the folder `beside` as one of `integrations`, and change nothing else of the product."""
    monkeypatch.setattr(integrations, "__path__", [*integrations.__path__, str(BESIDE)])
    yield
    for name in ("integrations.postoffice", "integrations.postoffice.provider"):
        sys.modules.pop(name, None)
    vars(integrations).pop("postoffice", None)


@pytest.fixture
def office_at(tmp_path: Path) -> Path:
    """Create a post office where one mail lies."""
    place = tmp_path / "post"
    (place / "in").mkdir(parents=True)
    (place / "password").write_text(PASSWORD)
    comes(place, "1", sender="Jane Doe <jane@example.net>", text="My toilet leaks, can you come?")
    return place


def comes(post: Path, name: str, **written: str) -> None:
    """Let a mail come to the post office, now."""
    raw = letter(message_id=f"{name}@example.net", date=format_datetime(MachineClock().now()), **written)
    (post / "in" / name).write_bytes(raw)


class Owner:
    """Types commands in one home.

    Args:
        home: its folder.
        post: the folder of the post office.
    """

    def __init__(self, home: Path, post: Path) -> None:
        self.home = home
        self.post = post

    def types(self, *arguments: object, given: bytes = b"") -> Ran:
        return deskhand("--home", self.home, *arguments, given=given)

    def connects(self, password: str = PASSWORD) -> Ran:
        typed = f"{ADDRESS}\n{password}\n".encode()
        return self.types("connect", "postoffice", "--at", self.post, "--back", "all", given=typed)

    def proposes(self, to: str) -> list[str]:
        """Return what says yes to a card for a mail, as typed after `deskhand`."""
        mail = json.dumps({"to": to, "subject": "Toilet", "text": "On Friday?"})
        card = json.loads(self.types("tool", "send_message", mail).out)["card"]
        return ["approvals", "approve", str(card["approval"]), "--digest", card["digest"]]

    def sent(self) -> list[bytes]:
        return [one.read_bytes() for one in sorted((self.post / "sent" / "new").iterdir())]


@pytest.fixture
def owner(sqlite_office: Office, office_at: Path, beside: None) -> Owner:
    del beside
    sqlite_office.close()
    return Owner(sqlite_office.settings.home, office_at)


def test_it_is_listed_with_its_own_options_on_the_command_line_and_the_page(owner: Owner) -> None:
    listed = owner.types("connect", "--help").out
    assert [line.split()[0] for line in listed.partition("Commands:\n")[2].splitlines()] == [
        *("gmail", "postoffice", "model", "quickbooks")
    ]
    own = owner.types("connect", "postoffice", "--help").out
    assert "Connect a box at the post office." in own
    assert [one for one in ("--at DIR", "--back DAYS", "--remove", "--client") if one in own] == [
        *("--at DIR", "--back DAYS", "--remove")
    ]
    office = open_office(owner.home, NOW)
    with page_of(office) as page:
        shown = page.as_("owner").get("/settings/connections").text
    office.close()
    assert "deskhand connect postoffice" in shown and "docs/command-line.md" in shown
    assert (
        "Connect one: deskhand connect gmail or deskhand connect postoffice"
        in owner.types("intake", "--status").out
    )


def test_connected_its_mail_is_read_and_followed_and_none_is_missed(owner: Owner) -> None:
    connected = owner.connects()
    assert connected.code == 0, connected.said
    assert (
        f"Post office {ADDRESS} is connected." in connected.out
        and "The counter closes at five." in connected.out
    )
    assert "New inquiry from Jane Doe" in connected.out
    comes(owner.post, "2", sender="Ann Other <ann@example.net>", subject="Tap", text="My tap drips.")
    assert "New inquiry from Ann Other" in owner.types("intake").out
    assert json.loads(owner.types("intake", "--audit", "--json").out)["missing"] == 0
    status = owner.types("intake", "--status").out
    assert f"Post office {ADDRESS}, connected" in status and "The box is let until" in status


def test_what_is_approved_goes_out_by_it_once(owner: Owner) -> None:
    owner.connects()
    approved = owner.types(*owner.proposes("jane@example.net"))
    assert "Sent the mail to Jane Doe" in approved.out, approved.said
    (mail,) = [message_from_bytes(one) for one in owner.sent()]
    assert (mail["To"], mail["From"]) == ("Jane Doe <jane@example.net>", f"Rivera Plumbing <{ADDRESS}>")


def test_a_lost_sign_in_keeps_the_card_and_connecting_again_sends_it(owner: Owner) -> None:
    owner.connects()
    yes = owner.proposes("jane@example.net")
    (owner.post / "password").write_text("another")
    assert "another password now" in owner.types("intake").said
    assert "Nothing was sent; the card waits" in owner.types(*yes).said
    assert "does not know that password" in owner.connects().said
    assert owner.connects("another").code == 0
    assert "Sent the mail to Jane Doe" in owner.types(*yes).out


def test_one_mailbox_is_connected_at_a_time_and_taken_away_by_its_own_command(owner: Owner) -> None:
    owner.connects()
    refused = owner.types("connect", "gmail")
    assert refused.code == 2
    assert (
        f"Post office {ADDRESS} is connected" in refused.err and "connect postoffice --remove" in refused.err
    )
    removed = owner.types("connect", "postoffice", "--remove").out
    assert f"Post office {ADDRESS} is no longer connected" in removed and "Hand the key in, too." in removed
    assert "not connected; nothing was changed" in owner.types("connect", "postoffice", "--remove").out
    assert "No mailbox is connected" in owner.types("intake", "--status").out


def test_two_providers_of_one_name_are_a_startup_error_that_names_both_files(
    tmp_path: Path, beside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del beside
    twin = tmp_path / "parcels"
    twin.mkdir()
    (twin / "__init__.py").touch()
    (twin / "provider.py").write_text((BESIDE / "postoffice" / "provider.py").read_text())
    monkeypatch.setattr(integrations, "__path__", [*integrations.__path__, str(tmp_path)])
    with pytest.raises(BadConfiguration) as refused:
        providers_in(integrations)
    assert str(twin) in refused.value.message and str(BESIDE) in refused.value.message
    for name in ("integrations.parcels", "integrations.parcels.provider"):
        sys.modules.pop(name, None)
