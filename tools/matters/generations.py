"""Father and son of one name: the words that tell them apart ("Kessler Jr", "Kessler senior")."""

from collections.abc import Sequence

from schemas.keys import words
from schemas.records import Contact

GENERATION = {
    "jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv",
}  # fmt: skip


def parted(tokens: Sequence[str]) -> tuple[list[str], str]:
    """Return the words of a name without its generation, and that; empty where none is said.

    Args:
        tokens: folded words.
    """
    said = [GENERATION[word] for word in tokens[1:] if word in GENERATION]
    if len(said) != 1:
        return list(tokens), ""
    return [word for at, word in enumerate(tokens) if not at or word not in GENERATION], said[0]


def generation_of(contact: Contact) -> str:
    """Return the generation in somebody's name on record; empty where it has none."""
    return parted(words(f"{contact.first_name} {contact.last_name}"))[1]
