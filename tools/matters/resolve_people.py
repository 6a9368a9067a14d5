"""The one person that a tool's argument means, or a refusal that lists who it may be; who fits is `whom`'s to say."""

from schemas.errors import Ambiguous, NotFound
from schemas.records import Contact
from tools import wording
from tools.desk import Desk
from tools.matters import disambiguation, whom
from tools.matters.query_terms import MOST_CANDIDATES, not_empty


def contact(desk: Desk, said: str, argument: str = "contact") -> Contact:
    """Return the one person that is meant.

    Args:
        desk: with a transaction open.
        said: a name, company, phone, e-mail, id, or the reference of a lead of theirs.
        argument: what to name in a refusal.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    found = whom.contacts(desk, not_empty(said, argument))
    if len(found) == 1:
        return found[0]
    if found:
        raise several(desk, said, argument, found)
    nearest = disambiguation.candidates(desk, whom.near_to(desk, said))
    hint = f" The nearest: {wording.listed([c['label'] for c in nearest], 'or')}." if nearest else ""
    raise NotFound(
        f"Nobody on record is called {disambiguation.quoted(desk, said)}.{hint} Nothing was changed.",
        argument,
        nearest,
    )


def several(desk: Desk, said: str, argument: str, found: list[Contact]) -> Ambiguous:
    """Return the refusal of a name that several have, with what tells them apart."""
    candidates = disambiguation.candidates(desk, found[:MOST_CANDIDATES])
    names = wording.listed([c["label"] for c in candidates], "or")
    return Ambiguous(
        f"{disambiguation.quoted(desk, said)} fits {len(found)} people: {names}. Say which one. Nothing was changed.",
        argument,
        candidates,
    )
