"""`deskhand duplicates`: looks for people who are on record twice, and puts the likeliest to the owner as cards."""

import sys
from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, finish, office_of, say, say_json


def register(app: typer.Typer) -> None:
    app.command("duplicates")(duplicates)


def duplicates(
    context: typer.Context,
    cards: Annotated[int, typer.Option(help="How many to ask about at most.", min=0, max=500)] = 10,
    only_list: Annotated[
        bool, typer.Option("--list", help="Show what the last search found, without searching anew.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look for people who are on record twice. Each likely pair becomes a card: merge, or separate for good."""
    from agent.duplicates import propose_doubles, search
    from schemas.effects import Call

    with office_of(context) as office:
        desk = office.desk("cli")
        if only_list:
            finish(office.gate.submit(desk, Call(tool="list_duplicates")), as_json=as_json)
        searched = search(desk, _show)
        proposed = propose_doubles(desk, office.gate, cards)
    if as_json:
        say_json(
            {
                "people": searched.people,
                "pairs": searched.pairs,
                "taken_up_at": searched.taken_up_at,
                "cards": [card.as_json() for card in proposed.cards],
                "refused_before": proposed.refused,
                "left_for_later": proposed.later,
            }
        )
        return
    for card in proposed.cards:
        say(f"{card.text()}\n")
    taken_up = f" (taken up after {searched.taken_up_at:,})" if searched.taken_up_at else ""
    say(f"Looked at {searched.people:,} people{taken_up}: {searched.pairs:,} likely doubles.")
    if proposed.cards:
        say(
            f"{len(proposed.cards)} to decide, such as: deskhand approvals approve {proposed.cards[0].approval}"
        )
    if proposed.later:
        say(
            f"{proposed.later:,} more wait for their turn: decide these, then look again; or --cards {cards * 5}."
        )


def _show(looked_at: int, people: int) -> None:
    """Show the progress at a terminal, and nothing anywhere else."""
    if sys.stderr.isatty():
        end = "\n" if looked_at == people else ""
        sys.stderr.write(f"\rLooked at {looked_at:,} of {people:,} people{end}")
        sys.stderr.flush()
