"""An endpoint that follows a script: for tests and demonstrations, in process, the same every time.

It complains about what the script did not foresee: a request for which no answer is left, and answers that nobody asked for.
"""

from collections.abc import Callable, Sequence

from agent.models.endpoint import Asked, Listener, ModelTrouble, Said
from schemas.errors import DeskhandError

Answer = Said | ModelTrouble | Callable[[Asked], Said]


class OffScript(DeskhandError):
    """The conversation and the script went different ways."""

    kind = "off_script"


class ScriptedEndpoint:
    """An endpoint that gives its answers one after the other.

    Args:
        answers: what is said, a trouble that is raised, or a function that is handed the request and says what is said.
        model: its name.

    `asked` holds the requests so far, in order, those that ended in a trouble included. It may be asked by one thread at a time.
    """

    def __init__(self, answers: Sequence[Answer], model: str = "scripted") -> None:
        self.answers = tuple(answers)
        self.model = model
        self.asked: list[Asked] = []

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """Return the next answer of the script, its words told to the listener at once.

        Raises:
            ModelTrouble: the script says so.
            OffScript: no answer is left.
        """
        step = len(self.asked)
        self.asked.append(asked)
        if step >= len(self.answers):
            raise OffScript(
                f"The script of {self.model} has {len(self.answers)} answers and was asked once more. Its last message: "
                f"{_last_words(asked)!r}. Add an answer, or find out why it was asked again."
            )
        answer = self.answers[step]
        if isinstance(answer, ModelTrouble):
            raise answer
        said = answer if isinstance(answer, Said) else answer(asked)
        if said.text:
            listener.words(said.text)
        return said

    def finish(self) -> None:
        """Refuse a script that was not wholly used.

        Raises:
            OffScript: answers are left, or it was asked more often than it has answers.
        """
        left = len(self.answers) - len(self.asked)
        if left > 0:
            raise OffScript(
                f"The script of {self.model} has {left} of {len(self.answers)} answers left that nobody asked for; the next is "
                f"{self.answers[len(self.asked)]!r}."
            )
        if left < 0:
            raise OffScript(
                f"The script of {self.model} has {len(self.answers)} answers and was asked {len(self.asked)} times."
            )


def _last_words(asked: Asked) -> str:
    content = asked.messages[-1].get("content") if asked.messages else ""
    return str(content or "")[-200:]
