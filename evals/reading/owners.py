"""The share of sentences that an owner's own request is recognised in, taught by eight examples and its procedure's keywords."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import Interpretation, Understood, interpret
from agent.procedures.library import Library
from schemas.procedure import FrontMatter, Request, Triggers
from tools.desk import Desk

OWNERS = Path(__file__).parent / "owners.tsv"
"""`REQUEST<TAB>keywords, example, test or other<TAB>sentence`; `other` are the owner's sentences that ask for something else."""
TOOL = "log_interaction"
"""The request that each of the ten leads to: a note about somebody."""


def score_owners(desk: Desk, library: Library, reads: frozenset[str]) -> Counter[str]:
    """Return what the sentences of ten owners come to, each with their own procedure beside those that we bring.

    Args:
        desk: of a business with nobody on record.
        library: of our procedures.
        reads: names of the tools that only look something up.
    """
    found: Counter[str] = Counter()
    with desk.unit.reading():
        for name, lines in _owners().items():
            grammar = Grammar([_procedure(name, lines), *(one.front for one in library.layers)], reads)
            for said in lines["test"]:
                found["right" if _takes(grammar, desk, said, name) else "not recognised"] += 1
            for said in lines["other"]:
                taken = _takes(grammar, desk, said, name)
                found["another, taken for it" if taken else "another, left alone"] += 1
    return found


def _procedure(name: str, lines: dict[str, list[str]]) -> FrontMatter:
    request = Request(
        tool=TOOL, name=name, does=f"keep a {name.replace('_', ' ')}", say=tuple(lines["example"])
    )
    keywords = tuple(word.strip() for line in lines["keywords"] for word in line.split(","))
    return FrontMatter(
        name="own", title="Own", version="1.0", requests=(request,), triggers=Triggers(keywords=keywords)
    )


def _takes(grammar: Grammar, desk: Desk, said: str, name: str) -> bool:
    """Return whether a sentence is read as the owner's request, or asked about it."""
    return any(one.request.called == name for one in _asked(interpret(desk, grammar, said)))


def _asked(read: Interpretation) -> Iterator[Understood]:
    yield from read.understood
    if read.proposed is not None:
        yield read.proposed


def _owners() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for line in OWNERS.read_text("utf-8").splitlines():
        name, kind, said = line.split("\t")
        found.setdefault(name, defaultdict(list))[kind].append(said)
    return found
