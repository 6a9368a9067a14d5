"""Stopping a turn half way: at once while the model talks, after the write while one is being made."""

from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """The stop that a door asks for when the member wants a turn to end (Ctrl-C).

    A call of a tool is one transaction; interrupting it would leave us not knowing whether it was committed. So a request
    to stop that comes meanwhile is kept until the tool has answered.
    """

    def __init__(self) -> None:
        self._held = False
        self._asked = False

    def ask(self) -> None:
        """End the turn.

        Raises:
            KeyboardInterrupt: at once, unless a call is under way.
        """
        if not self._held:
            raise KeyboardInterrupt
        self._asked = True

    def heed(self) -> None:
        """End the turn if that was asked for; to be called now and then while waiting.

        Raises:
            KeyboardInterrupt: another thread asked for the end; where the same one asks, it is interrupted at once.
        """

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the stop back while a call is under way.

        Raises:
            KeyboardInterrupt: at its end, if the member asked meanwhile.
        """
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked:
            self._asked = False
            raise KeyboardInterrupt


class StopFromElsewhere(Stop):
    """As `Stop`, where another thread asks than the one that the turn runs in: it ends at its next word or call."""

    def ask(self) -> None:
        """Ask for the turn's end; nothing is raised where it is asked."""
        self._asked = True

    def heed(self) -> None:
        """See `Stop`; called by the turn's own thread whenever it hears something, too."""
        if self._asked and not self._held:
            self._asked = False
            raise KeyboardInterrupt
