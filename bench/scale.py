"""The time for an owner's questions on a large business, through the gate; slow ones with their query plans.

Makes 100,000 contacts and 1,000,000 interactions first (a minute or more), or asks a home that was made before. On a
home, only reads are submitted: nothing in it is changed.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import col, select

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.business import CONTACTS, Wanted, make_business
from schemas.effects import Call
from schemas.errors import CallRefused
from schemas.records import Contact, Email, Lead, Phone
from tools.matters import resolve_jobs

NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    trade="plumbing",
    region="TX",
    time_zone="America/Chicago",
)
SLOW_MILLISECONDS = 100


@dataclass(frozen=True)
class Question:
    """Something that an owner asks; run it to have it answered."""

    name: str
    ask: Callable[[], object]


def silent(_written: int, _total: int) -> None:
    """Show no progress."""


def questions(office: Office) -> list[Question]:
    """Return the questions, about people and leads from the middle of the business."""
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        phone = session.exec(select(Phone).order_by(col(Phone.phone_id).desc()).limit(1)).one()
        email = session.exec(select(Email).order_by(col(Email.email_id).desc()).limit(1)).one()
        person = session.exec(
            select(Contact).where(col(Contact.contact_id) == phone.contact_id).limit(1)
        ).one()
        lead = session.exec(select(Lead).order_by(col(Lead.lead_id).desc()).limit(1)).one()
        session.expunge_all()

    def through_the_gate(tool: str, **arguments: Any) -> Callable[[], object]:
        return lambda: office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))

    def resolved(said: str) -> Callable[[], object]:
        def resolve() -> None:
            with desk.unit.reading():
                try:
                    resolve_jobs.open_lead(desk, said)
                except CallRefused:
                    return

        return resolve

    full_name = f"{person.first_name} {person.last_name}"
    asked: dict[str, Callable[[], object]] = {
        "show_pipeline": through_the_gate("show_pipeline"),
        "show_follow_ups": through_the_gate("show_follow_ups"),
        "list_stale_leads": through_the_gate("list_stale_leads"),
        "newest_customers": through_the_gate("newest_customers"),
        "win_loss": through_the_gate("win_loss"),
        "list_leads": through_the_gate("list_leads"),
        "list_opportunities": through_the_gate("list_opportunities"),
        "find_contact, full name": through_the_gate("find_contact", query=full_name),
        "find_contact, last name": through_the_gate("find_contact", query=person.last_name),
        "find_contact, phone": through_the_gate("find_contact", query=phone.number),
        "find_contact, e-mail": through_the_gate("find_contact", query=email.address),
        "find_contact, misspelt": through_the_gate("find_contact", query="Mraia Lopezz"),
        "find_contact, company": through_the_gate("find_contact", query="Bluebonnet Diner"),
        "find_lead, reference": through_the_gate("find_lead", query=lead.reference),
        "resolve 'the Lopez lead'": resolved("the Lopez lead"),
        "resolve 'the water heater lead'": resolved("the water heater lead"),
        "resolve a lead that is not there": resolved("the Zyxwv lead"),
        "show_contact, by id": through_the_gate("show_contact", contact=person.contact_id),
        "show_contact, by name": through_the_gate("show_contact", contact=full_name),
        "last_touch, by id": through_the_gate("last_touch", contact=person.contact_id),
    }
    return [Question(name, ask) for name, ask in asked.items()]


@contextmanager
def statements_of(office: Office) -> Iterator[list[tuple[float, str, Any]]]:
    """Collect the statements sent to the database meanwhile: milliseconds, statement, parameters."""
    sent: list[tuple[float, str, Any]] = []
    begun: list[float] = []

    def before(*_: Any) -> None:
        begun.append(time.perf_counter())

    def after(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append(((time.perf_counter() - begun.pop()) * 1_000, statement, parameters))

    event.listen(office.database.engine, "before_cursor_execute", before)
    event.listen(office.database.engine, "after_cursor_execute", after)
    try:
        yield sent
    finally:
        event.remove(office.database.engine, "before_cursor_execute", before)
        event.remove(office.database.engine, "after_cursor_execute", after)


def plan_of(office: Office, statement: str, parameters: Any) -> list[str]:
    """Return SQLite's plan for a statement."""
    with office.database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    return [str(row[-1]) for row in rows]


def milliseconds(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1_000


def measured(office: Office, question: Question, rounds: int) -> dict[str, Any]:
    """Return the median of some rounds after one that fills the caches; where it is slow, its slowest
    statement's plan.
    """
    first = milliseconds(question.ask)
    median = statistics.median(milliseconds(question.ask) for _ in range(rounds))
    found: dict[str, Any] = {"median_ms": round(median, 1), "first_ms": round(first, 1)}
    if median > SLOW_MILLISECONDS and office.database.is_sqlite:
        with statements_of(office) as sent:
            question.ask()
        slowest, statement, parameters = max(sent, key=lambda one: one[0])
        found["statements"] = len(sent)
        found["slowest_statement_ms"] = round(slowest, 1)
        found["slowest_statement"] = " ".join(statement.split())
        found["plan"] = plan_of(office, statement, parameters)
    return found


def report(office: Office, rounds: int) -> dict[str, dict[str, Any]]:
    return {question.name: measured(office, question, rounds) for question in questions(office)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a question, or with --json one document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--size", choices=list(CONTACTS), default="large")
    parser.add_argument("--home", type=Path, help="a home made by `deskhand generate`; only read")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DESKHAND_HOME": str(options.home or folder)}
        if options.home is None:
            set_up(RIVERA, now=NOW, environment=environment)
        office = open_office(now=NOW, environment=environment)
        if options.home is None:
            make_business(office.desk("cli"), office.gate, Wanted(size=options.size), silent)
        found = report(office, options.rounds)
        office.close()
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for name, one in found.items():
        slow = "  SLOW" if one["median_ms"] > SLOW_MILLISECONDS else ""
        print(f"{name:<34} {one['median_ms']:>8.1f} ms   (first {one['first_ms']:.1f}){slow}")
        if slow:
            print(f"    {one['slowest_statement_ms']} ms of it: {one['slowest_statement'][:160]}…")
            print("".join(f"    {step}\n" for step in one["plan"]), end="")


if __name__ == "__main__":
    main()
