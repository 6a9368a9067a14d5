"""`deskhand import`: people from files of other programs; shows what would happen, and does it when told to."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import AsJson, at_a_terminal, confirm_card, finish, office_of, say, say_json

if TYPE_CHECKING:
    from agent.imports.mapping import Mapping
    from agent.imports.rows import Table
    from agent.imports.running import Preview
    from agent.imports.source import Source
    from entrypoints.bootstrap import Office

MOST_CARDS = 20
"""The most cards that one command lets wait; the rest comes with the next one."""
TOLD = {
    "created": "new people",
    "merged": "on record, given more",
    "unchanged": "on record with all of it",
    "undecided": "for you to decide",
    "bad": "not usable",
}


def register(app: typer.Typer) -> None:
    app.command("import")(import_people)


def import_people(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A CSV file, a spreadsheet (.xlsx) or vCards.")] = None,
    adjusted: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help='Which field a column is: "Cell=phone", "Fax=-" for none.', metavar="COLUMN=FIELD"
        ),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Of a spreadsheet, which one.")] = "",
    apply: Annotated[
        bool, typer.Option("--apply", "--yes", help="Bring them in; else it is only shown.")
    ] = False,
    decide: Annotated[
        int,
        typer.Option(
            "--decide", help="A card for each line of this import that is for you to decide.", metavar="RUN"
        ),
    ] = 0,
    separate: Annotated[
        int, typer.Option("--separate", help="One card that keeps all of these apart.", metavar="RUN")
    ] = 0,
    past: Annotated[
        int, typer.Option("--past", help="One card for the past wins of this import.", metavar="RUN")
    ] = 0,
    undo: Annotated[int, typer.Option("--undo", help="Take this import back as a whole.", metavar="RUN")] = 0,
    runs: Annotated[bool, typer.Option("--runs", help="List the imports.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring people in from a file; without --apply nothing is written, and what would be is shown."""
    from schemas.errors import BadArguments

    with office_of(context) as office:
        if runs:
            finish(_call(office, "list_imports"), as_json=as_json)
        if undo:
            _undo(office, undo, yes=apply, as_json=as_json)
        if decide:
            _cards(office, decide, as_json=as_json)
        if past or separate:
            _past(office, past or separate, separate=bool(separate), as_json=as_json)
        if file is None:
            raise BadArguments("Say which file: deskhand import contacts.csv. Nothing was changed.")
        from agent.imports.source import source_of

        source = source_of(file, sheet, adjusted or ())
        if apply:
            _apply(office, source, as_json=as_json)
        else:
            _show(office, source, as_json=as_json)


def _call(office: "Office", tool: str, **arguments: Any) -> Any:
    from schemas.effects import Call

    return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))


def _show(office: "Office", source: "Source", *, as_json: bool) -> None:
    from agent.imports.running import look_through

    preview, table, mapping = look_through(office.desk("cli"), source, _meter)
    if as_json:
        say_json(
            {
                "file": str(source.path),
                "kind": table.kind,
                "columns": mapping.as_data(),
                "counts": preview.counts,
                "past_wins": preview.wins,
                "lines": {
                    outcome: [{"line": line, "name": name, "why": why} for line, name, why in shown]
                    for outcome, shown in preview.shown.items()
                },
            }
        )
        return
    say("\n".join([*_columns(table, mapping), "", *_outcomes(preview)]))
    if preview.wins:
        say(f"{preview.wins:,} past wins among them: one card asks for all of them once the people are in.")
    said = [str(source.path), "--apply", *(["--sheet", source.sheet] if source.sheet else [])]
    said += [part for one in source.adjusted for part in ("--map", one)]
    say(f"Nothing has been written. To do it: deskhand import {shlex.join(said)}")


def _columns(table: "Table", mapping: "Mapping") -> list[str]:
    """Return the lines that say which column is what, and how to say otherwise."""
    width = min(max((len(one) for one in mapping.columns), default=0), 40)
    lines = [
        f"  {column[:40]:<{width}}  →  {field.replace('_', ' ') if field else 'not used'}"
        for column, field in mapping.as_data().items()
    ]
    return [
        *table.remarks,
        "Columns:",
        *lines,
        'To change one: --map "COLUMN=FIELD"; COLUMN=- leaves it out.',
    ]


def _outcomes(preview: "Preview") -> list[str]:
    lines = [f"{number:>9,}  {TOLD[outcome]}" for outcome, number in preview.counts.items()]
    for outcome in ("undecided", "bad", "merged", "created"):
        some = [one for one in preview.shown.get(outcome, []) if outcome != "created" or one[2]]
        if some:
            lines += ["", f"{TOLD[outcome].capitalize()}:"]
            lines += [f"  line {line}{': ' + name if name else ''} — {why}" for line, name, why in some]
            more = preview.counts[outcome] - len(preview.shown[outcome])
            lines += [f"  … and {more:,} more"] if more else []
    return lines


def _meter(through: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{through:,} lines…")
        sys.stderr.flush()


def _apply(office: "Office", source: "Source", *, as_json: bool) -> None:
    from agent.imports.left_over import write_left_over
    from agent.imports.running import bring_in

    desk = office.desk("cli")
    try:
        run = bring_in(desk, office.gate, source, _meter)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; what is in stays. The same command goes on where it was.\n")
        raise typer.Exit(1) from None
    try:
        left = write_left_over(desk, source, run)
    except OSError as error:
        sys.stderr.write(
            f"deskhand: the lines that did not come in can't be written beside the file ({error.strerror}).\n"
        )
        left = None
    told = _told(office, run)
    wins = _waiting_wins(office, run)
    if as_json:
        say_json({**told, "not_imported": str(left) if left else None, "past_wins": wins})
        return
    say("\n".join(_summary(told, str(left) if left else "", wins)))
    if wins and at_a_terminal():
        _past(office, run, separate=False, as_json=False)


def _told(office: "Office", run: int) -> dict[str, Any]:
    found = _call(office, "list_imports").result
    told: dict[str, Any] = next(one for one in found.data["imports"] if one["run"] == run)
    return told


def _waiting_wins(office: "Office", run: int) -> int:
    from tools.importing.past import past_of

    desk = office.desk("cli")
    with desk.unit.reading():
        return past_of(desk, run, "", separate=False).wins


def _summary(told: dict[str, Any], left: str, wins: int) -> list[str]:
    run = told["run"]
    lines = [f"Import {run}, {told['file']}:", *(f"{told[one]:>9,}  {words}" for one, words in TOLD.items())]
    lines += [f"What did not come in, with the reason: {left}"] if left else []
    if told["open"]:
        lines.append(
            f"{told['open']:,} lines are like somebody on record: deskhand import --decide {run} makes a card of each, "
            f"deskhand import --separate {run} keeps all of them apart by one card."
        )
    lines += [f"{wins:,} past wins wait for one yes: deskhand import --past {run}"] if wins else []
    return [*lines, f"To take all of it back: deskhand import --undo {run}"]


def _cards(office: "Office", run: int, *, as_json: bool) -> None:
    """Propose a card for each undecided line, some at a time; at a terminal each is asked about at once."""
    from tools.importing.deciding import undecided_lines

    desk = office.desk("cli")
    with desk.unit.reading():
        lines = undecided_lines(desk, run, MOST_CARDS)
    outcomes = [_call(office, "decide_import_line", run=run, line=line) for line in lines]
    if as_json:
        say_json({"cards": [one.as_json() for one in outcomes]})
        raise typer.Exit(0)
    for outcome in outcomes:
        say(outcome.card.text() if outcome.card else outcome.problem["message"])
    first = next((one.card.approval for one in outcomes if one.card), None)
    if first is None:
        say(f"Nothing of import {run} is left to decide.")
    else:
        say(
            f"Decide each: deskhand approvals approve {first} --answer merge, or separate. Then again: --decide {run}"
        )
    raise typer.Exit(0)


def _past(office: "Office", run: int, *, separate: bool, as_json: bool) -> None:
    outcome = _call(office, "import_past", run=run, separate=separate)
    if outcome.card is not None:
        confirm_card(office, outcome.card, as_json=as_json)
    finish(outcome, as_json=as_json)


def _undo(office: "Office", run: int, *, yes: bool, as_json: bool) -> None:
    from agent.imports.running import take_back
    from schemas.errors import BadArguments

    outcome = _call(office, "list_imports").result
    told = next((one for one in outcome.data["imports"] if one["run"] == run), None)
    if told is not None and told["status"] in {"running", "done"}:
        if not yes and not at_a_terminal():
            raise BadArguments(
                f"Nobody is there to confirm it: deskhand import --undo {run} --yes. Nothing was changed."
            )
        if not yes and not typer.confirm(f"Take back import {run}, {told['file']}?", default=False):
            say("Left as it is.")
            raise typer.Exit(0)
        begun = _call(office, "undo_import", run=run)
        if begun.card is not None:
            _decide_here(office, begun, as_json=as_json)
        elif begun.problem is not None:
            finish(begun, as_json=as_json)
    counted = take_back(office.desk("cli"), office.gate, run, _meter)
    left = _call(office, "list_left_by_undo", run=run)
    if as_json:
        say_json({"run": run, **counted, **left.result.data})
        raise typer.Exit(0)
    say(
        f"Import {run} is undone: {counted['voided']:,} records voided, {counted['restored']:,} values put back."
    )
    if left.result.data["left"]:
        say(f"These stay, since they have been worked with:\n{left.result.text}")
    raise typer.Exit(0)


def _decide_here(office: "Office", outcome: Any, *, as_json: bool) -> None:
    """Take the yes that undoing needs where somebody is there to give it; else the card waits."""
    card = outcome.card
    if as_json or not at_a_terminal():
        finish(outcome, as_json=as_json)
    say(card.text())
    if not typer.confirm("Do this?", default=False):
        say(f"Left as it is; card #{card.approval} stays open.")
        raise typer.Exit(0)
    decided = office.gate.decide(office.desk("cli"), card.approval, card.digest)
    if decided.problem is not None:
        finish(decided, as_json=as_json)
