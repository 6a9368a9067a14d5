"""Words that stand for values in what the reader reads: it has seen no name, number or day of this message before."""

from collections.abc import Iterable
from dataclasses import dataclass

PLACES = {
    "person": "xwho",
    "company": "xwho",
    "phone": "xphone",
    "email": "xemail",
    "money": "xmoney",
    "day": "xday",
    "time": "xtime",
    "address": "xaddress",
    "count": "xcount",
    "duration": "xduration",
}
"""Kind of value → the word that stands for it."""


@dataclass(frozen=True)
class Masked:
    """A text with its values replaced.

    Args:
        text: the words.
        shifts: (place in it, place in what was said) after each value, in order.
    """

    text: str
    shifts: tuple[tuple[int, int], ...] = ()

    def original(self, at: int) -> int:
        """Return where in what was said a place of the text is."""
        before = [one for one in self.shifts if one[0] <= at]
        return before[-1][1] + at - before[-1][0] if before else at


def masked(said: str, values: Iterable[tuple[int, int, str]]) -> Masked:
    """Return a text with its values replaced.

    Args:
        said: the text.
        values: (start, end, kind) of each, in characters; where two overlap the first and longest counts.
    """
    text, at = "", 0
    shifts: list[tuple[int, int]] = []
    for start, end, kind in sorted(values, key=lambda one: (one[0], -one[1])):
        if start < at or kind not in PLACES:
            continue
        text += said[at:start] + PLACES[kind]
        at = end
        shifts.append((len(text), end))
    return Masked(text + said[at:], tuple(shifts))
