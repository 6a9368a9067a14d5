"""The features of a message's words that the reader weighs; the same when it is trained and when it reads."""

import re
from collections.abc import Iterator

from schemas.keys import fold

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\?")
LONGEST_RUN = 3
"""Words that stand together count as one feature, up to so many."""
SHORTEST_PART, LONGEST_PART = 3, 5
"""Letters of a part of a word, its ends marked."""


def words(text: str) -> list[str]:
    """Return the words of a message as the reader knows them: folded, without apostrophes; a question mark is one too."""
    return [fold(one).replace("'", "").replace("’", "") for one in WORD.findall(text)]


def features(text: str) -> Iterator[str]:
    """Yield each run of words, and each part of a word.

    A run that begins or ends the message counts with that beginning or end too, by the marks `^` and `$`.
    """
    said = ["^", *words(text), "$"]
    for length in range(1, LONGEST_RUN + 1):
        for start in range(len(said) - length + 1):
            run = said[start : start + length]
            if run not in (["^"], ["$"]):
                yield " ".join(run)
    for word in said[1:-1]:
        marked = f"<{word}>"
        for length in range(SHORTEST_PART, LONGEST_PART + 1):
            for start in range(len(marked) - length + 1):
                yield f"#{marked[start : start + length]}"
