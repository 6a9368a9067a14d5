"""A later change of phone, e-mail or address is offered to QuickBooks as a card with the difference."""

import pytest
from quickbooks_practice import Practising, fields_of

from integrations.quickbooks.sandbox.faults import Way
from schemas.effects import Card, OutcomeKind
from schemas.enums import ApprovalStatus


@pytest.fixture
def linked(books: Practising) -> Practising:
    """Link Maria, who is customer 1 there, with a note and terms that we know nothing of."""
    books.maria()
    books.decide(books.card())
    books.entities()[0].update({"Notes": "Pays late", "SalesTermRef": {"value": "3"}})
    return books


def changed(bench: Practising, **details: str) -> Card:
    """Change Maria, and return the card that follows."""
    outcome = bench.do("update_contact", contact="Maria", **details)
    [card] = outcome.cards()
    assert card.tool == "update_quickbooks_customer"
    return card


def test_the_card_shows_the_difference_and_only_that_is_sent(linked: Practising) -> None:
    card = changed(linked, phone="512-555-0199")
    [field] = [one for one in card.fields if one.name != "Where"]
    assert (field.name, field.value, field.note) == ("Phone", "(512) 555-0199", "there now: (512) 555-0142")
    assert linked.decide(card).kind == OutcomeKind.DONE
    assert linked.sent()[-1] == {
        "Id": "1", "SyncToken": "0", "sparse": True, "PrimaryPhone": {"FreeFormNumber": "(512) 555-0199"},
    }  # fmt: skip
    [there] = linked.entities()
    assert there["PrimaryPhone"]["FreeFormNumber"] == "(512) 555-0199"
    assert (there["Notes"], there["SalesTermRef"]) == ("Pays late", {"value": "3"})
    assert there["PrimaryEmailAddr"] == {"Address": "maria@example.com"}


def test_a_new_address_leaves_no_part_of_the_old_one(linked: Practising) -> None:
    linked.entities()[0]["BillAddr"] = {"Line1": "1 Old Rd", "City": "Waco", "PostalCode": "76701"}
    card = changed(linked, address="9 New St, Austin, TX 78701")
    assert (
        next(one.note for one in card.fields if one.name == "Address") == "there now: 1 Old Rd, Waco, 76701"
    )
    linked.decide(card)
    address = linked.entities()[0]["BillAddr"]
    assert "".join(address.values()) == "9 New St, Austin, TX 78701"


def test_a_change_made_there_meanwhile_is_read_and_asked_about_anew(linked: Practising) -> None:
    card = changed(linked, phone="512-555-0199")
    linked.sandbox.company.change(
        "Customer",
        {"Id": "1", "SyncToken": "0", "sparse": True, "PrimaryPhone": {"FreeFormNumber": "512 555 0100"}},
    )
    outcome = linked.decide(card)
    assert outcome.kind == OutcomeKind.FAILED
    assert "somebody has changed this customer there" in outcome.problem["message"]  # type: ignore[index]
    [anew] = outcome.cards()
    assert next(one.note for one in anew.fields if one.name == "Phone") == "there now: 512 555 0100"
    assert linked.decide(anew).kind == OutcomeKind.DONE
    assert linked.entities()[0]["PrimaryPhone"]["FreeFormNumber"] == "(512) 555-0199"


def test_a_change_whose_answer_was_lost_is_found_done(linked: Practising) -> None:
    card = changed(linked, phone="512-555-0199")
    linked.sandbox.faults.add(Way.DROP)
    assert linked.decide(card).kind == OutcomeKind.DONE
    assert linked.entities()[0]["SyncToken"] == "1"


def test_a_second_change_replaces_the_card_of_the_first(linked: Practising) -> None:
    first = changed(linked, phone="512-555-0199")
    second = changed(linked, phone="512-555-0188")
    gone = linked.approval(first.approval)
    assert (gone.status, gone.replaced_by) == (ApprovalStatus.STALE, second.approval)
    linked.decide(second)
    assert linked.entities()[0]["PrimaryPhone"]["FreeFormNumber"] == "(512) 555-0188"


def test_what_they_have_and_we_do_not_is_left_to_them(sqlite_books: Practising) -> None:
    sqlite_books.put("Customer", "Maria Lopez", "512 555 0142", "m.lopez@example.com")
    sqlite_books.do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    sqlite_books.decide(sqlite_books.card(), "link")
    outcome = sqlite_books.do("update_quickbooks_customer", contact="Maria")
    assert outcome.problem is not None
    assert "as we have them" in outcome.problem["message"]


@pytest.mark.parametrize("details", [{"notes": "Gate code 12"}, {"first_name": "Mary"}])
def test_other_changes_ask_nothing(sqlite_books: Practising, details: dict[str, str]) -> None:
    sqlite_books.maria()
    sqlite_books.decide(sqlite_books.card())
    before = len(sqlite_books.sandbox.requests)
    assert sqlite_books.do("update_contact", contact="Maria", **details).followed_by == []
    assert len(sqlite_books.sandbox.requests) == before


def test_without_a_connection_a_change_says_nothing_of_quickbooks(sqlite_books: Practising) -> None:
    sqlite_books.do("add_contact", first_name="Maria", phone="512-555-0142")
    sqlite_books.do("link_quickbooks_customer", contact="Maria", quickbooks_customer_id="77")
    sqlite_books.online.connecting().remove()
    outcome = sqlite_books.do("update_contact", contact="Maria", phone="512-555-0199")
    assert (outcome.kind, outcome.followed_by) == (OutcomeKind.DONE, [])


def test_somebody_who_is_not_linked_is_offered_to_be_created(sqlite_books: Practising) -> None:
    sqlite_books.maria()
    problem = sqlite_books.do("update_quickbooks_customer", contact="Maria").problem
    assert problem is not None
    assert problem["instead"]["tool"] == "create_quickbooks_customer"


def test_a_customer_who_is_gone_there_is_told(sqlite_books: Practising) -> None:
    sqlite_books.do("add_contact", first_name="Maria", phone="512-555-0142")
    sqlite_books.do("link_quickbooks_customer", contact="Maria", quickbooks_customer_id="practice-77")
    problem = sqlite_books.do("update_quickbooks_customer", contact="Maria").problem
    assert problem is not None
    assert "no customer of that number" in problem["message"]


def test_the_card_of_a_change_goes_stale_when_our_record_changes(sqlite_books: Practising) -> None:
    sqlite_books.maria()
    sqlite_books.decide(sqlite_books.card())
    card = changed(sqlite_books, phone="512-555-0199")
    sqlite_books.sandbox.faults.add(Way.BUSY, f"/customer/{1}")
    sqlite_books.do("update_contact", contact="Maria", phone="512-555-0177")
    assert "have changed since" in sqlite_books.decide(card).problem["message"]  # type: ignore[index]
    assert fields_of(card)["Phone"] == "(512) 555-0199"
