"""An endpoint that passes requests on to another, and keeps what was said as a transcript."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agent.models.endpoint import Asked, Endpoint, Listener, Said
from evals.endpoint.typed import typed

DESK_ENDS = "</desk>"
"""The desk's own words stand before the owner's, and end so."""
HINT = "A first reading of the message"


@dataclass
class Talk:
    """A conversation: what the owner said, each with the model's answers; none where the desk heard it alone."""

    turns: list[tuple[str, list[str]]] = field(default_factory=list)

    def goes_on(self, said: list[str]) -> bool:
        """Return whether these messages of the owner begin with those of this conversation."""
        return said[: len(self.turns)] == [words for words, _ in self.turns]

    def written(self) -> str:
        """Return it as a transcript; what was on record before, and how it has to end, is for somebody to add."""
        talk: list[dict[str, Any]] = [
            {"owner": words, **({"model": answers} if answers else {})} for words, answers in self.turns
        ]
        return yaml.safe_dump(
            {"title": "Recorded", "talk": talk}, allow_unicode=True, sort_keys=False, width=120
        )


class Recorded:
    """Passes requests on and keeps the answers, a file for each conversation.

    Args:
        endpoint: the real one.
        folder: where the files go.
        told: hears the path of a file when it was written.

    The owner's earlier words come from the request itself: of what the desk decided alone no request was made.
    """

    def __init__(self, endpoint: Endpoint, folder: Path, told: Callable[[str], None]) -> None:
        self.endpoint = endpoint
        self.model = endpoint.model
        self.folder = folder
        self.told = told
        self.talks: list[Talk] = []
        self.answered = 0
        self._keeping = threading.Lock()

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """Answer as the other endpoint does.

        Raises:
            ModelTrouble: the other endpoint's.
        """
        said = self.endpoint.complete(asked, listener)
        with self._keeping:
            self.answered += 1
            if asked.tools:
                self._keep(asked, typed(said))
        return said

    def _keep(self, asked: Asked, answer: str) -> None:
        said = owners_words(asked)
        before = said[:-1] if _begins_a_turn(asked) else said
        talk = next((one for one in reversed(self.talks) if one.goes_on(before)), None)
        if talk is None:
            self.talks.append(talk := Talk())
        talk.turns += [(words, []) for words in said[len(talk.turns) :]]
        talk.turns[-1][1].append(answer)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"conversation-{self.talks.index(talk) + 1}.yaml"
        path.write_text(talk.written(), encoding="utf-8")
        self.told(str(path))


def owners_words(asked: Asked) -> list[str]:
    """Return what the owner said in a conversation, without what the desk wrote before it."""
    found = [_own(str(one.get("content") or "")) for one in asked.messages if one["role"] == "user"]
    return [words for words in found if words]


def _begins_a_turn(asked: Asked) -> bool:
    last = asked.messages[-1]
    return last["role"] == "user" and bool(_own(str(last.get("content") or "")))


def _own(content: str) -> str:
    """Return the owner's words of a message."""
    before, ends, after = content.rpartition(DESK_ENDS)
    words = (after if ends else before or after).strip()
    first, _, rest = words.partition("\n\n")
    return rest.strip() if ends and first.startswith(HINT) and rest else words
