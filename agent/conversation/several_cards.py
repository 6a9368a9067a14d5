"""Carries out what a message says of cards that it names, where several wait; asks which one where more than one fits."""

import re

from agent.conversation.deciding import Deciding
from agent.conversation.decisions import SENT, Decision
from agent.conversation.naming_cards import Named, Said, Verb, named_of, said_of_cards
from agent.conversation.under_way import TurnUnderWay
from schemas.effects import Card

BEFORE_WHAT = re.compile(r"(?:(?:for|in|on) )?(?P<which>[^:,]{1,60})[:,]\s*(?P<rest>.+)$", re.DOTALL)
EACH_BY_ITSELF = "Each takes its own yes, so nothing was done:"
PLAINLY = 'Only a plain answer decides it ("yes", "no", or either with its number), so nothing was done:'


class SeveralCards:
    """The reader of a message for the cards that it names.

    Args:
        deciding: reads listed decisions, and tells which cards wait.
    """

    def __init__(self, deciding: Deciding) -> None:
        self.deciding = deciding

    def meant(self, turn: TurnUnderWay) -> tuple[Verb, Named] | None:
        """Return what a message says of which cards, by itself or in answer to "which one?"; None if it is about none."""
        said = said_of_cards(turn.text)
        if said is None:
            return None
        asked = turn.state.which
        if asked is not None and said.verb in {Verb.NONE, asked.verb}:
            named = named_of(said, self.deciding.waiting(turn.desk, asked.numbers), asked=True)
            if named is not None:
                return Verb(asked.verb), named
        if turn.state.question is not None:
            return None
        named = named_of(said, self._pool(turn, said))
        return (said.verb, named) if named is not None else None

    def named_before(self, turn: TurnUnderWay, cards: list[Card]) -> tuple[list[Card], str]:
        """Return the cards that a message names before what it says of them ("the first one: say instead: …"), and the rest."""
        before = BEFORE_WHAT.match(turn.text.strip())
        said = said_of_cards(before["which"]) if before is not None else None
        named = named_of(said, cards) if said is not None and said.verb == Verb.NONE else None
        return (
            (named.cards, before["rest"]) if named is not None and before is not None else (cards, turn.text)
        )

    def _pool(self, turn: TurnUnderWay, said: Said) -> list[Card]:
        """Return the cards that a message may name, oldest first."""
        state = turn.state
        if said.verb == Verb.SENT:
            return self.deciding.to_copy(turn)
        if said.verb == Verb.NONE and (not state.closing or state.offers or state.asked_back):
            return []
        return self.deciding.waiting(turn.desk, [*state.left, *state.closing])

    def carry_out(self, turn: TurnUnderWay, verb: Verb, named: Named) -> str:
        """Do what is said of the named cards, and return the reply; approval only shows them again.

        Args:
            turn: under way.
            verb: any but "edit".
            named: the cards.
        """
        if len(named.cards) > 1 and not named.every:
            return self.deciding.ask_which(turn, verb, named.cards)
        if verb in {Verb.SENT, Verb.REJECT}:
            decision = Decision("approve", answer=SENT) if verb == Verb.SENT else Decision("reject")
            said = [self.deciding.decide_one(turn, decision, card.approval) for card in named.cards]
            return "\n\n".join(filter(None, said)) or "Here it is:"
        if verb == Verb.ASIDE:
            return "\n\n".join(self.deciding.put_aside(turn, card.approval) for card in named.cards)
        turn.shown += named.cards
        if verb == Verb.APPROVE:
            return EACH_BY_ITSELF if len(named.cards) > 1 else PLAINLY
        return "Here they are:" if len(named.cards) > 1 else "Here it is:"
