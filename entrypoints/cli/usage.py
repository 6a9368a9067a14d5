"""`deskhand usage`: what the language model took, by day, and the cap for a month."""

from dataclasses import asdict
from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json
from schemas.errors import BadArguments


def register(app: typer.Typer) -> None:
    app.command("usage")(usage)


def usage(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days back.")] = 31,
    cap: Annotated[
        str, typer.Option(help="Set the most tokens that a month may take; none lifts it.", metavar="TOKENS")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what the language model took, by day."""
    from agent.usage import by_day, cap_of, set_cap, spent_this_month

    with office_of(context) as office:
        desk = office.desk("cli")
        if cap:
            set_cap(desk, _tokens(cap))
        found, most, spent = by_day(desk, days), cap_of(desk), spent_this_month(desk)
        if as_json:
            say_json({"days": [asdict(day) for day in found], "month": spent, "cap": most})
            return
        for day in found:
            cached = f", {day.tokens_cached:,} of them cached" if day.tokens_cached else ""
            first = f", first word after {day.first_word_ms} ms" if day.first_word_ms is not None else ""
            failed = f", {day.failed} without an answer" if day.failed else ""
            about = "about " if day.estimated else ""
            say(
                f"{day.day:%a %b} {day.day.day}: {day.requests} requests{failed}; {about}{day.tokens_in:,} tokens "
                f"in{cached}, {day.tokens_out:,} out{first}"
            )
        of = (
            f" of the {most:,} that you allow"
            if most is not None
            else "; no cap is set (deskhand usage --cap N)"
        )
        say(f"This month: {spent:,} tokens{of}.")


def _tokens(said: str) -> int | None:
    if said.casefold() == "none":
        return None
    plain = said.replace(",", "").replace("_", "")
    if not plain.isdigit():
        raise BadArguments(f"--cap takes a number of tokens, or none to lift it; {said!r} is neither.")
    return int(plain)
