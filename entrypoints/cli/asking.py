"""The questions of `deskhand init` in a terminal: Enter takes the guess, and an answer that can't be is asked again."""

from collections.abc import Mapping
from dataclasses import replace

import typer

from entrypoints.cli.output import say
from entrypoints.founding import NewBusiness, refuse_unusable
from entrypoints.guesses import guessed
from schemas.errors import BadConfiguration

QUESTIONS = {
    "name": "What is the business called",
    "owner": "Your name",
    "trade": "Trade (plumbing, cleaning, …; Enter for none)",
    "time_zone": "Time zone",
    "country": "Country, two letters",
    "region": "State or province (Enter for none)",
    "currency": "Currency, three letters",
    "hours": "Working hours",
}
ADDRESSES = "Your own e-mail addresses, with commas between (Enter for none)"
SIGNATURE = "What stands below your mails"


def asked(
    known: Mapping[str, str], addresses: tuple[str, ...] | None, environment: Mapping[str, str]
) -> NewBusiness:
    """The business as its owner tells it; what was given on the command line is not asked for.

    Args:
        known, addresses: what was given.
        environment: for the guesses, which follow each answer: another country is another currency.

    Raises:
        BadConfiguration: what was given on the command line can't be.
    """
    told = dict(known)
    refuse_unusable(replace(guessed(told, environment), own_addresses=addresses or ()))
    say("A few questions. Enter takes what stands in brackets.")
    for field, question in QUESTIONS.items():
        if field not in told:
            _ask(told, field, question, environment)
    if addresses is None:
        addresses = _ask_addresses(guessed(told, environment))
    if "signature" not in told:
        _ask(told, "signature", SIGNATURE, environment)
    return replace(guessed(told, environment), own_addresses=addresses)


def _ask(told: dict[str, str], field: str, question: str, environment: Mapping[str, str]) -> None:
    supposed = guessed(told, environment)
    guess = supposed.name if field == "signature" else str(getattr(supposed, field))
    while True:
        answer = typer.prompt(question, default=guess, show_default=bool(guess)).strip()
        try:
            refuse_unusable(replace(supposed, **{field: answer}))
        except BadConfiguration as error:
            say(error.message)
            continue
        told[field] = answer
        return


def _ask_addresses(supposed: NewBusiness) -> tuple[str, ...]:
    while True:
        answer = typer.prompt(ADDRESSES, default="", show_default=False)
        addresses = tuple(one.strip() for one in answer.split(",") if one.strip())
        try:
            refuse_unusable(replace(supposed, own_addresses=addresses))
        except BadConfiguration as error:
            say(error.message)
            continue
        return addresses
