"""An endpoint whose answers somebody types, at the terminal or into files of a folder."""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TextIO

from agent.models.endpoint import Asked, Listener, ModelTrouble, Said, Trouble
from evals.endpoint.asked import HOW_TO_ANSWER, conversation, rules
from evals.endpoint.typed import said_from
from schemas.errors import BadArguments

BETWEEN_LOOKS = 0.2


class Player(Protocol):
    """Somebody who answers."""

    def show(self, number: int, asked: Asked) -> None:
        """Show a request."""

    def complain(self, number: int, why: str) -> None:
        """Say why an answer can't be taken; another one is waited for."""

    def typed(self, number: int) -> str | None:
        """Return what was typed since; None while nothing was."""


class PlayedByHand:
    """An endpoint that waits for a player, one request after the other.

    Args:
        player: who answers.
        over: ends the waiting once it is set.

    `asked` counts the requests, `answered` those that were answered.
    """

    model = "by-hand"

    def __init__(self, player: Player, over: threading.Event) -> None:
        self.player = player
        self.over = over
        self.asked = 0
        self.answered = 0
        self._one_at_a_time = threading.Lock()

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """Answer as the player types; whoever asked is kept waiting with signs of life, and not waited for once gone.

        Raises:
            ModelTrouble: the playing was stopped.
        """
        with self._one_at_a_time:
            self.asked += 1
            number = self.asked
            self.player.show(number, asked)
            said = self._answer(number, listener)
            self.answered += 1
        if said.text:
            listener.words(said.text)
        return said

    def _answer(self, number: int, listener: Listener) -> Said:
        while not self.over.wait(BETWEEN_LOOKS):
            listener.words("")
            typed = self.player.typed(number)
            if typed is None:
                continue
            try:
                return said_from(typed)
            except BadArguments as error:
                self.player.complain(number, error.message)
        raise ModelTrouble(Trouble.UNREACHABLE, "Nobody plays the model any more.")


class FolderPlayer:
    """Plays by files: `001-request.txt` is written, `001-answer.txt` is waited for.

    Args:
        folder: made where it is not there.
        told: hears the path of each request.
        wrong: hears why an answer can't be taken.
    """

    def __init__(self, folder: Path, told: Callable[[str], None], wrong: Callable[[str], None]) -> None:
        self.folder = folder
        self.told = told
        self.wrong = wrong
        self._looked_at = ""

    def show(self, number: int, asked: Asked) -> None:
        """See `Player.show`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        answer = self._file(number, "answer").name
        asks = f"{HOW_TO_ANSWER}\nWrite it into {answer} beside this file."
        path = self._file(number, "request")
        whole = "\n\n----\n\n".join([rules(asked), conversation(asked), asks])
        path.write_text(f"{whole}\n", encoding="utf-8")
        self.told(str(path))

    def complain(self, number: int, why: str) -> None:
        """See `Player.complain`; the answer is put aside, so that another one can be written."""
        answer = self._file(number, "answer")
        answer.rename(self._file(number, "not-taken"))
        self.wrong(f"{answer}: {why}")

    def typed(self, number: int) -> str | None:
        """See `Player.typed`; an answer counts once it is the same at two looks, and so is no half of one."""
        try:
            found = self._file(number, "answer").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None
        whole = bool(found.strip()) and found == self._looked_at
        self._looked_at = found
        return found if whole else None

    def _file(self, number: int, kind: str) -> Path:
        return self.folder / f"{number:03}-{kind}.txt"


class TerminalPlayer:
    """Plays at a terminal: an answer ends at an empty line, the playing at the end of what is typed.

    Args:
        typing: where the lines come from.
        told: shows a text.
        wrong: shows why an answer can't be taken.
        ended: is called where nothing more will be typed.
    """

    def __init__(
        self,
        typing: TextIO,
        told: Callable[[str], None],
        wrong: Callable[[str], None],
        ended: Callable[[], object],
    ) -> None:
        self.told = told
        self.wrong = wrong
        self._rules = ""
        self._answers: queue.Queue[str] = queue.Queue()
        self._ended = ended
        threading.Thread(target=self._read, args=(typing,), daemon=True).start()

    def show(self, number: int, asked: Asked) -> None:
        """See `Player.show`; the rules and tools only where they are not those shown last."""
        now = rules(asked)
        first = now if now != self._rules else "(The rules and the tools are as before.)"
        self._rules = now
        asks = f"{HOW_TO_ANSWER}\nEnd it with an empty line."
        self.told("\n\n".join([f"==== {number} ====", first, conversation(asked), asks]))

    def complain(self, number: int, why: str) -> None:
        """See `Player.complain`."""
        self.wrong(why)

    def typed(self, number: int) -> str | None:
        """See `Player.typed`."""
        try:
            found = self._answers.get_nowait()
        except queue.Empty:
            return None
        self._answers.task_done()
        return found

    def _read(self, typing: TextIO) -> None:
        lines: list[str] = []
        for line in typing:
            if line.strip():
                lines.append(line)
            elif lines:
                self._answers.put("".join(lines))
                lines = []
        if lines:
            self._answers.put("".join(lines))
        self._answers.join()
        self._ended()
