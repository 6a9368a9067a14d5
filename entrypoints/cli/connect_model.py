"""`deskhand connect model`: one small call to the language model's endpoint, and what it can do."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json
from schemas.errors import NotConnected

if TYPE_CHECKING:
    from agent.models.trial import Trial

HOW = (
    "No language model is set, so the built-in interpreter answers; it needs no key and no network. To set one: "
    "OPENAI_API_KEY=… in the environment (and OPENAI_BASE_URL, DESKHAND_MODEL where they are not OpenAI's own), then "
    "deskhand connect model"
)


def register(connecting: typer.Typer) -> None:
    connecting.command("model")(model)


def model(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Try the language model that the environment names, and keep what it can do."""
    from agent.models.openai import OpenAIEndpoint
    from agent.models.trial import tried
    from entrypoints.abilities import keep_abilities

    with office_of(context) as office:
        settings = office.settings.model
        if settings is None:
            raise NotConnected(HOW)
        endpoint = OpenAIEndpoint(settings.name, settings.key.get_secret_value(), settings.base_url)
        trial = tried(office.desk("cli"), endpoint)
        keep_abilities(office.settings.home, settings.base_url, settings.name, endpoint.abilities)
        where = settings.base_url or "OpenAI"
        if as_json:
            say_json({"endpoint": where, "model": settings.name, **asdict(trial)})
        else:
            say(_told(where, settings.name, trial))


def _told(where: str, name: str, trial: "Trial") -> str:
    can = [
        ("calls tools", trial.calls_tools),
        ("several calls in one step", trial.parallel),
        ("keeps to schemas strictly", trial.strict),
        ("counts tokens while it streams", trial.counts_tokens),
    ]
    lines = [f"{name} at {where} answered after {trial.first_word_ms} ms."]
    lines += [f"  {'yes' if one else 'no '}  {what}" for what, one in can]
    if not trial.calls_tools:
        lines.append(
            "It answered in words where it should have called a tool: choose a model that calls tools."
        )
    elif not trial.counts_tokens:
        lines.append("Usage will be estimated from the length of what is sent and answered.")
    return "\n".join(lines)
