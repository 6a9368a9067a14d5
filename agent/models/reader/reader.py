"""The request that a message makes, and how sure that is: a logistic regression over its words and parts of words."""

from collections import Counter
from functools import lru_cache
from itertools import islice
from math import exp, log, sqrt

from agent.models.reader.features import features
from agent.models.reader.weights import trained

NONE, NOT_YET = "none", "not_yet"
"""Messages that ask for nothing that the desk does; and those that ask for a part that isn't there yet."""

MOST_FEATURES = 3_000
"""Of a long text, the beginning tells what it asks for."""


@lru_cache(maxsize=512)
def requests(text: str) -> tuple[tuple[str, float], ...]:
    """Return the requests that a text may make, each with its probability, the likeliest first.

    Args:
        text: as it was said, values replaced by `places.masked`.

    Raises:
        BadConfiguration: the weights can't be read.
    """
    weights = trained()
    counted = Counter(islice(features(text), MOST_FEATURES))
    known = [(weights.index[one], count) for one, count in counted.items() if one in weights.index]
    values = [(row, (1 + log(count)) * weights.rarity[row]) for row, count in known]
    length = sqrt(sum(value * value for _, value in values)) or 1.0
    kinds = len(weights.requests)
    sums = list(weights.bias)
    for row, value in values:
        factor = value / length * weights.scale[row]
        for kind, step in enumerate(weights.rows[row * kinds : (row + 1) * kinds]):
            sums[kind] += factor * step
    most = max(sums)
    shares = [exp(one - most) for one in sums]
    total = sum(shares)
    found = zip(weights.requests, (one / total for one in shares), strict=True)
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))
