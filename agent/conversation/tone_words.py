"""Asking for the same in another tone or length: what only a language model, or the member's own words, can do."""

from schemas.keys import words

TONES = frozenset(
    words(
        "shorter longer friendlier nicer warmer softer firmer funnier better kinder gentler briefer stronger simpler "
        "clearer plainer rewrite rephrase reword polish translate shorten improve formally politely casually"
    )
)
"""Words that ask for it alone."""
MANNERS = frozenset(
    words(
        "polite formal friendly nice warm soft firm casual professional personal direct cheerful funny serious stiff "
        "pushy long short wordy cold blunt harsh relaxed gentle clear simple bossy stuffy salesy"
    )
)
"""Words that ask for it beside a measure ("less stiff")."""
MEASURES = frozenset(words("more less too very much so"))
TONED = (("tone", "down"), ("tone", "up"), ("cheer", "up"), ("loosen", "up"), ("warm", "up"))
FRAME = frozenset(
    words(
        "can could would you please make it that this the mail message text sound be a bit little much even say write in "
        "into to and but yes ok okay no just way lot is its thats spanish english french german vietnamese polish though"
    )
)
"""Words around it."""


def asks_for_another_tone(said: str) -> bool:
    """Return whether a message asks for nothing but another tone, length or language."""
    plain = words(said)
    for pair in TONED:
        if all(word in plain for word in pair):
            plain = [word for word in plain if word not in pair] + ["shorter"]
    measured = any(word in MEASURES for word in plain)
    asked = any(word in TONES for word in plain) or (measured and any(word in MANNERS for word in plain))
    return asked and all(word in TONES | MANNERS | MEASURES | FRAME for word in plain)
