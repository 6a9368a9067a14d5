"""Connecting Gmail: the owner's consent, what is kept of it, and what is said when it is gone."""

import json
import logging
import os
import subprocess
import threading
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cli.command import command, deskhand, environment
from gmail.described import Call
from gmail.fault_proxy import Fault, FaultProxy
from gmail.postbox import SECRET, Postbox, client_of, connected, consented, gmail_connecting
from receiving import letter
from rivera import NOW
from sqlalchemy import text

from entrypoints.bootstrap import Office, open_office
from entrypoints.clockwork import Clockwork
from integrations.connections import ConsentLost
from integrations.gmail import consent
from schemas.enums import ApprovalStatus, ConnectionStatus
from schemas.errors import BadArguments, OutsideRefused
from schemas.identity import MachineClock
from schemas.records import AuditRow, Connection, Notice


def test_only_reading_and_drafts_are_asked_for_with_a_fresh_proof_each_time(
    sqlite_office: Office, proxy: FaultProxy
) -> None:
    connecting = gmail_connecting(sqlite_office)
    asked = [parse_qs(urlsplit(connecting.asking(client_of(proxy.url)).address).query) for _ in range(2)]
    scopes = {scope.rpartition("/")[2] for scope in asked[0]["scope"][0].split()}
    assert scopes == {"gmail.readonly", "gmail.compose"}
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["code_challenge"] != asked[1]["code_challenge"]
    assert asked[0]["state"] != asked[1]["state"]
    assert asked[0]["access_type"] == ["offline"]


def test_a_code_that_somebody_else_asked_for_is_not_taken(
    sqlite_office: Office, proxy: FaultProxy, address: str
) -> None:
    connecting = gmail_connecting(sqlite_office)
    mine, theirs = connecting.asking(client_of(proxy.url)), connecting.asking(client_of(proxy.url))
    answer = consented(proxy, address, theirs.address)
    with pytest.raises(BadArguments, match="not the address that Google sent"):
        connecting.finish(mine, answer)
    # The code alone carries no state; the proof key still doesn't fit.
    with pytest.raises(OutsideRefused, match="invalid_grant"):
        connecting.finish(mine, parse_qs(urlsplit(answer).query)["code"][0])
    assert connecting.connections.row("gmail") is None


def test_a_no_and_a_partial_yes_connect_nothing(
    sqlite_office: Office, proxy: FaultProxy, address: str
) -> None:
    connecting = gmail_connecting(sqlite_office)
    asking = connecting.asking(client_of(proxy.url))
    with pytest.raises(OutsideRefused, match="you did not allow it"):
        connecting.finish(asking, "http://127.0.0.1:1/?error=access_denied")
    less = asking.address.replace("gmail.compose", "userinfo.email")
    with pytest.raises(OutsideRefused, match="tick both boxes"):
        connecting.finish(asking, consented(proxy, address, less))
    assert connecting.connections.row("gmail") is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"web": {"client_id": "x"}}', '{"installed": {"client_id": "x"}}']
)
def test_a_wrong_file_from_the_console_is_explained(
    sqlite_office: Office, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "client.json"
    file.write_text(content)
    with pytest.raises(BadArguments, match=r"docs/gmail\.md"):
        gmail_connecting(sqlite_office).client(file)


def test_the_browser_comes_back_to_this_machine(sqlite_office: Office) -> None:
    receiver = gmail_connecting(sqlite_office).receiver()
    assert receiver.redirect.startswith("http://127.0.0.1:")
    heard: list[str] = []
    waiting = threading.Thread(target=lambda: heard.append(receiver.wait(30)))
    waiting.start()
    assert b"close this window" in urllib.request.urlopen(f"{receiver.redirect}?state=s&code=c").read()
    waiting.join(timeout=30)
    assert heard == ["/?state=s&code=c"]


def test_a_token_that_ran_out_is_renewed_and_reading_goes_on(postbox: Postbox) -> None:
    postbox.arrive(letter())
    connections = gmail_connecting(postbox.office).connections
    account = connections.account("gmail")
    old = {**account.token, "expires_at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
    connections.connect("gmail", account.account, old, account.scopes)
    assert [one.fate for one in postbox.catch_up()] == ["lead"]
    assert connections.account("gmail").token["access_token"] != account.token["access_token"]
    assert connections.account("gmail").token["client"]["client_secret"] == SECRET


def test_a_token_that_google_refuses_once_is_renewed(sqlite_postbox: Postbox) -> None:
    sqlite_postbox.arrive(letter())
    refused: list[Fault] = ["sign in"]
    sqlite_postbox.proxy.fault = lambda call: refused.pop() if refused else ""
    assert [one.fate for one in sqlite_postbox.catch_up()] == ["lead"]


def test_a_process_that_was_there_before_reads_and_sends_by_gmail_from_its_next_round(
    sqlite_office: Office, sqlite_environment: dict[str, str], proxy: FaultProxy, address: str
) -> None:
    environment = {**sqlite_environment, "DESKHAND_GMAIL_URL": proxy.url}
    watching = open_office(now=NOW, environment=environment)
    clockwork = Clockwork(watching, MachineClock())
    assert list(clockwork.work().take_in_mail()) == []
    postbox = connected(sqlite_office, sqlite_environment, proxy, address, NOW)
    postbox.arrive(letter("Jane Doe <jane@example.net>", "Dripping tap", "My tap drips. Can you come?"))
    assert "Dripping tap" in "".join(clockwork.work().take_in_mail())
    card = postbox.propose("jane@example.net")
    watching.gate.decide(watching.desk("cli"), card.number, card.digest)
    assert postbox.sent_keys() == [card.effect_key]
    assert not watching.settings.outgoing_mail.exists()
    gmail_connecting(postbox.office).connections.remove("gmail")
    clockwork.work()
    assert watching.readers.mailbox is None
    watching.close()
    postbox.office.close()


def revoked(postbox: Postbox) -> None:
    """Revoke the access as the owner, in their Google account."""
    refresh = gmail_connecting(postbox.office).connections.account("gmail").token["refresh_token"]
    urllib.request.urlopen(f"{postbox.proxy.url}oauth2/revoke", f"token={refresh}".encode(), timeout=20)

    def signed_out(call: Call) -> Fault:
        return "sign in"

    postbox.proxy.fault = signed_out


def test_lost_consent_is_one_clear_notice_and_no_card_is_lost_over_it(postbox: Postbox) -> None:
    postbox.done("add_contact", first_name="Jane", last_name="Doe", email="jane@example.net")
    card = postbox.propose("Jane")
    revoked(postbox)
    for _ in range(3):
        with pytest.raises(ConsentLost, match="deskhand connect gmail"):
            postbox.catch_up()
    (notice,) = postbox.all(Notice)
    assert notice.kind == "mailbox_lost"
    assert "after 7 days" in " ".join(notice.text.split())
    outcome = postbox.approve(card)
    assert "Nothing was sent; the card waits" in str(outcome.problem)
    assert postbox.status(card) == ApprovalStatus.PENDING
    status = postbox.do("mail_status").result
    assert status is not None
    assert "no longer accepts the sign-in" in status.text
    assert status.data["connected"] is False


def test_no_secret_stands_in_logs_errors_database_or_audit(
    postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    connecting = gmail_connecting(postbox.office)
    asking = connecting.asking(client_of(postbox.proxy.url))
    answer = consented(postbox.proxy, postbox.address, asking.address)
    connecting.finish(asking, answer)
    token = connecting.connections.account("gmail").token
    expired = {**token, "expires_at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
    connecting.connections.connect("gmail", postbox.address, expired, consent.SCOPES)
    postbox.arrive(letter())
    postbox.catch_up()
    renewed = connecting.connections.account("gmail").token
    revoked(postbox)
    with pytest.raises(ConsentLost) as lost:
        postbox.catch_up()
    code = parse_qs(urlsplit(answer).query)["code"][0]
    secrets = [SECRET, code, token["access_token"], token["refresh_token"], renewed["access_token"]]
    with postbox.office.database.engine.connect() as raw:
        tables = (Connection, AuditRow, Notice)
        rows = "".join(str(raw.execute(text(f"SELECT * FROM {one.__tablename__}")).all()) for one in tables)
    everything = (
        caplog.text + rows + str(lost.value) + repr(lost.value.as_problem()) + repr(postbox.office.settings)
    )
    assert "gmail" in everything
    assert [secret for secret in secrets if secret in everything] == []
    files = [path for path in postbox.office.settings.home.rglob("*") if path.is_file()]
    held = [
        (path.name, secret) for path in files for secret in secrets if secret.encode() in path.read_bytes()
    ]
    assert held == []


def test_a_removed_account_is_forgotten_and_mail_goes_to_files_again(sqlite_postbox: Postbox) -> None:
    home = str(sqlite_postbox.office.settings.home)
    said = deskhand("--home", home, "connect", "gmail", "--remove")
    assert said.code == 0
    assert "is no longer connected" in said.out
    (row,) = sqlite_postbox.all(Connection)
    assert (row.status, row.sealed) == (ConnectionStatus.REMOVED, "")
    assert "No mailbox is connected" in deskhand("--home", home, "intake", "--status").out


@pytest.mark.usefixtures("processes")
def test_connect_by_pasting_reads_the_mailbox_and_status_tells_of_it(
    sqlite_office: Office, proxy: FaultProxy, address: str, tmp_path: Path
) -> None:
    proxy.testing = True
    home, file = str(sqlite_office.settings.home), tmp_path / "client.json"
    file.write_text(json.dumps(client_of(proxy.url)))
    variables = environment(
        DESKHAND_GMAIL_URL=proxy.url, OAUTHLIB_INSECURE_TRANSPORT="1", PYTHONUNBUFFERED="1", COLUMNS="4000"
    )
    running = subprocess.Popen(
        command("--home", home, "connect", "gmail", "--client", str(file), "--paste", "--back", "all"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=variables,
    )
    assert running.stdin is not None
    assert running.stdout is not None
    opened = next(line for line in running.stdout if line.startswith("http"))
    running.stdin.write(consented(proxy, address, opened.strip()) + "\n")
    running.stdin.flush()
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert f"Gmail {address} is connected" in out
    assert "nothing new" in out
    assert "Google ends this sign-in by itself" in out
    changes = {name: variables[name] for name in ("DESKHAND_GMAIL_URL", "OAUTHLIB_INSECURE_TRANSPORT")}
    told = json.loads(deskhand("--home", home, "intake", "--status", "--json", **changes).out)["result"]
    assert told["connected"] is True
    assert told["lag_seconds"] < 600
    audited = deskhand("--home", home, "intake", "--audit", "--days", "3", "--json", **changes)
    assert json.loads(audited.out)["missing"] == 0
    assert f"Gmail {address}" in deskhand("--home", home, "status", **changes).out
    assert "still in Testing" in deskhand("--home", home, "intake", "--status", **changes).out
    own = sqlite_office.settings.recognisers
    own.mkdir()
    (own / "mine.yaml").write_text("sauce: telepathy\n")
    read = deskhand("--home", home, "intake", **changes)
    assert read.code == 0
    assert "mine.yaml" in read.err
    assert os.environ.get("DESKHAND_GMAIL_URL") is None
