"""The questions of `deskhand init` in a terminal: Enter takes the guess, and an answer that can't be is asked again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
OWN = {
    "own_addresses": ("Your own e-mail addresses, with commas between (Enter for none)", ","),
    "own_phones": ("Your own phone numbers, with commas between (Enter for none)", ","),
    "own_places": ("Your own street addresses, with semicolons between (Enter for none)", ";"),
    "own_names": ("Who signs your mail, with commas between (Enter for you alone)", ","),
}
"""The questions about what is the business's own, and so no customer's, and what parts several answers."""
SIGNATURE = "What stands below your mails"


def asked(known: Mapping[str, str], own: Mapping[str, Any], environment: Mapping[str, str]) -> NewBusiness:
    """Return the business that its owner tells of; what was given on the command line is not asked for.

    Args:
        known, own: what was given.
        environment: for the guesses, which follow each answer: another country is another currency.

    Raises:
        BadConfiguration: what was given on the command line can't be.
    """
    told = dict(known)
    refuse_unusable(replace(guessed(told, environment), **own))
    say("A few questions. Enter takes what stands in brackets.")
    for field, question in QUESTIONS.items():
        if field not in told:
            _ask(told, field, question, environment)
    said: dict[str, Any] = dict(own)
    for field, (question, mark) in OWN.items():
        if field not in said:
            said[field] = _ask_own(guessed(told, environment), field, question, mark)
    if "signature" not in told:
        _ask(told, "signature", SIGNATURE, environment)
    return replace(guessed(told, environment), **said)


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


def _ask_own(supposed: NewBusiness, field: str, question: str, mark: str) -> tuple[str, ...]:
    while True:
        answer = typer.prompt(question, default="", show_default=False)
        said = tuple(one.strip() for one in answer.split(mark) if one.strip())
        try:
            refuse_unusable(replace(supposed, **dict[str, Any]({field: said})))
        except BadConfiguration as error:
            say(error.message)
            continue
        return said
