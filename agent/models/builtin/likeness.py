"""The likeness of a message to each request's examples: counted words and word pairs, nothing learned elsewhere.

Each word or pair speaks for a request as much as it is commoner in its examples than in the others' (a log odds,
bounded both ways, so that no single word decides). It settles what the cues leave open. Standing in where no cue is found
was tried and dropped: it took no more of the unseen paraphrases rightly, and one more of them wrongly.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

SMOOTHING = 0.35
MOST_AGAINST, MOST_FOR = -1.2, 3.5
PAIR_WEIGHT = 0.6


class Likeness:
    """Examples counted once.

    Args:
        examples: name of a request → its examples, each as the words that cues see.
    """

    def __init__(self, examples: Mapping[str, Iterable[Sequence[str]]]) -> None:
        self._totals: Counter[str] = Counter()
        self._holding: dict[str, Counter[str]] = defaultdict(Counter)
        for name, said in examples.items():
            for words in said:
                self._totals[name] += 1
                for feature in _features(words):
                    self._holding[feature][name] += 1
        self._all = sum(self._totals.values())

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """Return a score by request name: how much the words speak for it; empty where there are no examples."""
        scores = dict.fromkeys(self._totals, 0.0)
        for feature in _features(words):
            holding = self._holding.get(feature)
            if holding is None:
                continue
            everywhere = sum(holding.values())
            weight = PAIR_WEIGHT if " " in feature else 1.0
            for name, total in self._totals.items():
                here = (holding[name] + SMOOTHING) / (total + 2 * SMOOTHING)
                elsewhere = (everywhere - holding[name] + SMOOTHING) / (self._all - total + 2 * SMOOTHING)
                scores[name] += weight * max(MOST_AGAINST, min(MOST_FOR, math.log(here / elsewhere)))
        return scores


def _features(words: Sequence[str]) -> set[str]:
    return set(words) | {
        f"{first} {second}" for first, second in zip(["^", *words], [*words, "$"], strict=True)
    }
