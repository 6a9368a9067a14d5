"""The brake on a language model: which of its writes of a turn are done at once, and which wait for one yes at its end.

The first three are done at once where each is on a person or record that the owner has named in this conversation, that stood in
a reply in it, or that this turn or an earlier write of the conversation has made or changed. Every other waits. What closes
something or changes how somebody is reached is done at once only on whom the owner named or the conversation made, since a
reply's words are the model's; and every one but the first waits.
"""

from typing import Any

from sqlmodel import col, select

from agent.conversation.history import MOST_TURNS
from agent.models.builtin.reading import people_named
from agent.models.reader.reader import read
from schemas.keys import fold
from schemas.records import AuditRow, BusinessRow, Contact, Turn, all_kinds
from tools.acts import LocalAct
from tools.desk import Desk
from tools.matters import people
from tools.together import TogetherLine

AT_ONCE = 3
BUSINESS, SURE = "businesses", 0.8
"""The table of the business's own settings; and the reader's probability from which on the owner's words ask to change them."""
LABELS = ("title", "reference", "name", "address")
"""Columns by which people call a record that is no person."""
SUBJECT = "subject"
"""The column by which people call what is about nobody, such as a reminder to buy something."""


class Brake:
    """The brake of one turn; the gate asks it inside each write's transaction.

    Args:
        desk: to read from.
        conversation_id: empty for a new one.
        said: the owner's message.
        written_here: audit ids of what was written in the conversation; those of this turn are added.
    """

    def __init__(self, desk: Desk, conversation_id: str, said: str, written_here: set[str]) -> None:
        self.desk = desk
        self.conversation_id = conversation_id
        self.said = said
        self.written_here = written_here
        self.lines: list[TogetherLine] = []
        self._done = 0
        self._weighty = 0
        self._known: set[str] | None = None
        self._named: set[str] = set()
        self._shown: list[str] = []
        self._said: list[str] = []

    def look(self) -> None:
        """Find out what is known here, once and before the first write, which may change how somebody is called."""
        if self._known is not None:
            return
        with self.desk.unit.reading() as session:
            asked = select(Turn).where(col(Turn.conversation_id) == self.conversation_id)
            earlier = session.exec(asked.order_by(col(Turn.turn_id).desc()).limit(MOST_TURNS)).all()
            owners = [self.said, *(turn.said for turn in earlier)]
            self._named = people_named(self.desk, owners)
            found = (session.get(AuditRow, (self.desk.business_id, one)) for one in self.written_here)
            written = [row for row in found if row is not None]
            self._known = self._named.union(*map(_touched, written))
            self._named = self._named.union(*map(_made, written))
            self._said = [f" {fold(text)} " for text in owners]
            self._shown = [f" {fold(turn.reply)} " for turn in earlier]

    def holds(self, desk: Desk, act: LocalAct, written: AuditRow) -> bool:
        """See `agent.gate.Brake`."""
        assert self._known is not None
        weighty = act.is_weighty()
        known, shown = (self._named, []) if weighty else (self._known, self._shown)
        if (
            self._done >= AT_ONCE
            or (weighty and self._weighty)
            or not self._knows_all(desk, written, known, shown)
        ):
            return True
        self._done += 1
        self._weighty += weighty
        self._known |= _made(written)
        self._named |= _made(written)
        self.written_here.add(written.audit_id)
        return False

    def collect(self, line: TogetherLine) -> None:
        """See `agent.gate.Brake`."""
        with self.desk.unit.reading() as session:
            whom = session.get(Contact, (self.desk.business_id, line.contact_id)) if line.contact_id else None
            name = people.name_of(self.desk, whom) if whom is not None else ""
        said = line.line if name in line.line else f"{line.line}, {name}"
        self.lines.append(line.model_copy(update={"line": said}))

    def _knows_all(self, desk: Desk, written: AuditRow, known: set[str], shown: list[str]) -> bool:
        known = known | _made(written)
        return all(
            self._knows(desk, one, known, shown)
            or (one["table"] == BUSINESS and self._asks_for(written.tool))
            for one in written.changes
        )

    def _asks_for(self, tool: str) -> bool:
        """Return whether the owner's message asks for a tool by itself, as the trained reader has it."""
        return any(name == tool and share >= SURE for name, share in read(self.said).requests[:1])

    def _knows(self, desk: Desk, change: dict[str, Any], known: set[str], shown: list[str]) -> bool:
        """Return whether a changed row, or whom it is about, is known; a new row that is about nobody always is."""
        about = change.get("contact_id")
        is_new = change["before"] is None
        if about in known or (change["id"] in known and not is_new):
            return True
        if is_new:
            return about is None or self._is_called(
                desk.session.get(Contact, (desk.business_id, about)), {}, shown
            )
        kind = {one.__tablename__: one for one in all_kinds()}.get(change["table"])
        row = desk.session.get(kind, (desk.business_id, change["id"])) if kind is not None else None
        whom = desk.session.get(Contact, (desk.business_id, about)) if about else None
        return self._is_called(row, change["before"], shown) or self._is_called(whom, {}, shown)

    def _is_called(self, row: BusinessRow | None, before: dict[str, Any], shown: list[str]) -> bool:
        """Return whether a record's name, as it was before the write, stands in what was shown or, but for people's, was said.

        Whom the owner's words name is the resolver's to say: the name that two share names neither.
        """
        if row is None:
            return False
        about_nobody = getattr(row, "contact_id", None) is None
        others = (*LABELS, SUBJECT) if about_nobody else LABELS
        columns = ("first_name", "last_name") if isinstance(row, Contact) else others
        values = [str(before.get(one, getattr(row, one, None)) or "") for one in columns]
        labels = [" ".join(values)] if isinstance(row, Contact) else values
        names = [name for name in map(fold, labels) if name]
        texts = shown if isinstance(row, Contact) else [*shown, *self._said]
        return any(f" {name} " in text for name in names for text in texts)


def _made(written: AuditRow) -> set[str]:
    """Return the ids of the rows that a write has added."""
    return {one["id"] for one in written.changes if one["before"] is None}


def _touched(row: AuditRow) -> set[str]:
    """Return the ids of the rows and people that a write has touched."""
    return {one["id"] for one in row.changes} | set(row.about)
