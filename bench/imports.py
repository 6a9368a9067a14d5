"""The speed and exactness with which a large file of people comes in, after a kill as well, and goes out again.

The file has 10 % lines of somebody who came earlier, written differently, and 5 % lines that can't be used. Asked for:
minutes; the exact counts; killed half way and gone on with, the same records; taken back, the records from before.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.records import Company, Contact, Email, PermanentRow, Phone

NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing", owner="Sam Rivera", trade="plumbing", region="TX", time_zone="America/Chicago"
)
COLUMNS = [
    "First Name",
    "Last Name",
    "Phone",
    "Email",
    "Street",
    "City",
    "State",
    "Zip",
    "Company",
    "Tags",
    "Notes",
]
FIRST = [
    "Ana",
    "Bo",
    "Carla",
    "Dmitri",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Kim",
    "Lena",
    "Marco",
]
LAST = [
    "Alvarez",
    "Brown",
    "Chen",
    "Diaz",
    "Evans",
    "Fischer",
    "Garcia",
    "Hill",
    "Ito",
    "Jones",
    "Khan",
    "Lopez",
]
BAD = ("12", "not a phone", "+1 512 55")
ON_RECORD = 500
"""People of the file who are on record before it comes in, with less than it says."""
POLL_SECONDS = 0.5


def row_of(number: int) -> dict[str, str]:
    """Return the person with a number."""
    first, last = FIRST[number % len(FIRST)], f"{LAST[number // len(FIRST) % len(LAST)]}-{number:x}"
    return {
        "First Name": first,
        "Last Name": last,
        "Phone": f"({201 + number // 10_000 % 8}) {200 + number % 700}-{number // 700 % 10_000:04d}",
        "Email": f"{first}.{number}@example.com".lower(),
        "Street": f"{number % 9_000 + 1} Main St",
        "City": "Austin",
        "State": "TX",
        "Zip": f"{78_700 + number % 99}",
        "Company": f"Firm {number % 1_000}" if number % 10 == 0 else "",
        "Tags": "vip" if number % 50 == 0 else "",
        "Notes": f"Gate code {number % 10_000}" if number % 7 == 0 else "",
    }


def write_file(path: Path, lines: int, seed: int) -> dict[str, int]:
    """Write the file; return what is to become of its lines."""
    chance = random.Random(seed)
    made: list[int] = []
    counts = {"created": 0, "merged": 0, "unchanged": 0, "undecided": 0, "bad": 0}
    on_record = set(range(ON_RECORD))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for _ in range(lines):
            drawn = chance.random()
            if drawn < 0.05:
                writer.writerow(row_of(10**7 + len(made)) | {"Phone": chance.choice(BAD)})
                counts["bad"] += 1
            elif drawn < 0.15 and made:
                old = row_of(chance.choice(made))
                turned = {
                    "Phone": "1-" + old["Phone"].strip("(").replace(") ", "-"),
                    "Email": old["Email"].upper(),
                }
                writer.writerow(old | turned)
                counts["unchanged"] += 1
            else:
                number = len(made)
                made.append(number)
                writer.writerow(row_of(number))
                counts["merged" if number in on_record else "created"] += 1
    return counts


def founded(home: Path) -> None:
    """Set up a home with some of the people on record already."""
    environment = {"DESKHAND_HOME": str(home)}
    set_up(RIVERA, now=NOW, environment=environment)
    office = open_office(now=NOW, environment=environment)
    desk = office.desk("cli")
    with desk.unit.writing() as session:
        for number in range(ON_RECORD):
            row, contact_id = row_of(number), desk.new_id()
            own: dict[str, Any] = {"business_id": desk.business_id, "contact_id": contact_id}
            session.add(Contact(**own, first_name=row["First Name"], last_name=row["Last Name"]))
            session.flush()
            session.add(Email(**own, email_id=desk.new_id(), address=row["Email"]))
    office.close()


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "entrypoints.cli.main", "--home", str(home), "--now", NOW, *arguments]


def run(home: Path, *arguments: str) -> tuple[dict[str, Any], float, int]:
    """Return what a command printed as JSON, how long it took, and the most memory that its process had, in MB."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command(home, *arguments, "--json"), stdout=printed)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said = json.loads(printed.read() or b"{}")
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}: {said}")
    return said, seconds, used.ru_maxrss // 1024


def lines_in(home: Path) -> int:
    """Return how many lines are in, read from the bare file so that looking does not slow the import down."""
    connection = sqlite3.connect(f"file:{home / 'deskhand.db'}?mode=ro", uri=True)
    found: int = connection.execute("SELECT COUNT(*) FROM import_lines").fetchone()[0]
    connection.close()
    return found


def killed_half_way(home: Path, path: Path, lines: int) -> int:
    """Start an import and kill its process once half of the lines are in; return how many are."""
    process = subprocess.Popen(command(home, "import", str(path), "--apply"), stdout=subprocess.DEVNULL)
    while lines_in(home) < lines // 2 and process.poll() is None:
        time.sleep(POLL_SECONDS)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return lines_in(home)


def content(home: Path, *, with_ids: bool) -> str:
    """Return a digest over everybody who stands, with phones, e-mails and firm; with the ids too, or without
    them.
    """
    office = open_office(now=NOW, environment={"DESKHAND_HOME": str(home)})
    found = []
    with office.desk("cli").unit.reading() as session:
        firms = {one.company_id: one.name for one in session.exec(select(Company))}
        reaches: dict[str, list[Any]] = {}
        for phone in session.exec(select(Phone).order_by(col(Phone.position))):
            reaches.setdefault(phone.contact_id, []).append([phone.number, phone.position])
        for email in session.exec(select(Email).order_by(col(Email.position))):
            reaches.setdefault(email.contact_id, []).append([email.address, email.position])
        for one in session.exec(select(Contact)):
            image = one.model_dump(
                mode="json", exclude={"created_at", "updated_at", "version", "company_id", "business_id"}
            )
            own = image if with_ids else {name: image[name] for name in image if name != "contact_id"}
            found.append([own, firms.get(one.company_id or ""), sorted(reaches.get(one.contact_id, []))])
        standing = [len(list(session.exec(select(kind)))) for kind in PermanentRow.__subclasses__()]
    office.close()
    lines = sorted(json.dumps(one, sort_keys=True) for one in found)
    return hashlib.sha256(
        "\n".join([*lines, str(sorted(firms.values())), str(standing)]).encode()
    ).hexdigest()


def measured(folder: Path, lines: int) -> dict[str, Any]:
    """Return all measurements, in homes below a folder."""
    path = folder / "people.csv"
    wanted = write_file(path, lines, seed=7)
    first, second = folder / "first", folder / "second"
    for home in (first, second):
        home.mkdir()
        founded(home)
    before = content(first, with_ids=True)
    _, dry_seconds, dry_memory = run(first, "import", str(path))
    untouched = content(first, with_ids=True) == before
    done, seconds, memory = run(first, "import", str(path), "--apply")
    in_all_at_once = content(first, with_ids=False)
    killed_at = killed_half_way(second, path, lines)
    resumed, resume_seconds, _ = run(second, "import", str(path), "--apply")
    again, again_seconds, _ = run(first, "import", str(path), "--apply")
    undone, undo_seconds, undo_memory = run(first, "import", "--undo", str(done["run"]), "--yes")
    return {
        "lines": lines,
        "dry_run": {"seconds": round(dry_seconds, 1), "megabytes": dry_memory, "wrote_nothing": untouched},
        "import": {
            "seconds": round(seconds, 1),
            "lines_per_second": round(lines / seconds),
            "megabytes": memory,
            "counts": {name: done[name] for name in wanted},
            "counts_are_exact": all(done[name] == count for name, count in wanted.items()),
        },
        "killed": {
            "at_line": killed_at,
            "resumed_in_seconds": round(resume_seconds, 1),
            "same_records": content(second, with_ids=False) == in_all_at_once
            and all(resumed[name] == done[name] for name in wanted),
        },
        "again": {"seconds": round(again_seconds, 1), "same_import": again["run"] == done["run"]},
        "undo": {
            "seconds": round(undo_seconds, 1),
            "megabytes": undo_memory,
            "voided": undone["voided"],
            "left": len(undone["left"]),
            "as_before": content(first, with_ids=True) == before,
        },
        "database_megabytes": round((first / "deskhand.db").stat().st_size / 1e6),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one JSON document, or a line a step; fail where a count or a record is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), options.lines)
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        for step, one in found.items():
            print(f"{step:<18} {one if not isinstance(one, dict) else json.dumps(one)}")
    right = [
        found["dry_run"]["wrote_nothing"],
        found["import"]["counts_are_exact"],
        found["killed"]["same_records"],
        found["again"]["same_import"],
        found["undo"]["as_before"],
    ]
    raise SystemExit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
