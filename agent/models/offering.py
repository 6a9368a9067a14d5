"""Chooses the tools that a language model is offered: the core's always, those for cards where one was shown, and what the turn
needs beside, within bounds however many are installed.

An order that only grows keeps the beginning of a request the same from turn to turn, for the endpoint's cache.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from agent.conversation.card_tools import CARD_TOOLS
from agent.conversation.first_reading import LONGEST, likely_tools
from agent.conversation.state import ConversationState
from agent.models.port import TurnSoFar
from agent.models.tool_schemas import offered
from agent.procedures.finding import index_of
from agent.procedures.library import Library
from agent.procedures.load import Procedure
from schemas.effects import Outcome
from tools.registry import Registry

MOST_CHARACTERS = 10_500
"""Of all offers together but those for cards, as they are written: about 2,600 tokens."""


class Offering:
    """The tools to offer.

    Args:
        library: the procedures.
        registry: the tools that they name.
    """

    def __init__(self, library: Library, registry: Registry) -> None:
        self.library = library
        self.registry = registry
        self._made: dict[str, tuple[dict[str, Any], int]] = {}
        self.index = index_of(library, registry.tools)
        self._requests = {one.called: one.tool for front in library.layered for one in front.requests}

    def begin(self, turn: TurnSoFar, procedures: Sequence[Procedure]) -> None:
        """Offer what a message needs, beside what the conversation was offered before.

        Args:
            turn: at its beginning.
            procedures: those that its words, or what has happened, brought along.
        """
        named = tools_of(procedures)
        self.add(
            turn.state,
            [
                *_left_open(turn.state),
                *likely_tools(turn.text, self._requests),
                *self._fitting(turn.text, named),
                *named,
            ],
        )

    def add(self, state: ConversationState, needed: Iterable[str]) -> None:
        """Offer some tools more, the most needed first; where there is no room, what was offered longest ago goes."""
        wanted = [name for name in dict.fromkeys(needed) if name in self.registry.tools]
        wanted = [name for name in wanted if name not in self.library.always_offered]
        room = MOST_CHARACTERS - sum(self._size(name) for name in self._core())
        kept = set()
        for name in (*wanted, *(one for one in reversed(state.offered) if one not in wanted)):
            if self._size(name) <= room:
                room -= self._size(name)
                kept.add(name)
        state.offered = [name for name in dict.fromkeys((*state.offered, *wanted)) if name in kept]

    def after(self, state: ConversationState, outcome: Outcome) -> None:
        """Offer what an outcome says may come next."""
        result = outcome.result
        if result is not None:
            calls = [
                *(one.call for one in result.offers),
                *(answer.call for one in result.choices for answer in one.answers.values()),
            ]
            self.add(state, (*result.data.get("tools", ()), *(call.tool for call in calls)))

    def offers(self, state: ConversationState, *, cards: bool) -> list[dict[str, Any]]:
        """Return the offers of a request: the core's by name, those for cards, then the others as they came.

        Args:
            state: of the conversation.
            cards: whether a card was shown in it.
        """
        names = [*self._core(), *(sorted(CARD_TOOLS) if cards else ()), *state.offered]
        return [self._offer(name) for name in names]

    def _core(self) -> list[str]:
        return sorted(name for name in self.library.always_offered if name in self.registry.tools)

    def _offer(self, name: str) -> dict[str, Any]:
        return self._of(name)[0]

    def _size(self, name: str) -> int:
        return self._of(name)[1]

    def _of(self, name: str) -> tuple[dict[str, Any], int]:
        """Return a tool's offer and how long it is, made once: it goes out with every request."""
        if name not in self._made:
            offer = offered(CARD_TOOLS.get(name) or self.registry.tools[name])
            self._made[name] = offer, len(json.dumps(offer, ensure_ascii=False))
        return self._made[name]

    def _fitting(self, said: str, named: Sequence[str]) -> list[str]:
        """Return those of some tools that a message has words of, the best first."""
        found = self.index.nearest(said[:LONGEST], len(self.index.entries))
        return [one.tool for one in found if one.tool in named]


def tools_of(procedures: Sequence[Procedure]) -> list[str]:
    """Return the tools that procedures name for talking: the first of each, then the second of each, and so on."""
    named = [
        (*one.front.tools, *(request.tool for request in one.front.requests if one.body))
        for one in procedures
    ]
    return [name for row in zip_longest(*named) for name in row if name is not None]


def _left_open(state: ConversationState) -> list[str]:
    """Return the tools that the last reply left something open for."""
    question = [state.question.call, *state.question.then] if state.question is not None else []
    answers = [offer.call for choice in state.choices for offer in choice.answers.values()]
    return [call.tool for call in (*question, *(offer.call for offer in state.offers), *answers)]
