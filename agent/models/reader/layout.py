"""The sizes of the encoder, and where each of its arrays stands in its files; the same for training and for reading."""

from collections.abc import Iterator
from itertools import pairwise

WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
"""Those of all-MiniLM-L6-v2, from which it was trained on."""
PLACES = 128
"""Positions of pieces in a message."""
VOCABULARY = 15_000
BLOCK = 7_500
"""Rows of the vocabulary's table in one file; no file is larger than 4 MB."""

MATRICES = (
    ("q", WIDTH, WIDTH),
    ("k", WIDTH, WIDTH),
    ("v", WIDTH, WIDTH),
    ("o", WIDTH, WIDTH),
    ("f1", INNER, WIDTH),
    ("f2", WIDTH, INNER),
)
"""Name, outputs and inputs of the matrices of a layer."""


def steps_files() -> list[str]:
    """Return the names of the files that hold whole steps: the vocabulary's table in blocks, and a file for each layer."""
    tables = [f"table-{number}.bin" for number in range(1, 1 + -(-VOCABULARY // BLOCK))]
    return [*tables, *(f"layer-{number}.bin" for number in range(1, 1 + LAYERS))]


def numbers(requests: int, tags: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the arrays of the file of numbers, each with its shape, in order.

    Args:
        requests, tags: how many there are.
    """
    yield "table scale", (VOCABULARY,)
    yield "places", (PLACES, WIDTH)
    yield "norm", (2, WIDTH)
    for layer in range(LAYERS):
        for name, outputs, _ in MATRICES:
            yield f"{layer} {name} scale", (outputs,)
            yield f"{layer} {name} bias", (outputs,)
        yield f"{layer} n1", (2, WIDTH)
        yield f"{layer} n2", (2, WIDTH)
    for name, outputs in (("request", requests), ("tag", tags), ("begin", 1)):
        yield f"{name} weight", (outputs, WIDTH)
        yield f"{name} bias", (outputs,)


def size(shape: tuple[int, ...]) -> int:
    """Return how many numbers an array of a shape holds."""
    total = 1
    for one in shape:
        total *= one
    return total


def blocks() -> Iterator[tuple[int, int]]:
    """Yield the first and last row (exclusive) of each block of the vocabulary's table."""
    yield from pairwise([*range(0, VOCABULARY, BLOCK), VOCABULARY])
