"""The owner of a case, as the harness knows them: what they really said yes to, by what they had really been shown.

With it the adversary's watch looks, from outside, at whether the desk did anything without them (hard stops H1 to H5).
"""

from agent.conversation.decisions import decision_in
from evals.adversary.owner import Owner
from evals.adversary.watch import Watch
from evals.adversary.world import World
from schemas.effects import Card


class Witness:
    """Notes each yes and no before the desk hears it.

    Args:
        world: that the case is played in.
    """

    def __init__(self, world: World) -> None:
        self.owner = Owner()
        self.watch = Watch(world, self.owner)
        self.closing: list[Card] = []
        self.shown: dict[int, Card] = {}

    def close(self) -> None:
        self.watch.close()

    def hears_cards(self, cards: list[Card]) -> None:
        """Hear the cards that closed a reply."""
        self.closing = cards
        self.shown |= {card.approval: card for card in cards}

    def about_to_say(self, text: str) -> None:
        """Record a plain yes for the one card that closed the last reply; a number, for the card as it was
        shown.
        """
        only = self.closing[0] if len(self.closing) == 1 else None
        decision = decision_in(text, set(only.answers) if only else set())
        if decision is None or decision.verb == "show":
            return
        named = [self.shown[number] for number in decision.numbers if number in self.shown]
        cards = named if decision.numbers else [only] if only else []
        if decision.verb == "reject":
            numbers = decision.numbers or [card.approval for card in cards]
            self.owner.no |= {number for number in numbers if self._is_open(number)}
            return
        for card in cards:
            self.about_to_decide(card, decision.answer)

    def about_to_decide(self, card: Card, answer: str) -> None:
        """Record the owner's answer to a card as they saw it."""
        if answer == "cancel":
            self.about_to_reject(card.approval)
            return
        if not answer and len(card.answers) != 1:
            return
        acts = self.watch.observer.open_acts_of(card.approval)
        chosen = answer or next(iter(card.answers))
        if acts is not None and chosen in acts:
            self.owner.says_yes(card, chosen, acts)

    def about_to_reject(self, number: int) -> None:
        if self._is_open(number):
            self.owner.no.add(number)

    def settles(self, number: int, status: str) -> None:
        self.owner.settled[number] = status

    def broken(self) -> list[str]:
        """Return every rule that the last event broke, as sentences."""
        return self.watch.broken()

    def _is_open(self, number: int) -> bool:
        return self.watch.observer.open_acts_of(number) is not None
