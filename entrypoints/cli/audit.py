"""`deskhand audit`: what was done, by whom, from where."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import office_of, say, say_json

if TYPE_CHECKING:
    from schemas.records import AuditRow

audit = typer.Typer(help="What was done, by whom, from where.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(audit, name="audit")


@audit.command("show")
def show(
    context: typer.Context,
    about: Annotated[str, typer.Option(help="Only what concerns this person.")] = "",
    count: Annotated[int, typer.Option(help="How many, newest first.", min=1, max=10_000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a script.")] = False,
) -> None:
    """The latest steps, newest first."""
    from sqlmodel import col, select

    from schemas.records import AuditRow
    from tools.crm import resolve_people

    with office_of(context) as office:
        desk = office.desk("cli")
        with desk.unit.reading() as session:
            wanted = resolve_people.contact(desk, about, "about").contact_id if about else None
            rows = session.exec(
                select(AuditRow).order_by(col(AuditRow.audit_id).desc()).limit(count if not wanted else None)
            )
            found = [row for row in rows if wanted is None or wanted in row.about][:count]
            if as_json:
                say_json([_data(row) for row in found])
                return
            for row in found:
                when = row.at.astimezone(desk.zone)
                say(f"{when:%Y-%m-%d %H:%M}  {row.event:9} {row.actor:9} {row.door:7} {row.line}")
            if not found:
                say("Nothing yet.")


def _data(row: "AuditRow") -> dict[str, Any]:
    return {
        "audit_id": row.audit_id,
        "at": row.at.isoformat(),
        "event": row.event,
        "actor": str(row.actor),
        "door": row.door,
        "member_id": row.member_id,
        "tool": row.tool,
        "act": row.act,
        "line": row.line,
        "arguments": row.arguments,
        "changes": row.changes,
        "about": row.about,
        "approval_id": row.approval_id,
    }
