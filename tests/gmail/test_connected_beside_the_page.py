"""An account that is connected in another terminal counts on an open page at once, be there a watch beside it or not."""

import os
import subprocess
import sys

import pytest
from gmail.fault_proxy import FaultProxy
from gmail.postbox import client_of, consented, gmail_connecting
from rivera import NOW
from sqlmodel import select
from web.browsing import page_of

from entrypoints.bootstrap import Office, open_office
from schemas.effects import Call
from schemas.records import Contact

pytestmark = pytest.mark.usefixtures("processes")


def test_a_mail_goes_by_gmail_that_was_connected_after_the_page_was_opened(
    sqlite_environment: dict[str, str], sqlite_office: Office, proxy: FaultProxy, address: str
) -> None:
    del sqlite_office
    environment = {**sqlite_environment, "DESKHAND_GMAIL_URL": proxy.url}
    office = open_office(now=NOW, environment=environment)
    with page_of(office) as page:
        owner, desk = page.as_("owner"), office.desk("cli")
        jane = {"first_name": "Jane", "last_name": "Doe", "email": "jane@example.net"}
        office.gate.submit(desk, Call(tool="add_contact", arguments=jane))
        letter = {"to": "Jane", "subject": "Your repipe", "text": "Does Friday suit you?"}
        card = office.gate.submit(desk, Call(tool="send_message", arguments=letter)).card
        assert card is not None
        terminal = open_office(now=NOW, environment=environment)
        connecting = gmail_connecting(terminal)
        asking = connecting.asking(client_of(proxy.url))
        connecting.finish(asking, consented(proxy, address, asking.address))
        terminal.close()
        assert address in owner.get("/settings/connections").text
        proxy.calls.clear()
        answer = {"digest": card.digest, "answer": "yes"}
        assert owner.post(f"/approvals/{card.approval}/decide", answer).status == 303
        assert "drafts.send" in proxy.names()
        assert not [one for one in office.settings.outgoing_mail.rglob("*") if one.is_file()]
    office.close()


def test_the_books_that_are_connected_after_the_page_was_opened_are_asked(
    sqlite_environment: dict[str, str], sqlite_office: Office
) -> None:
    del sqlite_office
    office = open_office(now=NOW, environment=sqlite_environment)
    with page_of(office) as page:
        owner = page.as_("owner")
        office.gate.submit(
            office.desk("cli"), Call(tool="add_contact", arguments={"first_name": "Jane", "last_name": "Doe"})
        )
        before = owner.call("create_quickbooks_customer", contact="Jane")
        assert "/approvals/" in before.headers["location"]
        beside(sqlite_environment, "connect", "quickbooks", "--try")
        try:
            waiting = office.gate.submit(office.desk("cli"), Call(tool="list_approvals"))
            assert waiting.result is not None
            (card,) = waiting.result.data["approvals"]
            answer = {"digest": card["digest"], "answer": next(iter(card["answers"]))}
            heard = owner.post(f"/approvals/{card['approval']}/decide", answer)
            assert heard.status == 303, heard.text
            with office.desk("cli").unit.reading() as session:
                assert session.exec(select(Contact.quickbooks_customer_id)).one()
        finally:
            beside(sqlite_environment, "sandbox", "quickbooks", "--stop")
    office.close()


def beside(environment: dict[str, str], *command: str) -> None:
    """Run a command in another terminal."""
    run = [sys.executable, "-m", "entrypoints.cli.main", "--now", NOW, *command]
    done = subprocess.run(
        run, check=False, env={**os.environ, **environment}, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
