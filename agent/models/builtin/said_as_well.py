"""The end of a message that says the same of another ("…, and the Oak St one too"): a part of its own, said not to be done."""

import re

from schemas.procedure import Request, SlotKind

_BEGINS = r"(?:[,;]\s*|\s+)(?:and|plus|also|&|or|nor)\s+"
_SAME_OF = re.compile(
    _BEGINS
    + r"(?P<also>(?:so (?:did|does|do|is|was|has|have)|same (?:for|with|goes for)|the same (?:for|with)|likewise|ditto for)\s+"
    r"[^,;:.]{2,60}?)[.!]*$",
    re.IGNORECASE,
)
_TOO = re.compile(
    _BEGINS + r"(?P<also>[^,;:.]{2,60}?,?\s+(?:too|as well|also|likewise))[.!]*$", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(?:remind|text|tell|call|log|mark|send|open|add|note|draft|email|mail|me|i|we|he|she|they|it)\b",
    re.IGNORECASE,
)


def said_as_well(text: str) -> tuple[str, str]:
    """Return a message without its end that says the same of another, and that end; empty where there is none.

    Args:
        text: what the member said.
    """
    for form in (_SAME_OF, _TOO):
        found = form.search(text)
        if found is not None and not _ASKS.search(found["also"]) and len(text[: found.start()].split()) > 2:
            return text[: found.start()], found["also"].strip()
    return text, ""


def takes_text(request: Request) -> bool:
    """Return whether a request hands words on, to which such an end may belong."""
    return any(slot.kind in {SlotKind.REPORT, SlotKind.MESSAGE} for slot in request.slots.values())
