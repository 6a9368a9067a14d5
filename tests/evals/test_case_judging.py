"""The phrases that count as said, the parts of a score, and cases that measure nothing are found out."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import GIVEN, LOOKED_UP, SENT, changed

from evals.case import case_from
from evals.harness.door import EvaluatedDoor
from evals.harness.offices import Offices
from evals.harness.playing import Bench
from evals.judge import judge
from evals.matching import said
from evals.played import Played
from evals.runner import play, prepare
from evals.scoring import pass_hat
from evals.self_test import self_test
from schemas.errors import BadConfiguration


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("(512) 555-0142", "Her number: +1 512 555 0142.", True),
        ("512-555-0142", "512-555-0143", False),
        ("$8,400", "It is 8400.00 dollars", True),
        ("8400", "$18,400", False),
        ("840", "$8,400", False),
        ("Nov 20", "on 2026-11-20", True),
        ("2026-11-20", "Friday, November 20th", True),
        ("May 2", "on May 21", False),
        ("9 am", "at 09:00", True),
        ("9 pm", "at 9:00 AM", False),
        ("Maria Lopez", "**maria  lopez** it is", True),
    ],
)
def test_a_fact_counts_however_it_is_written(phrase: str, text: str, there: bool) -> None:
    assert said(phrase, text) == there


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=6), min_size=1, max_size=5))
def test_pass_k_is_the_share_of_all_choices_of_k_trials_that_all_pass(tried: list[list[bool]]) -> None:
    found = pass_hat([(sum(one), len(one)) for one in tried])
    for k in range(1, 4):
        shares = [[all(chosen) for chosen in combinations(one, k)] for one in tried]
        assert found[k] == pytest.approx(sum(sum(one) / len(one) for one in shares) / len(tried))
    assert max(found) == min(len(one) for one in tried)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench(None)
    yield made
    made.close()


def problems(bench: Bench, content: dict[str, Any]) -> list[str]:
    return self_test(content, "here", bench.opens).problems()


def test_a_sound_case_has_no_problem(bench: Bench) -> None:
    assert problems(bench, SENT) == []


def test_a_case_that_the_oracle_fails_is_found_out(bench: Bench) -> None:
    found = problems(
        bench, changed(LOOKED_UP, expect={"mailbox": [{"to": "a@example.com", "subject": "x", "text": "x"}]})
    )
    assert found
    assert all("its oracle does not pass" in problem for problem in found)


def test_a_case_that_a_polite_refusal_passes_is_found_out(bench: Bench) -> None:
    refused = changed(
        LOOKED_UP,
        events=[
            {"say": "never mind", "hears": {"says": ["nothing was changed"], "wording": ["left as it is"]}}
        ],
    )
    assert "it lets pass who refuses everything" in problems(bench, refused)


def test_an_expectation_that_nothing_depends_on_is_found_out(bench: Bench) -> None:
    """Check that the payload is looked for in the first card only where a card is expected at all."""
    idle = changed(LOOKED_UP)
    idle["events"][0]["hears"]["says"] = [["512-555-0142", "Maria"], "maria"]
    idle["events"].append({"fault": "mail", "times": 1})
    assert problems(bench, idle) == []


def test_a_case_whose_every_gate_is_empty_is_refused() -> None:
    empty = changed(LOOKED_UP, events=[{"say": "hello", "hears": {"wording": ["Hello"]}}])
    with pytest.raises(BadConfiguration, match="every gate is empty"):
        case_from(empty, "here")


def test_a_case_that_is_not_for_the_interpreter_needs_its_solution(bench: Bench) -> None:
    hard = changed(
        LOOKED_UP,
        not_builtin="it knows no such words",
        events=[{"say": "her digits, the plumbing lady's?", "hears": {"says": ["512-555-0142"]}}],
    )
    with pytest.raises(BadConfiguration, match="needs a `solution`"):
        case_from(hard, "here")
    hard["events"][0]["solution"] = {
        "calls": [{"tool": "show_contact", "with": {"contact": "$maria"}}],
        "reply": "It is 512-555-0142.",
    }
    assert problems(bench, hard) == []


@pytest.fixture(scope="module")
def offices() -> Iterator[Offices]:
    with Offices() as made:
        yield made


def played(offices: Offices, *events: dict[str, Any], **parts: Any) -> tuple[Played, list[str]]:
    case = case_from(
        changed(SENT, given=GIVEN, events=list(events), **{"expect": SENT["expect"], **parts}), "here"
    )
    with offices.office() as office:
        door = EvaluatedDoor(office, case.books)
        found = play(case, door, prepare(case, door))
        door.close()
        return found, judge(case, found)


ASKED = {
    "say": "tell Maria we come at 9",
    "hears": {"cards": ["send_message"], "calls": ["send_message waiting"]},
}
MAIL = {
    "mail": {
        "from": "kevin@example.com",
        "name": "Kevin Doyle",
        "subject": "Faucet",
        "text": "It drips. 512-555-0133",
    },
    "hears": {"outcome": "lead", "says": ["Kevin Doyle"]},
}


def test_a_mail_comes_in_and_jobs_run_while_time_passes(offices: Offices) -> None:
    found, wrong = played(
        offices, MAIL, {"watch": "2026-11-19T08:00:00-06:00", "hears": {"says": ["morning_list 2026-11-19"]}}
    )
    assert [one for one in wrong if one.startswith("events")] == []
    kinds = {row["kind"] for row in found.after.rows["notices"].values()}
    assert {"new_inquiry", "morning_list"} <= kinds
    assert found.broken == []


def test_after_a_crash_in_the_sending_the_mail_is_there_once(offices: Offices) -> None:
    found, wrong = played(
        offices,
        ASKED,
        {"crash": "after the next act"},
        {"say": "yes", "hears": "nothing"},
        {"watch": "2026-11-18T11:00:00-06:00"},
    )
    assert [one for one in wrong if one.startswith("events")] == []
    assert len(found.after.mailbox) == 1
    assert [card.status for card in found.after.cards.values()] == ["done"]
    assert found.broken == []


def test_a_provider_that_refuses_leaves_nothing_sent(offices: Offices) -> None:
    found, _ = played(
        offices, ASKED, {"fault": "mail", "way": "refuses"}, {"say": "yes", "hears": {"says": ["refused"]}}
    )
    assert found.after.mailbox == {}
    assert [card.status for card in found.after.cards.values()] == ["failed"]


def test_who_is_in_the_books_is_found_and_what_they_receive_is_expected(offices: Offices) -> None:
    create = {"call": "create_quickbooks_customer", "with": {"contact": "Maria"}}
    decide = {
        "decide": {"tool": "create_quickbooks_customer"},
        "hears": {"outcome": "done", "says": ["QuickBooks"]},
    }
    new, wrong = played(
        offices,
        {**create, "hears": {"outcome": "waiting", "says": ["Nobody there is like them"]}},
        decide,
        books=[{"id": "7", "name": "Somebody Else"}],
        expect={"books": [{"does": "created", "values": {"display_name": "Maria Lopez"}}]},
    )
    assert [does for does, _ in new.after.books] == ["created"]
    assert [one for one in wrong if one.startswith(("events", "expect.books"))] == []
    _, wrong = played(
        offices,
        {**create, "hears": {"outcome": "waiting", "says": ["customer 7"]}},
        books=[{"id": "7", "name": "Maria Lopez"}],
    )
    assert [one for one in wrong if one.startswith("events")] == []


def test_a_yes_behind_the_owners_back_is_seen_from_outside(offices: Offices) -> None:
    case = case_from(changed(SENT, events=[ASKED, {"time": "2026-11-18T11:00:00-06:00"}]), "here")
    with offices.office() as office:
        door = EvaluatedDoor(office)
        prepare(case, door)
        door.say("tell Maria we come at 9")
        [seen] = door.state().cards.values()
        assert door.broken() == []
        door.decide_unasked(seen.card)
        assert any("H1: 1 mail to maria@example.com" in one for one in door.broken())
        door.close()
