"""`deskhand cadence`: keeping after new leads, off until the owner switches it on."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, finish, office_of, submit

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office

cadence = typer.Typer(help="Keeping after new leads.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(help="The procedure's name; may be left out where one has a cadence.")]


def register(app: typer.Typer) -> None:
    app.add_typer(cadence, name="cadence")


@cadence.command("on")
def on(context: typer.Context, name: Name = "", as_json: AsJson = False) -> None:
    """Keep after leads that come in from now on. Every mail of it waits for your yes."""
    _switch(context, name, on=True, as_json=as_json)


@cadence.command("off")
def off(context: typer.Context, name: Name = "", as_json: AsJson = False) -> None:
    """Stop keeping after leads; what it left waiting no longer fits from the next round on."""
    _switch(context, name, on=False, as_json=as_json)


@cadence.command("show")
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show which cadences are on, and the leads that they keep after."""
    submit(context, "show_cadences", as_json=as_json)


def _switch(context: typer.Context, name: str, *, on: bool, as_json: bool) -> None:
    from schemas.effects import Call

    with office_of(context) as office:
        arguments = {"cadence": _named(office, name), "on": on}
        finish(
            office.gate.submit(office.desk("cli"), Call(tool="switch_cadence", arguments=arguments)),
            as_json=as_json,
        )


def _named(office: "Office", name: str) -> str:
    from schemas.errors import NotFound

    names = [front.name for front in office.library.loaded.layered if front.cadence]
    if name in names or (not name and len(names) == 1):
        return name or names[0]
    asked = f"There is no cadence {name[:60]!r}" if name else "Say which cadence"
    raise NotFound(f"{asked}; there is {', '.join(names) or 'none'}. Nothing was changed.", "name")
