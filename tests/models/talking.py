"""Talking through the public door to an office that a language model drives."""

from typing import Any

from loopback_endpoint import Server
from sqlmodel import col, select

from agent.conversation.reply import Reply
from entrypoints.bootstrap import Office
from schemas.effects import Call
from schemas.records import Contact

MARIA = {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142", "email": "maria@example.com"}
ADD = ("add_contact", MARIA)


class Heard:
    """The words that a door was told while the turn ran."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def words(self, text: str) -> None:
        self.events.append(text)

    def running(self, tool: str) -> None:
        self.events.append(f"[{tool}]")

    def still_waiting(self) -> None:
        self.events.append("[still waiting]")

    def interrupted(self, why: str) -> None:
        self.events.append("[interrupted]")


def say(office: Office, text: str, conversation: str = "", **more: Any) -> Reply:
    return office.orchestrator().turn(office.desk("chat"), text, conversation, **more)


def outcomes(reply: Reply) -> list[str]:
    return [outcome.kind.value for _, outcome in reply.calls]


def people(office: Office) -> list[str]:
    with office.desk("cli").unit.reading() as session:
        return [one.first_name for one in session.exec(select(Contact).order_by(col(Contact.contact_id)))]


def results(server: Server, request: int = -1) -> list[dict[str, Any]]:
    """Return the results that a request told the model, by their ids."""
    return [message for message in server.asked[request]["messages"] if message["role"] == "tool"]


def known(office: Office, **fields: Any) -> None:
    office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments=fields))
