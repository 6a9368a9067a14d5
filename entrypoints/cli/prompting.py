"""The interactive prompt: history in the home, completion of names, and how many cards wait."""

from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from schemas.records import Contact
from schemas.visible import visible_line
from tools.reports.waiting import count_waiting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entrypoints.bootstrap import Office

MOST_NAMES = 12


def session_for(office: "Office") -> Any:
    """Return a prompt session with the home's history and the names on record."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import FileHistory

    class Names(Completer):
        """Completes a capitalised word to the people on record."""

        def get_completions(self, document: Document, complete_event: Any) -> "Iterable[Completion]":
            word = document.get_word_before_cursor()
            if len(word) < 2 or not word[0].isupper():
                return
            for name in names_beginning(office, word):
                yield Completion(name, start_position=-len(word), display=visible_line(name))

    history = FileHistory(str(office.settings.home / "chat-history"))
    return PromptSession(history=history, completer=Names(), complete_while_typing=False)


def names_beginning(office: "Office", beginning: str) -> list[str]:
    """Return the names of people whose first or last name begins so."""
    desk = office.desk("chat")
    with desk.unit.reading() as session:
        key = beginning.casefold()
        found = session.exec(
            select(Contact)
            .where(
                col(Contact.first_key).startswith(key, autoescape=True)
                | col(Contact.last_key).startswith(key, autoescape=True),
                col(Contact.merged_into_id).is_(None),
            )
            .limit(MOST_NAMES)
        )
        return [f"{one.first_name} {one.last_name}".strip() for one in found]


def waiting_line(office: "Office") -> str:
    """Return the prompt, with the number of cards that wait."""
    desk = office.desk("chat")
    with desk.unit.reading():
        waiting = count_waiting(desk)
    return f"{waiting} waiting > " if waiting else "> "
