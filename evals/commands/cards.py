"""`python -m evals cards`: sentences that owners say to a card, and whether the right thing comes of it."""

from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json


def register(evaluate: typer.Typer) -> None:
    evaluate.command("cards")(cards)


def cards(
    kept_back: Annotated[
        bool, typer.Option("--kept-back", help="The owners who were kept back, in place of the others.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="List what came to something else.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say sentences to cards that wait: is a card ever decided, dropped or changed that was not meant to be?"""
    from evals.cards.score import score
    from evals.cards.sentences import KEPT_BACK, MENDED_ON

    tally = score(KEPT_BACK if kept_back else MENDED_ON)
    if as_json:
        say_json({"right": tally.right, "total": tally.total, "counts": tally.counts})
        return
    say(f"{tally.right} of {tally.total} right ({tally.right / tally.total:.3f})")
    for says, counts in tally.counts.items():
        say(f"   {says:8} {', '.join(f'{came} {count}' for came, count in counts.most_common())}")
    for one, came in tally.failures if show else ():
        say(f"   {one.says}, {one.card}: {one.text} → {came}")
