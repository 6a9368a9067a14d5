"""The match of expected words with what was said or written, though the words may be a model's own."""

import re
from typing import Any

from pydantic import Field

from evals.part import Part

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
ISO_DAY = re.compile(r"\b\d{4}-(\d{2})-(\d{2})\b")
NAMED_DAY = re.compile(
    rf"\b({'|'.join(sorted(MONTHS, key=len, reverse=True))})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b"
)
DAY_NAMED = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({'|'.join(sorted(MONTHS, key=len, reverse=True))})\b"
)
PHONE = re.compile(r"(?<!\w)(?:\+?1[ .-]?)?\(?(\d{3})\)?[ .-]?(\d{3})[ .-]?(\d{4})(?!\w)")
GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
CENTS = re.compile(r"(?<=\d)\.00\b")
CLOCK_TIME = re.compile(r"\b(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\b\.?")


class Loose(Part):
    """A text that is worded by whoever writes it.

    Args:
        holds: each of these stands somewhere in it.
        lacks: none of these does.
        one_of: it is one of these.
    """

    holds: list[str] = Field(default=[])
    lacks: list[str] = Field(default=[])
    one_of: list[Any] = Field(default=[])

    def fits(self, found: Any) -> bool:
        """Return whether a value fits."""
        if self.one_of and found not in self.one_of:
            return False
        text = str(found or "")
        return all(said(one, text) for one in self.holds) and not any(said(one, text) for one in self.lacks)


def loose_from(value: Any) -> Loose | None:
    """Return the loose text of a mapping in a case; None if it is a plain value."""
    if isinstance(value, dict) and value and value.keys() <= {"holds", "lacks", "one_of"}:
        return Loose.model_validate(value)
    return value if isinstance(value, Loose) else None


def refuse_empty(columns: dict[str, Any]) -> None:
    """Refuse a loose text that any text would fit.

    Raises:
        ValueError: names the column.
    """
    for name, value in columns.items():
        loose = loose_from(value)
        if loose is not None and not (loose.holds or loose.one_of):
            raise ValueError(f"{name}: any text would fit; name what it holds")


def said(phrase: str, text: str) -> bool:
    """Return whether a text holds a phrase, with numbers, phones, days and times in their canonical form.

    "8400" is not in "$18,400", nor "May 2" in "May 21".
    """
    wanted, found = canonical_text(phrase), canonical_text(text)
    before = r"(?<![\d.,])" if wanted[:1].isdigit() else ""
    after = r"(?![\d]|[.,]\d)" if wanted[-1:].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", found) is not None


def canonical_text(text: str) -> str:
    """Return a text in canonical form: one way of writing for each value, letters folded, single blanks."""
    plain = " ".join(
        text.replace("*", "").replace("$", "").replace("’", "'").replace("\u202f", " ").casefold().split()
    )
    plain = PHONE.sub(r"\1\2\3", plain)
    plain = ISO_DAY.sub(lambda found: f"{int(found[1]):02}/{int(found[2]):02}", plain)
    plain = NAMED_DAY.sub(lambda found: f"{MONTHS[found[1]]:02}/{int(found[2]):02}", plain)
    plain = DAY_NAMED.sub(lambda found: f"{MONTHS[found[2]]:02}/{int(found[1]):02}", plain)
    plain = CLOCK_TIME.sub(_time, plain)
    return CENTS.sub("", GROUPED.sub("", plain))


def _time(found: "re.Match[str]") -> str:
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return f"{hour:02}:{found[2] or '00'}"
