"""The words of a message, and the pieces of words that the encoder has a vector for."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")
FIRST, LAST, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
INSIDE = "##"
"""The mark of a piece that goes on with a word."""
MOST_PIECES = 126
"""Of a message; what stands behind is kept where words are kept, and asks for nothing."""
LONGEST_WORD = 60


@dataclass(frozen=True)
class Pieces:
    """A message as the encoder takes it.

    Args:
        ids: of its pieces in the vocabulary, with a mark before and behind; at most `MOST_PIECES` + 2.
        words: start and end of each word in the text, in characters; only those whose first piece is among the ids.
        first: for each word, the index of its first piece.
    """

    ids: tuple[int, ...]
    words: tuple[tuple[int, int], ...]
    first: tuple[int, ...]


def pieces(text: str, vocabulary: Mapping[str, int]) -> Pieces:
    """Return the pieces of a message.

    Args:
        text: as it was said.
        vocabulary: piece → id; pieces inside of a word begin with `##`.
    """
    ids = [vocabulary[FIRST]]
    found: list[tuple[int, int]] = []
    first: list[int] = []
    for word in WORD.finditer(text):
        if len(ids) > MOST_PIECES:
            break
        found.append(word.span())
        first.append(len(ids))
        ids += _pieces_of(word[0], vocabulary)
    return Pieces((*ids[: MOST_PIECES + 1], vocabulary[LAST]), tuple(found), tuple(first))


def plain(word: str) -> str:
    """Return a word in small letters and without accents, as the vocabulary has it."""
    return "".join(
        one for one in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(one) != "Mn"
    )


def _pieces_of(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the longest pieces that make up a word, from its beginning; the id of `[UNK]` for what none makes up."""
    found: list[int] = []
    for part in re.findall(r"[^\W_]+|[\W_]", plain(word)[:LONGEST_WORD]):
        at, ids = 0, []
        while at < len(part):
            mark = INSIDE if at else ""
            end = next((end for end in range(len(part), at, -1) if mark + part[at:end] in vocabulary), 0)
            if not end:
                ids = [vocabulary[UNKNOWN]]
                break
            ids.append(vocabulary[mark + part[at:end]])
            at = end
        found += ids
    return found or [vocabulary[UNKNOWN]]
