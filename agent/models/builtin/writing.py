"""A wish to write to somebody: what follows it is what to write, and asks for nothing else."""

from collections.abc import Sequence

from agent.models.builtin.name_words import TITLES
from schemas.keys import words

POLITE = frozenset(
    {"and", "then", "also", "please", "can", "could", "you", "go", "ahead", "ok", "so", "plus", "to", "now"}
)
JOINTS = frozenset({"and", "then", "also", "plus", "&", ",", ".", ";", "!"})
"""Words and marks that join two requests."""
GREETING = frozenset({"hey", "uh", "um", "yeah", "hi"})
WRITING = frozenset({"text", "txt", "tell", "email", "mail", "message", "msg", "sms", "notify", "inform"})
WRITTEN_TO = frozenset(
    {"<who>", *words("him her them everybody everyone all somebody someone anybody anyone")}
)
DESCRIBING_FIRST = frozenset(words("the a an my our this that some"))
OWNERS = frozenset(words("her his their"))
RELATED = frozenset(
    words(
        "husband wife son daughter neighbor neighbour brother sister mother father mom dad boss tenant landlord friend buddy "
        "cousin nephew niece uncle aunt assistant secretary partner roommate manager mama mum parents kid kids boyfriend "
        "girlfriend in-law realtor agent grandson granddaughter grandma grandpa"
    )
)
TELLING = frozenset(
    words("i im ill we were well it its he hes his she shes her they theyre their you youre your the our my")
)
"""Words with which a sentence begins that tells something."""


def writes_to_somebody(said: Sequence[str]) -> bool:
    """Return whether words begin by telling the desk to write to somebody, so that what follows is what to write."""
    begins = next((i for i, word in enumerate(said) if word not in POLITE | GREETING), len(said))
    verb, to, behind = (*[word for word in said[begins : begins + 4] if word not in TITLES], "", "", "")[:3]
    lets_know = verb == "let" and behind == "know"
    return to in WRITTEN_TO and bool(behind) and (verb in WRITING or lets_know)


def writes_to_a_thing(said: Sequence[str]) -> bool:
    """Return whether the desk is told to write to somebody who is only described ("tell the inspector", "text her sister")."""
    for verb, to, behind in zip(said, said[1:], [*said[2:], ""], strict=False):
        if verb in WRITING | {"let"}:
            return to in DESCRIBING_FIRST or (to in OWNERS and behind in RELATED)
    return False


def goes_on_telling(said: Sequence[str]) -> bool:
    """Return whether words go on with what is to be written ("and its 770 now") rather than with a wish."""
    first = next((word for word in said if word not in POLITE), "")
    return first in TELLING
