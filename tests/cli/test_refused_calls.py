"""Calls that can't be right, through the gate as `deskhand tool` submits them: refused, with what to do, nothing kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome
from schemas.enums import Role
from schemas.records import Approval, AuditRow, Business, BusinessRow, Member, PermanentRow

SubmitCall = Callable[..., Outcome]


@pytest.fixture
def desk_with_deals(sqlite_office: Office, sqlite_do: SubmitCall) -> Office:
    """Make Maria's faucet a job and Omar's boiler a lost one; card #1 asks to mark Maria's as won."""
    for name, title, phone in (("Maria", "Faucet", "512-555-0142"), ("Omar", "Boiler", "512-555-0143")):
        sqlite_do("add_contact", first_name=name, phone=phone, address="1 Main St")
        sqlite_do("open_lead", title=title, contact=name)
        sqlite_do("convert_lead", lead=name)
    sqlite_do("mark_lost", opportunity="Omar", reason="price")
    assert sqlite_do("mark_won", opportunity="Maria").card is not None
    return sqlite_office


def _everything(office: Office) -> dict[str, list[dict[str, Any]]]:
    kinds = [
        kind
        for kind in (*BusinessRow.__subclasses__(), *PermanentRow.__subclasses__())
        if kind is not PermanentRow
    ]
    with office.desk("cli").unit.reading() as session:
        return {
            str(kind.__tablename__): [row.model_dump() for row in session.exec(select(kind))]
            for kind in kinds
        }


REFUSED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("add_contact", {}, ["needs at least a name"]),
    ("add_contact", {"first_name": True}, ["first_name must be text"]),
    ("add_contact", {"first_name": ["Ana"]}, ["first_name must be text"]),
    ("add_contact", {"first_name": "x" * 121}, ["longer than 120 characters"]),
    ("add_contact", {"first_name": "Ana\x00"}, ["can't be stored"]),
    (
        "add_contact",
        {"first_name": "Ana", "phone": "123"},
        ["'123' can't be a phone number", "(512) 555-0142"],
    ),
    ("add_contact", {"first_name": "Ana", "phone": "999-999-9999"}, ["can't be a phone number"]),
    ("add_contact", {"first_name": "Ana", "email": "ana@"}, ["can't be an e-mail address"]),
    (
        "add_contact",
        {"first_name": "Ana", "source": "carrier_pigeon"},
        ["source must be one of 'phone_call'"],
    ),
    ("add_contact", {"first_name": "Ana", "pets": 2}, ["pets is not an argument of add_contact; it takes: "]),
    ("open_lead", {"title": "  "}, ["needs a short title"]),
    ("open_lead", {"title": "Roof", "contact": "Zebulon"}, ["Nobody on record is called 'Zebulon'"]),
    ("open_lead", {"title": "Roof", "estimated_value": -1}, ["estimated_value must not be negative"]),
    ("open_lead", {"title": "Roof", "estimated_value": "NaN"}, ["must be an amount of money such as 3200"]),
    ("open_lead", {"title": "Roof", "estimated_value": float("inf")}, ["must be an amount of money"]),
    ("open_lead", {"title": "Roof", "estimated_value": "1.005"}, ["at most two decimals"]),
    ("open_lead", {"title": "Roof", "estimated_value": 10**12}, ["more than Deskhand keeps"]),
    ("open_lead", {"title": "Roof", "estimated_value": [1]}, ["must be an amount of money"]),
    (
        "log_interaction",
        {"about": "Maria", "follow_up_date": "2026-11-17"},
        ["is past", "give today or a later day"],
    ),
    (
        "log_interaction",
        {"about": "Maria", "follow_up_date": "tomorrow"},
        ["must be a day written like 2026-11-23"],
    ),
    ("log_interaction", {"about": "Maria", "type": "telepathy"}, ["type must be one of"]),
    ("log_interaction", {"about": ""}, ["about is empty"]),
    ("set_reminder", {"about": "Maria", "date": "2025-01-01"}, ["is past"]),
    ("set_reminder", {"about": "Maria"}, ["date is missing"]),
    ("update_opportunity", {"opportunity": "Maria", "expected_close_date": "2026-11-17"}, ["is past"]),
    ("update_lead", {"lead": "Maria", "expected_close_date": "2020-02-29"}, ["is past", "converted"]),
    ("update_opportunity", {"opportunity": "Maria", "amount": "-5"}, ["amount must not be negative"]),
    ("update_opportunity", {"opportunity": "Maria", "amount": "lots"}, ["must be an amount of money"]),
    (
        "update_opportunity",
        {"opportunity": "Maria", "stage": "flying"},
        ["stage must be one of 'estimating'"],
    ),
    ("update_opportunity", {"opportunity": "Maria", "stage": "won"}, ["mark_won, which asks first"]),
    ("update_opportunity", {"opportunity": "Maria", "stage": "lost"}, ["mark_lost, which takes the reason"]),
    ("update_opportunity", {"opportunity": "Maria"}, ["Say what to change"]),
    ("convert_lead", {"lead": "Maria"}, ["has been converted to a job already"]),
    ("convert_lead", {"lead": "Maria", "stage": "won"}, ["converted"]),
    ("mark_won", {"opportunity": "Omar"}, ["was lost (price)", "Reopen it first"]),
    ("mark_lost", {"opportunity": "Omar", "reason": "price"}, ["is lost already"]),
    ("mark_lost", {"opportunity": "Maria", "reason": "rain"}, ["reason must be one of"]),
    ("undo", {"steps": 0}, ["must be between 1 and 50"]),
    ("undo", {"steps": 1.5}, ["steps must be a whole number"]),
    ("undo", {"steps": "many"}, ["steps must be a whole number"]),
    ("list_leads", {"status": "sleeping"}, ["status must be one of"]),
    ("list_everything", {}, ["There is no tool 'list_everything'. Did you mean"]),
]


def test_each_wrong_call_is_refused_with_what_would_be_right_and_leaves_nothing(
    desk_with_deals: Office, sqlite_do: SubmitCall
) -> None:
    before = _everything(desk_with_deals)
    unclear = []
    for tool, arguments, told in REFUSED:
        outcome = sqlite_do(tool, **arguments)
        said = str((outcome.problem or {}).get("message", ""))
        fits = any(words in said for words in told) if tool == "update_lead" else all(w in said for w in told)
        if outcome.kind.value != "refused" or not fits or "Traceback" in said or "Input should" in said:
            unclear.append((tool, arguments, outcome.kind.value, said))
        assert _everything(desk_with_deals) == before, f"{tool} {arguments} left something behind"
    assert unclear == []


def _neighbour(office: Office) -> Office:
    """Add a second business to the same database, with two cards that wait."""
    second = Business(business_id=office.new_id(), name="Next Door", created_at=office.clock.now())
    owner = Member(
        business_id=second.business_id,
        member_id=office.new_id(),
        name="Noor",
        role=Role.OWNER,
        created_at=office.clock.now(),
    )
    with Session(office.database.writing_engine, expire_on_commit=False) as session:
        session.add(second)
        session.flush()
        session.add(owner)
        session.commit()
    other = replace(office, business=second, owner=owner)
    for phone in ("512-555-0142", "512-555-0143"):
        for name in ("Ana", "Bea"):
            person = Call(tool="add_contact", arguments={"first_name": name, "phone": phone})
            other.gate.submit(other.desk("cli"), person)
    return other


def test_the_number_of_another_business_card_is_no_card_here(desk_with_deals: Office) -> None:
    other = _neighbour(desk_with_deals)
    with other.desk("cli").unit.reading() as session:
        digest = session.exec(select(Approval.digest).where(Approval.number == 2)).one()
    before = _everything(other)
    outcome = desk_with_deals.gate.decide(desk_with_deals.desk("cli"), 2, digest, "separate")
    assert outcome.problem is not None
    assert "There is no card #2" in outcome.problem["message"]
    assert _everything(other) == before


def test_a_digest_of_something_else_decides_nothing(desk_with_deals: Office) -> None:
    before = _everything(desk_with_deals)
    outcome = desk_with_deals.gate.decide(desk_with_deals.desk("cli"), 1, "0" * 64)
    assert outcome.problem is not None
    assert "deskhand approvals show 1" in outcome.problem["message"]
    assert _everything(desk_with_deals) == before


def test_a_card_that_no_longer_fits_is_said_so_and_its_deal_stays_open(
    desk_with_deals: Office, sqlite_do: SubmitCall
) -> None:
    office = desk_with_deals
    with office.desk("cli").unit.reading() as session:
        digest = session.exec(select(Approval.digest).where(Approval.number == 1)).one()
    sqlite_do("update_opportunity", opportunity="Maria", amount="900")
    outcome = office.gate.decide(office.desk("cli"), 1, digest)
    assert outcome.problem is not None
    assert "no longer fits" in outcome.problem["message"]
    with office.desk("cli").unit.reading() as session:
        assert str(session.exec(select(Approval.status).where(Approval.number == 1)).one()) == "stale"
        events = session.exec(select(AuditRow.event).where(AuditRow.tool == "mark_won")).all()
    assert sorted(events) == ["proposed", "proposed", "stale"], "it is offered anew"
    shown = sqlite_do("show_opportunity", opportunity="Maria")
    assert shown.result is not None
    assert shown.result.data["stage"] == "estimating"
