"""Reads a message for the card that closes the conversation, before any model: a change of it, or what is no listed yes or no.

Nothing here approves. What is heard as approval shows the card again with what to say; what is heard as declining puts it aside;
and in doubt a message is one of its own, and the card stays (docs/understanding.md, "A card first").
"""

from sqlmodel import col, select

from agent.approvals.changeable import only_number
from agent.approvals.differences import differences
from agent.conversation.card_phrases import move_in
from agent.conversation.card_tools import ASIDE, BACK
from agent.conversation.card_values import number_for
from agent.conversation.card_words import ToCard, to_card
from agent.conversation.deciding import Deciding
from agent.conversation.decisions import decision_in, names_the_card
from agent.conversation.edits import NEEDS_A_MODEL, edit_in
from agent.conversation.left_out import lines_left_out
from agent.conversation.naming_cards import Verb
from agent.conversation.several_cards import PLAINLY, SeveralCards
from agent.conversation.under_way import TurnUnderWay
from agent.gate import Gate
from schemas.effects import Call, Card, OutcomeKind
from schemas.keys import words
from schemas.records import Approval
from tools.cards import is_put_aside
from tools.together import TOGETHER

WHICH_ANSWER = "I can't tell for sure which of its answers you mean, so nothing was done. Say one of them"
THE_SAME = "That is what it says already:"


class CardFirst:
    """The reader of a message for the card that closes the conversation.

    Args:
        gate: the one path.
        deciding: reads listed decisions, and tells which cards wait.
        rewords: whether a language model is there to find other words.
    """

    def __init__(self, gate: Gate, deciding: Deciding, *, rewords: bool) -> None:
        self.gate = gate
        self.deciding = deciding
        self.several = SeveralCards(deciding)
        self.rewords = rewords

    def hear(self, turn: TurnUnderWay) -> str:
        """Return the reply to a message that is about a card; empty if it is about anything else."""
        return (
            self._offered(turn)
            or self.deciding.decide(turn)
            or self._leave_out(turn)
            or self._named(turn)
            or self._move(turn)
            or self._edit(turn)
            or self._in_other_words(turn)
        )

    def _offered(self, turn: TurnUnderWay) -> str:
        """Put a card aside, or bring it back, where that was offered and is agreed to; "send it" agrees to no such offer."""
        offer = next((one for one in turn.state.offers if one.call.tool in {ASIDE, BACK}), None)
        said = decision_in(turn.text, ()) if offer is not None and not turn.state.closing else None
        if offer is None or said is None or said.numbers:
            return ""
        turn.state.offers = []
        number = int(offer.call.arguments["number"])
        if said.verb == "reject":
            return f"Card #{number} stays as it is."
        if names_the_card(turn.text, said.answer):
            return ""
        aside = offer.call.tool == ASIDE
        return self.deciding.put_aside(turn, number) if aside else self._bring_back(turn, number)

    def _named(self, turn: TurnUnderWay) -> str:
        """Do what a message says of the cards that it names; a change in answer to "which one?" is made to that one."""
        meant = self.several.meant(turn)
        if meant is None:
            return ""
        verb, named = meant
        if verb != Verb.EDIT:
            return self.several.carry_out(turn, verb, named)
        asked = turn.state.which
        if asked is None or len(named.cards) != 1:
            return self.deciding.ask_which(turn, verb, named.cards)
        changes = self._changes(turn, named.cards[0], asked.said)
        return self._changed(turn, named.cards[0], changes) if isinstance(changes, dict) else ""

    def still_waiting(self, turn: TurnUnderWay, before: list[int]) -> list[Card]:
        """Return the cards of earlier replies that this one doesn't show and that wait.

        Args:
            turn: with the cards that close it in its state.
            before: the numbers of those that closed a reply until now.
        """
        return self.deciding.waiting(turn.desk, [one for one in before if one not in turn.state.closing])

    def _cards(self, turn: TurnUnderWay) -> list[Card]:
        """Return the cards that closed the last reply or, where none did, those left of an earlier one."""
        return self.deciding.waiting(turn.desk, turn.state.closing or turn.state.left)

    def _move(self, turn: TurnUnderWay) -> str:
        """Put a card aside by its number, or bring one back."""
        move = move_in(turn.text, just_put_aside=bool(turn.state.just_aside))
        if move is None:
            return ""
        if not move.back:
            return self.deciding.put_aside(turn, move.number)
        together = turn.state.aside[-turn.state.just_aside :] if turn.state.just_aside > 1 else []
        numbers = [move.number] if move.number else together or self._last_put_aside(turn)
        return "\n".join(self._bring_back(turn, number) for number in numbers)

    def _bring_back(self, turn: TurnUnderWay, number: int) -> str:
        outcome = self.gate.bring_back(turn.desk, number)
        turn.done.append((Call(tool=BACK, arguments={"number": number}), outcome))
        turn.state.aside = [one for one in turn.state.aside if one != number]
        turn.shown += self.deciding.waiting(turn.desk, [number])
        return outcome.result.text if outcome.result else str((outcome.problem or {}).get("message", ""))

    def _last_put_aside(self, turn: TurnUnderWay) -> list[int]:
        """Return the card put aside last in this conversation, or the only one that is; none if it can't be told."""
        with turn.desk.unit.reading() as session:
            found = set(session.exec(select(col(Approval.number)).where(*is_put_aside(turn.desk))))
        here = [number for number in turn.state.aside if number in found]
        return here[-1:] if here else list(found) if len(found) == 1 else []

    def _leave_out(self, turn: TurnUnderWay) -> str:
        """Leave lines of a card of several writes out; a new card replaces it and needs its own yes."""
        cards = [card for card in self._cards(turn) if card.tool == TOGETHER]
        if len(cards) != 1 or (not turn.state.closing and self._something_else_is_open(turn)):
            return ""
        [card] = cards
        numbers = lines_left_out(turn.text, len(card.fields), card.approval)
        if not numbers:
            return ""
        outcome = self.gate.edit(turn.desk, card.approval, {"without": numbers})
        turn.done = [(Call(tool=""), outcome)]
        if outcome.card is None:
            turn.shown.append(card)
            return str((outcome.problem or {}).get("message", ""))
        listed = ", ".join(map(str, numbers))
        return f"Left out: {listed}. This replaces #{card.approval}:"

    def _edit(self, turn: TurnUnderWay) -> str:
        """Change the card that is spoken of; a new card replaces it and needs its own yes."""
        cards = self._cards(turn)
        if not cards or (not turn.state.closing and self._something_else_is_open(turn)):
            return ""
        if len(cards) > 1:
            return self._edit_of_several(turn, cards)
        [card] = cards
        changes = self._changes(turn, card, turn.text)
        if changes == NEEDS_A_MODEL and self.rewords:
            turn.reword = card
            return ""
        if not isinstance(changes, dict):
            turn.shown += [card] if changes else []
            return changes or ""
        return self._changed(turn, card, changes)

    def _edit_of_several(self, turn: TurnUnderWay, cards: list[Card]) -> str:
        """Change the one of several cards that the message names, or that alone can be changed so; else ask which."""
        named, said = self.several.named_before(turn, cards)
        changes = [(card, self._changes(turn, card, said)) for card in named]
        fits = [(card, change) for card, change in changes if isinstance(change, dict)]
        if len(fits) > 1:
            return self.deciding.ask_which(turn, Verb.EDIT, [card for card, _ in fits])
        return self._changed(turn, *fits[0]) if fits else ""

    def _something_else_is_open(self, turn: TurnUnderWay) -> bool:
        """Return whether a change may be meant for what was asked, offered or done since the card was shown."""
        state = turn.state
        done = state.last is not None and state.last.outcome == "done"
        return done or state.question is not None or bool(state.offers)

    def _changes(self, turn: TurnUnderWay, card: Card, said: str) -> dict[str, str] | str | None:
        with turn.desk.unit.reading():
            approval = self.gate.queue.find(turn.desk, card.approval)
            number = only_number(self.gate.registry.tools.get(approval.tool), approval)
            payload = next(iter(approval.acts.values()))["payload"]
        if any(field.name == "Text" for field in card.fields):
            return edit_in(said, payload.get("text"), set(words(str(payload.get("name", "")))))
        value = number_for(said, number.replace("_", " ")) if number else None
        return {number: value} if value is not None else None

    def _changed(self, turn: TurnUnderWay, card: Card, changes: dict[str, str]) -> str:
        with turn.desk.unit.reading():
            arguments = self.gate.queue.find(turn.desk, card.approval).arguments
        outcome = self.gate.edit(turn.desk, card.approval, changes)
        turn.done = [(Call(tool=card.tool, arguments={**arguments, **changes}), outcome)]
        if outcome.card is not None:
            return _told(card, outcome.card)
        if outcome.kind == OutcomeKind.REFUSED:
            turn.shown.append(card)
        return "\n".join(outcome.told()) or str((outcome.problem or {}).get("message", ""))

    def _in_other_words(self, turn: TurnUnderWay) -> str:
        """Hear approval and declining in other words than the listed ones."""
        cards = self._cards(turn)
        if turn.state.question is not None or not cards:
            return ""
        if not turn.state.closing and (self._something_else_is_open(turn) or turn.state.asked_back):
            return ""
        heard = [to_card(turn.text, card) for card in cards]
        if None in heard:
            return ""
        if len(cards) > 1:
            verb = Verb.ASIDE if set(heard) == {ToCard.DECLINES} else Verb.APPROVE
            named = self.deciding.kept_in_mind(turn, verb, cards)
            how = 'Say "approve", "reject" or "put aside" and the number.'
            return f"Several cards wait, so I did nothing: {named} {how}"
        [card], [said] = cards, heard
        if said == ToCard.DECLINES:
            return self.deciding.put_aside(turn, card.approval)
        if turn.state.offers:
            return ""
        turn.shown.append(card)
        answers = " or ".join(f'"{one}"' for one in card.answers)
        return f"{WHICH_ANSWER}, {answers}:" if said == ToCard.CHOOSES else PLAINLY


def _told(before: Card, after: Card) -> str:
    """Return that a card replaces another, and what is different in it."""
    if after.approval == before.approval:
        return THE_SAME
    lines = [f"Changed; this replaces #{before.approval}:"]
    for one in differences(before.as_json(), after.as_json()):
        gone = "".join(part.text for part in one.parts if part.kind == "gone").strip()
        new = "".join(part.text for part in one.parts if part.kind == "new").strip()
        what = (
            f"“{gone}” is now “{new}”" if gone and new else f"added “{new}”" if new else f"taken out “{gone}”"
        )
        lines.append(f"— {one.name}: {what}")
    return "\n".join(lines)


def still_waits(cards: list[Card]) -> str:
    """Return the line that says which cards of earlier replies still wait; empty for none."""
    if not cards:
        return ""
    if len(cards) > 1:
        listed = ", ".join(f"#{card.approval}" for card in cards)
        return f'Still waiting: {listed}. Say "show", "yes" or "no" and the number.'
    [card] = cards
    number = card.approval
    return f'#{number} still waits: {card.line}. Say "yes {number}", "no {number}" or "show {number}".'
