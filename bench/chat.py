"""The time for one `deskhand chat "…"` from nothing, against importing SQLModel and Typer alone, and a turn when warm."""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from start import DESKHAND, FLOOR, SLOWEST, imported, seconds

from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.effects import Call

SAID = "what's Maria's number?"
WARM = ("what's Maria's number?", "what's our pipeline?", "what leads do we have?", "flibber the wug")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians, their ratio, what is imported beyond the floor, and the time of one turn when warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=9, help="starts a side")
    parser.add_argument("--turns", type=int, default=40, help="warm turns of each message")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        set_up(NewBusiness(time_zone="America/Chicago"), home, "", {})
        environment = {**os.environ, "DESKHAND_DATABASE_URL": ""}
        warm = turns(home, options.turns)
        commands = {"chat": [DESKHAND, "--home", str(home), "chat", SAID], "floor": FLOOR}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                taken[name].append(seconds(command, environment))
        floor = imported(FLOOR[1:], environment)
        beyond = {
            name: cost for name, cost in imported(commands["chat"], environment).items() if name not in floor
        }
    medians = {name: statistics.median(times) for name, times in taken.items()}
    shown = {
        "chat_ms": round(medians["chat"] * 1e3),
        "floor_ms": round(medians["floor"] * 1e3),
        "ratio": round(medians["chat"] / medians["floor"], 2),
        "modules_beyond": len(beyond),
        "warm_turn_ms": {said: round(value * 1e3, 1) for said, value in warm.items()},
    }
    if options.json:
        print(json.dumps({"rounds": options.rounds, **shown}, indent=2))
        return
    print(f"deskhand chat:          {shown['chat_ms']} ms, median of {options.rounds} starts")
    print(f"import sqlmodel, typer: {shown['floor_ms']} ms ({shown['ratio']}x, aim 1.5x)")
    print(f"beyond it {len(beyond)} modules are imported; the slowest by themselves:")
    for name, cost in sorted(beyond.items(), key=lambda item: -item[1])[:SLOWEST]:
        print(f"  {cost:6.1f} ms  {name}")
    print(f"a turn when warm, median of {options.turns}:")
    for said, value in warm.items():
        print(f"  {value * 1e3:6.1f} ms  {said}")


def turns(home: Path, count: int) -> dict[str, float]:
    """Return the median seconds that one turn of each message takes, in one open office."""
    office = open_office(home, "", {})
    person = Call(tool="add_contact", arguments={"first_name": "Maria", "phone": "512-555-0142"})
    office.gate.submit(office.desk("cli"), person)
    orchestrator = office.orchestrator()
    conversation = orchestrator.turn(office.desk("chat"), SAID).conversation
    medians = {}
    for said in WARM:
        times = []
        for _ in range(count):
            begin = time.perf_counter()
            orchestrator.turn(office.desk("chat"), said, conversation)
            times.append(time.perf_counter() - begin)
        medians[said] = statistics.median(times)
    office.close()
    return medians


if __name__ == "__main__":
    main()
