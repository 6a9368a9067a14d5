"""The time for each page of a large business, over loopback, and the load of a first visit.

Makes 100,000 contacts and 1,000,000 interactions first (minutes), or asks a home that was made before; there only a
member's session is added. Aimed at: a p95 of at most 100 ms for Today, Pipeline, search and a person; a first visit of
at most 150 KB.
"""

import argparse
import gzip
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from sqlmodel import col, select

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.business import CONTACTS, Wanted, make_business
from entrypoints.web.access import sessions
from entrypoints.web.application import make_site
from entrypoints.web.endpoints import cookie_name
from schemas.records import Contact, Email, Lead, Opportunity, Phone

NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing", owner="Sam Rivera", trade="plumbing", region="TX", time_zone="America/Chicago"
)
AIMED_MILLISECONDS = 100
AIMED_BYTES = 150_000
AIMED_AT = ("Today", "Pipeline", "Search", "Person")
DIFFERENT = 40
"""Different people, names, leads and jobs that are asked for in turn."""


@dataclass(frozen=True)
class Signed:
    """A browser that is signed in, as far as a server can tell.

    Args:
        port: where the page listens.
        cookie: the header.
    """

    port: int
    cookie: str


def silent(_written: int, _total: int) -> None:
    """Show no progress."""


def addresses(office: Office) -> dict[str, list[str]]:
    """Return addresses to ask for in turn, by page, from all over the business."""
    with office.desk("cli").unit.reading() as session:
        people = list(
            session.exec(select(Contact).order_by(col(Contact.contact_id).desc()).limit(DIFFERENT * 50))
        )
        people = people[:: len(people) // DIFFERENT]
        phones = list(session.exec(select(Phone.number).order_by(col(Phone.phone_id)).limit(DIFFERENT)))
        emails = list(session.exec(select(Email.address).order_by(col(Email.email_id)).limit(DIFFERENT)))
        leads = list(session.exec(select(Lead.lead_id).order_by(col(Lead.lead_id).desc()).limit(DIFFERENT)))
        jobs = list(
            session.exec(
                select(Opportunity.opportunity_id)
                .order_by(col(Opportunity.opportunity_id).desc())
                .limit(DIFFERENT)
            )
        )
        return {
            "Today": ["/"],
            "Chat": ["/chat?new=true"],
            "Approvals": ["/approvals"],
            "Decided": ["/approvals/decided"],
            "Pipeline": ["/pipeline"],
            "Pipeline, leads": ["/pipeline?of=leads"],
            "People": ["/people"],
            "Search, name": [f"/people?q={quote(f'{one.first_name} {one.last_name}')}" for one in people],
            "Search, last name": [f"/people?q={quote(one.last_name)}" for one in people],
            "Search, three letters": [f"/people?q={quote(one.last_name[:3])}" for one in people],
            "Search, phone": [f"/people?q={quote(one)}" for one in phones],
            "Search, e-mail": [f"/people?q={quote(one)}" for one in emails],
            "Search, nobody": ["/people?q=Zyxwvut"],
            "Person": [f"/people/{one.contact_id}" for one in people],
            "Leads": ["/leads"],
            "Lead": [f"/leads/{one}" for one in leads],
            "Job": [f"/jobs/{one}" for one in jobs],
            "Reports": ["/reports"],
            "Mail": ["/mail"],
            "Settings": ["/settings"],
            "Settings, members": ["/settings/members"],
            "Settings, sending": ["/settings/sending"],
            "Settings, connections": ["/settings/connections"],
            "Audit": ["/audit"],
            "Audit of a person": [f"/audit?about={one.contact_id}" for one in people],
        }


@contextmanager
def served(office: Office, environment: dict[str, str]) -> Iterator[Signed]:
    """Serve the page in a process of its own, as `deskhand serve` starts it, with its owner signed in."""
    site = make_site(office)
    desk, token = site.at_the_door(), site.new_token()
    with desk.unit.writing():
        sessions.begin(desk, office.owner, token, "bench/pages.py", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "entrypoints.cli.main", "--now", NOW]
    server = subprocess.Popen(
        [*command, "serve", "--without-watch", "--port", str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        signed = Signed(port, f"{cookie_name(site)}={token}")
        _wait_for(signed)
        yield signed
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(signed: Signed) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", signed.port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The page did not start within a minute.")


def asked(connection: HTTPConnection, signed: Signed, address: str) -> tuple[float, int, bytes]:
    """Return milliseconds until the last byte, the status and the body of one answer."""
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Cookie": signed.cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    return (time.perf_counter() - begun) * 1_000, answer.status, body


def measured(signed: Signed, pages: dict[str, list[str]], rounds: int) -> dict[str, dict[str, float]]:
    """Return median, p95, worst and first milliseconds by page, over one connection that is kept, as a browser
    keeps it.
    """
    connection = HTTPConnection("127.0.0.1", signed.port, timeout=120)
    found = {}
    for name, wanted in pages.items():
        first, status, _ = asked(connection, signed, wanted[0])
        if status != 200:
            raise SystemExit(f"{wanted[0]} answered {status}; nothing was measured.")
        answers = [asked(connection, signed, wanted[number % len(wanted)]) for number in range(rounds)]
        took = sorted(one[0] for one in answers)
        sys.stderr.write(f"{name}: {statistics.median(took):.1f} ms\n")
        found[name] = {
            "median_ms": round(statistics.median(took), 1),
            "p95_ms": round(took[min(len(took) - 1, int(len(took) * 0.95))], 1),
            "worst_ms": round(took[-1], 1),
            "first_ms": round(first, 1),
            "bytes": round(statistics.median(len(one[2]) for one in answers)),
        }
    connection.close()
    return found


def first_visit(signed: Signed) -> dict[str, int]:
    """Return the compressed bytes and the requests of a first visit to Today: the page, and each file that it
    names.
    """
    connection = HTTPConnection("127.0.0.1", signed.port, timeout=60)
    _, _, page = asked(connection, signed, "/")
    text = gzip.decompress(page).decode()
    files = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text)))
    sizes = [len(asked(connection, signed, one.replace("&amp;", "&"))[2]) for one in files]
    connection.close()
    return {"requests": 1 + len(files), "bytes": len(page) + sum(sizes)}


def told(results: dict[str, dict[str, float]], visit: dict[str, int]) -> int:
    """Print the table; return how many aims were missed."""
    missed = 0
    print(f"{'page':24} {'median':>8} {'p95':>8} {'worst':>8} {'first':>8} {'bytes':>9}")
    for name, one in results.items():
        aimed = name.split(",")[0] in AIMED_AT
        late = aimed and one["p95_ms"] > AIMED_MILLISECONDS
        missed += late
        mark = f"  over {AIMED_MILLISECONDS} ms" if late else ""
        print(
            f"{name:24} {one['median_ms']:8} {one['p95_ms']:8} {one['worst_ms']:8} {one['first_ms']:8} "
            f"{one['bytes']:9,}{mark}"
        )
    over = visit["bytes"] > AIMED_BYTES
    print(
        f"\nfirst visit: {visit['requests']} requests, {visit['bytes']:,} bytes{'  over the aim' if over else ''}"
    )
    return missed + over


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--home", type=Path, help="a home that was made before; else one is made and thrown away"
    )
    parser.add_argument("--size", choices=sorted(CONTACTS), default="large")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", default="", help="only pages whose name begins so")
    parser.add_argument("--json", action="store_true", help="print JSON for a script")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DESKHAND_HOME": str(given.home or folder), "OPENAI_API_KEY": ""}
        if given.home is None:
            set_up(RIVERA, now=NOW, environment=environment)
        office = open_office(now=NOW, environment=environment)
        if given.home is None:
            make_business(office.desk("cli"), office.gate, Wanted(size=given.size), silent)
        pages = {name: wanted for name, wanted in addresses(office).items() if name.startswith(given.only)}
        with served(office, environment) as signed:
            results, visit = measured(signed, pages, given.rounds), first_visit(signed)
        office.close()
    if given.json:
        print(json.dumps({"pages": results, "first_visit": visit}))
        return 0
    return 1 if told(results, visit) else 0


if __name__ == "__main__":
    sys.exit(main())
