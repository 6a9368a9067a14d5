"""Taking a person out of texts and of stored JSON: their own words as a whole, their names and numbers anywhere."""

import re
from collections.abc import Collection
from typing import Any

from tools.privacy.identifiers import Identity

GONE = "[redacted]"
DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [A-Z][a-z]{2,8} \d{1,2}(?:,? \d{4})?(?:,? \d{1,2}:\d\d(?: ?[AP]M)?)?"
AMOUNT = r"[$€£]?-?\d{1,3}(?:,\d{3})*(?:\.\d+)?(?: [A-Z]{3})?"
IDENTIFIER = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}"
SAYS_NOTHING = re.compile(
    rf"{IDENTIFIER}|\d{{4}}-\d\d-\d\d(?:T[\d:.+Z-]+)?|-?\d+(?:\.\d+)?|[a-z_]{{1,30}}|{DAY}|{AMOUNT}"
)
"""Ids, digests, days, instants, amounts, and words of ours."""
IS_IDENTIFIER = re.compile(IDENTIFIER)
STRUCTURE = frozenset({"act", "tool", "table", "kind", "line", "name", "answers"})
SENTENCES = frozenset(
    {"approval", "tool", "digest", "line", "why", "answers", "depends_on", "expires", "expires_at"}
)
"""Of a card, what our own code says."""


class Scrub:
    """The scrubbing of one person.

    Args:
        identity: what gives the person away.
        ids: of the person's contacts, and of what is theirs alone.
        about: where only what can be nobody else is taken out, what takes out more where they are named so: in what is
            about them a single name stands for them as well, or a number without its area.
    """

    def __init__(self, identity: Identity, ids: Collection[str], about: "Scrub | None" = None) -> None:
        self.ids = set(ids)
        self.about = about
        self.identity = identity
        parts = list(identity.patterns(alone=about is None))
        self._found = re.compile("|".join(parts)) if parts else None

    def text(self, text: str) -> str:
        """Return a text of ours without what gives the person away."""
        return self._found.sub(GONE, text) if self._found is not None else text

    def finds(self, *texts: Any) -> bool:
        """Return whether some texts name the person."""
        return self._found is not None and bool(self._found.search(" ".join(map(str, texts))))

    def whole(self, value: Any) -> Any:
        """Return stored JSON about the person alone, scrubbed: only ids, days, amounts and words of ours stay."""
        if isinstance(value, dict):
            return {key: self._of_structure(key, one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.whole(one) for one in value]
        if not isinstance(value, str) or not value:
            return value
        return value if SAYS_NOTHING.fullmatch(value) and self.text(value) == value else GONE

    def _of_structure(self, key: str, value: Any) -> Any:
        """Return a value scrubbed: a sentence of our own code (a card's line, a field's name) keeps all but the
        person.
        """
        if key in STRUCTURE and isinstance(value, str):
            return self.text(value)
        if key == "answers" and isinstance(value, dict):
            return {name: self.text(line) for name, line in value.items()}
        return self.whole(value)

    def card(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a card about the person, scrubbed: our code's sentences without them, and a field's value as a
        whole.
        """
        kept = {}
        for key, one in value.items():
            if key in SENTENCES:
                kept[key] = self.part(one)
            elif key == "fields":
                kept[key] = [
                    {**field, "value": self.whole(field["value"]), **self._note(field)} for field in one
                ]
            else:
                kept[key] = self.whole(one)
        return kept

    def _note(self, field: dict[str, Any]) -> dict[str, Any]:
        return {name: self.part(field[name]) for name in ("name", "note") if name in field}

    def part(self, value: Any, lines: Collection[tuple[int, int]] = ()) -> Any:
        """Return stored JSON about several people without this one's names and numbers, and without their lines
        of a file.

        Args:
            value: the arguments of an act.
            lines: run and number of each line of a file that was about the person.
        """
        if isinstance(value, dict) and "run" in value and isinstance(value.get("lines"), list):
            own = {number for run, number in lines if run == value["run"]}
            kept = [self.whole(one) if one.get("line") in own else self.part(one) for one in value["lines"]]
            return {**value, "lines": kept}
        if isinstance(value, dict):
            scrub = self.about if self.about is not None and self._tells_of_them(value) else self
            return {key: scrub.part(one, lines) for key, one in value.items()}
        if isinstance(value, list):
            return [self.part(one, lines) for one in value]
        if not isinstance(value, str) or IS_IDENTIFIER.fullmatch(value):
            return value
        return self.text(value)

    def _tells_of_them(self, value: dict[str, Any]) -> bool:
        return self.finds(*(one for one in value.values() if isinstance(one, str)))

    def change(self, change: dict[str, Any]) -> dict[str, Any]:
        """Return a change of an audited write, scrubbed: the person's own as a whole, another's without this
        one's names.
        """
        own = change["id"] in self.ids or change.get("contact_id") in self.ids
        images = {
            side: self.whole(change[side]) if own else self.part(change[side]) for side in ("before", "after")
        }
        return {**change, **images}
