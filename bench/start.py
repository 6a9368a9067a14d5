"""The time for one `deskhand tool find_contact …` from nothing, against importing SQLModel and Typer alone."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.effects import Call

DESKHAND = str(Path(sys.executable).with_name("deskhand"))
FLOOR = [sys.executable, "-c", "import sqlmodel, typer"]
SLOWEST = 8


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the seconds of one run from start to exit."""
    begin = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def imported(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Return the milliseconds that each module took to import, without what it imported itself."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stderr
    taken = {}
    for line in told.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            taken[parts[2].strip()] = int(parts[0]) / 1e3
    return taken


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians, their ratio, and what is imported beyond the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=9, help="starts a side")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        set_up(NewBusiness(time_zone="America/Chicago"), home, "", {})
        office = open_office(home, "", {})
        person = Call(tool="add_contact", arguments={"first_name": "Maria", "phone": "512-555-0142"})
        office.gate.submit(office.desk("cli"), person)
        office.close()
        environment = {**os.environ, "DESKHAND_DATABASE_URL": ""}
        commands = {
            "deskhand": [DESKHAND, "--home", str(home), "tool", "find_contact", '{"query": "Maria"}'],
            "floor": FLOOR,
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                taken[name].append(seconds(command, environment))
        floor = imported(FLOOR[1:], environment)
        beyond = {
            name: cost
            for name, cost in imported(commands["deskhand"], environment).items()
            if name not in floor
        }
    medians = {name: statistics.median(times) for name, times in taken.items()}
    shown = {
        "deskhand_ms": round(medians["deskhand"] * 1e3),
        "floor_ms": round(medians["floor"] * 1e3),
        "ratio": round(medians["deskhand"] / medians["floor"], 2),
        "modules_beyond": len(beyond),
    }
    if options.json:
        print(json.dumps({"rounds": options.rounds, **shown}, indent=2))
        return
    print(f"deskhand tool find_contact: {shown['deskhand_ms']} ms, median of {options.rounds} starts")
    print(f"import sqlmodel, typer:     {shown['floor_ms']} ms ({shown['ratio']}x)")
    print(f"beyond it {len(beyond)} modules are imported; the slowest by themselves:")
    for name, cost in sorted(beyond.items(), key=lambda item: -item[1])[:SLOWEST]:
        print(f"  {cost:6.1f} ms  {name}")


if __name__ == "__main__":
    main()
