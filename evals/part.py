"""The base of every part of a case, an attack form or a slot: a mapping that refuses keys that it does not know."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError


class Part(BaseModel):
    """Every part refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def problems_in(error: ValidationError, whole: str) -> Iterator[str]:
    """Yield each problem, with its key.

    Args:
        error: as it was raised.
        whole: what stands for the key where the whole is wrong.
    """
    for problem in error.errors(include_url=False, include_context=False):
        yield f"{'.'.join(str(part) for part in problem['loc']) or whole}: {problem['msg']}"


def names_in(value: Any) -> Iterator[str]:
    """Yield every `$name` that stands anywhere in a value."""
    if isinstance(value, str) and value.startswith("$") and value[1:].isidentifier():
        yield value[1:]
    elif isinstance(value, dict):
        for item in value.values():
            yield from names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)
