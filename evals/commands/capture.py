"""`python -m evals capture`: a case from a conversation that went wrong."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.output import complain, say


def register(evaluate: typer.Typer) -> None:
    evaluate.command("capture")(capture)


def capture(
    conversation: Annotated[str, typer.Argument(help="Its id, as `deskhand chat --json` prints it.")],
    row: Annotated[str, typer.Option(help="The row that it shows, such as C13.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="The new file; standard output if left out.", metavar="FILE")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="The home that it was held in.", metavar="DIR")
    ] = None,
) -> None:
    """Write a case from a real conversation: the records before it, what was said, and what came of it.

    People get other names, numbers and addresses. What happened stands there as if it had been expected: put right what
    went wrong, and the case fails until the desk does it right.
    """
    from entrypoints.bootstrap import open_office
    from entrypoints.demo.premises import RIVERA
    from evals.capture.past import past_of
    from evals.capture.renaming import CaseBusiness, Renaming
    from evals.capture.writing import as_case
    from evals.observe import Place
    from schemas.errors import BadArguments

    if to is not None and to.exists():
        raise BadArguments(f"{to} is there already. Nothing was written.", {"to": "exists"})
    with closing(open_office(home)) as office:
        place = Place(office.database, office.business.business_id, office.settings.outgoing_mail)
        past = past_of(office.desk("cli"), place, conversation)
        real = office.business
        addresses = tuple(real.settings.get("own_addresses") or ())
        business = CaseBusiness(RIVERA.name, RIVERA.own_addresses[0], real.name, addresses)
        renaming = Renaming(past.after, business)
        written = as_case(past, renaming, row)
    _say_what_is_missing(written, str(to or "the case"))
    if to is None:
        say(written)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(written, encoding="utf-8")
    say(
        f"{to}: {len(past.turns)} messages. What stands there is what happened: put right what went wrong, then"
    )
    say(f"    python -m evals --folder {to.parent.parent} --cases {to.stem}")


def _say_what_is_missing(written: str, where: str) -> None:
    """Report what the case lacks so far, if it can't be played as it stands."""
    import yaml

    from evals.case import case_from
    from schemas.errors import BadConfiguration

    try:
        case_from(yaml.safe_load(written), where)
    except BadConfiguration as error:
        complain(f"It can't be played before you add to it. {error.message}")
