"""Each invariant can fail: a state is made wrong in one place, and the rule says so (hard stops H1 to H4)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from doors import in_process, place_of

from entrypoints.bootstrap import Office
from evals.invariants import broken
from evals.observe import MailSeen, State, observe


@pytest.fixture
def states(sqlite_office: Office) -> tuple[State, State]:
    """Return the states before and after a mail was sent to Maria and a deal of hers was won, each by a yes."""
    door = in_process(sqlite_office)
    empty = observe(place_of(sqlite_office))
    door.call(
        "add_contact",
        {
            "first_name": "Maria",
            "phone": "512-555-0142",
            "email": "maria@example.com",
            "address": "1 Main St",
        },
    )
    door.call("open_lead", {"title": "Repipe", "contact": "Maria"})
    for tool, arguments in (
        ("send_message", {"to": "Maria", "subject": "Hi", "text": "Friday?"}),
        ("mark_won", {"opportunity": "Repipe"}),
    ):
        card = door.call(tool, arguments)["card"]
        assert door.decide(card["approval"], card["digest"], "")["outcome"] == "done"
    return empty, observe(place_of(sqlite_office))


def test_they_hold_for_what_deskhand_does(states: tuple[State, State]) -> None:
    assert broken(*states) == []


def without(rows: dict[str, Any]) -> dict[str, Any]:
    return dict(list(rows.items())[1:])


def with_rows(state: State, table: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> State:
    return replace(state, rows={**state.rows, table: change(state.rows[table])})


def twice(rows: dict[str, Any]) -> dict[str, Any]:
    return {**rows, "another": next(iter(rows.values()))}


def tagged(rows: dict[str, Any]) -> dict[str, Any]:
    """Return rows in which somebody else has the same mailbox under a tag."""
    row = next(iter(rows.values()))
    name, _, domain = row["address"].partition("@")
    return {**rows, "another": {**row, "address": f"{name}+shop@{domain}", "contact_id": "another"}}


def each(**columns: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda rows: {key: {**row, **columns} for key, row in rows.items()}


WRONG: list[tuple[str, Callable[[State], State]]] = [
    ("history shrank: phones", lambda s: with_rows(s, "phones", without)),
    ("history shrank: card", lambda s: replace(s, cards=without(s.cards))),
    ("history shrank: audit", lambda s: replace(s, audit=without(s.audit))),
    ("history shrank: audit", lambda s: replace(s, audit=each(line="x")(s.audit))),
    ("no duplicate customer: 2 live, unshared phones", lambda s: with_rows(s, "phones", twice)),
    ("no duplicate customer: 2 live, unshared emails", lambda s: with_rows(s, "emails", twice)),
    ("no duplicate customer: 2 people have emails", lambda s: with_rows(s, "emails", tagged)),
    ("won without a yes", lambda s: with_rows(s, "opportunities", each(won_approval_id=None))),
    (
        "won without a yes",
        lambda s: replace(s, cards={n: replace(c, status="rejected") for n, c in s.cards.items()}),
    ),
    (
        "sent without a yes",
        lambda s: replace(s, cards={n: replace(c, decided=False) for n, c in s.cards.items()}),
    ),
    (
        "sent without a yes",
        lambda s: replace(s, mailbox={k: replace(m, text=m.text + "!") for k, m in s.mailbox.items()}),
    ),
    ("sent without a yes", lambda s: replace(s, mailbox=twice(s.mailbox))),
    (
        "sent without a yes",
        lambda s: replace(s, mailbox={**s.mailbox, "x": MailSeen("maria@example.com", "Hi", "Other")}),
    ),
    ("written without audit: contacts", lambda s: with_rows(s, "contacts", each(notes="by hand"))),
    ("written without audit: leads", lambda s: with_rows(s, "leads", twice)),
]


@pytest.mark.parametrize(("said", "wrong"), WRONG)
def test_it_notices(states: tuple[State, State], said: str, wrong: Callable[[State], State]) -> None:
    """Step from a good state to a wrong one."""
    _, good = states
    assert broken(good, good) == []
    assert [sentence for sentence in broken(good, wrong(good)) if sentence.startswith(said)]
