"""The reader's weights, checked when they are loaded and widened when they are first used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from agent.models.reader.layout import LAYERS, MATRICES, WIDTH, numbers, size, steps_files
from agent.models.reader.threads import keep_to_one_thread
from schemas.errors import BadConfiguration

if TYPE_CHECKING:
    from numpy import float32, int8
    from numpy.typing import NDArray

    Numbers = NDArray[float32]

FOLDER = Path(__file__).parent / "trained"
VOCABULARY_FILE, NUMBERS_FILE = "vocabulary.txt", "numbers.bin"
FILES = (VOCABULARY_FILE, NUMBERS_FILE, *steps_files())
"""The pieces, one a line; scales, biases and heads; and the whole steps of each table and layer."""


@dataclass(frozen=True)
class Layer:
    """One layer of the encoder, each matrix inputs by outputs.

    Args:
        qkv, qkv_bias: query, key and value beside each other (W x 3W, 3W).
        o, o_bias, f1, f1_bias, f2, f2_bias: of what was attended to (W x W), and of the inner layer (W x I, I x W).
        n1, n2: scale and shift of the two normalisations (2 x W).
    """

    qkv: Numbers
    qkv_bias: Numbers
    o: Numbers
    o_bias: Numbers
    f1: Numbers
    f1_bias: Numbers
    f2: Numbers
    f2_bias: Numbers
    n1: Numbers
    n2: Numbers


class Weights:
    """Weights as training left them.

    Args:
        told: of `reader.json`: `requests` and `tags`, in order; `taught`, "name: what it does" of the procedures' requests that
            it was trained on; `words`, of what messages are made of beside values, each with how many of the `texts` hold it.
        content: file → bytes.
    """

    def __init__(self, told: dict[str, Any], content: dict[str, bytes]) -> None:
        self.requests: tuple[str, ...] = tuple(told["requests"])
        self.tags: tuple[str, ...] = tuple(told["tags"])
        self.taught: frozenset[str] = frozenset(told["taught"])
        self.words: dict[str, int] = dict(told["words"])
        self.texts = int(told["texts"])
        self._content = content
        """The tables and layers that are not used yet go when they are; the rest stays."""
        self._lock = RLock()
        self._table: NDArray[int8] | None = None
        self._layers: list[Layer] = []

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Return piece → id."""
        lines = self._content[VOCABULARY_FILE].decode("utf-8").split("\n")
        return {piece: number for number, piece in enumerate(lines)}

    @cached_property
    def numbers(self) -> dict[str, Numbers]:
        """Return the arrays of the file of numbers by name (`layout.numbers`)."""
        import numpy

        flat = numpy.frombuffer(self._content[NUMBERS_FILE], dtype="<f4").astype(numpy.float32)
        found, at = {}, 0
        for name, shape in numbers(len(self.requests), len(self.tags)):
            found[name] = flat[at : at + size(shape)].reshape(shape)
            at += size(shape)
        return found

    @property
    def table(self) -> NDArray[int8]:
        """Return the vocabulary's vectors in whole steps (V x W)."""
        with self._lock:  # Turns run in threads, and two first messages may come at once.
            self._table = self._read_table() if self._table is None else self._table
            return self._table

    @property
    def layers(self) -> list[Layer]:
        """Return the layers, their steps widened to numbers; 42 MB, made at the first message."""
        with self._lock:
            self._layers = self._layers or [self._layer(number) for number in range(LAYERS)]
            return self._layers

    def _read_table(self) -> NDArray[int8]:
        import numpy

        names = [name for name in FILES if name.startswith("table-")]
        blocks = [
            numpy.frombuffer(self._content.pop(name), dtype=numpy.int8).reshape(-1, WIDTH) for name in names
        ]
        return numpy.concatenate(blocks)

    def _layer(self, number: int) -> Layer:
        import numpy

        steps = numpy.frombuffer(self._content.pop(f"layer-{number + 1}.bin"), dtype=numpy.int8)
        wide: dict[str, Numbers] = {}
        at = 0
        for name, outputs, inputs in MATRICES:
            rows = steps[at : at + outputs * inputs].reshape(outputs, inputs).astype(numpy.float32)
            at += outputs * inputs
            wide[name] = numpy.ascontiguousarray((rows * self.numbers[f"{number} {name} scale"][:, None]).T)
        bias = {name: self.numbers[f"{number} {name} bias"] for name, _, _ in MATRICES}
        return Layer(
            qkv=numpy.concatenate([wide["q"], wide["k"], wide["v"]], axis=1),
            qkv_bias=numpy.concatenate([bias["q"], bias["k"], bias["v"]]),
            o=wide["o"],
            o_bias=bias["o"],
            f1=wide["f1"],
            f1_bias=bias["f1"],
            f2=wide["f2"],
            f2_bias=bias["f2"],
            n1=self.numbers[f"{number} n1"],
            n2=self.numbers[f"{number} n2"],
        )


@lru_cache(maxsize=1)
def trained() -> Weights:
    """Return the weights that came with this installation; read once.

    Raises:
        BadConfiguration: a file is missing or damaged.
    """
    keep_to_one_thread()
    return load(FOLDER)


def load(folder: Path) -> Weights:
    """Return the weights of a folder.

    Raises:
        BadConfiguration: a file is missing, or not what `reader.json` says it is.
    """
    try:
        told = json.loads((folder / "reader.json").read_text("utf-8"))
        content = {name: (folder / name).read_bytes() for name in FILES}
        digests, found = told["sha256"], Weights(told, content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unusable(f"{error}") from error
    wrong = [name for name in FILES if sha256(content[name]).hexdigest() != digests.get(name)]
    if wrong:
        raise unusable(f"{wrong[0]} is not the file that it came with")
    return found


def unusable(why: str) -> BadConfiguration:
    """Return the error of an installation whose weights can't be read."""
    return BadConfiguration(
        f"What this installation understands messages with can't be read ({why}). Install Deskhand again; "
        "your records are untouched."
    )
