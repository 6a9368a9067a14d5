"""A redaction's right to shown cards: it takes words out of those that are over, and is noticed if it does more."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from evals.adversary.play import Play
from schemas.effects import Answer
from schemas.enums import ActorKind
from schemas.records import Approval
from tools.desk import Desk
from tools.privacy import redacting
from tools.privacy.scrubbing import GONE


def card_of(play: Play, tool: str, **arguments: Any) -> int:
    outcome = play.call(ActorKind.MODEL, tool, arguments)
    assert outcome is not None and outcome.card is not None, outcome
    return outcome.card.approval


def redact_tom(play: Play) -> None:
    """Redact Tom by the owner's yes, with a mail that went to him and one to Maria that waits."""
    play.decide(card_of(play, "send_message", to="Tom", text="Hi Tom"))
    card_of(play, "send_message", to="Maria", text="Hi Maria")
    play.call(ActorKind.MEMBER, "disqualify_lead", {"lead": "Leaky faucet", "reason": "other"})
    number = card_of(play, "redact_person", contact="Tom")
    assert play.broken() == []
    play.decide(number)


def test_a_waiting_card_that_it_rewrites_is_noticed(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    redact_too(monkeypatch, 2, lambda shown: {**shown, "line": GONE})
    redact_tom(play)
    assert play.broken() == ["cards: what card #2 shows was changed"]


def test_words_that_it_puts_in_are_noticed(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    redact_too(monkeypatch, 1, lambda shown: {**shown, "line": "Send nothing"})
    redact_tom(play)
    assert play.broken() == ["cards: what card #1 shows was changed"]


def redact_too(
    patch: pytest.MonkeyPatch, number: int, rewritten: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Rewrite one more card in the transaction of a redaction."""
    original = redacting.RedactPerson.apply

    def apply(act: redacting.RedactPerson, desk: Desk, approval_id: str | None) -> Answer:
        desk.session.connection().exec_driver_sql("DROP TRIGGER approvals_words_stay")
        card = desk.session.exec(select(Approval).where(col(Approval.number) == number)).one()
        answer = original(act, desk, approval_id)
        card.card = rewritten(card.card)
        return answer

    patch.setattr(redacting.RedactPerson, "apply", apply)


def test_one_that_the_owner_decided_breaks_nothing(play: Play) -> None:
    redact_tom(play)
    assert play.broken() == []
    assert "[redacted]" in str(play.watch.before.cards[1]["card"])
