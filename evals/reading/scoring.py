"""The share of messages whose requests are read rightly, at a desk that has nobody on record."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import Interpretation, interpret
from agent.models.reader.reader import NONE, NOT_YET
from evals.reading.labelled import Message, messages
from tools.desk import Desk

OUTCOMES = ("right", "proposed", "not understood", "in part", "wrong read", "wrong write")
"""The ends of a message: `proposed` is the right request in a question, `in part` some of several."""
TOOLS = {"switch_cadence_on": "switch_cadence", "switch_cadence_off": "switch_cadence"}
"""Labels of requests that are one tool."""

Scores = dict[str, Counter[str]]
"""Number of requests in a message ("one", "two") → outcome → count."""


def score(desk: Desk, grammar: Grammar, files: Iterable[Path]) -> Scores:
    """Return what the messages of some voices come to.

    Args:
        desk: of a business with nobody on record, so that each name is somebody new.
        grammar: of its procedures.
        files: of the voices.
    """
    found: Scores = {"one": Counter(), "two": Counter()}
    with desk.unit.reading():
        for message in messages(files):
            several = "two" if len(message.clauses) > 1 else "one"
            found[several][outcome(grammar, message, interpret(desk, grammar, message.said))] += 1
    return found


def outcome(grammar: Grammar, message: Message, read: Interpretation) -> str:
    """Return one of `OUTCOMES` for a message as it was read."""
    wanted = [TOOLS.get(clause.request, clause.request) for clause in message.clauses]
    got = [one.request.tool for one in read.understood]
    if got == wanted or (not got and read.proposed is None and wanted in ([NONE], [NOT_YET])):
        return "right"
    if not got:
        right = read.proposed is not None and [read.proposed.request.tool] == wanted
        return "proposed" if right else "not understood"
    if len(wanted) > 1 and all(one in wanted for one in got):
        return "in part"
    writes = [one for one in got if one not in wanted and one not in grammar.reads]
    return "wrong write" if writes else "wrong read"
