"""A card about people that no longer fits is offered anew, as it is asked now."""

import pytest
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome
from schemas.enums import ApprovalStatus
from schemas.records import Approval


def do(office: Office, tool: str, **arguments: str) -> Outcome:
    return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))


@pytest.fixture
def two(sqlite_office: Office) -> Office:
    do(sqlite_office, "add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    do(sqlite_office, "add_contact", first_name="Mary", last_name="Lopez", phone="512-555-0143")
    return sqlite_office


def status(office: Office, number: int) -> ApprovalStatus:
    with office.desk("cli").unit.reading() as session:
        return session.exec(select(Approval).where(Approval.number == number)).one().status


@pytest.mark.parametrize(
    ("tool", "first", "answers"),
    [("merge_contacts", "keep", ["yes"]), ("ask_same_person", "one", ["merge", "separate"])],
)
def test_a_merge_is_offered_anew_with_the_details_of_now(
    two: Office, tool: str, first: str, answers: list[str]
) -> None:
    card = do(two, tool, **{first: "Maria Lopez", "other": "Mary Lopez"}).card
    assert card is not None
    changed = do(two, "update_contact", contact="Mary Lopez", phone="512-555-0199")
    assert changed.result is not None
    (anew,) = changed.cards()
    assert list(anew.answers) == answers
    assert any("555-0199" in field.value for field in anew.fields) or "555-0199" in anew.text()
    assert f"It is offered anew as #{anew.approval}" in changed.result.text
    assert status(two, card.approval) == ApprovalStatus.STALE


def test_who_has_the_phone_of_somebody_new_is_asked_about_as_they_are_called_now(two: Office) -> None:
    card = do(two, "add_contact", first_name="Rosa", last_name="Lopez", phone="512-555-0142").card
    assert card is not None
    changed = do(two, "update_contact", contact="Maria Lopez", last_name="Reyes")
    assert changed.result is not None
    (anew,) = changed.cards()
    assert "Maria Reyes" in anew.text()
    assert "Rosa Lopez" in anew.text()
    assert status(two, card.approval) == ApprovalStatus.STALE
