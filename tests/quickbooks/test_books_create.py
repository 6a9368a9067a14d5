"""A customer in QuickBooks: after a yes, exactly as shown, and looked for before (rows C10, H5)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quickbooks_practice import Practising, fields_of

from schemas.effects import OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.records import Approval, Company, Notice


def test_nothing_is_written_before_the_yes_and_exactly_the_card_after_it(books: Practising) -> None:
    maria = books.maria(company="Lopez Bakery")
    card = books.card()
    assert books.writes() == []
    shown = fields_of(card)
    assert shown["Where"].startswith("a practice company")
    outcome = books.decide(card)
    assert outcome.kind == OutcomeKind.DONE
    assert books.sent() == [
        {
            "DisplayName": shown["Name"], "GivenName": "Maria", "FamilyName": "Lopez", "CompanyName": shown["Company"],
            "PrimaryPhone": {"FreeFormNumber": shown["Phone"]}, "PrimaryEmailAddr": {"Address": shown["E-mail"]},
            "BillAddr": {"Line1": shown["Address"]},
        }
    ]  # fmt: skip
    assert books.contact(maria).quickbooks_customer_id == "practice-1"
    assert [one.quickbooks_customer_id for one in books.rows(Company)] == ["practice-1"]
    approval = books.approval(card.approval)
    assert approval.result == {"id": "practice-1"}
    assert books.writes()[0].query["requestid"] == approval.effect_key


def test_a_card_costs_one_read_and_a_create_none(sqlite_books: Practising) -> None:
    sqlite_books.maria()
    card = sqlite_books.card()
    assert [one.path.rpartition("/")[2] for one in sqlite_books.reads()] == ["batch"]
    sqlite_books.decide(card)
    assert len(sqlite_books.reads()) == 1


def test_a_no_creates_nothing(sqlite_books: Practising) -> None:
    sqlite_books.maria()
    sqlite_books.decide(sqlite_books.card(), "cancel")
    assert sqlite_books.entities() == []
    assert sqlite_books.writes() == []


@pytest.mark.parametrize(
    ("name", "phone", "email", "same"),
    [
        ("M. Lopez", "512.555.0142", "", "same phone"),
        ("M. Lopez", "+1 512 555 0142", "", "same phone"),
        ("M. Lopez", "", "MARIA@example.com", "same e-mail"),
        ("MARIA LOPEZ", "", "", "same name"),
        ("Maria Lopez", "(512) 555-0142", "maria@example.com", "same name, phone and e-mail"),
    ],
)
@pytest.mark.parametrize("active", [True, False], ids=["active", "inactive"])
def test_the_same_customer_there_is_found_and_can_be_linked(
    sqlite_books: Practising, name: str, phone: str, email: str, same: str, active: bool
) -> None:
    maria = sqlite_books.maria()
    number = sqlite_books.put("Customer", name, phone, email, Active=active)
    card = sqlite_books.card()
    found = next(field for field in card.fields if field.name == "In QuickBooks")
    assert found.note == same + ("" if active else "; inactive there")
    outcome = sqlite_books.decide(card, "link")
    assert outcome.kind == OutcomeKind.DONE, outcome.problem
    assert sqlite_books.writes() == []
    assert sqlite_books.contact(maria).quickbooks_customer_id == f"practice-{number}"


def test_whoever_shares_only_the_last_digits_is_not_them(sqlite_books: Practising) -> None:
    sqlite_books.put("Customer", "Tom Becker", "(737) 555-0142", "tom@example.com")
    sqlite_books.maria()
    assert list(sqlite_books.card().answers) == ["yes"]


def test_with_several_alike_each_can_be_linked_or_a_new_one_created(books: Practising) -> None:
    books.put("Customer", "M. Lopez", "512 555 0142")
    second = books.put("Customer", "Lopez Bakery", "", "maria@example.com")
    maria = books.maria()
    card = books.card()
    assert list(card.answers) == ["link practice 1", "link practice 2", "create"]
    books.decide(card, "link practice 2")
    assert books.contact(maria).quickbooks_customer_id == f"practice-{second}"


def test_another_person_with_the_same_phone_can_still_be_created(books: Practising) -> None:
    books.put("Customer", "Luis Lopez", "512 555 0142")
    maria = books.maria()
    books.decide(books.card(), "create")
    assert [one["DisplayName"] for one in books.entities()] == ["Luis Lopez", "Maria Lopez"]
    assert books.contact(maria).quickbooks_customer_id == "practice-2"


@pytest.mark.parametrize("kind", ["Vendor", "Employee"])
@pytest.mark.parametrize("active", [True, False], ids=["active", "inactive"])
def test_a_name_that_a_vendor_or_employee_has_is_told_apart(
    sqlite_books: Practising, kind: str, active: bool
) -> None:
    sqlite_books.put(kind, "Maria Lopez", Active=active)
    maria = sqlite_books.maria()
    card = sqlite_books.card()
    assert list(card.answers) == ["other name"]
    assert f"{kind} in QuickBooks has that name".lower() in card.why.lower()
    sqlite_books.decide(card)
    assert [one["DisplayName"] for one in sqlite_books.entities()] == [fields_of(card)["Name"]]
    assert fields_of(card)["Name"] == "Maria Lopez (123 Main St)"
    assert sqlite_books.contact(maria).quickbooks_customer_id is not None


def test_the_other_name_is_one_that_nobody_has(sqlite_books: Practising) -> None:
    sqlite_books.put("Vendor", "Maria Lopez")
    sqlite_books.put("Employee", "maria lopez (123 main st)")
    sqlite_books.maria()
    assert fields_of(sqlite_books.card())["Name"] == "Maria Lopez (0142)"


def test_the_owner_can_give_another_name(sqlite_books: Practising) -> None:
    sqlite_books.put("Vendor", "Maria Lopez")
    sqlite_books.maria()
    card = sqlite_books.card()
    edited = sqlite_books.office.gate.edit(
        sqlite_books.office.desk("cli"), card.approval, {"display_name": "Maria from Main"}
    )
    assert edited.card is not None
    assert list(edited.card.answers) == ["yes"]
    sqlite_books.decide(edited.card)
    assert [one["DisplayName"] for one in sqlite_books.entities()] == ["Maria from Main"]


def test_a_name_taken_after_the_card_was_made_is_asked_about_anew(books: Practising) -> None:
    maria = books.maria()
    card = books.card()
    books.put("Customer", "Maria Lopez", "512 555 0142")
    outcome = books.decide(card)
    assert outcome.kind == OutcomeKind.FAILED
    assert books.approval(card.approval).status == ApprovalStatus.FAILED
    [anew] = outcome.cards()
    assert list(anew.answers) == ["link", "other name"]
    books.decide(anew, "link")
    assert books.contact(maria).quickbooks_customer_id == "practice-1"
    assert len(books.entities()) == 1


def test_details_that_changed_after_the_card_was_made_make_it_stale(books: Practising) -> None:
    books.maria()
    card = books.card()
    books.do("update_contact", contact="Maria", phone="512-555-0199")
    assert books.decide(card).kind == OutcomeKind.REFUSED
    assert books.approval(card.approval).status == ApprovalStatus.STALE
    assert books.writes() == []


def test_asking_again_looks_again_and_replaces_a_card_that_no_longer_fits(books: Practising) -> None:
    books.maria()
    first, same = books.card(), books.card()
    assert same.approval == first.approval
    books.put("Customer", "M. Lopez", "512 555 0142")
    anew = books.card()
    assert list(anew.answers) == ["link", "create"]
    old = books.approval(first.approval)
    assert (old.status, old.replaced_by) == (ApprovalStatus.WITHDRAWN, anew.approval)


def test_a_card_from_before_the_connection_is_not_carried_out_without_a_look(
    sqlite_books: Practising,
) -> None:
    sqlite_books.online.connecting().remove()
    sqlite_books.maria()
    card = sqlite_books.card()
    assert "not connected yet" in fields_of(card)["Before"]
    assert sqlite_books.decide(card).problem["kind"] == "not_connected"  # type: ignore[index]
    sqlite_books.connect()
    assert "nobody has looked" in sqlite_books.decide(card).problem["message"]  # type: ignore[index]
    assert sqlite_books.writes() == []


def test_winning_offers_it_once_however_many_deals(books: Practising) -> None:
    maria = books.maria()
    for title in ("Repipe", "Heater"):
        books.do("open_lead", title=title, contact=maria, estimated_value=8000)
        books.do("convert_lead", lead=title)
    won = [books.decide(books.card("mark_won", opportunity=title)) for title in ("Repipe", "Heater")]
    offered = [card.approval for outcome in won for card in outcome.cards()]
    assert len(offered) == 2
    assert len(set(offered)) == 1
    [card] = won[0].cards()
    books.decide(card)
    books.do("open_lead", title="Sink", contact=maria, estimated_value=80)
    books.do("convert_lead", lead="Sink")
    assert books.decide(books.card("mark_won", opportunity="Sink")).cards() == []
    assert len(books.entities()) == 1


def test_a_win_while_quickbooks_cannot_be_reached_offers_it_later(books: Practising) -> None:
    from integrations.quickbooks.sandbox.faults import Way

    maria = books.maria()
    books.do("open_lead", title="Repipe", contact=maria, estimated_value=8000)
    books.do("convert_lead", lead="Repipe")
    books.sandbox.faults.add(Way.BUSY, "/batch")
    won = books.decide(books.card("mark_won", opportunity="Repipe"))
    assert won.cards() == []
    assert "tried again later" in won.followed_by[0].problem["message"]  # type: ignore[index]
    [later] = books.sweep(minutes=2)
    assert later.card is not None
    assert later.card.tool == "create_quickbooks_customer"


def test_a_merge_of_two_customers_says_so(sqlite_books: Practising) -> None:
    sqlite_books.maria()
    sqlite_books.decide(sqlite_books.card())
    sqlite_books.do("add_contact", first_name="Mary", last_name="Lopes", phone="512-555-0177")
    sqlite_books.decide(sqlite_books.card(contact="Mary"))
    card = sqlite_books.card("merge_contacts", keep="Maria", other="Mary")
    assert "both are customers there" in fields_of(card)["QuickBooks"]


def test_being_billed_as_their_company_is_offered_where_that_is_a_customer(sqlite_books: Practising) -> None:
    sqlite_books.maria(company="Lopez Bakery")
    sqlite_books.decide(sqlite_books.card())
    sqlite_books.do(
        "add_contact", first_name="Tom", last_name="Reed", phone="512-555-0188", company="Lopez Bakery"
    )
    card = sqlite_books.card(contact="Tom Reed")
    assert card.answers["link"].endswith("Lopez Bakery")
    assert "create" in card.answers


def test_somebody_without_a_name_is_not_proposed(sqlite_books: Practising) -> None:
    sqlite_books.do("add_contact", phone="512-555-0142")
    outcome = sqlite_books.do("create_quickbooks_customer", contact="512-555-0142")
    assert outcome.problem is not None
    assert outcome.problem["missing"] == ["name"]
    assert sqlite_books.asked(lambda one: "/v3/" in one.path) == []


def test_what_was_only_practised_does_not_count_in_the_real_books(sqlite_books: Practising) -> None:
    maria = sqlite_books.maria()
    sqlite_books.decide(sqlite_books.card())
    assert sqlite_books.contact(maria).quickbooks_customer_id == "practice-1"
    sqlite_books.online.connecting().remove()
    assert list(sqlite_books.card().answers) == ["yes"]


def test_what_could_not_be_searched_is_said_on_the_card(sqlite_books: Practising) -> None:
    sqlite_books.sandbox.company.filterable.discard("PrimaryPhone")
    sqlite_books.maria()
    assert "phone numbers of customers" in fields_of(sqlite_books.card())["Not looked for"]


def test_settled_as_done_by_the_owner_it_is_looked_for_and_offered_to_link(books: Practising) -> None:
    from integrations.quickbooks.sandbox.faults import Way

    maria = books.maria()
    card = books.card()
    for _ in range(40):
        books.sandbox.faults.add(Way.NOT_JSON, "/v3/")
    books.decide(card)
    for _ in range(12):
        books.sweep(days=1)
    assert books.approval(card.approval).status == ApprovalStatus.UNKNOWN
    assert any("can't be told" in one.text for one in books.rows(Notice))
    books.sandbox.faults.waiting.clear()
    books.put("Customer", "Maria Lopez", "512 555 0142")
    desk = books.office.desk("cli")
    settled = books.office.gate.settle(desk, card.approval, ApprovalStatus.DONE)
    [link] = settled.cards()
    books.decide(link, "link")
    assert books.contact(maria).quickbooks_customer_id == "practice-1"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(first=NAMES, last=NAMES)
def test_any_name_is_sent_as_shown_and_taken_there(sqlite_books: Practising, first: str, last: str) -> None:
    added = sqlite_books.do("add_contact", first_name=first, last_name=last)
    if added.result is None:
        return
    before = len(sqlite_books.entities())
    sqlite_books.machine.instant += timedelta(seconds=5)
    outcome = sqlite_books.do("create_quickbooks_customer", contact=added.result.data["contact_id"])
    if outcome.card is None:
        assert outcome.problem is not None
        assert outcome.problem["kind"] == "against_the_rules"
        return
    answer = list(outcome.card.answers)[-1]
    assert sqlite_books.decide(outcome.card, answer).kind == OutcomeKind.DONE
    name = outcome.card.answers[answer].removeprefix("Create ").removesuffix(" in QuickBooks")
    assert [one["DisplayName"] for one in sqlite_books.entities()[before:]] == [name]
    assert sqlite_books.sent()[-1]["DisplayName"] == name


def test_no_customer_is_there_without_an_approved_card(books: Practising) -> None:
    for number, decided in enumerate(["", "cancel", ""]):
        books.maria(first_name=f"Maria{number}", phone=f"512-555-014{number}", email=f"m{number}@example.com")
        books.decide(books.card(contact=f"Maria{number}"), decided)
    approved = {one.effect_key for one in books.rows(Approval) if one.status == ApprovalStatus.DONE}
    assert {one.query["requestid"] for one in books.writes()} == approved
    assert len(books.entities()) == 2
