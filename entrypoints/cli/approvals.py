"""`deskhand approvals`: what waits for a yes, and the yes."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import AsJson, as_text, finish, office_of, say, say_json, submit

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office
    from schemas.effects import Card

approvals = typer.Typer(help="What waits for your yes.", no_args_is_help=True, rich_markup_mode=None)
Number = Annotated[int, typer.Argument(help="The card's number.", min=1)]


def register(app: typer.Typer) -> None:
    app.add_typer(approvals, name="approvals")


@approvals.command("list")
def list_cards(
    context: typer.Context,
    status: Annotated[str, typer.Option(help="pending, done, rejected, unknown…")] = "pending",
    as_json: AsJson = False,
) -> None:
    """List the cards that wait and those put aside, or those of another status."""
    submit(context, "list_approvals", {"status": status}, as_json=as_json)


@approvals.command("show")
def show(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Show one card, whole, with its digest."""
    with office_of(context) as office:
        found = _stored(office, number)
        if as_json:
            say_json(found)
            return
        say(found["text"])
        by = f" by {found['decided_by']}" if found["decided_by"] else ""
        aside = ", put aside" if "put_aside" in found else ""
        say(f"    status: {found['status']}{aside}{by}   expires: {found['expires_at']}")
        say(f"    digest: {found['digest']}")


def _stored(office: "Office", number: int) -> dict[str, Any]:
    from agent.audit_trail import decided_by, member_names
    from tools.cards import card_of

    desk = office.desk("cli")
    with desk.unit.reading():
        approval = office.gate.queue.find(desk, number)
        return {
            **card_of(approval).as_json(),
            "status": str(approval.status),
            **({"put_aside": True} if approval.put_aside_at else {}),
            "decided_by": decided_by(approval, member_names(desk)),
            "answer": approval.answer,
            "why": approval.why,
            "result": approval.result,
            "replaced_by": approval.replaced_by,
        }


def _card(office: "Office", number: int) -> "Card":
    from tools.cards import card_of

    desk = office.desk("cli")
    with desk.unit.reading():
        return card_of(office.gate.queue.find(desk, number))


@approvals.command("approve")
def approve(
    context: typer.Context,
    number: Number,
    answer: Annotated[str, typer.Option(help="Which answer, where the card has several.")] = "",
    digest: Annotated[
        str, typer.Option(help="The card's digest, in place of being shown it and asked.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say yes to exactly what a card shows."""
    from schemas.errors import BadArguments

    with office_of(context) as office:
        if not digest:
            card = _card(office, number)
            say(card.text())
            if not sys.stdin.isatty():
                which = "" if answer or len(card.answers) == 1 else f" --answer {'|'.join(card.answers)}"
                raise BadArguments(
                    f"Nobody is there to confirm it. Having read the card, decide with: "
                    f"deskhand approvals approve {number}{which} --digest {card.digest}. Nothing was changed."
                )
            answer = _confirmed(card, answer)
            if not answer:
                say("Left as it is; the card stays open.")
                raise typer.Exit(0)
            digest = card.digest
        finish(office.gate.decide(office.desk("cli"), number, digest, answer), as_json=as_json)


def _confirmed(card: "Card", answer: str) -> str:
    """Return the answer that the person at the terminal gives; empty if they leave the card as it is."""
    if answer or len(card.answers) == 1:
        chosen = answer or next(iter(card.answers))
        return chosen if typer.confirm("Do this?", default=False) else ""
    said: str = typer.prompt(f"Which? {', '.join(card.answers)}, or n to leave it", default="n")
    return said.strip() if said.strip() in card.answers else ""


@approvals.command("reject")
def reject(
    context: typer.Context,
    number: Number,
    why: Annotated[str, typer.Option(help="A reason, kept with the card.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say no; nothing is done."""
    with office_of(context) as office:
        finish(office.gate.reject(office.desk("cli"), number, why), as_json=as_json)


@approvals.command("put-aside")
def put_aside(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Put a card aside: nothing is decided, it is kept for its days and not shown as waiting."""
    with office_of(context) as office:
        finish(office.gate.put_aside(office.desk("cli"), number), as_json=as_json)


@approvals.command("bring-back")
def bring_back(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Bring a card back that was put aside."""
    with office_of(context) as office:
        finish(office.gate.bring_back(office.desk("cli"), number), as_json=as_json)


@approvals.command("edit")
def edit(
    context: typer.Context,
    number: Number,
    changes: Annotated[str, typer.Argument(help='Arguments to change, as JSON: {"text": "…"}.')],
    as_json: AsJson = False,
) -> None:
    """Change what a card would do; a new card replaces it."""
    from schemas.errors import BadArguments

    try:
        changed = json.loads(changes)
    except json.JSONDecodeError as error:
        raise BadArguments(
            f'The changes are not JSON ({error}). Write them like \'{{"text": "…"}}\', in single quotes. '
            "Nothing was changed."
        ) from None
    if not isinstance(changed, dict):
        raise BadArguments('The changes must be a JSON object such as {"text": "…"}. Nothing was changed.')
    with office_of(context) as office:
        finish(office.gate.edit(office.desk("cli"), number, changed), as_json=as_json)


@approvals.command("leave-out")
def leave_out(
    context: typer.Context,
    number: Number,
    lines: Annotated[list[int], typer.Argument(help="The lines to leave out, as the card numbers them.")],
    as_json: AsJson = False,
) -> None:
    """Leave lines of a card of several changes out; a new card replaces it and needs its own yes."""
    with office_of(context) as office:
        finish(office.gate.edit(office.desk("cli"), number, {"without": lines}), as_json=as_json)


@approvals.command("settle")
def settle(
    context: typer.Context,
    number: Number,
    outcome: Annotated[str, typer.Argument(help="done or failed: what really happened outside.")],
    as_json: AsJson = False,
) -> None:
    """Say what became of an act that was left unknown."""
    from schemas.enums import ApprovalStatus
    from schemas.errors import BadArguments

    if outcome not in {"done", "failed"}:
        raise BadArguments(f"Settle as done or failed, not {outcome!r}. Nothing was changed.")
    with office_of(context) as office:
        status = ApprovalStatus(outcome)
        finish(office.gate.settle(office.desk("cli"), number, status), as_json=as_json)


@approvals.command("sweep")
def sweep(context: typer.Context, as_json: AsJson = False) -> None:
    """Mark overdue cards as expired, and go on with whatever was approved and is not done yet."""
    with office_of(context) as office:
        outcomes = office.gate.sweep(office.desk("cli"))
        if as_json:
            say_json([outcome.as_json() for outcome in outcomes])
            return
        for outcome in outcomes:
            say(as_text(outcome))
        if not outcomes:
            say("Nothing was left to do.")
