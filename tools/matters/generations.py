"""Father and son of one name: the words that tell them apart ("Kessler Jr", "Kessler senior")."""

from collections.abc import Sequence

from schemas.keys import words
from schemas.records import Contact

GENERATION = {
    "jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv",
}  # fmt: skip

SPOKEN = {
    **GENERATION,
    **dict.fromkeys(words("father dad elder older old"), "sr"),
    **dict.fromkeys(words("son boy younger young kid"), "jr"),
}
"""Words of an answer that say father or son."""
AROUND = frozenset(words("the one man it was its that no yes to with mr a guy his"))


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


def meant_of(said: str, names: Sequence[str]) -> int | None:
    """Return which of several names an answer such as "junior" or "the father" means; None where it says no such thing.

    Args:
        said: the answer.
        names: as they are on record; who has no generation beside a "Jr" is the father.
    """
    telling = [word for word in words(said) if word not in AROUND]
    if len(telling) != 1 or telling[0] not in SPOKEN:
        return None
    known = [parted(words(name))[1] for name in names]
    meant = SPOKEN[telling[0]]
    found = [at for at, one in enumerate(known) if one == meant]
    if not found and meant == "sr" and "jr" in known:
        found = [at for at, one in enumerate(known) if not one]
    return found[0] if len(found) == 1 else None
