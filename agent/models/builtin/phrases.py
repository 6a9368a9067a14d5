"""Free text inside a message: what is left for a summary, a title or a message when the rest is understood."""

import re
from collections.abc import Collection, Iterable

from schemas.keys import fold, words

SPACES = re.compile(r"\s+")
ASKING_FOR_A_LEAD = frozenset(
    words(
        "open start make create add put in take down a an the new another lead leads enquiry inquiry job for to him her them "
        "it one please that and on hers his their"
    )
)
"""Words that ask for a lead and say nothing of what is to be done."""
LEADING = frozenset(
    words(
        "hey uh um yo ok okay so yeah and then also please pls plz kindly that saying says say said to about regarding re for "
        "on with w of at from in is are was she he shes hes they him her them a an the its it called calls wants wanted needs "
        "needed want need has have got asked asks asking quote price estimate get new lead leads too message text email note "
        "msg know down there here call put job up"
    )
)
TRAILING = frozenset(
    words(
        "please pls thanks too also lead leads new open it up a an put in make that its own and call around about for came "
        "estimated at roughly worth bucks dollars log this to add he she via by the one on"
    )
)
BEFORE_MESSAGE = frozenset(
    words(
        "please a an the quick text message email mail note line msg sms saying that says say telling tell him her them know "
        "to with back let and"
    )
)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with some character spans taken out, spaces tidied."""
    kept, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            kept.append(text[at : max(at, start)])
            at = end
    kept.append(text[at:])
    return SPACES.sub(" ", " ".join(kept)).strip()


def bare(text: str, leading: Collection[str] = LEADING, trailing: Collection[str] = TRAILING) -> str:
    """Return the text without the small words that lead into it or trail out of it."""
    said = text.split()
    first, last = 0, len(said)
    while first < last and (not fold(said[first]) or fold(said[first]) in leading):
        first += 1
    while last > first and (not fold(said[last - 1]) or fold(said[last - 1]) in trailing):
        last -= 1
    return " ".join(said[first:last]).strip(" ,.;:-–—\"'“”")


def sentence(text: str) -> str:
    """Return the text with a capital at the beginning."""
    text = text.strip()
    return text[:1].upper() + text[1:]


def clauses(text: str) -> list[str]:
    """Return the text cut at full stops, commas, semicolons and line ends."""
    return [part.strip() for part in re.split(r"[.;,\n!?](?=\s|$)", text) if part.strip()]
