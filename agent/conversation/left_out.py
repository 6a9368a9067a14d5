"""Lines of a card of several writes that a message leaves out: "yes but not 3", "all but 2 and 5", "only 1"."""

import re

NUMBERS = r"(?:lines?|numbers?|no\.?|nos\.?)?\s*(?P<numbers>#?\d{1,3}(?:(?:\s*(?:,|and|&|or)\s*|\s+)+#?\d{1,3}){0,99})"
YES = r"(?:(?:yes|yeah|yep|ok|okay|sure|fine|approve|do)\s*(?:#?(?P<card>\d{1,7}))?,?\s+)?"
LEAVING_OUT = re.compile(
    rf"{YES}(?:please\s+)?(?:(?:all|everything|them all)\s+)?"
    rf"(?:but\s+not|but|not|without|except(?:\s+for)?|leave\s+out|take\s+out|skip|minus)\s+{NUMBERS}",
    re.IGNORECASE,
)
KEEPING = re.compile(rf"{YES}(?:but\s+)?(?:only|just)\s+{NUMBERS}(?:\s+please)?", re.IGNORECASE)
LONGEST = 300


def lines_left_out(text: str, count: int, card: int) -> list[int]:
    """Return the lines that a whole message leaves out; empty if it is about anything else.

    Args:
        text: the message.
        count: of the card's lines.
        card: its number.
    """
    said = " ".join(text.split()).rstrip(".!")
    if len(said) > LONGEST:
        return []
    for pattern, keeps in ((LEAVING_OUT, False), (KEEPING, True)):
        found = pattern.fullmatch(said)
        if found is not None and found["card"] in {None, str(card)}:
            named = {int(number) for number in re.findall(r"\d+", found["numbers"])}
            return [one for one in range(1, count + 1) if one not in named] if keeps else sorted(named)
    return []
