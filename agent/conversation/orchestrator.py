"""The orchestrator: takes a member's message through decisions, edits and the model to one reply, and keeps the turn.

Decisions are read here, before any model; cards are placed at the end of the reply by our code, from what is stored.
"""

from typing import Any

from agent.conversation import decisions, lettered
from agent.conversation.card_first import CardFirst, still_waits
from agent.conversation.card_tools import ASIDE, BACK, CARD_TOOLS, WITHOUT_A_CHANGE
from agent.conversation.deciding import Deciding
from agent.conversation.done_lines import what_was_done
from agent.conversation.driving import STOPPED, Driver, is_language_model
from agent.conversation.lock import ConversationLock, locked
from agent.conversation.replacing import takes_the_place
from agent.conversation.reply import Reply
from agent.conversation.state import ConversationState, LastAct
from agent.conversation.stopping import Stop
from agent.conversation.storable import storable
from agent.conversation.under_way import TurnUnderWay
from agent.conversation.undoing_cards import REDO, UNDO
from agent.gate import Gate
from agent.models.endpoint import Listener, Unheard
from agent.models.port import Model
from schemas.effects import Card, Effect, OutcomeKind
from schemas.records import Conversation, Turn
from tools.desk import Desk
from tools.matters import people


class Orchestrator:
    """Holds conversations for one business.

    Args:
        gate: the one path.
        model: what drives a turn that is neither a decision nor an edit.
        fallback: what drives it where the model gives no usable answer.
    """

    def __init__(self, gate: Gate, model: Model, fallback: Model | None = None) -> None:
        self.gate = gate
        self.deciding = Deciding(gate)
        self.card_first = CardFirst(gate, self.deciding, rewords=is_language_model(model))
        self.driver = Driver(gate, model, fallback)

    def turn(
        self,
        desk: Desk,
        text: str,
        conversation_id: str = "",
        listener: Listener | None = None,
        stop: Stop | None = None,
    ) -> Reply:
        """Answer one message of the member with one reply.

        Args:
            desk: of the member, by their own hand.
            text: what they said.
            conversation_id: to go on with; a new one is begun if empty.
            listener: hears words as they come, and which tool runs.
            stop: how the member ends the turn half way.

        Raises:
            NotFound: there is no such conversation.
            AgainstTheRules: another turn of the conversation is not over, and was waited for long enough.
        """
        stop = stop or Stop()
        with locked(desk, self.gate.outbox.machine, conversation_id, stop) as (lock, conversation):
            return self._turn(desk, text, conversation, lock, listener or Unheard(), stop)

    def _turn(
        self,
        desk: Desk,
        text: str,
        conversation: Conversation,
        lock: ConversationLock,
        listener: Listener,
        stop: Stop,
    ) -> Reply:
        state = ConversationState.model_validate(conversation.state)
        said_by_them = text.replace("\x00", "").encode("utf-8", "replace").decode()
        turn = TurnUnderWay(desk, said_by_them, state, conversation, listener, stop)
        offers, question, which = state.offers, state.question, state.which
        before, aside = [*state.left, *state.closing], set(state.aside)
        said = self._heard_by_rules(turn) or self._ask_model(turn)
        if state.offers is offers:
            state.offers = []
        if state.which is which:
            state.which = None
        if question is not None and state.question is None and self._only_looked(turn, question.call.tool):
            state.question = question
        cards = [*turn.shown, *(card for _, outcome in turn.done for card in outcome.cards())]
        cards = list({card.approval: card for card in cards}.values())
        state.closing = [card.approval for card in cards]
        state.show(cards)
        self._remember(turn)
        left = self.card_first.still_waiting(turn, before)
        state.left = [card.approval for card in left]
        state.just_aside = len(set(state.aside) - aside)
        state.beside_words = turn.own_words and bool(said and cards)
        state.decoy = turn.own_words and decisions.speaks_of_deciding(said)
        state.asked_back = turn.own_words and "?" in said
        waiting = still_waits(left)
        apart = [waiting] if waiting and turn.own_words else []
        reply = Reply(
            "\n\n".join(part for part in (said, "" if apart else waiting) if part),
            cards,
            turn.done,
            conversation.conversation_id,
            turn.model or self.driver.model.name,
            done=[*what_was_done(self.gate.registry, turn.done, turn.told), *apart],
            own_words=turn.own_words,
            set_off=is_language_model(self.driver.model),
            by_number=state.beside_words,
        )
        self._keep(turn, reply, lock)
        return reply

    def _keep(self, turn: TurnUnderWay, reply: Reply, lock: ConversationLock) -> None:
        """Store the turn. Where another took the lock meanwhile, its state stands, with nothing left open in it."""
        with turn.desk.unit.writing() as session:
            stored = session.get(Conversation, (turn.desk.business_id, reply.conversation))
            if stored is None:
                session.add(stored := turn.conversation)
            mine = lock.is_mine(session)
            stood = turn.state if mine else ConversationState.model_validate(stored.state).nothing_open()
            stored.state = stood.as_json()
            stored.last_turn_at = turn.desk.now()
            session.add_all(turn.uses)
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
                    calls=[*shown["calls"], *_told_apart(shown["done"] if reply.own_words else [])],
                    cards=shown["cards"],
                    model=reply.model,
                )
            )
            lock.release(session)

    def _remember(self, turn: TurnUnderWay) -> None:
        """Remember the person, the last act, and the letters shown, for pronouns, corrections and answers."""
        lettered.bind(turn.state, [outcome for _, outcome in turn.done], turn.desk)
        self._remember_changes(turn)
        for call, outcome in turn.done:
            if call.tool in {UNDO, REDO, "", *CARD_TOOLS} or outcome.kind in {
                OutcomeKind.REFUSED,
                OutcomeKind.FAILED,
            }:
                continue
            if outcome.kind == OutcomeKind.WAITING and outcome.card is None:
                continue
            if outcome.card is not None:
                turn.state.last = LastAct(call=call, outcome="waiting", approval=outcome.card.approval)
            elif not call.arguments:
                turn.state.last = None
            elif self.gate.registry.tools[call.tool].effect != Effect.READ:
                turn.state.last = LastAct(call=call, outcome="done", change=outcome.audit_id)
            else:
                turn.state.last = LastAct(call=call, outcome="looked")
            contact_id = (outcome.result.data if outcome.result else {}).get("contact_id")
            if contact_id:
                told = str((outcome.result.data if outcome.result else {}).get("name") or "")
                named = told or self._named(turn, str(contact_id))
                job = (
                    turn.state.focus.get("job_id", "")
                    if turn.state.focus.get("contact_id") == contact_id
                    else ""
                )
                turn.state.speak_of(str(contact_id), named)
                turn.state.focus = {"contact_id": str(contact_id), "name": named, "job_id": job}

    def _named(self, turn: TurnUnderWay, contact_id: str) -> str:
        """Return the name of the person that an outcome is about and does not name."""
        if turn.state.focus.get("contact_id") == contact_id:
            return turn.state.focus.get("name", "")
        with turn.desk.unit.reading():
            found = people.by_ids(turn.desk, [contact_id]).get(contact_id)
            return people.name_of(turn.desk, found) if found is not None else ""

    def _remember_changes(self, turn: TurnUnderWay) -> None:
        """Remember what was written and taken back in this turn, so that "undo" means the last of it."""
        state = turn.state
        if not turn.done and not turn.shown:
            state.followed = False
        for call, outcome in turn.done:
            if outcome.card is not None:
                state.card_last = outcome.card.approval
            elif call.tool in {ASIDE, BACK} and outcome.kind == OutcomeKind.DONE:
                state.card_last = int(call.arguments["number"])
            looked = outcome.tool in self.gate.registry.reads or call.tool in {"", *WITHOUT_A_CHANGE}
            if call.tool == UNDO and outcome.kind == OutcomeKind.REFUSED:
                state.card_last, state.followed = 0, False
            if outcome.kind != OutcomeKind.DONE or looked:
                continue
            data = outcome.result.data if outcome.result else {}
            if call.tool == UNDO:
                state.keep_undo(outcome.audit_id, set(data.get("undone", [])))
            elif call.tool == REDO:
                state.keep_redo(data.get("redone", []), turn.desk.now())
            else:
                state.keep_change(outcome.audit_id, turn.desk.now())
                state.card_last = 0 if outcome.audit_id else state.card_last

    def _only_looked(self, turn: TurnUnderWay, asked_for: str) -> bool:
        """Return whether the turn did nothing but look something up, which leaves an open question open."""
        tools = [call.tool for call, _ in turn.done]
        return bool(tools) and all(
            tool != asked_for
            and tool in self.gate.registry.tools
            and self.gate.registry.tools[tool].effect == Effect.READ
            for tool in tools
        )

    def _heard_by_rules(self, turn: TurnUnderWay) -> str:
        """Carry out a decision, an edit or an answer by letters, whole whatever is pressed meanwhile; empty if
        it is none.
        """
        said = ""
        try:
            with turn.stop.held():
                said = self.card_first.hear(turn) or self._by_letter(turn)
        except KeyboardInterrupt:
            return said or f"{STOPPED} Nothing was changed."
        return said

    def _ask_model(self, turn: TurnUnderWay) -> str:
        before = turn.state.last
        said = self.driver.drive(turn)
        replaced, listed = self._replace(turn, before), lettered.list_below(turn, said)
        if not turn.own_words:
            return "\n\n".join(
                part for part in (" ".join(filter(None, (said, replaced))), *turn.told, listed) if part
            )
        turn.told += filter(None, (replaced, *self._redrafted(turn)))
        return "\n\n".join(part for part in (said, listed) if part)

    def _by_letter(self, turn: TurnUnderWay) -> str:
        """Carry out an answer to the list that was shown last, by its letters; empty if it is none."""
        heard = lettered.heard_by_letter(self.gate, turn.desk, turn.state, turn.text)
        if heard is None:
            return ""
        turn.done = heard.done
        found = [self.deciding.pending(turn.desk, number) for number in heard.cards]
        turn.shown = [card for card in found if card is not None]
        shown = {card.approval for card in turn.shown}
        gone = [self.deciding.not_pending(turn.desk, number) for number in heard.cards if number not in shown]
        return "\n".join(gone) if gone and not shown and not heard.done else "\n".join([heard.text, *gone])

    def _replace(self, turn: TurnUnderWay, before: LastAct | None) -> str:
        """Replace the card that a corrected proposal corrects."""
        if before is None or before.approval is None or before.approval not in turn.state.closing:
            return ""
        for call, outcome in turn.done:
            new = outcome.card is not None and outcome.card.approval != before.approval
            if outcome.card and new and takes_the_place(turn.text, before.call, call):
                old = self.deciding.pending(turn.desk, before.approval)
                self.gate.queue.withdraw(turn.desk, before.approval, outcome.card.approval)
                was = f": {old.line}" if old is not None and old.line != outcome.card.line else ""
                return f"(In place of #{before.approval}{was}.)"
        return ""

    def _redrafted(self, turn: TurnUnderWay) -> list[str]:
        """Replace the messages that a language model wrote anew to the same person, by whatever tool; return what was."""
        new = [
            outcome.card for _, outcome in turn.done if outcome.card is not None and _is_message(outcome.card)
        ]
        new = [card for card in new if card.approval not in turn.state.closing]
        old = [card for card in self.deciding.waiting(turn.desk, turn.state.closing) if _is_message(card)]
        said = []
        for card in old:
            again = next((one for one in new if self._to_whom(turn, one) == self._to_whom(turn, card)), None)
            if again is not None:
                self.gate.queue.withdraw(turn.desk, card.approval, again.approval)
                said.append(f"#{again.approval} is in place of #{card.approval}.")
        return said

    def _to_whom(self, turn: TurnUnderWay, card: Card) -> str | None:
        with turn.desk.unit.reading():
            return self.gate.queue.find(turn.desk, card.approval).contact_id


def _is_message(card: Card) -> bool:
    return any(field.name == "Text" for field in card.fields)


def _told_apart(done: list[str]) -> list[dict[str, Any]]:
    """Return what the desk said below a language model's words, as it is kept with the turn's calls."""
    return [{"tool": "", "arguments": {}, "outcome": "told", "told": done}] if done else []
