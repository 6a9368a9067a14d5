"""Faults of QuickBooks and of the way there: one customer each, every id kept, nothing repeated blindly."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from quickbooks_practice import NEVER_LONG, Crash, Practising

from integrations.quickbooks.sandbox.faults import Way
from integrations.quickbooks.sandbox.refusals import Refusal
from schemas.effects import Card, OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.records import Approval, Contact, Notice

DONE = ApprovalStatus.DONE


def made_once(bench: Practising, contact_id: str) -> bool:
    """Return whether there is one customer there, whose number is on record."""
    [one] = bench.entities()
    return bench.contact(contact_id).quickbooks_customer_id == f"practice-{one['Id']}"


def test_an_answer_lost_after_acting_is_found_and_the_id_kept(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    books.sandbox.faults.add(Way.DROP)
    assert books.decide(card).kind == OutcomeKind.DONE
    assert made_once(books, maria)
    assert len(books.writes()) == 1
    assert books.approval(card.approval).result == {"found_done": True, "id": "practice-1"}


def test_a_request_that_is_never_answered_ends_in_time(sqlite_books: Practising) -> None:
    """Check that it ends, though the client library waits for ever."""
    maria = sqlite_books.maria()
    card = sqlite_books.card()
    sqlite_books.online.sign_in.time_out = (5.0, 0.3)
    sqlite_books.sandbox.faults.add(Way.HANG)
    sqlite_books.decide(card)
    sqlite_books.sandbox.faults.released.set()
    sqlite_books.online.sign_in.time_out = NEVER_LONG
    sqlite_books.sweep(minutes=5)
    assert made_once(sqlite_books, maria)


@pytest.mark.parametrize("way", [Way.THROTTLE, Way.THROTTLE_XML, Way.BUSY], ids=["429", "429 in XML", "503"])
def test_quickbooks_says_how_long_to_wait_and_that_is_waited(books: Practising, way: Way) -> None:
    """Check that it is read, though the client library makes an error 10000 of each and loses `Retry-After`."""
    maria = books.maria()
    card = books.card()
    books.sandbox.faults.add(way, retry_after=240)
    outcome = books.decide(card)
    assert "wait 240 seconds" in outcome.problem["message"]  # type: ignore[index]
    assert books.sweep(seconds=200) == []
    assert [one.kind for one in books.sweep(seconds=50)] == [OutcomeKind.DONE]
    assert made_once(books, maria)


def test_a_503_after_acting_is_looked_up_not_repeated(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    books.sandbox.faults.add(Way.BUSY_AFTER)
    assert books.decide(card).kind == OutcomeKind.DONE
    assert made_once(books, maria)
    assert len(books.writes()) == 1


def test_while_it_cannot_be_told_it_is_tried_again_under_the_same_key(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    books.sandbox.faults.add(Way.DROP)
    for _ in range(2):
        books.sandbox.faults.add(Way.BUSY, "/batch")
    outcome = books.decide(card)
    assert "can't happen twice" in outcome.problem["message"]  # type: ignore[index]
    books.sweep(minutes=10)
    assert made_once(books, maria)
    assert len({one.query["requestid"] for one in books.writes()}) == 1
    assert len(books.writes()) == 2


def test_a_consent_that_ends_while_it_cannot_be_told_does_not_make_it_failed(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    books.sandbox.faults.add(Way.DROP)
    books.sandbox.faults.add(Way.BUSY, "/batch")
    books.decide(card)
    books.sandbox.answers.sign_in.refresh.clear()
    books.sandbox.answers.sign_in.access.clear()
    books.sweep(minutes=5)
    assert books.approval(card.approval).status == ApprovalStatus.EXECUTING
    books.connect()
    books.sweep(minutes=5)
    assert made_once(books, maria)


def test_a_repeat_that_is_refused_says_nothing_of_the_attempt_that_cannot_be_told(books: Practising) -> None:
    """Check a customer who was created and whose answer was lost: `failed` would be a lie."""
    books.maria()
    card = books.card()
    books.sandbox.faults.add(Way.DROP)
    books.sandbox.faults.add(Way.BUSY, "/batch")
    books.decide(card)
    books.sandbox.faults.add(Way.BUSY, "/batch")
    books.sandbox.faults.add(Way.REFUSE, refusal=Refusal("6000", "A business rule", "Detail of it"))
    books.sweep(minutes=5)
    assert len(books.entities()) == 1
    assert books.approval(card.approval).status == ApprovalStatus.UNKNOWN
    assert [one.kind for one in books.rows(Notice) if one.kind.startswith("act_")] == ["act_unknown"]


def test_a_process_that_ends_after_acting_leaves_it_to_the_next(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    books.writer.crashes = 1
    with pytest.raises(Crash):
        books.decide(card)
    assert books.sweep(seconds=10) == []
    books.sweep(minutes=5)
    assert made_once(books, maria)
    assert books.approval(card.approval).status == DONE
    assert len(books.writes()) == 1


def test_a_customer_changed_by_hand_after_a_crash_is_not_created_twice(books: Practising) -> None:
    """Check that the look does not know it again, and that the repeat under the same key gets the first answer."""
    maria = books.maria()
    card = books.card()
    books.writer.crashes = 1
    with pytest.raises(Crash):
        books.decide(card)
    books.entities()[0]["DisplayName"] = "Maria L."
    books.sweep(minutes=5)
    assert made_once(books, maria)


def test_a_sign_in_that_ends_in_the_middle_is_renewed_and_the_request_made(books: Practising) -> None:
    """Check that it is renewed, though the client library renews nothing: a 401 is the end there."""
    maria = books.maria()
    card = books.card()
    before = books.sandbox.answers.sign_in.renewals
    books.sandbox.faults.add(Way.EXPIRE)
    assert books.decide(card).kind == OutcomeKind.DONE
    assert books.sandbox.answers.sign_in.renewals == before + 1
    assert made_once(books, maria)


def test_a_renewed_sign_in_that_is_not_taken_either_is_tried_later(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    for _ in range(2):
        books.sandbox.faults.add(Way.EXPIRE)
    assert "just renewed" in books.decide(card).problem["message"]  # type: ignore[index]
    books.sweep(minutes=5)
    assert made_once(books, maria)


def test_a_fault_without_a_code_is_told_in_its_words(sqlite_books: Practising) -> None:
    """Check that it is told, though the client library fails with a `TypeError` of its own."""
    sqlite_books.maria()
    card = sqlite_books.card()
    sqlite_books.sandbox.faults.add(Way.NO_CODE)
    message = sqlite_books.decide(card).problem["message"]  # type: ignore[index]
    assert "Something went wrong: No number was given to it" in message
    assert sqlite_books.approval(card.approval).status == ApprovalStatus.FAILED


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("6000", "A business rule: Detail of it"),
        ("2040", "A business rule: Detail of it"),
        ("6190", "subscription has ended or was not paid"),
        ("3100", "may not do this there"),
        ("5020", "may not do this there"),
    ],
)
def test_refusals_are_told_apart_by_their_code(sqlite_books: Practising, code: str, said: str) -> None:
    """Check the codes for which the client library has no class of its own, or the same for several."""
    sqlite_books.maria()
    card = sqlite_books.card()
    sqlite_books.sandbox.faults.add(Way.REFUSE, refusal=Refusal(code, "A business rule", "Detail of it"))
    assert said in sqlite_books.decide(card).problem["message"]  # type: ignore[index]
    assert sqlite_books.approval(card.approval).status == ApprovalStatus.FAILED
    assert any(said in one.text for one in sqlite_books.rows(Notice))
    assert sqlite_books.entities() == []


def test_a_company_that_does_not_run_says_how_to_start_it(sqlite_books: Practising) -> None:
    sqlite_books.maria()
    sqlite_books.sandbox.stop()
    problem = sqlite_books.do("create_quickbooks_customer", contact="Maria").problem
    assert problem is not None
    assert "deskhand sandbox quickbooks" in problem["message"]


def test_whatever_the_client_library_says_of_itself_this_is_why_it_is_gone_round() -> None:
    """Check the library's faults: if one is mended, `integrations/quickbooks/wire.py` can become simpler."""
    from quickbooks.client import QuickBooks
    from quickbooks.exceptions import QuickbooksException
    from quickbooks.utils import build_where_clause

    for fault, raised in (
        ({"Message": "no code"}, TypeError),
        ({"Message": "odd code", "code": "3001;x"}, ValueError),
        ({"Message": "duplicate", "code": "6240"}, QuickbooksException),
        ({"Message": "stale", "code": "5010"}, QuickbooksException),
    ):
        with pytest.raises(raised) as caught:
            QuickBooks.handle_exceptions({"Error": [fault]})
        assert type(caught.value) is raised
    assert build_where_clause(DisplayName="ends in \\") == "DisplayName = 'ends in \\'"


MOST_SWEEPS = 40
WAYS = (None, Way.DROP, Way.BUSY, Way.BUSY_AFTER, Way.THROTTLE, Way.THROTTLE_XML, Way.EXPIRE, "crash")


def created_through_faults(bench: Practising, count: int) -> None:
    """Propose and approve that many customers, each through up to two faults; time passes until all is done."""
    chance = random.Random(7)
    for number in range(count):
        bench.machine.instant += timedelta(seconds=3)
        contact_id = add_person(bench, number)
        card = card_in_the_end(bench, contact_id)
        for way in chance.sample(WAYS, 2):
            if way == "crash":
                bench.writer.crashes = 1
            elif way is not None:
                bench.sandbox.faults.add(way, chance.choice(["/customer", "/customer", "/batch"]))
        with suppress(Crash):
            bench.decide(card)
        if number % 20 == 19:
            bench.restart()
            go_on(bench)
    for _ in range(MOST_SWEEPS):
        go_on(bench, minutes=90)
        if all(one.status != ApprovalStatus.EXECUTING for one in bench.rows(Approval)):
            return


def go_on(bench: Practising, minutes: int = 3) -> None:
    with suppress(Crash):
        bench.sweep(minutes=minutes)


def card_in_the_end(bench: Practising, contact_id: str) -> Card:
    """Ask again, a minute later, while QuickBooks can't be looked into; return the card."""
    for _ in range(10):
        outcome = bench.do("create_quickbooks_customer", contact=contact_id)
        if outcome.card is not None:
            return outcome.card
        bench.machine.instant += timedelta(minutes=1)
    raise AssertionError(outcome.problem)


def add_person(bench: Practising, number: int) -> str:
    return bench.maria(
        first_name=f"Maria{number}", last_name=f"Lopez{number}", phone=f"+1512{2_000_000 + number * 97:07}",
        email=f"m{number}@example.com",
    )  # fmt: skip


def check_created_through_faults(bench: Practising, count: int) -> None:
    created_through_faults(bench, count)
    approvals = bench.rows(Approval)
    assert [one.status for one in approvals] == [DONE] * count
    there = {one["DisplayName"]: f"practice-{one['Id']}" for one in bench.entities()}
    assert len(there) == len(bench.entities()) == count
    ours = {f"{one.first_name} {one.last_name}": one.quickbooks_customer_id for one in bench.rows(Contact)}
    assert ours == there
    assert {one.query["requestid"] for one in bench.writes()} == {one.effect_key for one in approvals}
    assert len(bench.writes()) > count


def test_customers_created_through_faults_are_there_once_each(books: Practising) -> None:
    check_created_through_faults(books, 20)


@pytest.mark.long
def test_a_thousand_customers_created_through_faults_are_there_once_each(sqlite_books: Practising) -> None:
    check_created_through_faults(sqlite_books, 1000)
