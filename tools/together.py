"""Several writes of one turn as one act: what a language model does beyond the first few waits on one card.

Each line keeps its own act, and what the rows held when it was shown. At the yes each is checked again and carried out by itself
(`agent/approvals/together.py`); what no longer fits is put aside, with the reason.
"""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.effects import CardField
from schemas.errors import BadArguments
from tools.acts import LocalAct

TOGETHER = "together"
"""The name that such a card has for its tool: it comes from none, so that nothing but the gate can put it together."""
WHY = "A language model would change more here than you have named. Nothing of it is done before your yes."


class TogetherLine(BaseModel):
    """One write of several.

    Args:
        tool: that was called.
        act: in its stored form.
        line: what will happen.
        shown: what the act's own card would show below it.
        was: the rows that it changes, as they were when it was shown: table, id, before.
        changes: the same in words: "status: new → disqualified".
        contact_id: whom it is about, where that is one person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    act: dict[str, Any]
    line: str
    shown: list[str] = []
    was: list[dict[str, Any]] = []
    changes: str = ""
    contact_id: str | None = None


class Together(LocalAct):
    """The writes of one turn that wait for one yes, each of which can be left out."""

    lines: list[TogetherLine]

    def line(self) -> str:
        if len(self.lines) == 1:
            return self.lines[0].line
        first = "; ".join(one.line for one in self.lines[:2])
        more = f"; and {len(self.lines) - 2} more" if len(self.lines) > 2 else ""
        return f"{len(self.lines)} changes: {first}{more}"

    def fields(self) -> list[CardField]:
        return [
            CardField(name=str(number), value="\n".join([one.line, *one.shown]), note=one.changes)
            for number, one in enumerate(self.lines, 1)
        ]

    def concerns(self) -> str | None:
        whom = {one.contact_id for one in self.lines}
        return whom.pop() if len(whom) == 1 else None

    def without(self, numbers: Collection[int]) -> "Together":
        """Return the act without some of its lines.

        Raises:
            BadArguments: there is no such line, or none would be left.
        """
        strange = sorted(set(numbers) - set(range(1, len(self.lines) + 1)))
        problem = f"holds the lines 1 to {len(self.lines)}; {strange[0]} is none of them" if strange else ""
        if not problem and len(set(numbers)) == len(self.lines):
            problem = "would have no line left; say no to it instead"
        if problem or not numbers:
            problem = problem or "stays as it is: no line was named"
            raise BadArguments(f"The card {problem}. Nothing was changed.", {"without": problem})
        kept = [one for number, one in enumerate(self.lines, 1) if number not in set(numbers)]
        return Together(lines=kept)
