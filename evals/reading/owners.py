"""The share of sentences that an owner's own requests, taught by eight examples each, are recognised in."""

from collections import Counter, defaultdict
from pathlib import Path

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import Interpretation, interpret
from agent.procedures.library import Library
from schemas.procedure import FrontMatter, Request
from tools.desk import Desk

OWNERS = Path(__file__).parent / "owners.tsv"
"""`REQUEST<TAB>example or test<TAB>sentence`; `other` are sentences that are none of the ten."""
OTHER = "other"
TOOL = "log_interaction"
"""The request that each of the ten leads to: a note about somebody."""


def score_owners(desk: Desk, library: Library, reads: frozenset[str]) -> Counter[str]:
    """Return what the sentences of ten owners come to, all ten taught at one desk beside the procedures that we bring.

    Args:
        desk: of a business with nobody on record.
        library: of our procedures.
        reads: names of the tools that only look something up.
    """
    examples, tests = _read()
    requests = tuple(
        Request(tool=TOOL, name=name, does=f"keep a {name.replace('_', ' ')}", say=tuple(said))
        for name, said in examples.items()
    )
    own = FrontMatter(name="own", title="Own", version="1.0", requests=requests)
    grammar = Grammar([own, *(one.front for one in library.layers)], reads)
    found: Counter[str] = Counter()
    with desk.unit.reading():
        for name, said in tests:
            taken = _taken(interpret(desk, grammar, said), set(examples))
            if name == OTHER:
                found["another, taken for one of them" if taken else "another, left alone"] += 1
            else:
                found["right" if taken == name else "one of the others" if taken else "not recognised"] += 1
    return found


def _taken(read: Interpretation, own: set[str]) -> str:
    """Return the owner's request that a sentence is read as or asked about; empty for none."""
    asked = [read.proposed] if read.proposed is not None else []
    return next((one.request.called for one in (*read.understood, *asked) if one.request.called in own), "")


def _read() -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    examples: dict[str, list[str]] = defaultdict(list)
    tests: list[tuple[str, str]] = []
    for line in OWNERS.read_text("utf-8").splitlines():
        name, kind, said = line.split("\t")
        if kind == "example":
            examples[name].append(said)
        else:
            tests.append((name, said))
    return examples, tests
