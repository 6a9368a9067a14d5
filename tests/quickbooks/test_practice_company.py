"""The practice company answers as Intuit documents it (docs/quickbooks.md), asked by the real client library."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from quickbooks.client import QuickBooks
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.customer import Customer

from integrations.quickbooks.look_up import quoted, searches
from integrations.quickbooks.sandbox.company import Company
from integrations.quickbooks.sandbox.query import FILTERABLE, parsed
from integrations.quickbooks.sandbox.server import Sandbox
from integrations.quickbooks.wire import Wire


class Hand:
    """The library's client, signed in to a practice company whose clock is turned by hand."""

    def __init__(self, file: Path | None = None) -> None:
        self.seconds = 1000.0
        self.sandbox = Sandbox(file, now=self.now).start()
        self.client = QuickBooks(company_id="practice", minorversion=75)
        self.client.api_url_v3 = f"{self.sandbox.base}/v3"
        self.sign_in()

    def now(self) -> float:
        return self.seconds

    def sign_in(self) -> None:
        sign_in = self.sandbox.answers.sign_in
        form = {"grant_type": "authorization_code", "code": sign_in.code_for("here"), "redirect_uri": "here"}
        token = sign_in.exchanged(form)
        assert token is not None
        self.client.session = Wire(token["access_token"], (5.0, 10.0))

    def customer(self, name: str, **values: Any) -> Customer:
        customer = Customer()
        customer.DisplayName = name
        for key, value in values.items():
            setattr(customer, key, value)
        return customer

    def raw(self, path: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.client.session.access_token}"}
        return requests.get(f"{self.client.api_url_v3}/company/practice/{path}", headers=headers, timeout=10)


@pytest.fixture
def hand() -> Iterator[Hand]:
    made = Hand()
    yield made
    made.sandbox.stop()


def code_of(error: pytest.ExceptionInfo[QuickbooksException]) -> int:
    return int(error.value.error_code)


def test_the_library_creates_reads_finds_and_changes(hand: Hand) -> None:
    made = hand.customer("Amy Parker").save(qb=hand.client)
    assert Customer.get(made.Id, qb=hand.client).DisplayName == "Amy Parker"
    assert [one.Id for one in Customer.filter(DisplayName="amy parker", qb=hand.client)] == [made.Id]
    assert Customer.count(qb=hand.client) == 1
    made.Notes = "Changed"
    assert made.save(qb=hand.client).SyncToken == "1"


@pytest.mark.parametrize("kind", ["Customer", "Vendor", "Employee"])
@pytest.mark.parametrize("active", [True, False])
def test_a_name_is_there_once_over_the_three_kinds(hand: Hand, kind: str, active: bool) -> None:
    hand.sandbox.company.add(kind, {"DisplayName": "Amy Parker", "Active": active})
    with pytest.raises(QuickbooksException) as refused:
        hand.customer(" AMY parker ").save(qb=hand.client)
    assert code_of(refused) == 6240


def test_a_request_id_is_carried_out_once_and_answered_alike(hand: Hand) -> None:
    ids = {hand.customer("Amy Parker").save(qb=hand.client, request_id="r1").Id for _ in range(3)}
    assert len(ids) == len(hand.sandbox.company.of("Customer")) == 1


def test_an_old_sync_token_is_refused(hand: Hand) -> None:
    made = hand.customer("Amy Parker").save(qb=hand.client)
    made.save(qb=hand.client)
    with pytest.raises(QuickbooksException) as refused:
        made.save(qb=hand.client)
    assert code_of(refused) == 5010


def test_a_full_update_empties_what_it_leaves_out_and_a_sparse_one_does_not(hand: Hand) -> None:
    for sparse, notes in ((True, "Kept"), (False, None)):
        made = hand.sandbox.company.add("Customer", {"DisplayName": f"Amy {sparse}", "Notes": "Kept"})
        body = {"Id": made["Id"], "SyncToken": "0", "DisplayName": f"Amy {sparse}", "sparse": sparse}
        assert hand.client.update_object("Customer", json.dumps(body))["Customer"].get("Notes") == notes


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"DisplayName": "Amy: kitchen"}, 2040),
        ({"DisplayName": "Amy\tParker"}, 2040),
        ({"DisplayName": "x" * 501}, 2050),
        ({"DisplayName": "Amy", "GivenName": "x" * 101}, 2050),
        ({"DisplayName": "Amy", "PrimaryPhone": {"FreeFormNumber": "5" * 31}}, 2050),
        ({"DisplayName": "Amy", "PrimaryEmailAddr": {"Address": "amy"}}, 2210),
        ({"Notes": "nobody"}, 2020),
    ],
)
def test_what_is_not_valid_is_refused_by_number(hand: Hand, values: dict[str, Any], code: int) -> None:
    with pytest.raises(QuickbooksException) as refused:
        hand.client.create_object("Customer", json.dumps(values))
    assert code_of(refused) == code


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT * FROM Customer WHERE Notes = 'x'", 4001),
        ("SELECT * FROM Plumber", 4001),
        ("SELECT DisplayName FROM Customer", 4000),
        ("SELECT * FROM Customer WHERE DisplayName = 'x' OR Id = '1'", 4000),
        ("SELECT * FROM Customer WHERE DisplayName = 'it's'", 4000),
        ("SELECT * FROM Customer MAXRESULTS 1001", 4000),
    ],
)
def test_a_statement_that_the_language_lacks_is_refused(hand: Hand, statement: str, code: int) -> None:
    with pytest.raises(QuickbooksException) as refused:
        hand.client.query(statement)
    assert code_of(refused) == code


def test_inactive_ones_come_only_when_they_are_asked_for(hand: Hand) -> None:
    hand.sandbox.company.add("Customer", {"DisplayName": "Amy Parker", "Active": False})
    assert Customer.where("DisplayName LIKE 'Amy%'", qb=hand.client) == []
    assert len(Customer.where("DisplayName LIKE 'amy%' AND Active IN (true, false)", qb=hand.client)) == 1


def test_pages_are_cut(hand: Hand) -> None:
    for number in range(5):
        hand.sandbox.company.add("Customer", {"DisplayName": f"Amy {number}"})
    found = Customer.where("DisplayName LIKE 'Amy%'", start_position=2, max_results=2, qb=hand.client)
    assert [one.DisplayName for one in found] == ["Amy 1", "Amy 2"]


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60))
def test_any_value_comes_out_of_a_query_as_it_went_in(value: str) -> None:
    for search in searches([value], "", value):
        query = parsed(search.statement, (search.kind,), FILTERABLE)
        assert query.conditions[0].values == [value]
        assert query.conditions[1].values == ["true", "false"]


def test_a_value_cannot_become_a_part_of_the_statement() -> None:
    company = Company([])
    company.add("Customer", {"DisplayName": "Amy Parker"})
    value = r"x\' AND Active IN ('true','false') MAXRESULTS 1 \\"
    assert company.query(f"SELECT * FROM Customer WHERE DisplayName = {quoted(value)}") == {}
    company.add("Customer", {"DisplayName": value})
    found = company.query(f"SELECT * FROM Customer WHERE DisplayName = {quoted(value)}")
    assert [one["DisplayName"] for one in found["Customer"]] == [value]


def test_five_hundred_a_minute_are_answered_and_no_more(hand: Hand) -> None:
    hand.sandbox.throttle.a_minute = 25
    assert [hand.raw("customer/1").status_code for _ in range(26)] == [400] * 25 + [429]
    hand.seconds += 20
    assert hand.raw("customer/1").headers["Retry-After"] == "40"
    hand.seconds += 41
    assert hand.raw("customer/1").status_code == 400
    assert (Sandbox().throttle.a_minute, Sandbox().throttle.at_once, Sandbox().throttle.batches_a_minute) == (
        500,
        10,
        40,
    )


def test_ten_at_once_are_worked_on_and_no_more(hand: Hand) -> None:
    answered: list[int] = []
    threads = [
        threading.Thread(target=lambda: answered.append(hand.raw("customer/1").status_code))
        for _ in range(14)
    ]
    with hand.sandbox.answers.lock:
        for thread in threads:
            thread.start()
        while hand.sandbox.throttle.under_way < 10 or len(answered) < 4:
            assert any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(20)
    assert sorted(answered) == [400] * 10 + [429] * 4
    assert hand.sandbox.throttle.most_at_once == 10


def test_an_access_token_ends_after_an_hour(hand: Hand) -> None:
    assert hand.raw("customer/1").status_code == 400
    hand.seconds += 3601
    assert hand.raw("customer/1").status_code == 401


def test_another_company_is_not_shown(hand: Hand) -> None:
    hand.client.company_id = "999"
    with pytest.raises(QuickbooksException) as refused:
        hand.client.query("SELECT * FROM Customer")
    assert code_of(refused) == 3100


def test_after_a_restart_it_is_the_same(tmp_path: Path) -> None:
    first = Hand(tmp_path / "books.json")
    made = first.customer("Amy Parker").save(qb=first.client, request_id="r1")
    first.sandbox.stop()
    second = Hand(tmp_path / "books.json")
    second.client.session = Wire(first.client.session.access_token, (5.0, 10.0))
    assert second.customer("Amy Parker").save(qb=second.client, request_id="r1").Id == made.Id
    assert len(second.sandbox.company.of("Customer")) == 1
    second.sandbox.stop()
