"""The time for a card's look-alike search, one person's audit and the whole audit's export, on a generated business."""

import argparse
import json
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlmodel import func, select

from agent.audit_trail import latest, whole
from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.business import Wanted, make_business
from schemas.effects import Call
from schemas.records import Email
from tools.mail.recipients import look_alikes

ADDRESSES = ("maria@example.com", "rnaria@examp1e.com", "zoe@gmial.com", "bob@nowhere-known.org")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians in milliseconds, and the export's peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--size", default="small", help="small, medium or large")
    parser.add_argument(
        "--writes", type=int, default=1000, help="audited writes, a hundredth of them on one person"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        set_up(NewBusiness(time_zone="America/Chicago"), home, "", {})
        office = open_office(home, "", {})
        make_business(
            office.desk("cli"), office.gate, Wanted(size=options.size), lambda _written, _total: None
        )
        shown = measured(office, options.writes)
        office.close()
    if options.json:
        print(json.dumps(shown, indent=2))
        return
    for name, value in shown.items():
        print(f"{name:32} {value}")


def measured(office: Office, writes: int) -> dict[str, float]:
    """Return every figure by name."""
    people = [added(office, f"Person{number}") for number in range(100)]
    for number in range(writes):
        submit(office, "log_interaction", about=people[number % 100], summary=f"Call {number}")
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        count = session.exec(select(func.count()).select_from(Email)).one()
        checks = [median(lambda one=one: look_alikes(desk, one)) for one in ADDRESSES]  # type: ignore[misc]
        about = median(lambda: latest(desk, 50, [people[0]]))
        newest = median(lambda: latest(desk, 50))
    with desk.unit.reading():
        began = time.perf_counter()
        steps = sum(1 for _ in whole(desk))
        rate = steps / (time.perf_counter() - began)
    with desk.unit.reading():
        tracemalloc.start()
        for _ in whole(desk):
            pass
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    return {
        "addresses on record": count,
        "look-alike search, slowest, ms": round(max(checks), 2),
        "audit steps": steps,
        "one person's audit, ms": round(about, 2),
        "latest 50 steps, ms": round(newest, 2),
        "exported steps a second": round(rate),
        "export's peak memory, MB": round(peak, 1),
    }


def submit(office: Office, tool: str, **arguments: str) -> dict[str, object]:
    outcome = office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))
    assert outcome.result is not None, outcome.problem
    return outcome.result.data


def added(office: Office, name: str) -> str:
    return str(submit(office, "add_contact", first_name=name)["contact_id"])


def median(work: Callable[[], object], rounds: int = 21) -> float:
    """Return the median time in milliseconds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e3


if __name__ == "__main__":
    main()
