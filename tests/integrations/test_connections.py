"""Connected accounts: sealed at rest, renewed once however many ask."""

import os
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from entrypoints.bootstrap import Office
from integrations.connections import Account, Connections, ConsentLost
from integrations.sealing import KEY_FILE, SealOfHome
from schemas.database import UnitOfWork
from schemas.errors import BadConfiguration, NotConnected, OutsideUnavailable
from schemas.identity import FixedClock

TOKEN = {"access_token": "canary-access", "refresh_token": "canary-refresh"}


def connections(office: Office) -> Connections:
    unit = UnitOfWork(office.database, office.business.business_id, office.clock, office.new_id)
    return Connections(unit, SealOfHome(office.settings.home), office.clock)


@pytest.fixture
def account(office: Office) -> Account:
    return connections(office).connect("gmail", "office@example.com", TOKEN, ("read",))


@pytest.fixture
def keyless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_token_comes_back_as_it_was_kept(office: Office, account: Account) -> None:
    again = connections(office).account("gmail")
    assert again == account
    assert again.token == TOKEN


def test_no_token_stands_in_the_database(office: Office, account: Account) -> None:
    with office.database.engine.connect() as raw:
        rows = raw.execute(text("SELECT * FROM connections")).all()
    assert "office@example.com" in str(rows)
    assert "canary" not in str(rows)


def test_the_key_is_readable_by_its_owner_alone_whatever_the_umask(
    office: Office, keyless: None, account: Account
) -> None:
    connections(office)
    mode = stat.S_IMODE((office.settings.home / KEY_FILE).stat().st_mode)
    assert mode == 0o600


def test_another_key_says_what_to_do(office: Office, account: Account) -> None:
    (office.settings.home / KEY_FILE).unlink()
    with pytest.raises(BadConfiguration, match="connect the account again"):
        connections(office).account("gmail")


def test_a_damaged_key_says_what_to_do(office: Office) -> None:
    office.settings.home.mkdir(exist_ok=True)
    (office.settings.home / KEY_FILE).write_text("no key")
    with pytest.raises(BadConfiguration, match="damaged"):
        connections(office).connect("gmail", "office@example.com", TOKEN, ("read",))


def test_what_was_never_connected_says_how(office: Office) -> None:
    with pytest.raises(NotConnected, match="deskhand connect quickbooks"):
        connections(office).account("quickbooks")


def test_eight_at_once_ask_the_provider_once_and_all_get_its_answer(office: Office, account: Account) -> None:
    asked: list[dict[str, Any]] = []
    got: list[Account] = []

    def ask(old: dict[str, Any]) -> dict[str, Any]:
        asked.append(old)
        return {"access_token": f"fresh-{len(asked)}", "refresh_token": "rotated"}

    def renew() -> None:
        got.append(connections(office).renew(account, ask))

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert asked == [TOKEN]
    assert [one.token["access_token"] for one in got] == ["fresh-1"] * 8
    assert connections(office).account("gmail").token["refresh_token"] == "rotated"


def test_a_process_that_began_to_renew_while_its_clock_was_ahead_keeps_no_other_from_it(
    office: Office, account: Account
) -> None:
    renewed: list[Account] = []
    unit = UnitOfWork(office.database, office.business.business_id, office.clock, office.new_id)
    ahead = FixedClock(office.clock.now() + timedelta(days=400))

    def meanwhile_another_asks(old: dict[str, Any]) -> dict[str, Any]:
        patient = Connections(unit, SealOfHome(office.settings.home), office.clock, pause=lambda _: None)
        renewed.append(patient.renew(account, lambda _: {"access_token": "second"}))
        raise OutsideUnavailable("no answer")

    with pytest.raises(OutsideUnavailable, match="no answer"):
        Connections(unit, SealOfHome(office.settings.home), ahead).renew(account, meanwhile_another_asks)
    assert [one.version for one in renewed] == [2]


def test_the_new_token_is_on_record_before_anybody_uses_it(office: Office, account: Account) -> None:
    renewed = connections(office).renew(account, lambda old: {"access_token": "second"})
    assert connections(office).account("gmail") == renewed


def test_a_provider_that_cannot_be_reached_leaves_the_old_token_and_the_right_to_ask(
    office: Office, account: Account
) -> None:
    def unreachable(old: dict[str, Any]) -> dict[str, Any]:
        raise OutsideUnavailable("no answer")

    with pytest.raises(OutsideUnavailable):
        connections(office).renew(account, unreachable)
    assert connections(office).account("gmail") == account
    assert connections(office).renew(account, lambda old: {"access_token": "second"}).version == 2


def test_lost_consent_is_told_to_everybody_until_it_is_connected_again(
    office: Office, account: Account
) -> None:
    def refused(old: dict[str, Any]) -> dict[str, Any]:
        raise ConsentLost("Gmail no longer accepts the sign-in. Connect it again: deskhand connect gmail")

    with pytest.raises(ConsentLost):
        connections(office).renew(account, refused)
    with pytest.raises(NotConnected, match="no longer accepts"):
        connections(office).account("gmail")
    connections(office).connect("gmail", "office@example.com", TOKEN, ("read",))
    assert connections(office).account("gmail").token == TOKEN


def test_a_removed_account_leaves_no_token(office: Office, account: Account) -> None:
    connections(office).remove("gmail")
    with pytest.raises(NotConnected):
        connections(office).account("gmail")
    with office.database.engine.connect() as raw:
        assert raw.execute(text("SELECT sealed FROM connections")).scalar_one() == ""
