"""The common parts of the tests of imports: files, the commands' own way in, and the records without what only
an import keeps.
"""

import csv
from pathlib import Path
from typing import Any

from agent.imports.running import bring_in, take_back
from agent.imports.source import source_of
from entrypoints.bootstrap import Office
from evals.observe import Place, observe
from schemas.effects import Call, Outcome, OutcomeKind

OF_THE_DESK = {"import_runs", "import_lines", "audit", "audit_people", "approvals", "counters", "outbox"}
"""Tables that tell what was done; the others hold what is known of people."""


def silent(_through: int) -> None:
    """Show no progress."""


def csv_file(folder: Path, header: str, *lines: str, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def rows_file(folder: Path, rows: list[dict[str, str]], name: str = "people.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(office: Office, path: Path, *adjusted: str, lines_at_once: int = 1_000) -> dict[str, Any]:
    """Import a file; return the import as it is listed then."""
    run = bring_in(office.desk("cli"), office.gate, source_of(path, "", adjusted), silent, lines_at_once)
    return listed(office, run)


def call(office: Office, tool: str, **arguments: Any) -> Outcome:
    return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))


def listed(office: Office, run: int) -> dict[str, Any]:
    found = call(office, "list_imports").result
    assert found is not None
    one: dict[str, Any] = next(one for one in found.data["imports"] if one["run"] == run)
    return one


def counts(one: dict[str, Any]) -> tuple[int, ...]:
    """Return the counts created, merged, unchanged, still open, bad."""
    return tuple(one[name] for name in ("created", "merged", "unchanged", "open", "bad"))


def approved(office: Office, outcome: Outcome, answer: str = "") -> Outcome:
    assert outcome.card is not None, outcome
    decided = office.gate.decide(office.desk("cli"), outcome.card.approval, outcome.card.digest, answer)
    assert decided.kind == OutcomeKind.DONE, decided.problem
    return decided


def undone(office: Office, run: int, answer: str = "") -> list[dict[str, Any]]:
    """Undo an import; return who stays."""
    begun = call(office, "undo_import", run=run)
    if begun.card is not None:
        approved(office, begun, answer)
    take_back(office.desk("cli"), office.gate, run, silent)
    left: list[dict[str, Any]] = call(office, "list_left_by_undo", run=run).result.data["left"]  # type: ignore[union-attr]
    return left


def known(office: Office) -> dict[str, dict[Any, Any]]:
    """Return all that stands of people, by table and key; ids and instants of writing as they are."""
    place = Place(office.database, office.business.business_id, office.settings.outgoing_mail)
    rows = observe(place).rows
    return {
        table: {
            key: {name: value for name, value in row.items() if name != "updated_at"}
            for key, row in found.items()
            if row.get("voided_at") is None
        }
        for table, found in rows.items()
        if table not in OF_THE_DESK
    }


def people(office: Office) -> list[dict[str, Any]]:
    """Return everybody who stands, as data for programs, by name."""
    from sqlmodel import select

    from schemas.records import Contact
    from tools.search.look_ups import contact_data

    desk = office.desk("cli")
    with desk.unit.reading() as session:
        found = [contact_data(desk, one) for one in session.exec(select(Contact))]
    return sorted(found, key=lambda one: (one["name"], one["phones"]))
