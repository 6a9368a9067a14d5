"""A card put aside: undecided, kept for its days, not shown as waiting, and brought back as it was."""

import pytest
from sandbox import Bench

from schemas.effects import Answer, Call, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role


def listed(bench: Bench) -> Answer:
    found = bench.do("list_approvals").result
    assert found is not None
    return found


def numbers(bench: Bench) -> tuple[list[int], list[int]]:
    """Return the numbers of the cards shown as waiting, and of those put aside."""
    data = listed(bench).data
    return tuple([card["approval"] for card in data.get(key, [])] for key in ("approvals", "put_aside"))  # type: ignore[return-value]


def test_a_card_that_is_put_aside_is_listed_apart_and_comes_back_as_it_was(sqlite_bench: Bench) -> None:
    bench = sqlite_bench
    card = bench.waiting_mail()
    said = bench.gate.put_aside(bench.desk(), card.number).result
    assert said is not None
    assert "bring back 1" in said.text
    assert numbers(bench) == ([], [1])
    assert "1 card put aside" in listed(bench).text
    assert bench.gate.bring_back(bench.desk(), card.number).kind == OutcomeKind.DONE
    assert numbers(bench) == ([1], [])
    assert bench.decide(card).kind == OutcomeKind.DONE
    assert bench.events(card)[:3] == ["proposed", "put_aside", "brought_back"]


def test_what_is_put_aside_expires_with_its_days_and_is_not_brought_back_then(sqlite_bench: Bench) -> None:
    bench = sqlite_bench
    card = bench.waiting_mail()
    bench.gate.put_aside(bench.desk(), card.number)
    bench.tomorrow(8)
    assert numbers(bench) == ([], [])
    refused = bench.gate.bring_back(bench.desk(), card.number)
    assert "has expired" in (refused.problem or {})["message"]


def test_what_is_put_aside_goes_stale_as_any_other_card(sqlite_bench: Bench) -> None:
    bench = sqlite_bench
    deal = bench.deal()
    won = bench.do("mark_won", opportunity=deal).card
    assert won is not None
    bench.gate.put_aside(bench.desk(), won.approval)
    bench.do("update_opportunity", opportunity=deal, amount="9300")
    assert bench.status(bench.approval(won.approval)) == ApprovalStatus.STALE
    assert numbers(bench) == ([2], [])


def test_the_same_asked_for_again_by_the_owner_waits_again_and_by_a_job_stays_aside(
    sqlite_bench: Bench,
) -> None:
    bench = sqlite_bench
    card = bench.waiting_mail()
    bench.gate.put_aside(bench.desk(), card.number)
    text = card.acts["yes"]["payload"]["text"]
    again = Call(tool="send_message", arguments={"to": "Maria", "subject": "Your repipe", "text": text})
    bench.gate.submit(bench.desk_of(ActorKind.ROUTINE, Role.OWNER), again)
    assert numbers(bench) == ([], [1])
    bench.gate.submit(bench.desk(), again)
    assert numbers(bench) == ([1], [])


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (ActorKind.MEMBER, Role.VIEWER), (ActorKind.MEMBER, Role.STAFF), (ActorKind.ROUTINE, Role.OWNER),
        (ActorKind.INTAKE, Role.OWNER), (ActorKind.MODEL, Role.STAFF),
    ],
)  # fmt: skip
def test_who_may_not_decide_a_card_does_not_put_it_aside(
    sqlite_bench: Bench, kind: ActorKind, role: Role
) -> None:
    bench = sqlite_bench
    card = bench.waiting_mail()
    outcome = bench.gate.put_aside(bench.desk_of(kind, role), card.number)
    assert outcome.kind == OutcomeKind.REFUSED
    assert numbers(bench) == ([1], [])


def test_a_card_that_was_decided_is_not_put_aside(sqlite_bench: Bench) -> None:
    bench = sqlite_bench
    card = bench.waiting_mail()
    bench.gate.reject(bench.desk(), card.number)
    refused = bench.gate.put_aside(bench.desk(), card.number)
    assert "is rejected already" in (refused.problem or {})["message"]
    assert bench.status(card) == ApprovalStatus.REJECTED
