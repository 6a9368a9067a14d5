"""The share of messages whose requests are read rightly, at a desk that has nobody on record."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import Interpretation, interpret
from agent.models.reader.reader import NONE, NOT_YET
from evals.reading.labelled import messages, second_labels
from tools.desk import Desk

OUTCOMES = ("right", "proposed", "not understood", "in part", "wrong read", "wrong write")
"""The ends of a message: `proposed` is the right request in a question, `in part` some of several."""
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
    other = second_labels()
    with desk.unit.reading():
        for message in messages(files):
            several = "two" if len(message.clauses) > 1 else "one"
            also = other.get((message.clauses[0].voice, message.number), set())
            read = interpret(desk, grammar, message.said)
            found[several][outcome(grammar, {message.requests, *also}, read)] += 1
    return found


def outcome(grammar: Grammar, wanted: set[tuple[str, ...]], read: Interpretation) -> str:
    """Return one of `OUTCOMES` for a message as it was read.

    Args:
        grammar: of the requests.
        wanted: the requests that it makes, by whoever labelled it.
        read: what was understood.
    """
    got = tuple(one.request.called for one in read.understood)
    if read.declined is not None:
        got = (read.declined.name,)
    nothing = not got and read.proposed is None
    if got in wanted or (nothing and wanted & {(NONE,), (NOT_YET,)}):
        return "right"
    if not got:
        right = read.proposed is not None and (read.proposed.request.called,) in wanted
        return "proposed" if right else "not understood"
    known = {name for names in wanted for name in names}
    if max(map(len, wanted)) > 1 and set(got) <= known:
        return "in part"
    others = (one.request for one in read.understood if one.request.called not in known)
    writes = [one for one in others if one.tool not in grammar.reads]
    return "wrong write" if writes else "wrong read"
