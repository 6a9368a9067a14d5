"""Says each sentence right after its card, through the chat, and counts what became of the card."""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.conversation.decisions import decision_in
from agent.conversation.orchestrator import Orchestrator
from agent.conversation.reply import Reply
from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from evals.cards.sentences import Sentence, sentences
from schemas.effects import Call
from schemas.enums import ApprovalStatus
from schemas.records import Approval

FOUNDED_AT = "2026-11-18T10:00:00-06:00"
PEOPLE = (
    {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142", "email": "maria@example.com", "address": "1 Main St"},
    {"first_name": "Tom", "last_name": "Becker", "phone": "512-555-0163", "email": "tom@example.com", "address": "3 Elm St"},
    {"first_name": "Nora", "last_name": "Blum", "phone": "512-555-0171"},
)  # fmt: skip
JOBS = (("Leaky faucet", "Maria", "450"), ("Sewer line repair", "Tom", "3200"))
TEXT = "We can come on Monday at 9. I left the keys with your neighbor. The whole job comes to $450."
LEADS_TO = {
    "mail": [f"tell Maria: {TEXT}"],
    "text": ["text Nora Blum that we are late"],
    "double": ["add a new customer Pete Lopez 512-555-0142"],
    "won": ["Maria's faucet job is won"],
    "books": ["Maria's faucet job is won", "yes"],
    "autosend": ["turn on auto-send for inquiry mails, 5 a day"],
}
"""The messages that lead to each card."""
TWO_ANSWERS = "double"


@dataclass
class Tally:
    """The ends of some sentences.

    Args:
        counts: what was said → what came of it → how many.
        failures: the sentences of which something else came than was said.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[tuple[Sentence, str]] = field(default_factory=list)

    def add(self, said: Sentence, came: str) -> None:
        self.counts.setdefault(said.says, Counter())[came] += 1
        if came != _wanted(said):
            self.failures.append((said, came))

    @property
    def right(self) -> int:
        return sum(count.total() for count in self.counts.values()) - len(self.failures)

    @property
    def total(self) -> int:
        return sum(count.total() for count in self.counts.values())


def _wanted(said: Sentence) -> str:
    asks = {"approve": "shown again", "other": "goes on"}
    if said.says == "decline":
        return "shown again" if said.card == TWO_ANSWERS else "put aside"
    return asks.get(said.says) or ("asked" if said.becomes == "?" else "changed")


def score(owners: Iterable[str]) -> Tally:
    """Say the sentences of some owners, each in a home put back to how it was."""
    tally = Tally()
    with TemporaryDirectory(prefix="deskhand-cards-") as room:
        office = _furnished(Path(room) / "home")
        there = office.database.path
        assert there is not None
        office.close()
        kept = Path(room) / "kept"
        shutil.copy(there, kept)
        try:
            orchestrator = office.orchestrator()
            for one in sentences(owners):
                office.close()
                for old in there.parent.glob(f"{there.name}*"):
                    old.unlink()
                shutil.copy(kept, there)
                tally.add(one, _say(office, orchestrator, one))
        finally:
            office.close()
    return tally


def _furnished(home: Path) -> Office:
    environment = {"DESKHAND_HOME": str(home)}
    set_up(RIVERA, now=FOUNDED_AT, environment=environment)
    office = open_office(now=FOUNDED_AT, environment=environment)
    calls = [Call(tool="add_contact", arguments=dict(one)) for one in PEOPLE]
    calls += [
        Call(tool="open_lead", arguments={"title": title, "contact": whose, "estimated_value": amount})
        for title, whose, amount in JOBS
    ]
    for call in calls:
        office.gate.submit(office.desk("eval"), call)
    return office


def _say(office: Office, orchestrator: Orchestrator, one: Sentence) -> str:
    """Say one sentence after its card; return what became of the card."""
    conversation, shown = "", None
    for before in LEADS_TO[one.card]:
        shown = orchestrator.turn(office.desk("chat"), before, conversation)
        conversation = shown.conversation
    assert shown is not None
    [card] = shown.cards
    if decision_in(one.text, set(card.answers)) is not None:
        return "a listed word"
    reply = orchestrator.turn(office.desk("chat"), one.text, conversation)
    found = _card(office, card.approval)
    if found.status == ApprovalStatus.PENDING:
        return "put aside" if found.put_aside_at else _left(reply, card.approval)
    if found.status == ApprovalStatus.WITHDRAWN and found.replaced_by:
        new = _card(office, found.replaced_by)
        return "changed" if _holds(new, one.becomes) else "changed otherwise"
    return f"decided: {found.status}"


def _left(reply: Reply, number: int) -> str:
    """Return what a reply made of a card that still waits."""
    if [card.approval for card in reply.cards] != [number]:
        return "goes on"
    return "asked" if "say instead" in reply.text else "shown again"


def _card(office: Office, number: int) -> Approval:
    desk = office.desk("eval")
    with desk.unit.reading() as session:
        found = office.gate.queue.find(desk, number)
        session.expunge(found)
        return found


def _holds(card: Approval, becomes: str) -> bool:
    payload = next(iter(card.acts.values()))["payload"]
    text = " ".join(str(value) for value in payload.values())
    absent, words = becomes.startswith("-"), becomes.removeprefix("-").casefold()
    return (words in text.casefold()) != absent
