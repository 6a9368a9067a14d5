"""Connecting QuickBooks: state, company, rotation, two processes at once, the end of a consent; and no token anywhere."""

import logging
import threading
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from quickbooks_practice import Practising

from integrations.connections import ConsentLost
from integrations.quickbooks import connecting, sign_in
from integrations.quickbooks.connecting import Consent
from integrations.quickbooks.sandbox.answers import Request
from integrations.quickbooks.sandbox.faults import Way
from schemas.effects import OutcomeKind
from schemas.errors import (
    AgainstTheRules,
    BadArguments,
    BadConfiguration,
    NotConnected,
    OutsideRefused,
    OutsideUnavailable,
)
from schemas.records import AuditRow

HOUR = timedelta(hours=1, minutes=1)


@pytest.fixture
def intuit(sqlite_books: Practising, monkeypatch: pytest.MonkeyPatch) -> Practising:
    """Put the practice company in the place of Intuit itself, with nothing connected."""
    sqlite_books.online.connecting().remove()
    for environment in ("production", "sandbox"):
        monkeypatch.setitem(sign_in.DISCOVERY, environment, sqlite_books.sandbox.discovery)
        monkeypatch.setitem(connecting.API, environment, f"{sqlite_books.sandbox.base}/v3")
    return sqlite_books


def consent(bench: Practising, environment: str = "production") -> Consent:
    redirect = "https://rivera.example.com/quickbooks"
    return bench.online.connecting().consent(environment, "our-id", "canary-secret", redirect)


def agreed(bench: Practising, asked: Consent) -> str:
    """Return the address that the browser is redirected to after the owner agreed."""
    location = bench.sandbox.answers.to(Request("GET", asked.address, "", ""), bench.sandbox.base).location
    assert location.startswith(asked.app.redirect)
    return location


def test_consent_asks_for_the_books_alone_with_a_state_nobody_can_guess(intuit: Practising) -> None:
    one, other = consent(intuit), consent(intuit)
    asked = {key: value[0] for key, value in parse_qs(urlsplit(one.address).query).items()}
    assert asked["scope"] == "com.intuit.quickbooks.accounting"
    assert asked["response_type"] == "code"
    assert asked["state"] == one.state != other.state
    assert len(one.state) >= 32
    assert "canary-secret" not in one.address


def test_real_books_are_connected_with_the_address_that_the_browser_shows(intuit: Practising) -> None:
    asked = consent(intuit)
    realm = intuit.online.connecting().finish(asked, f"  {agreed(intuit, asked)}\n")
    assert (realm, intuit.online.status()) == ("practice", "connected to company practice")
    intuit.maria()
    card = intuit.card()
    assert "Where" not in [field.name for field in card.fields]
    assert intuit.decide(card).kind == OutcomeKind.DONE


@pytest.mark.parametrize("state", ["", "another"])
def test_an_answer_with_another_state_is_not_taken(intuit: Practising, state: str) -> None:
    asked = consent(intuit)
    given = agreed(intuit, asked).replace(asked.state, state)
    with pytest.raises(BadArguments, match="does not belong to this sign-in"):
        intuit.online.connecting().finish(asked, given)
    assert intuit.online.status() == "not connected"


def test_an_answer_without_a_code_says_what_to_copy(intuit: Practising) -> None:
    asked = consent(intuit)
    for given in (asked.app.redirect, "", "nonsense"):
        with pytest.raises(BadArguments):
            intuit.online.connecting().finish(asked, given)
    with pytest.raises(BadArguments, match="Copy it whole"):
        intuit.online.connecting().finish(
            asked, f"https://x.example.com/?{urlencode({'state': asked.state})}"
        )


def test_a_consent_refused_there_connects_nothing(intuit: Practising) -> None:
    intuit.sandbox.answers.consents = False
    asked = consent(intuit)
    with pytest.raises(OutsideRefused, match="consent was refused"):
        intuit.online.connecting().finish(asked, agreed(intuit, asked))


def test_a_code_is_good_once(intuit: Practising) -> None:
    asked = consent(intuit)
    given = agreed(intuit, asked)
    intuit.online.connecting().finish(asked, given)
    with pytest.raises(OutsideRefused, match="good for a few minutes and once"):
        intuit.online.connecting().finish(asked, given)


def test_the_numbers_of_one_company_are_not_used_for_another(intuit: Practising) -> None:
    asked = consent(intuit)
    intuit.online.connecting().finish(asked, agreed(intuit, asked))
    again = consent(intuit)
    given = agreed(intuit, again).replace("realmId=practice", "realmId=999")
    with pytest.raises(AgainstTheRules, match="the same numbers are other people"):
        intuit.online.connecting().finish(again, given)
    with pytest.raises(AgainstTheRules, match="Your real books are connected"):
        intuit.connect()


def test_the_browser_comes_back_to_this_machine(intuit: Practising) -> None:
    receiver = intuit.online.receiver(0)
    asked = intuit.online.connecting().consent("sandbox", "our-id", "canary-secret", receiver.redirect)
    assert receiver.redirect.startswith("http://localhost:")

    def browser() -> None:
        for address in (receiver.redirect.replace("/quickbooks", "/favicon.ico"), agreed(intuit, asked)):
            try:
                urllib.request.urlopen(address, timeout=10).read()
            except urllib.error.HTTPError as error:
                assert error.code == 404

    coming = threading.Thread(target=browser)
    coming.start()
    given = receiver.wait(20)
    coming.join(20)
    intuit.online.connecting().finish(asked, given)
    assert intuit.online.status() == "connected to a sandbox company, not your real books"


def test_nobody_coming_back_ends_in_time(intuit: Practising) -> None:
    with pytest.raises(OutsideUnavailable, match="Nobody came back"):
        intuit.online.receiver(0).wait(0.05)


def test_a_taken_port_says_so(intuit: Practising) -> None:
    taken = urlsplit(intuit.sandbox.base).port
    assert taken is not None
    with pytest.raises(BadConfiguration, match="--port"):
        intuit.online.receiver(taken)


def test_a_token_is_renewed_before_it_ends_and_the_old_refresh_token_is_dead(
    sqlite_books: Practising,
) -> None:
    before = sqlite_books.online.connections().account("quickbooks").token
    sqlite_books.machine.instant += HOUR
    sqlite_books.maria()
    sqlite_books.card()
    after = sqlite_books.online.connections().account("quickbooks").token
    assert after["refresh_token"] != before["refresh_token"]
    assert after["app"] == before["app"]
    assert sqlite_books.asked(lambda one: one.path.endswith("/batch"))[0].authorization.endswith(
        after["access_token"]
    )
    with pytest.raises(ConsentLost):
        sqlite_books.online.sign_in.renewed(before)


def test_two_processes_that_renew_at_once_do_it_once(books: Practising) -> None:
    books.maria()
    books.machine.instant += HOUR
    other = Practising.at(books.office, books.sandbox, books.machine)
    barrier = threading.Barrier(4)
    found: list[object] = []

    def look(bench: Practising) -> None:
        barrier.wait(20)
        found.append(bench.online.reader.find(["Maria Lopez"], "", "").found)

    threads = [threading.Thread(target=look, args=(bench,)) for bench in (books, other, books, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [(), (), (), ()]
    assert books.sandbox.answers.sign_in.renewals == 1


def test_a_consent_that_has_ended_is_told_with_what_to_do_and_can_be_given_again(
    sqlite_books: Practising,
) -> None:
    sqlite_books.maria()
    card = sqlite_books.card()
    sqlite_books.sandbox.answers.sign_in.refresh.clear()
    sqlite_books.sandbox.answers.sign_in.access.clear()
    message = sqlite_books.decide(card).problem["message"]  # type: ignore[index]
    assert "deskhand connect quickbooks" in message
    assert "no longer accepts the sign-in" in sqlite_books.online.status()
    assert "not connected" in sqlite_books.card().fields[-1].value
    sqlite_books.connect()
    assert sqlite_books.decide(sqlite_books.card()).kind == OutcomeKind.DONE


def test_removing_ends_the_consent_there_too(sqlite_books: Practising) -> None:
    token = sqlite_books.online.connections().account("quickbooks").token
    assert sqlite_books.online.connecting().remove() is True
    assert sqlite_books.online.status() == "not connected"
    with pytest.raises(ConsentLost):
        sqlite_books.online.sign_in.renewed(token)
    with pytest.raises(NotConnected):
        sqlite_books.online.connections().account("quickbooks")


def test_the_library_is_never_handed_what_would_renew_by_itself(sqlite_books: Practising) -> None:
    """Check that its constructor, given a client without an access token, renews and overwrites the refresh
    token.
    """
    from unittest.mock import Mock

    from quickbooks.client import QuickBooks

    theirs = Mock(access_token=None, refresh_token="rotated", environment="production", client_id="x")
    assert QuickBooks(auth_client=theirs, refresh_token="given", minorversion=75).refresh_token == "rotated"
    library = sqlite_books.online.reader.client._library(
        sqlite_books.online.connections().account("quickbooks")
    )
    assert library.auth_client is None
    assert not hasattr(library, "refresh_token")


def test_signing_in_reads_the_discovery_document_once(sqlite_books: Practising) -> None:
    sqlite_books.machine.instant += HOUR
    sqlite_books.maria()
    sqlite_books.card()
    assert len(sqlite_books.asked(lambda one: "openid_configuration" in one.path)) == 1


def test_no_token_or_secret_is_in_the_database_logs_errors_or_audit(
    intuit: Practising, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries = {"canary-secret"}
    caplog.set_level(logging.DEBUG)
    asked = consent(intuit)
    given = agreed(intuit, asked)
    canaries.add(parse_qs(urlsplit(given).query)["code"][0])
    intuit.online.connecting().finish(asked, given)
    heard = []
    intuit.maria()
    for way in (Way.EXPIRE, Way.NO_CODE, Way.NOT_JSON, Way.DROP, Way.BUSY):
        intuit.sandbox.faults.add(way, "/batch")
        heard.append(str(intuit.do("create_quickbooks_customer", contact="Maria").as_json()))
        canaries |= (
            intuit.sandbox.answers.sign_in.access.keys() | intuit.sandbox.answers.sign_in.refresh.keys()
        )
    heard.append(str(intuit.decide(intuit.card()).as_json()))
    intuit.sandbox.answers.sign_in.refresh.clear()
    intuit.sandbox.faults.add(Way.EXPIRE, "/batch")
    heard.append(str(intuit.do("update_quickbooks_customer", contact="Maria").as_json()))
    assert len(canaries) >= 4
    written = b"".join(
        path.read_bytes() for path in Path(intuit.office.settings.home).rglob("*") if path.is_file()
    )
    audit = str([row.model_dump() for row in intuit.rows(AuditRow)])
    places = [*heard, caplog.text, "".join(capfd.readouterr()), audit, repr(intuit.office.settings)]
    for canary in canaries:
        assert canary.encode() not in written
        assert [place for place in places if canary in place] == []
