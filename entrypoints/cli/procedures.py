"""`deskhand procedures`: what is loaded, and whether it is right."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

procedures = typer.Typer(
    help="How the work is done, in markdown.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    app.add_typer(procedures, name="procedures")


@procedures.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the procedures that are loaded, the most specific first."""
    with office_of(context) as office:
        library = office.library.loaded
        found = [library.find(front.name) for front in library.layered]
        if as_json:
            say_json(
                [
                    {
                        "name": one.front.name,
                        "title": one.front.title,
                        "version": one.front.version,
                        "extends": one.front.extends,
                        "requests": len(one.front.requests),
                        "file": str(one.file),
                        "digest": one.digest,
                    }
                    for one in found
                    if one is not None
                ]
            )
            return
        for one in found:
            if one is not None:
                over = f", over {one.front.extends}" if one.front.extends else ""
                say(
                    f"{one.front.name:16} {one.front.version:6} {one.front.title}{over} ({len(one.front.requests)} requests)"
                )


@procedures.command("show")
def show(context: typer.Context, name: Annotated[str, typer.Argument(help="The procedure's name.")]) -> None:
    """Show one procedure's text."""
    from schemas.errors import NotFound

    with office_of(context) as office:
        found = office.library.loaded.find(name)
        if found is None:
            names = ", ".join(one.front.name for one in office.library.loaded.procedures)
            raise NotFound(f"There is no procedure {name!r}; there is {names}.", "name")
        say(found.body)


@procedures.command("check")
def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="One file; all that are loaded if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Report what is wrong in the procedures, with file and line."""
    from agent.procedures.library import Library
    from agent.procedures.load import Mistake, load, read_procedure, remarks
    from schemas.errors import BadArguments

    with office_of(context) as office:
        if file is None:
            mistakes, found = office.library.loaded.mistakes, [*office.library.loaded.layers]
        else:
            if not file.exists():
                raise BadArguments(f"There is no file {file}.")
            one = read_procedure(file)
            ours, _ = load(office.library.folders[:1])
            loaded = [] if isinstance(one, Mistake) else [one]
            others = [each for each in ours if not loaded or each.front.name != loaded[0].front.name]
            library = Library(
                [*others, *loaded], office.registry.tools, [one] if isinstance(one, Mistake) else []
            )
            mistakes, found = library.mistakes, loaded
    if as_json:
        say_json([{"file": str(one.file), "line": one.line, "text": one.text} for one in mistakes])
    else:
        for mistake in mistakes:
            say(str(mistake))
        for remark in (said for one in found for said in remarks(one)):
            say(remark)
        if not mistakes:
            say("Every procedure is right.")
    if mistakes:
        raise typer.Exit(2)
