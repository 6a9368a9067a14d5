"""The orchestrator: takes a member's message through decisions, edits and the model to one reply, and keeps the turn.

Decisions are read here, before any model; cards are placed at the end of the reply by our code, from what is stored.
"""

from dataclasses import dataclass, field
from typing import Any

from agent.conversation import decisions, edits
from agent.conversation.state import ConversationState, LastAct
from agent.conversation.storable import storable
from agent.gate import Gate
from agent.models.port import Model, TurnSoFar
from schemas.effects import Call, Card, Outcome, OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.errors import CallRefused, NotFound
from schemas.records import Approval, Conversation, Turn
from tools.desk import Desk
from tools.reports.waiting import card_of

MOST_STEPS = 12


@dataclass
class Reply:
    """What a turn came to.

    Args:
        text: to show, without the cards.
        cards: that close it.
        calls: each call with its outcome.
        conversation: its id.
        model: which one answered.
    """

    text: str
    cards: list[Card]
    calls: list[tuple[Call, Outcome]]
    conversation: str
    model: str

    def whole(self) -> str:
        """The text with the cards below it."""
        shown = [card.text() for card in self.cards]
        if shown:
            ask = (
                'Say "yes" to do it, "no" to drop it.' if len(shown) == 1 else 'Say "approve" and the number.'
            )
            if len(self.cards) == 1 and list(self.cards[0].answers) != ["yes"]:
                ask = f"Say {' or '.join(self.cards[0].answers)}, or no to drop it."
            shown.append(ask)
        return "\n\n".join(part for part in (self.text, *shown) if part)

    def as_json(self) -> dict[str, Any]:
        return {
            "reply": self.text,
            "cards": [
                {
                    "approval": card.approval,
                    "tool": card.tool,
                    "digest": card.digest,
                    "text": card.text(),
                    "answers": card.answers,
                }
                for card in self.cards
            ],
            "calls": [
                {"tool": call.tool, "arguments": call.arguments, "outcome": outcome.kind.value}
                for call, outcome in self.calls
            ],
            "conversation": self.conversation,
            "model": self.model,
        }


@dataclass
class _Turn:
    desk: Desk
    text: str
    state: ConversationState
    conversation: Conversation
    done: list[tuple[Call, Outcome]] = field(default_factory=list)
    shown: list[Card] = field(default_factory=list)


class Orchestrator:
    """Holds conversations for one business.

    Args:
        gate: the one path.
        model: what drives a turn that is neither a decision nor an edit.
    """

    def __init__(self, gate: Gate, model: Model) -> None:
        self.gate = gate
        self.model = model

    def turn(self, desk: Desk, text: str, conversation_id: str = "") -> Reply:
        """One message of the member to one reply.

        Args:
            desk: of the member, by their own hand.
            text: what they said.
            conversation_id: to go on with; a new one is begun if empty.

        Raises:
            NotFound: there is no such conversation.
        """
        conversation = self._open(desk, conversation_id)
        state = ConversationState.model_validate(conversation.state)
        turn = _Turn(desk, text.replace("\x00", "").encode("utf-8", "replace").decode(), state, conversation)
        offers, question = state.offers, state.question
        said = self._decide(turn) or self._edit(turn) or self._ask_model(turn)
        if state.offers is offers:
            state.offers = []
        if question is not None and state.question is None and self._only_looked(turn, question.call.tool):
            state.question = question
        cards = [*turn.shown, *(card for _, outcome in turn.done for card in outcome.cards())]
        cards = list({card.approval: card for card in cards}.values())
        state.closing = [card.approval for card in cards]
        state.show(cards)
        self._remember(turn)
        reply = Reply(said, cards, turn.done, conversation.conversation_id, self.model.name)
        self._keep(turn, reply)
        return reply

    def _open(self, desk: Desk, conversation_id: str) -> Conversation:
        if not conversation_id:
            return Conversation(
                business_id=desk.business_id,
                conversation_id=desk.new_id(),
                member_id=desk.actor.member_id,
                door=desk.actor.door,
                started_at=desk.now(),
                last_turn_at=desk.now(),
            )
        with desk.unit.reading() as session:
            found = session.get(Conversation, (desk.business_id, conversation_id))
            if found is None or found.member_id != desk.actor.member_id:
                raise NotFound(
                    f"There is no conversation {conversation_id[:60]!r}. Nothing was done.", "conversation"
                )
            session.expunge(found)
            return found

    def _keep(self, turn: _Turn, reply: Reply) -> None:
        with turn.desk.unit.writing() as session:
            stored = session.get(Conversation, (turn.desk.business_id, reply.conversation))
            if stored is None:
                session.add(stored := turn.conversation)
            stored.state = turn.state.as_json()
            stored.last_turn_at = turn.desk.now()
            session.flush()
            shown = storable(reply.as_json())
            session.add(
                Turn(
                    business_id=turn.desk.business_id,
                    turn_id=turn.desk.new_id(),
                    conversation_id=reply.conversation,
                    at=turn.desk.now(),
                    said=turn.text,
                    reply=shown["reply"],
                    calls=shown["calls"],
                    cards=shown["cards"],
                    model=reply.model,
                )
            )

    def _remember(self, turn: _Turn) -> None:
        """Whom it was about, and what was done last, for pronouns and corrections."""
        for call, outcome in turn.done:
            if call.tool in {"undo", ""} or outcome.kind in {OutcomeKind.REFUSED, OutcomeKind.FAILED}:
                continue
            if outcome.card is not None:
                turn.state.last = LastAct(call=call, outcome="waiting", approval=outcome.card.approval)
            elif not call.arguments:
                turn.state.last = None
            elif self.gate.registry.tools[call.tool].effect != "read":
                turn.state.last = LastAct(call=call, outcome="done")
            else:
                turn.state.last = LastAct(call=call, outcome="looked")
            contact_id = (outcome.result.data if outcome.result else {}).get("contact_id")
            if contact_id:
                named = str(
                    (outcome.result.data if outcome.result else {}).get("name")
                    or turn.state.focus.get("name", "")
                )
                job = (
                    turn.state.focus.get("job_id", "")
                    if turn.state.focus.get("contact_id") == contact_id
                    else ""
                )
                turn.state.focus = {"contact_id": str(contact_id), "name": named, "job_id": job}

    def _only_looked(self, turn: _Turn, asked_for: str) -> bool:
        """Whether the turn did nothing but look something up, which leaves an open question open."""
        tools = [call.tool for call, _ in turn.done]
        return bool(tools) and all(
            tool != asked_for
            and tool in self.gate.registry.tools
            and self.gate.registry.tools[tool].effect == "read"
            for tool in tools
        )

    def _ask_model(self, turn: _Turn) -> str:
        so_far = TurnSoFar(turn.desk, turn.text, turn.state)
        waiting_before = turn.state.last
        for _ in range(MOST_STEPS):
            step = self.model.step(so_far)
            if not step.calls:
                turn.done = so_far.done
                return " ".join(part for part in (step.text, self._replace(turn, waiting_before)) if part)
            for call in step.calls:
                so_far.done.append((call, self.gate.submit(so_far.desk, call)))
                if so_far.done[-1][1].kind in {OutcomeKind.REFUSED, OutcomeKind.FAILED}:
                    break
        turn.done = so_far.done
        return "I stopped there: that took more steps than one message should. What was done is listed above."

    def _replace(self, turn: _Turn, before: LastAct | None) -> str:
        """A corrected proposal takes the place of the card that it corrects."""
        if before is None or before.approval is None or before.approval not in turn.state.closing:
            return ""
        for call, outcome in turn.done:
            if call.tool == before.call.tool and outcome.card and outcome.card.approval != before.approval:
                self.gate.queue.withdraw(turn.desk, before.approval, outcome.card.approval)
                return f"(In place of #{before.approval}.)"
        return ""

    def _decide(self, turn: _Turn) -> str:
        closing = turn.state.closing
        only = self._pending(turn.desk, closing[0]) if len(closing) == 1 else None
        decision = decisions.decision_in(turn.text, set(only.answers) if only else set())
        if decision is None or (not decision.numbers and not closing):
            return ""
        if not decision.numbers and len(closing) > 1:
            listed = ", ".join(f"#{number}" for number in closing)
            return f'Several cards were shown: {listed}. Say "approve" or "reject" and the number.'
        numbers = decision.numbers or closing
        said = [self._decide_one(turn, decision, number) for number in numbers]
        turn.state.question = None
        return "\n\n".join(line for line in said if line) or "Here it is:"

    def _decide_one(self, turn: _Turn, decision: decisions.Decision, number: int) -> str:
        card = self._pending(turn.desk, number)
        if card is None:
            return self._not_pending(turn.desk, number)
        if decision.verb == "reject":
            return self._heard(turn, Call(tool=""), self.gate.reject(turn.desk, number))
        if decision.verb == "show" or turn.state.shown.get(str(number)) != card.digest:
            turn.shown.append(card)
            return "" if decision.verb == "show" else f"You had not seen #{number} yet; nothing was done:"
        outcome = self.gate.decide(turn.desk, number, card.digest, decision.answer)
        if outcome.kind == OutcomeKind.REFUSED and (still := self._pending(turn.desk, number)):
            turn.shown.append(still)
        return self._heard(turn, Call(tool=card.tool), outcome)

    def _heard(self, turn: _Turn, call: Call, outcome: Outcome) -> str:
        """What became of a decision, with the cards that follow it."""
        turn.done.append((call, outcome))
        if outcome.result is not None:
            turn.state.offers = list(outcome.result.offers)
            follow = [
                one.problem["message"]
                for one in outcome.followed_by
                if one.problem and one.kind == OutcomeKind.FAILED
            ]
            return "\n".join([outcome.result.text, *(offer.text for offer in outcome.result.offers), *follow])
        return str((outcome.problem or {}).get("message", ""))

    def _pending(self, desk: Desk, number: int) -> Card | None:
        try:
            with desk.unit.reading():
                approval = self.gate.queue.find(desk, number)
                return card_of(approval) if approval.status == ApprovalStatus.PENDING else None
        except CallRefused:
            return None

    def _not_pending(self, desk: Desk, number: int) -> str:
        try:
            with desk.unit.reading():
                approval: Approval = self.gate.queue.find(desk, number)
                why = f" ({approval.why})" if approval.why else ""
                instead = f" It was replaced by #{approval.replaced_by}." if approval.replaced_by else ""
                return f"#{number} is {approval.status} already{why}.{instead} Nothing was changed."
        except CallRefused as error:
            return error.message

    def _edit(self, turn: _Turn) -> str:
        """A change to the one card that closed the last reply; the new card replaces it."""
        closing = [card for number in turn.state.closing if (card := self._pending(turn.desk, number))]
        if len(closing) != 1:
            return ""
        card = closing[0]
        with turn.desk.unit.reading():
            arguments = self.gate.queue.find(turn.desk, card.approval).arguments
        changed = edits.edit_in(turn.text, card)
        if changed is None:
            return ""
        if isinstance(changed, str):
            turn.shown.append(card)
            return changed
        outcome = self.gate.edit(turn.desk, card.approval, changed)
        turn.done = [(Call(tool=card.tool, arguments={**arguments, **changed}), outcome)]
        return (
            f"Changed; this replaces #{card.approval}:"
            if outcome.card
            else str((outcome.problem or {}).get("message", ""))
        )
