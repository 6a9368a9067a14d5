"""The reader's time to load, per message, and its memory; in a process of its own, which imports numpy first."""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAID = (
    "log a call with Maria Lopez, she wants a quote by Friday",
    "who still owes me an answer",
    "put Gus Tran in, 512-555-0134, he needs a water heater and wants to know if we can come Tuesday morning",
)


def measured(rounds: int) -> dict[str, float]:
    """Return seconds and megabytes, measured in this process."""
    from agent.models.reader.threads import keep_to_one_thread

    keep_to_one_thread()
    import numpy  # noqa: F401  (the time of its own import is not the reader's)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    from agent.models.reader.reader import read

    read("good morning")
    loaded = time.perf_counter() - began
    times = []
    for number in range(rounds):
        for said in SAID:
            began = time.perf_counter()
            read(f"{said} {number}")
            times.append(time.perf_counter() - began)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times.sort()
    return {
        "load_seconds": loaded,
        "median_seconds": times[len(times) // 2],
        "p95_seconds": times[int(len(times) * 0.95)],
        "megabytes": (after - before) / 1024,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a fresh process, and print what it came to."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=100, help="times that each message is read")
    options.add_argument("--json", action="store_true", help="as JSON")
    options.add_argument("--here", action="store_true", help="measure in this process")
    chosen = options.parse_args(arguments)
    if chosen.here:
        sys.stdout.write(json.dumps(measured(chosen.rounds)) + "\n")
        return 0
    command = [sys.executable, __file__, "--here", "--rounds", str(chosen.rounds)]
    out = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env=_environment()
    ).stdout
    found = json.loads(out)
    if chosen.json:
        sys.stdout.write(out)
        return 0
    sys.stdout.write(
        f"load {found['load_seconds'] * 1000:.0f} ms, a message {found['median_seconds'] * 1000:.1f} ms "
        f"(p95 {found['p95_seconds'] * 1000:.1f}), {found['megabytes']:.0f} MB\n"
    )
    return 0


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.exit(main())
