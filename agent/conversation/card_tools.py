"""The tools of a language model for the cards of its conversation: show one, put it aside, bring it back, change it. It can
decide none.
"""

from dataclasses import dataclass

from agent.approvals.changeable import changeable
from agent.approvals.outdated import no_longer_waits
from agent.conversation.state import LastAct
from agent.conversation.under_way import TurnUnderWay
from agent.gate import Gate
from schemas.effects import Answer, Call, Card, Effect, Outcome, OutcomeKind, done, refused
from schemas.enums import ApprovalStatus
from schemas.errors import AgainstTheRules, BadArguments, CallRefused
from tools import wording
from tools.cards import card_of
from tools.desk import Desk
from tools.registry import Tool, tool

NOTHING = "Nothing was changed."


@dataclass(frozen=True)
class Waiting:
    """A pending card, the call that led to it, and the names of what can be changed in it."""

    card: Card
    call: Call
    changeable: frozenset[str]


@dataclass(frozen=True)
class Held:
    """The gate and the turn that the tools are handed.

    Args:
        gate: the one path.
        desk: with the model's hand.
        turn: under way.
    """

    gate: Gate
    desk: Desk
    turn: TurnUnderWay

    def waiting(self, number: int) -> Waiting:
        """Return a pending card.

        Raises:
            CallRefused: there is none of that number, or it was decided.
        """
        with self.desk.unit.reading():
            found = self.gate.queue.find(self.desk, number)
            if found.status != ApprovalStatus.PENDING:
                raise AgainstTheRules(no_longer_waits(found))
            can = changeable(self.gate.registry.tools.get(found.tool), found)
            return Waiting(card_of(found), Call(tool=found.tool, arguments=found.arguments), frozenset(can))

    def seen(self, number: int) -> Waiting:
        """Return a pending card that the owner has seen in this conversation.

        Raises:
            CallRefused: there is none, or they have not.
        """
        found = self.waiting(number)
        shown = {*map(int, self.turn.state.shown), *(card.approval for card in self.turn.shown)}
        if number not in shown:
            raise AgainstTheRules(f"The owner has not seen card #{number} here; show it first. {NOTHING}")
        return found


@tool(Effect.READ)
def show_card(held: Held, number: int) -> Outcome:
    """Show the owner a card that waits, below your reply; the result holds its whole text.

    Args:
        number: the card's number.
    """
    card = held.waiting(number).card
    held.turn.shown.append(card)
    return done(show_card.__name__, Answer(text=card.text()))


@tool(Effect.WRITE)
def put_card_aside(held: Held, number: int) -> Outcome:
    """Put a card aside that the owner does not want now: kept for its days, no longer shown as waiting; nothing is decided.

    Args:
        number: the card's number.
    """
    held.seen(number)
    outcome = held.gate.put_aside(held.desk, number)
    if outcome.result is not None:
        held.turn.state.aside.append(number)
        held.turn.told.append(outcome.result.text)
    return outcome


@tool(Effect.WRITE)
def bring_card_back(held: Held, number: int) -> Outcome:
    """Bring a card back that was put aside; it waits again and is shown below your reply.

    Args:
        number: the card's number.
    """
    card = held.waiting(number).card
    outcome = held.gate.bring_back(held.desk, number)
    if outcome.result is not None:
        held.turn.shown.append(card)
        held.turn.told.append(outcome.result.text)
    return outcome


@tool(Effect.WRITE)
def edit_card(held: Held, number: int, text: str = "", subject: str = "", amount: str = "") -> Outcome:
    """Change a card that waits: a new card takes its place and needs the owner's yes. Never propose the same anew instead.

    Args:
        number: the card's number.
        text: the whole new text of a message.
        subject: the new subject of a mail.
        amount: the new amount, such as 450.00.
    """
    found = held.seen(number)
    given = {"text": text, "subject": subject, "amount": amount}
    changes = {name: value for name, value in given.items() if value}
    _refuse_others(found, changes)
    outcome = held.gate.edit(held.desk, number, changes)
    if outcome.card is not None:
        call = found.call.model_copy(update={"arguments": {**found.call.arguments, **changes}})
        held.turn.state.last = LastAct(call=call, outcome="waiting", approval=outcome.card.approval)
        held.turn.told.append(f"#{outcome.card.approval} is in place of #{number}.")
    elif outcome.kind == OutcomeKind.DONE:
        held.turn.told += outcome.told()
    return outcome


def _refuse_others(found: Waiting, changes: dict[str, str]) -> None:
    """Refuse a change of what the card does not hold, or of nothing."""
    others = sorted(set(changes) - found.changeable)
    if others or not changes:
        names = wording.listed(sorted(found.changeable), "or") if found.changeable else "nothing"
        problem = f"of card #{found.card.approval} can be changed: {names}"
        raise BadArguments(f"edit_card was not called: {problem}. {NOTHING}", dict.fromkeys(others, problem))


ASIDE, BACK = put_card_aside.__name__, bring_card_back.__name__
WITHOUT_A_CHANGE = frozenset({show_card.__name__, ASIDE, BACK})
"""Those that change nothing that "undo" could take back."""
CARD_TOOLS = {one.name: one for one in map(Tool, (show_card, put_card_aside, bring_card_back, edit_card))}


def refusal_of(call: Call) -> Outcome | None:
    """Return the refusal of a call of these whose form is wrong; None if it can be run."""
    try:
        CARD_TOOLS[call.tool].parse(call.arguments)
    except CallRefused as error:
        return refused(call.tool, error.as_problem())
    return None


def run(held: Held, call: Call) -> Outcome:
    """Run a call of one of these tools."""
    found = CARD_TOOLS[call.tool]
    try:
        outcome: Outcome = found.function(held, **found.parse(call.arguments))
    except CallRefused as error:
        return refused(call.tool, error.as_problem())
    return outcome
