"""The sentence encoder: six layers of attention over the pieces of a message, in numpy.

The shape is that of all-MiniLM-L6-v2 (BERT: Devlin and others, 2019); its numbers were trained on (`evals/reading/training.py`).
"""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING

from agent.models.reader.layout import HEADS, WIDTH
from agent.models.reader.weights import Layer, Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.models.reader.weights import Numbers

LEAST_VARIANCE = 1e-12


def embedded(weights: Weights, ids: Sequence[int]) -> Numbers:
    """Return a vector for each piece by itself, whatever stands beside it (T x W).

    Args:
        weights: of the encoder.
        ids: of the pieces, T of them.
    """
    rows = list(ids)
    table, numbers = weights.table, weights.numbers
    found: Numbers = table[rows] * numbers["table scale"][rows][:, None]
    return _normal(found + numbers["places"][: len(rows)], numbers["norm"])


def encode(weights: Weights, found: Numbers) -> Numbers:
    """Return a vector for each piece of a message, as it stands there (T x W).

    Args:
        weights: of the encoder.
        found: the pieces by themselves (`embedded`).
    """
    for layer in weights.layers:
        found = _normal(found + _attended(layer, found), layer.n1)
        found = _normal(
            found + (_gelu(found @ layer.f1 + layer.f1_bias) @ layer.f2 + layer.f2_bias), layer.n2
        )
    return found


def _attended(layer: Layer, found: Numbers) -> Numbers:
    import numpy

    count, size = len(found), WIDTH // HEADS
    heads = (found @ layer.qkv + layer.qkv_bias).reshape(count, 3, HEADS, size).transpose(1, 2, 0, 3)
    likeness = heads[0] @ heads[1].transpose(0, 2, 1) / numpy.float32(sqrt(size))
    shares = numpy.exp(likeness - likeness.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    seen = (shares @ heads[2]).transpose(1, 0, 2).reshape(count, WIDTH)
    joined: Numbers = seen @ layer.o
    joined += layer.o_bias
    return joined


def _normal(found: Numbers, norm: Numbers) -> Numbers:
    import numpy

    found = found - found.mean(axis=-1, keepdims=True)
    spread = numpy.sqrt((found * found).mean(axis=-1, keepdims=True) + numpy.float32(LEAST_VARIANCE))
    found /= spread
    found *= norm[0]
    found += norm[1]
    return found


def _gelu(found: Numbers) -> Numbers:
    import numpy

    factor = numpy.float32(sqrt(2 / pi))
    bent: Numbers = numpy.tanh(factor * (found + numpy.float32(0.044715) * found * found * found))
    bent += 1
    bent *= numpy.float32(0.5) * found
    return bent
