"""An import's whole way: looked through without writing, brought in by parts, resumed where it was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from agent.gate import Gate
from agent.imports.mapping import Mapping
from agent.imports.rows import Row, Table
from agent.imports.source import Source
from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, ImportStatus, LineOutcome, Role
from schemas.errors import AgainstTheRules
from tools.desk import Actor, Desk
from tools.importing.known import Known
from tools.importing.lines import RawLine
from tools.importing.planning import Planned, plan

LINES_AT_ONCE = 1_000
"""Lines of one transaction; what a killed process loses at most."""
MOST_SHOWN = 20

Progress = Callable[[int], None]
"""Is told after each part how many lines are through."""


@dataclass
class Preview:
    """A preview: what an import would do.

    Args:
        counts: outcome → lines.
        wins: how many past wins would be asked about.
        shown: the first lines of each outcome, with the reason.
    """

    counts: dict[str, int] = field(default_factory=lambda: {str(one): 0 for one in LineOutcome})
    wins: int = 0
    shown: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)

    def take(self, planned: Planned) -> None:
        outcome = str(planned.outcome)
        self.counts[outcome] += 1
        self.wins += bool(planned.person and planned.person.win)
        some = self.shown.setdefault(outcome, [])
        if len(some) < MOST_SHOWN:
            some.append((planned.raw.line, planned.person.called() if planned.person else "", planned.why))


def look_through(desk: Desk, source: Source, progress: Progress) -> tuple[Preview, Table, Mapping]:
    """Return a preview of what an import would do with each line; nothing is written."""
    table, mapping = source.open()
    known, preview, through = Known(desk), Preview(), 0
    for part in parts(table.rows):
        lines = [mapping.line_of(row) for row in part]
        with desk.unit.reading():
            for planned in plan(desk, known, lines, source.path.name):
                preview.take(planned)
        through += len(part)
        progress(through)
    return preview, table, mapping


def bring_in(
    desk: Desk, gate: Gate, source: Source, progress: Progress, lines_at_once: int = LINES_AT_ONCE
) -> int:
    """Import a file, each line at most once; when stopped, it resumes where it was. Return its number.

    Args:
        desk: of the member whose import it is, with no transaction open.
        gate: the one path.
        source: the file.
        progress: is told after each part.
        lines_at_once: how large a part is.

    Raises:
        CallRefused: what the gate refused; what is in stays in.
    """
    table, mapping = source.open()
    digest = source.digest(mapping)
    run, last_line, done = _begun(desk, gate, source, mapping, digest)
    if done:
        return run
    own = following(desk)
    through = 0
    for part in parts(table.rows, lines_at_once):
        through += len(part)
        lines = [mapping.line_of(row) for row in part if row.line > last_line]
        if lines:
            submit(own, gate, "import_lines", run=run, lines=[_as_argument(one) for one in lines])
        progress(through)
    submit(own, gate, "finish_import", run=run)
    return run


def _begun(desk: Desk, gate: Gate, source: Source, mapping: Mapping, digest: str) -> tuple[int, int, bool]:
    """Return the number of the import, the last line that is in, and whether all are."""
    found = submit(desk, gate, "list_imports", digest=digest)
    for one in found.result.data["imports"] if found.result else ():
        if one["status"] == ImportStatus.UNDOING:
            raise AgainstTheRules(
                f"Import {one['run']} of this file is being undone. Finish that first: deskhand import --undo {one['run']}"
            )
        if one["status"] != ImportStatus.UNDONE:
            return one["run"], one["last_line"], one["status"] == ImportStatus.DONE
    name = source.path.name[:200]
    begun = submit(desk, gate, "begin_import", file_name=name, digest=digest, columns=mapping.as_data())
    assert begun.result is not None
    return begun.result.data["run"], 0, False


def take_back(desk: Desk, gate: Gate, run: int, progress: Progress) -> dict[str, int]:
    """Take part after part of an import back that is being undone; when stopped, it resumes where it was.

    Returns:
        voided: records; restored: values that were put back.
    """
    own, counted, through = following(desk), {"voided": 0, "restored": 0}, 0
    while True:
        outcome = submit(own, gate, "undo_import_part", run=run)
        data = outcome.result.data if outcome.result else {}
        if data.get("finished"):
            return counted
        counted = {name: count + data[name] for name, count in counted.items()}
        through += data["voided"]
        progress(through)


def _as_argument(line: RawLine) -> dict[str, object]:
    return line.model_dump(mode="json", exclude_defaults=True)


def following(desk: Desk) -> Desk:
    """Return the desk for what follows from the member's own word, part by part."""
    actor = Actor(ActorKind.FOLLOW_ON, Role.STAFF, desk.actor.door, desk.actor.member_id)
    return desk.acting_as(actor)


def submit(desk: Desk, gate: Gate, tool: str, **arguments: object) -> Outcome:
    """Submit a call that has to go through.

    Raises:
        AgainstTheRules: it was refused, in the words of the gate, or waits for a yes that it should not need.
    """
    outcome = gate.submit(desk, Call(tool=tool, arguments=arguments))
    if outcome.kind in {OutcomeKind.REFUSED, OutcomeKind.FAILED}:
        raise AgainstTheRules(str((outcome.problem or {}).get("message", "")))
    if outcome.kind == OutcomeKind.WAITING:
        raise AgainstTheRules(
            f"A procedure of yours makes {tool} wait for a yes, so nothing can be imported. Take it out of `tightens`."
        )
    return outcome


def parts(rows: Iterator[Row], at_once: int = LINES_AT_ONCE) -> Iterator[list[Row]]:
    """Yield the rows in parts, each as many as one transaction takes."""
    while part := list(islice(rows, at_once)):
        yield part
