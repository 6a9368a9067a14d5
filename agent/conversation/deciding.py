"""The member's decisions in chat: read before any model, carried out by the gate, said in our words."""

from sqlmodel import col, select

from agent.approvals.outdated import no_longer_waits
from agent.conversation import decisions
from agent.conversation.card_tools import ASIDE
from agent.conversation.naming_cards import Verb
from agent.conversation.state import WhichCard
from agent.conversation.under_way import TurnUnderWay
from agent.gate import Gate
from schemas.effects import Call, Card, Outcome, OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.errors import CallRefused
from schemas.keys import fold
from schemas.records import Approval
from tools import wording
from tools.cards import card_of, waits
from tools.desk import Desk
from tools.matters import people
from tools.privacy.scrubbing import GONE

MOST_ASIDE = 20
MOST_BY_HAND = 20
"""Of the cards shown last, how many are looked through for texts that were sent by hand."""


class Deciding:
    """The reader of a message as a decision on cards.

    Args:
        gate: the one path.
    """

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def decide(self, turn: TurnUnderWay) -> str:
        """Return the reply to a decision; empty if the message is none."""
        typed = self._named_by_typing(turn)
        if typed is not None:
            return self._named(turn, typed)
        closing = turn.state.closing
        only = self.pending(turn.desk, closing[0]) if len(closing) == 1 else None
        if fold(turn.text) == decisions.SENT:
            return self._sent(turn)
        decision = decisions.decision_in(turn.text, set(only.answers) if only else set())
        if decision is None:
            return self._by_its_own_answer(turn)
        if not decision.numbers and not closing:
            return self._asked_of_the_one_left(turn, decision)
        if not decision.numbers and len(closing) > 1:
            listed = ", ".join(f"#{number}" for number in closing)
            named = self.kept_in_mind(turn, Verb(decision.verb), self.waiting(turn.desk, closing))
            return f'Several cards were shown: {listed}. Say "approve" or "reject" and the number. {named}'
        approves = not decision.numbers and decision.verb == "approve"
        beside = turn.state.beside_words and not decisions.names_the_card(turn.text, decision.answer)
        if only is not None and approves and beside:
            return self._asked(turn, only, decision)
        numbers = decision.numbers or closing
        if turn.state.decoy and decision.verb == "approve":
            return "\n\n".join(self._asked_once(turn, decision, number) for number in numbers)
        said = [self.decide_one(turn, decision, number) for number in numbers]
        turn.state.question = None
        return "\n\n".join(line for line in said if line) or "Here it is:"

    def _asked_of_the_one_left(self, turn: TurnUnderWay, decision: decisions.Decision) -> str:
        """Ask whether the card of an earlier reply is meant, where the last one left nothing else that it could answer."""
        state = turn.state
        if state.question is not None or state.offers or state.asked_back:
            return ""
        left = self.waiting(turn.desk, state.left)
        return self._asked(turn, left[0], decision) if len(left) == 1 else ""

    def _asked_once(self, turn: TurnUnderWay, decision: decisions.Decision, number: int) -> str:
        """Ask whether a card is meant, or say why it no longer waits."""
        card = self.pending(turn.desk, number)
        return self._asked(turn, card, decision) if card is not None else self.not_pending(turn.desk, number)

    def _asked(self, turn: TurnUnderWay, card: Card, decision: decisions.Decision) -> str:
        turn.shown.append(card)
        said = "No" if decision.verb == "reject" else "Yes"
        again = f'Say "{said.lower()} {card.approval}", or "{said.lower()}" once more.'
        return f"{said} to #{card.approval}: {card.line}? Nothing is done yet. {again}"

    def _by_its_own_answer(self, turn: TurnUnderWay) -> str:
        """Decide the one of several cards that has what was said as an answer of its own ("separate", "separate 14")."""
        if turn.state.question is not None:
            return ""
        answer, number = decisions.own_answer_in(turn.text)
        shown = self.waiting(turn.desk, [*turn.state.left, *turn.state.closing])
        whole = fold(turn.text)
        fits = [card for card in shown if len(card.answers) > 1 and whole in card.answers]
        if not fits and number:
            card = self.pending(turn.desk, number)
            fits = [card] if card is not None and len(card.answers) > 1 and answer in card.answers else []
        else:
            answer = whole if fits else answer
        if len(fits) == 1:
            return self.decide_one(turn, decisions.Decision("approve", answer=answer), fits[0].approval)
        return self.ask_which(turn, Verb.APPROVE, fits, answer) if fits else ""

    def _sent(self, turn: TurnUnderWay) -> str:
        """Log the one text that was to be sent by hand, on "sent"; of several, ask which one."""
        waiting = self.to_copy(turn)
        if len(waiting) > 1:
            return self.ask_which(turn, Verb.SENT, waiting)
        decision = decisions.Decision("approve", answer=decisions.SENT)
        return self.decide_one(turn, decision, waiting[0].approval) if waiting else ""

    def to_copy(self, turn: TurnUnderWay) -> list[Card]:
        """Return the texts shown here that wait to be sent by hand, oldest first; only the one that was just to be copied."""
        shown = sorted(map(int, turn.state.shown), reverse=True)[:MOST_BY_HAND]
        waiting = [card for card in self.waiting(turn.desk, shown) if by_hand(card)]
        copied = [card for card in waiting if card.approval in turn.state.copied]
        just_now = [card.approval for card in copied] == turn.state.closing
        return copied if copied and just_now else waiting

    def ask_which(self, turn: TurnUnderWay, verb: Verb, cards: list[Card], word: str = "") -> str:
        """Ask which of some cards is meant; the next message may answer with a number, a place or a name.

        Args:
            turn: under way.
            verb: what is said of it.
            cards: that fit.
            word: with which the number has to be said; empty for the verb's own.
        """
        listed = self.kept_in_mind(turn, verb, cards)
        word = word or {Verb.SENT: "sent", Verb.APPROVE: "yes", Verb.REJECT: "no"}.get(verb, "")
        how = f'"{word}" and the number' if word else "the number"
        which, nothing = ("Which one was sent", "logged") if verb == Verb.SENT else ("Which one", "done")
        whose = "" if verb == Verb.APPROVE else ", or whose it is"
        return f"{which}? {listed} Say {how}{whose}. Nothing was {nothing}."

    def kept_in_mind(self, turn: TurnUnderWay, verb: Verb, cards: list[Card]) -> str:
        """Return some cards told apart, and keep in mind for the next message what was said of one of them."""
        numbers = [card.approval for card in cards]
        turn.state.which = WhichCard(verb=verb, numbers=numbers, said=turn.text)
        return f"{'; '.join(map(told_apart, cards))}." if cards else ""

    def decide_one(self, turn: TurnUnderWay, decision: decisions.Decision, number: int) -> str:
        """Carry out a decision on one card as it was shown here, and return the reply."""
        card = self.pending(turn.desk, number)
        if card is None:
            return self._not_pending(turn, number)
        if decision.verb == "reject":
            turn.state.card_last = number
            return self._heard(turn, Call(tool=""), self.gate.reject(turn.desk, number))
        if decision.verb == "show" or turn.state.shown.get(str(number)) != card.digest:
            turn.shown.append(card)
            return "" if decision.verb == "show" else f"You had not seen #{number} yet; nothing was done:"
        if not decision.answer and by_hand(card):
            turn.shown.append(card)
            turn.state.copied = [*turn.state.copied, number][-MOST_BY_HAND:]
            return f"Nothing is logged yet. Copy the text of #{number} and send it yourself, then say sent."
        if self._name_wanted(turn.desk, number):
            turn.shown.append(card)
            turn.state.name_asked = number
            return f"That can't be undone, so a yes is not enough. To do it, type the whole name of the person of #{number}:"
        return self._carried_out(turn, decision, card)

    def _named(self, turn: TurnUnderWay, card: Card) -> str:
        """Return the reply to a name that was typed for a card. Where that took the person off the record, the name that was
        typed for it is not kept either.
        """
        reply = self._carried_out(turn, decisions.Decision("approve"), card)
        if turn.done[-1][1].kind == OutcomeKind.DONE:
            turn.text = GONE
        return reply

    def _carried_out(self, turn: TurnUnderWay, decision: decisions.Decision, card: Card) -> str:
        """Return the reply to a decision that is carried out."""
        number = card.approval
        outcome = self.gate.decide(turn.desk, number, card.digest, decision.answer)
        if outcome.kind == OutcomeKind.REFUSED and (still := self.pending(turn.desk, number)):
            turn.shown.append(still)
        turn.state.card_last = number
        return self._heard(turn, Call(tool=card.tool), outcome)

    def _named_by_typing(self, turn: TurnUnderWay) -> Card | None:
        """Return the card that a message decides because it is the whole name that the last reply asked for."""
        said, asked = fold(turn.text), turn.state.name_asked
        turn.state.name_asked = 0
        for card in self.waiting(turn.desk, [asked] if asked and turn.state.question is None else []):
            seen = turn.state.shown.get(str(card.approval)) == card.digest
            if seen and said and said == fold(self._name_wanted(turn.desk, card.approval)):
                return card
        return None

    def _name_wanted(self, desk: Desk, number: int) -> str:
        """Return the name to be typed for a card; empty where a yes is enough."""
        with desk.unit.reading():
            approval = self.gate.queue.find(desk, number)
            kinds = [self.gate.registry.acts.get(act["act"]) for act in approval.acts.values()]
            if approval.contact_id is None or not any(
                kind is not None and kind.decided_by_name for kind in kinds
            ):
                return ""
            found = people.by_ids(desk, [approval.contact_id]).get(approval.contact_id)
            return people.name_of(desk, found) if found is not None else ""

    def _heard(self, turn: TurnUnderWay, call: Call, outcome: Outcome) -> str:
        """Return the reply to a decision, with the cards that follow it."""
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

    def put_aside(self, turn: TurnUnderWay, number: int) -> str:
        """Put a card aside, and return the reply."""
        outcome = self.gate.put_aside(turn.desk, number)
        turn.done.append((Call(tool=ASIDE, arguments={"number": number}), outcome))
        if outcome.result is None:
            return str((outcome.problem or {}).get("message", ""))
        turn.state.aside = [*turn.state.aside, number][-MOST_ASIDE:]
        return outcome.result.text

    def pending(self, desk: Desk, number: int) -> Card | None:
        """Return the card with a number if it is pending."""
        try:
            with desk.unit.reading():
                approval = self.gate.queue.find(desk, number)
                return card_of(approval) if approval.status == ApprovalStatus.PENDING else None
        except CallRefused:
            return None

    def _not_pending(self, turn: TurnUnderWay, number: int) -> str:
        """Return why a card is not pending, and show the one that replaced it."""
        said = self.not_pending(turn.desk, number)
        instead = self._in_its_place(turn.desk, number)
        turn.shown += [instead] if instead is not None else []
        return said

    def _in_its_place(self, desk: Desk, number: int) -> Card | None:
        try:
            with desk.unit.reading():
                found = self.gate.queue.find(desk, number)
                is_stale = found.status == ApprovalStatus.STALE
                instead = found.replaced_by if is_stale else None
        except CallRefused:
            return None
        return self.pending(desk, instead) if instead is not None else None

    def not_pending(self, desk: Desk, number: int) -> str:
        """Return why a card is not pending."""
        try:
            with desk.unit.reading():
                return no_longer_waits(self.gate.queue.find(desk, number))
        except CallRefused as error:
            return error.message

    def waiting(self, desk: Desk, numbers: list[int]) -> list[Card]:
        """Return those of some cards that wait and are not put aside, oldest first."""
        if not numbers:
            return []
        asked = select(Approval).where(*waits(desk), col(Approval.number).in_(numbers))
        with desk.unit.reading() as session:
            return [card_of(one) for one in session.exec(asked.order_by(col(Approval.number)))]


def told_apart(card: Card) -> str:
    """Return a card's number and line, with the first words of its text."""
    text = next((field.value for field in card.fields if field.name == "Text"), "")
    return f"#{card.approval} {card.line}" + (f": “{wording.clipped(text, 40)}”" if text else "")


def by_hand(card: Card) -> bool:
    """Return whether a card is for a text that the owner sends by hand."""
    return list(card.answers) == [decisions.SENT]
