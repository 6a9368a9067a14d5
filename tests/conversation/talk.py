"""A conversation with the desk, and what is on record beside it."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import func, select

from agent.conversation.orchestrator import Reply
from entrypoints.bootstrap import Office
from evals.observe import CardSeen, Place, State, observe
from schemas.effects import Call, Outcome
from schemas.records import Conversation, Turn


@dataclass
class Talk:
    """One conversation at an office. Each turn has an orchestrator of its own, so that only the database remembers."""

    office: Office
    conversation: str = ""
    replies: list[Reply] = field(default_factory=list)

    def say(self, text: str) -> Reply:
        reply = self.office.orchestrator().turn(self.office.desk("chat"), text, self.conversation)
        self.conversation = reply.conversation
        self.replies.append(reply)
        return reply

    def all(self, *texts: str) -> Reply:
        return [self.say(text) for text in texts][-1]

    def elsewhere(self) -> "Talk":
        """Another conversation at the same office."""
        return Talk(self.office)

    def do(self, tool: str, **arguments: Any) -> Outcome:
        """A call by the owner's hand, beside the conversation."""
        return self.office.gate.submit(self.office.desk("cli"), Call(tool=tool, arguments=arguments))

    def seen(self) -> State:
        office = self.office
        return observe(Place(office.database, office.business.business_id, office.settings.outgoing_mail))

    def card(self, number: int) -> CardSeen:
        return self.seen().cards[number]

    def status(self, *numbers: int) -> list[str]:
        cards = self.seen().cards
        return [str(cards[number].status) for number in numbers]

    def live(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table that are not voided."""
        return [row for row in self.seen().rows[table].values() if row["voided_at"] is None]

    def state(self) -> dict[str, Any]:
        with self.office.desk("cli").unit.reading() as session:
            found = session.get(Conversation, (self.office.business.business_id, self.conversation))
            assert found is not None
            return dict(found.state)

    def turns(self) -> int:
        with self.office.desk("cli").unit.reading() as session:
            return int(session.exec(select(func.count()).select_from(Turn)).one())
