"""Any JSON that a model gives a tool: the gate answers, and what it refuses has changed nothing (H1-H5)."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from rivera import Do

import tools
from entrypoints.bootstrap import Office
from schemas.effects import Call, Effect, Outcome, OutcomeKind
from tools.registry import discover

TOOLS = discover(tools).tools

SAID = [
    "Maria", "Maria Lopez", "maria@example.com", "512-555-0142", "512-555-0177", "LEAD202611001", "Johnson",
    "the Johnson lead", "water heater", "Acme", "new", "won", "scheduled", "price", "phone_call", "spoke",
    "2026-11-20", "2020-01-01", "9999-12-31", "3200", "-5", "$1,200.50", "1e999", "", " ", "\u202e", "\x00", "\ud800",
    "' OR 1=1 --", "%", "_", "x" * 400, "ﬁ İ ß 李", "12", "#1", "done", "yes",
]  # fmt: skip

plain = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.sampled_from([0, 1, -1, 2**31, 2**63, 10**30])
    | some.floats()
    | some.text(max_size=30)
    | some.sampled_from(SAID)
)
anything = some.recursive(
    plain,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def arguments_of(name: str) -> some.SearchStrategy[dict[str, Any]]:
    """Return a strategy for the declared names, mostly what people say, now and then an undeclared one."""
    declared = list(TOOLS[name].arguments.model_fields)
    given = some.fixed_dictionaries(
        {}, optional={one: some.sampled_from(SAID) | anything for one in declared}
    )
    strange = some.dictionaries(
        some.text(max_size=12) | some.sampled_from(["desk", "business_id"]), anything, max_size=1
    )
    return some.one_of(given, given, given, some.builds(lambda a, b: {**a, **b}, given, strange))


@dataclass(frozen=True)
class World:
    """An office that each example finds as it was.

    Args:
        office: with a few records and a card that waits.
        path: its database.
        reading: one connection to it, since a new one reads all of the schema anew.
        kept: a copy of it.
    """

    office: Office
    path: Path
    reading: sqlite3.Connection
    kept: sqlite3.Connection

    def restore(self) -> None:
        self.office.database.close()
        with sqlite3.connect(self.path) as current:
            current.execute("PRAGMA synchronous = OFF")
            self.kept.backup(current)
        current.close()

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        tables = self.reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: self.reading.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for (name,) in tables
            if name != "alembic_version"
        }


@pytest.fixture(scope="module")
def kept() -> Iterator[sqlite3.Connection]:
    """Keep a copy of the furnished database, empty until the module's first test has furnished one."""
    made = sqlite3.connect(":memory:")
    yield made
    made.close()


@pytest.fixture
def world(sqlite_office: Office, sqlite_do: Do, kept: sqlite3.Connection) -> Iterator[World]:
    path = sqlite_office.database.path
    assert path is not None
    reading = sqlite3.connect(path)
    made = World(sqlite_office, path, reading, kept)
    if kept.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        furnish(sqlite_do)
        sqlite_office.database.close()
        with sqlite3.connect(path) as current:
            current.backup(kept)
        current.close()
    else:
        made.restore()
    yield made
    reading.close()


def furnish(do: Do) -> None:
    """Put two people, their leads and a job, a company and a card that waits on record."""
    for tool, arguments in (
        (
            "add_contact",
            {
                "first_name": "Maria",
                "last_name": "Lopez",
                "phone": "512-555-0142",
                "email": "maria@example.com",
                "address": "1 Oak St",
            },
        ),
        (
            "add_contact",
            {"first_name": "Mark", "last_name": "Johnson", "phone": "512-555-0177", "address": "2 Elm St"},
        ),
        ("add_company", {"name": "Acme"}),
        ("open_lead", {"title": "Water heater", "contact": "Mark Johnson"}),
        ("open_lead", {"title": "Leaky faucet", "contact": "Maria Lopez"}),
        ("convert_lead", {"lead": "Leaky faucet"}),
        ("send_message", {"to": "Maria Lopez", "text": "Hello"}),
    ):
        outcome = do(tool, **arguments)
        assert outcome.kind in {OutcomeKind.DONE, OutcomeKind.WAITING}, outcome.problem


def added(before: dict[str, list[Any]], after: dict[str, list[Any]], table: str) -> int:
    return len(after[table]) - len(before[table])


def check(world: World, tool: str, arguments: dict[str, Any]) -> Outcome:
    """Submit a call and compare its outcome with what the tables show."""
    before = world.rows()
    outcome = world.office.gate.submit(world.office.desk("cli"), Call(tool=tool, arguments=arguments))
    after = world.rows()
    assert outcome.kind in {OutcomeKind.DONE, OutcomeKind.WAITING, OutcomeKind.REFUSED}
    if outcome.kind == OutcomeKind.REFUSED:
        assert after == before
        assert outcome.problem is not None
        assert str(outcome.problem["message"]).strip()
        assert "Traceback" not in outcome.problem["message"]
    elif TOOLS[tool].effect == Effect.READ:
        assert after == before
    elif outcome.kind == OutcomeKind.WAITING:
        changed = {table for table in after if after[table] != before[table]}
        assert changed <= {"approvals", "audit", "audit_people", "counters"}
    else:
        assert added(before, after, "audit") >= 1
    for table in before:
        assert len(after[table]) >= len(before[table])
    assert outcome.as_json()
    return outcome


@pytest.mark.broad
@pytest.mark.parametrize("tool", sorted(TOOLS))
@pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.long)])
def test_no_arguments_crash_the_gate_or_leave_half_a_write(world: World, tool: str, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(arguments_of(tool))
    def tried(arguments: dict[str, Any]) -> None:
        if check(world, tool, arguments).kind != OutcomeKind.REFUSED and TOOLS[tool].effect != Effect.READ:
            world.restore()

    tried()


@given(some.text(max_size=200))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_name_of_a_tool_crashes_the_gate(sqlite_office: Office, name: str) -> None:
    gate: Callable[..., Outcome] = sqlite_office.gate.submit
    outcome = gate(sqlite_office.desk("cli"), Call(tool=name, arguments={}))
    assert (outcome.problem or {})["kind"] == "unknown_tool" or name in TOOLS


def test_the_examples_reach_past_the_parsing(world: World) -> None:
    """Check it, since the test above would else only ever see refusals of form."""
    assert check(world, "show_contact", {"contact": "Maria"}).kind == OutcomeKind.DONE
    assert check(world, "open_lead", {"title": "x" * 300, "contact": "Maria"}).kind == OutcomeKind.DONE
    assert check(world, "mark_won", {"opportunity": "Leaky faucet"}).kind == OutcomeKind.WAITING
    assert (
        check(world, "add_contact", {"first_name": "Ann", "phone": "512-555-0142"}).kind
        == OutcomeKind.WAITING
    )
