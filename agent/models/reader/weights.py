"""The reader's weights: a vocabulary with what each feature says for each request, checked when they are loaded."""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from schemas.errors import BadConfiguration

FOLDER = Path(__file__).parent / "trained"
FILES = ("features.txt", "weights.bin", "clauses.json")
"""The vocabulary, a feature a line; the numbers (see `Weights`); and what tells where a request begins."""


@dataclass(frozen=True)
class Weights:
    """The numbers that training came to.

    Args:
        requests: names of tools, and `none` and `not_yet`; K of them.
        index: feature → its row; F of them.
        rarity: how much a feature counts (its inverse document frequency), F.
        scale: what one step of a row's numbers stands for, F.
        rows: F x K steps from -127 to 127.
        bias: what speaks for each request beforehand, K.
        begins: feature of a place in a message → what it says for a request's beginning there (`clauses.py`).
        taught: "tool: what it does" of the procedures' requests that it was trained on.
    """

    requests: tuple[str, ...]
    index: dict[str, int]
    rarity: array[float]
    scale: array[float]
    rows: memoryview
    bias: array[float]
    begins: dict[str, float]
    taught: frozenset[str]


@lru_cache(maxsize=1)
def trained() -> Weights:
    """Return the weights that came with this installation; read once.

    Raises:
        BadConfiguration: a file is missing or damaged.
    """
    return load(FOLDER)


def load(folder: Path) -> Weights:
    """Return the weights of a folder.

    Raises:
        BadConfiguration: a file is missing, or not what `reader.json` says it is.
    """
    try:
        told = json.loads((folder / "reader.json").read_text("utf-8"))
        content = {name: (folder / name).read_bytes() for name in FILES}
        begins = dict(json.loads(content["clauses.json"]))
        requests, digests, taught = tuple(told["requests"]), told["sha256"], frozenset(told["taught"])
    except (OSError, ValueError, KeyError) as error:
        raise unusable(f"{error}") from error
    wrong = [name for name in FILES if sha256(content[name]).hexdigest() != digests.get(name)]
    if wrong:
        raise unusable(f"{wrong[0]} is not the file that it came with")
    features = content["features.txt"].decode("utf-8").split("\n")
    numbers = memoryview(content["weights.bin"])
    count, kinds = len(features), len(requests)
    floats = array("f", numbers[: 4 * (2 * count + kinds)].tobytes())
    if sys.byteorder == "big":
        floats.byteswap()
    return Weights(
        requests=requests,
        index={feature: row for row, feature in enumerate(features)},
        rarity=floats[:count],
        scale=floats[count : 2 * count],
        bias=floats[2 * count :],
        begins=begins,
        taught=taught,
        rows=numbers[4 * (2 * count + kinds) :].cast("b"),
    )


def unusable(why: str) -> BadConfiguration:
    """Return the error of an installation whose weights can't be read."""
    return BadConfiguration(
        f"What this installation understands messages with can't be read ({why}). Install Deskhand again; "
        "your records are untouched."
    )
