"""The search for doubles over a made-up business: time, memory, and precision and recall against its truth.

Asked for: precision of at least 0.98 and recall of at least 0.95. The truth is the generator's own, which knows nothing of how
the search scores; somebody who moved and kept neither phone nor mailbox can't be found by anybody, and counts as missed.
"""

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generate import NOW, RIVERA, silent
from sqlmodel import col, select

from agent.duplicates import search
from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import set_up
from entrypoints.made_up.business import CONTACTS, Wanted, make_business
from schemas.records import LikelyDouble
from tools.duplicates.doubles import last_search


def true_pairs(truth: dict[str, Any]) -> dict[frozenset[str], str]:
    """Return each pair of records of one person, and how the second came about."""
    return {
        frozenset((group["contacts"][0], other)): how
        for group in truth["same_person"]
        for other, how in zip(group["contacts"][1:], group["how"], strict=True)
    }


def found_pairs(office: Office) -> set[frozenset[str]]:
    """Return the pairs that the last search found."""
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        last = last_search(desk)
        assert last is not None
        rows = session.exec(select(LikelyDouble).where(col(LikelyDouble.search_id) == last.search_id))
        return {frozenset((row.one_id, row.other_id)) for row in rows}


def made_anew(size: str, seed: int) -> dict[str, Any]:
    """Make a business of a size and search it once."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DESKHAND_HOME": folder}
        set_up(RIVERA, now=NOW, environment=environment)
        office = open_office(now=NOW, environment=environment)
        made = make_business(office.desk("cli"), office.gate, Wanted(size=size, seed=seed), silent)
        figures = measured(office, made.truth)
        office.close()
    return {"size": size, "seed": seed, **figures}


def in_home(home: Path) -> dict[str, Any]:
    """Search a business that `deskhand generate` made, with its truth beside it; a search is written into it."""
    office = open_office(now=NOW, environment={"DESKHAND_HOME": str(home)})
    figures = measured(office, json.loads((home / "truth.json").read_text(encoding="utf-8")))
    office.close()
    return {"home": home.name, **figures}


def measured(office: Office, truth: dict[str, Any]) -> dict[str, Any]:
    """Search a business once, and compare with its truth."""
    start, processor = time.perf_counter(), time.process_time()
    searched = search(office.desk("cli"), silent)
    seconds, own = time.perf_counter() - start, time.process_time() - processor
    found, true = found_pairs(office), true_pairs(truth)
    right = found & true.keys()
    return {
        "people": searched.people,
        "true_pairs": len(true),
        "found": len(found),
        "seconds": round(seconds, 1),
        "own_processor_seconds": round(own, 1),
        "precision": round(len(right) / len(found), 4) if found else None,
        "recall": round(len(right) / len(true), 4),
        "missed_by_way": dict(Counter(how for pair, how in true.items() if pair not in found)),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=list(CONTACTS), default="medium")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path, help="a copy of a generated home, in place of making one")
    chosen = parser.parse_args(arguments)
    if chosen.home is not None:
        print(json.dumps(in_home(chosen.home)), flush=True)
        return
    print(json.dumps(made_anew(chosen.size, chosen.seed)), flush=True)


if __name__ == "__main__":
    main()
