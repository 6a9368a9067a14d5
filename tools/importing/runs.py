"""Imports as a whole: begun, gone on with, finished, listed."""

import re
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ImportStatus, LineOutcome
from schemas.errors import AgainstTheRules, BadArguments, NotFound
from schemas.records import ImportLine, ImportRun
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Line, Name
from tools.counters import next_number
from tools.desk import Desk
from tools.importing.lines import RawLine
from tools.registry import tool

MOST_AT_ONCE = 2_000
"""The most lines that one call brings in."""
MOST_LISTED = 50
TAKEN_BACK = {ImportStatus.UNDOING, ImportStatus.UNDONE}


def run_of(desk: Desk, number: int) -> ImportRun:
    """Return the import with a number.

    Raises:
        NotFound: there is none.
    """
    found = desk.session.exec(select(ImportRun).where(col(ImportRun.number) == number)).first()
    if found is None:
        raise NotFound(
            f"There is no import {number}. See them: deskhand import --runs. Nothing was changed.", "run"
        )
    return found


def counts_of(desk: Desk, number: int) -> dict[str, int]:
    """Return the number of an import's lines by outcome; and `last_line`, the last one that was taken in."""
    own = col(ImportLine.run) == number
    rows = desk.session.exec(
        select(ImportLine.outcome, func.count()).where(own).group_by(col(ImportLine.outcome))
    )
    counted = {str(outcome): int(count) for outcome, count in rows}
    last = desk.session.exec(select(func.max(ImportLine.line)).where(own)).one()
    still_open = select(func.count()).where(
        own, col(ImportLine.outcome) == LineOutcome.UNDECIDED, col(ImportLine.entered_id).is_(None)
    )
    return {
        **{str(one): counted.get(str(one), 0) for one in LineOutcome},
        "open": int(desk.session.exec(still_open.select_from(ImportLine)).one()),
        "last_line": int(last or 0),
    }


class BeginImport(LocalAct):
    """A file that is to be brought in, under a number."""

    file_name: str
    digest: str
    columns: dict[str, Any]

    def line(self) -> str:
        return f"Begin to import {self.file_name}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        run = ImportRun(
            business_id=desk.business_id,
            import_run_id=desk.new_id(),
            number=next_number(desk, "import"),
            file_name=self.file_name,
            digest=self.digest,
            columns=self.columns,
            member_id=desk.actor.member_id,
            begun_at=desk.now(),
        )
        desk.session.add(run)
        return Answer(text=f"Import {run.number}: {self.file_name}.", data={"run": run.number})


@tool(Effect.WRITE)
def begin_import(
    desk: Desk, file_name: Line, digest: Name, columns: dict[str, Any] | None = None
) -> BeginImport:
    """Begin to bring a file in; a file that came in before, read in the same way, is not begun again.

    Args:
        file_name: what it is called.
        digest: of its content and of how its columns are read, in hexadecimal.
        columns: column of the file → our field.
    """
    if not re.fullmatch(r"[0-9a-f]{1,64}", digest):
        problem = "must be a digest in hexadecimal, at most 64 digits"
        raise BadArguments(f"digest {problem}. Nothing was changed.", {"digest": problem})
    same = desk.session.exec(
        select(ImportRun).where(col(ImportRun.digest) == digest, col(ImportRun.status).not_in(TAKEN_BACK))
    ).first()
    if same is not None:
        raise AgainstTheRules(f"This file is import {same.number} already. Nothing was changed.")
    return BeginImport(file_name=file_name, digest=digest, columns=columns or {})


class ImportLines(LocalAct):
    """Some lines of a file, matched with who is on record and brought in, each at most once."""

    run: int
    source: str
    lines: list[RawLine]

    def line(self) -> str:
        return f"Import {self.run}: lines {self.lines[0].line} to {self.lines[-1].line} of {self.source}"

    def changed(self, desk: Desk) -> str | None:
        run = run_of(desk, self.run)
        return None if run.status == ImportStatus.RUNNING else f"import {self.run} is {run.status}."

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        from tools.importing.known import Known
        from tools.importing.planning import plan
        from tools.importing.writing import write

        fresh = self._not_yet_in(desk)
        planned = plan(desk, Known(desk), fresh, self.source)
        write(desk, self.run, planned)
        counted = {str(outcome): sum(one.outcome == outcome for one in planned) for outcome in LineOutcome}
        said = ", ".join(f"{count} {outcome}" for outcome, count in counted.items() if count)
        return Answer(text=f"{self.line()}: {said or 'nothing new'}.", data={"run": self.run, **counted})

    def _not_yet_in(self, desk: Desk) -> list[RawLine]:
        numbers = [one.line for one in self.lines]
        rows = select(ImportLine.line).where(
            col(ImportLine.run) == self.run, col(ImportLine.line).between(min(numbers), max(numbers))
        )
        there = set(desk.session.exec(rows))
        return [one for one in {one.line: one for one in self.lines}.values() if one.line not in there]


@tool(Effect.WRITE)
def import_lines(desk: Desk, run: int, lines: list[RawLine]) -> ImportLines:
    """Bring some lines of a file in. Whoever is on record already is given more, or stays as they are; never doubled.

    Args:
        run: the import's number, from begin_import.
        lines: as they stand in the file, by our fields, in the order of their numbers.
    """
    found = run_of(desk, run)
    if found.status != ImportStatus.RUNNING:
        raise AgainstTheRules(
            f"Import {run} is {found.status}; nothing more comes in by it. Nothing was changed."
        )
    if not 1 <= len(lines) <= MOST_AT_ONCE:
        raise AgainstTheRules(
            f"Bring in 1 to {MOST_AT_ONCE} lines at once, not {len(lines)}. Nothing was changed."
        )
    return ImportLines(run=run, source=found.file_name, lines=lines)


class FinishImport(LocalAct):
    """An import whose last line is in."""

    run: int

    def line(self) -> str:
        return f"Import {self.run} is finished"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        run = run_of(desk, self.run)
        run.status, run.finished_at = ImportStatus.DONE, desk.now()
        counted = counts_of(desk, self.run)
        return Answer(text=told(run, counted), data={"run": self.run, **counted})


@tool(Effect.WRITE)
def finish_import(desk: Desk, run: int) -> FinishImport:
    """Say that the last line of a file is in.

    Args:
        run: the import's number.
    """
    if run_of(desk, run).status != ImportStatus.RUNNING:
        raise AgainstTheRules(f"Import {run} is {run_of(desk, run).status} already. Nothing was changed.")
    return FinishImport(run=run)


def told(run: ImportRun, counted: dict[str, int]) -> str:
    """Return a line about one import."""
    said = [
        wording.count(counted[LineOutcome.CREATED], "new person", "new people"),
        f"{counted[LineOutcome.MERGED]} given more",
        f"{counted[LineOutcome.UNCHANGED]} unchanged",
        f"{counted['open']} for you to decide",
        f"{counted[LineOutcome.BAD]} not usable",
    ]
    return f"Import {run.number}, {run.file_name} ({run.status}): {', '.join(said)}."


@tool(Effect.READ)
def list_imports(desk: Desk, digest: Name = "") -> Answer:
    """The files that were brought in, newest first, and what became of their lines.

    Args:
        digest: only those of this content, read in this way.
    """
    asked = select(ImportRun).order_by(col(ImportRun.number).desc()).limit(MOST_LISTED)
    found = list(desk.session.exec(asked.where(col(ImportRun.digest) == digest) if digest else asked))
    counted = {one.number: counts_of(desk, one.number) for one in found}
    return Answer(
        text="\n".join(told(one, counted[one.number]) for one in found) or "Nothing has been imported yet.",
        data={
            "imports": [
                {
                    "run": one.number,
                    "file": one.file_name,
                    "status": str(one.status),
                    "begun_at": one.begun_at.isoformat(),
                    **counted[one.number],
                }
                for one in found
            ]
        },
    )
