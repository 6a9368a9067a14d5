"""Consent to be called, texted or e-mailed is kept with since when and because of what, and asked in one place."""

import pytest
from rivera import Do
from sqlalchemy import text
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, Channel
from schemas.records import Consent, Contact
from tools.people.consents import denied_among

pytestmark = pytest.mark.databases


@pytest.fixture
def maria(office: Office, do: Do) -> str:
    added = do("add_contact", first_name="Maria", last_name="Lopez", email="maria@example.com")
    assert added.result is not None
    return str(added.result.data["contact_id"])


def said(office: Office) -> list[tuple[str, str, str, str]]:
    with office.desk("cli").unit.reading() as session:
        rows = session.exec(select(Consent).order_by(Consent.consent_id))
        return [(str(row.channel), str(row.state), str(row.because), row.said) for row in rows]


def shown(do: Do, contact: str = "Maria") -> dict[str, str]:
    """Return the state on record by channel."""
    told = do("show_consent", contact=contact).result
    assert told is not None
    return {one["channel"]: one["consent"] for one in told.data["channels"]}


def is_silent(office: Office, contact_id: str) -> bool:
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        person = session.get_one(Contact, (desk.business_id, contact_id))
        return denied_among(desk, Channel.EMAIL, [person]) == {contact_id}


def decided(office: Office, asked: Outcome) -> None:
    assert asked.card is not None, asked.problem
    done = office.gate.decide(office.desk("cli"), asked.card.approval, asked.card.digest)
    assert done.kind == OutcomeKind.DONE, done.problem


def test_each_channel_has_its_own_word_and_what_was_never_said_is_unknown(
    office: Office, do: Do, maria: str
) -> None:
    assert do("record_consent", contact="Maria", channel="sms", consent="granted", said="text me").result
    assert do("record_consent", contact="Maria", channel="phone", consent="denied").result
    assert shown(do) == {"phone": "denied", "email": "unknown", "sms": "granted"}
    told = do("show_consent", contact="Maria").result
    assert told is not None
    assert told.text.splitlines()[-1] == "Texts: yes since today (a member's word: “text me”)"
    assert not is_silent(office, maria)


def test_a_no_to_e_mail_is_what_automatic_mail_asks_and_only_an_owners_yes_takes_it_back(
    office: Office, do: Do, maria: str
) -> None:
    assert do("record_consent", contact="Maria", channel="email", consent="denied", said="no more").result
    assert is_silent(office, maria)
    assert do("leave_out_of_auto_send", contact="Maria").kind == OutcomeKind.REFUSED
    asked = do("record_consent", contact="Maria", channel="email", consent="granted", said="ok again")
    assert asked.kind == OutcomeKind.WAITING
    assert is_silent(office, maria)
    decided(office, asked)
    assert not is_silent(office, maria)
    assert said(office) == [
        ("email", "denied", "members_word", "no more"),
        ("email", "granted", "members_word", "ok again"),
    ]
    decided(office, do("undo"))
    assert is_silent(office, maria)


def test_a_model_notes_no_consent_without_a_yes(office: Office, maria: str) -> None:
    model = office.desk("cli", ActorKind.MODEL)
    for consent, outcome in (("granted", OutcomeKind.WAITING), ("denied", OutcomeKind.DONE)):
        call = Call(tool="record_consent", arguments={"contact": maria, "channel": "sms", "consent": consent})
        assert office.gate.submit(model, call).kind == outcome


def test_a_card_that_allows_again_is_outdated_where_they_said_no_once_more(
    office: Office, do: Do, maria: str
) -> None:
    do("record_consent", contact="Maria", channel="sms", consent="denied")
    asked = do("record_consent", contact="Maria", channel="sms", consent="granted")
    assert asked.card is not None
    do("undo")
    done = office.gate.decide(office.desk("cli"), asked.card.approval, asked.card.digest)
    assert done.kind == OutcomeKind.REFUSED
    assert shown(do)["sms"] == "unknown"


def test_a_tag_says_no_for_as_long_as_it_stands(office: Office, do: Do, maria: str) -> None:
    do("update_contact", contact="Maria", tags=["Do not contact"])
    assert shown(do)["email"] == "denied"
    assert is_silent(office, maria)
    refused = do("record_consent", contact="Maria", channel="email", consent="granted")
    assert "Do not contact" in str(refused.problem)
    do("update_contact", contact="Maria", tags=[])
    assert shown(do)["email"] == "unknown"


def test_what_was_said_goes_along_with_a_merge_and_back(office: Office, do: Do, maria: str) -> None:
    do("add_contact", first_name="Mary", last_name="Lopez", phone="512-555-0199")
    do("record_consent", contact="Mary", channel="sms", consent="granted")
    do("record_consent", contact="Mary", channel="phone", consent="denied")
    decided(office, do("merge_contacts", keep="Maria", other="Mary"))
    assert shown(do) == {"phone": "denied", "email": "unknown", "sms": "granted"}
    decided(office, do("unmerge_contacts", contact="Maria"))
    assert shown(do) == {"phone": "unknown", "email": "unknown", "sms": "unknown"}
    assert shown(do, "Mary") == {"phone": "denied", "email": "unknown", "sms": "granted"}


@pytest.mark.parametrize(
    "change",
    [
        "state = 'granted'",
        "channel = 'sms'",
        "because = 'their_mail'",
        "since = created_at",
        "said = 'yes please'",
    ],
)
def test_what_was_said_is_never_changed_below_the_tools(
    office: Office, do: Do, maria: str, change: str
) -> None:
    do("record_consent", contact="Maria", channel="email", consent="denied", said="no more")
    before = said(office)
    with pytest.raises(Exception, match=r"is never changed"), office.database.writing_engine.begin() as sql:
        sql.execute(text(f"UPDATE consents SET {change}"))
    assert said(office) == before
