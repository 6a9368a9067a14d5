"""The abilities of an endpoint that `deskhand connect model` found, kept in the home: no secret, only a saving of time."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import BadConfiguration

if TYPE_CHECKING:
    from agent.models.openai import Abilities

FILE = "model.json"


def known_abilities(home: Path, base_url: str, model: str) -> "Abilities":
    """Return the abilities of a model at an address; all that the protocol has, where none are stored."""
    from agent.models.openai import Abilities

    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
        if (found["base_url"], found["model"]) == (base_url, model):
            return Abilities(**found["abilities"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Abilities()


def keep_abilities(home: Path, base_url: str, model: str, abilities: "Abilities") -> None:
    """Store the abilities that were found out.

    Raises:
        BadConfiguration: the home can't be written.
    """
    found = {"base_url": base_url, "model": model, "abilities": asdict(abilities)}
    try:
        (home / FILE).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadConfiguration(
            f"{home / FILE} can't be written ({error.strerror}). Make the folder writable."
        ) from error
