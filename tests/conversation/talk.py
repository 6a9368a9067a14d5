"""A conversation with the desk, and what is on record beside it."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import func, select

from agent.conversation.orchestrator import Orchestrator
from agent.conversation.reply import Reply
from entrypoints.bootstrap import Office
from evals.observe import CardSeen, Place, State, observe
from schemas.effects import Call, Outcome
from schemas.records import Conversation, Turn


@dataclass
class Talk:
    """One conversation at an office; its orchestrator is made once, since reading the procedures takes its time."""

    office: Office
    conversation: str = ""
    replies: list[Reply] = field(default_factory=list)
    orchestrator: Orchestrator | None = None

    def say(self, text: str) -> Reply:
        self.orchestrator = self.orchestrator or self.office.orchestrator()
        reply = self.orchestrator.turn(self.office.desk("chat"), text, self.conversation)
        self.conversation = reply.conversation
        self.replies.append(reply)
        return reply

    def all(self, *texts: str) -> Reply:
        return [self.say(text) for text in texts][-1]

    def elsewhere(self) -> "Talk":
        """Return another conversation at the same office."""
        return Talk(self.office, orchestrator=self.orchestrator)

    def do(self, tool: str, **arguments: Any) -> Outcome:
        """Submit a call by the owner's hand, beside the conversation."""
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
        """Return the rows of a table that are not voided."""
        return [row for row in self.seen().rows[table].values() if row["voided_at"] is None]

    def state(self) -> dict[str, Any]:
        with self.office.desk("cli").unit.reading() as session:
            found = session.get(Conversation, (self.office.business.business_id, self.conversation))
            assert found is not None
            return dict(found.state)

    def turns(self) -> int:
        with self.office.desk("cli").unit.reading() as session:
            return int(session.exec(select(func.count()).select_from(Turn)).one())


def furnished(office: Office) -> Talk:
    """Add two customers, each with an open lead."""
    talk = Talk(office)
    maria = {
        "first_name": "Maria",
        "last_name": "Lopez",
        "phone": "512-555-0142",
        "email": "maria@example.com",
    }
    tom = {"first_name": "Tom", "last_name": "Becker", "phone": "512-555-0163", "email": "tom@example.com"}
    for person, address, title in (
        (maria, "123 Main St", "Leaky faucet"),
        (tom, "31 Elm St", "Sewer line repair"),
    ):
        added = talk.do("add_contact", **person, address=address)
        assert added.result is not None
        talk.do("open_lead", title=title, contact=added.result.data["contact_id"], estimated_value="300")
    return talk
