"""The direction and duration of a touch are kept where they were said or are certain, and never guessed."""

import pytest
from rivera import Do
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import OutcomeKind
from schemas.records import Interaction

pytestmark = pytest.mark.databases

MAIL = b"""From: Maria Lopez <maria@example.com>
To: office@riveraplumbing.example.com
Subject: Leaky faucet
Message-ID: <1.maria@example.com>
Date: Wed, 18 Nov 2026 15:00:00 +0000

Could you come and look at our leaky faucet? Maria Lopez, 512-555-0142
"""


def touches(office: Office) -> list[tuple[str, str | None, int | None]]:
    with office.desk("cli").unit.reading() as session:
        rows = session.exec(select(Interaction).order_by(Interaction.interaction_id))
        return [
            (str(row.type), row.direction and str(row.direction), row.minutes)
            for row in rows
            if row.type != "system"
        ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"direction": "outbound", "minutes": 10}, ("phone_call", "outbound", 10)),
        ({"direction": "inbound"}, ("phone_call", "inbound", None)),
        ({}, ("phone_call", None, None)),
        ({"type": "sms"}, ("sms", None, None)),
        ({"type": "email_inbound"}, ("email_inbound", "inbound", None)),
        ({"type": "note"}, ("note", "none", None)),
    ],
)
def test_what_was_said_of_a_touch_is_kept_and_what_was_not_said_stays_empty(
    office: Office, do: Do, said: dict[str, object], kept: tuple[str, str | None, int | None]
) -> None:
    do("add_contact", first_name="Maria", phone="512-555-0142")
    assert do("log_interaction", about="Maria", summary="Faucet", **said).kind == OutcomeKind.DONE
    assert touches(office) == [kept]


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "email_inbound", "direction": "outbound"},
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": "ten"},
    ],
)
def test_what_can_not_be_so_is_refused_and_nothing_is_logged(
    office: Office, do: Do, odd: dict[str, object]
) -> None:
    do("add_contact", first_name="Maria", phone="512-555-0142")
    assert do("log_interaction", about="Maria", **odd).kind == OutcomeKind.REFUSED
    assert touches(office) == []


def test_what_comes_in_is_inbound(office: Office, do: Do) -> None:
    office.intake("test").receive("1", MAIL)
    do("record_inquiry", title="Toilet", first_name="Tom", phone="512-555-0163", source="phone_call")
    assert [(kind, way) for kind, way, _ in touches(office)] == [
        ("email_inbound", "inbound"),
        ("phone_call", "inbound"),
    ]
