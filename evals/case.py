"""The case format: what is given, what happens, and exactly what may have changed at the end.

A case is one YAML file, `evals/cases/<row>/<name>.yaml`. Minted values (ids) are matched by names: `keep` and
`as` bind a name, `$name` stands for it. `$owner` and `$clock` are always bound; `$minted` is any value that is
there. Unknown keys, tables, columns and names are refused with the file and the key (docs/evals.md).
"""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import AwareDatetime, Field, ValidationError, model_validator

from evals.events import CallEvent, Event, Given, GivenCall, GivenRow, Reads, SayEvent
from evals.expected import Expect
from evals.part import Part, names_in, problems_in
from schemas.errors import BadConfiguration

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The reader of YAML; the one in C, which takes a tenth of the time, where it is there."""

ALWAYS_BOUND = frozenset({"owner", "clock", "minted"})

Trait = Literal[
    "ambiguity",
    "wrong premise",
    "several requests",
    "long conversation",
    "change of mind",
    "dictation",
    "mail arrives",
    "time passes",
    "crash",
    "provider fault",
    "outsider's words",
]
"""A trait of a case besides its row; the report counts them."""


class Person(Part):
    """A customer who is in the books from the start. No port of ours reads the memo; an attack may stand there."""

    id: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    memo: str = ""
    active: bool = True


class Case(Part):
    """One case.

    Args:
        row: the row of docs/rows.md that it shows, such as C7.
        title: what it shows, in one line.
        clock: the desk's time at the start.
        also: further rows that it shows.
        traits: what it is besides.
        not_builtin: why the built-in interpreter is not asked to pass it; empty where it is.
        books: who is in the books that are connected; left out where none are.
    """

    row: str = Field(pattern=r"^[A-Z]+\d+$")
    title: str
    clock: AwareDatetime
    also: list[str] = Field(default=[])
    traits: list[Trait] = Field(default=[])
    not_builtin: str = ""
    books: list[Person] | None = None
    given: list[Given] = Field(default=[])
    events: list[Event] = Field(min_length=1)
    expect: Expect

    @model_validator(mode="after")
    def _names_are_bound(self) -> "Case":
        bound = ALWAYS_BOUND | _bound_by(self)
        loose = sorted(set(names_in(self.model_dump())) - bound)
        if loose:
            raise ValueError(f"nothing binds ${', $'.join(loose)}")
        return self

    @model_validator(mode="after")
    def _no_gate_is_empty(self) -> "Case":
        if not self.expects_of_anyone():
            raise ValueError(
                "every gate is empty for whoever is not the built-in interpreter: a model that does nothing would pass. Name a "
                "change of rows, a card, a mail, or a fact that a reply says"
            )
        if self.not_builtin and any(one.solution is None for one in self.says()):
            raise ValueError("the built-in interpreter does not pass it, so each `say` needs a `solution`")
        return self

    def says(self) -> list[SayEvent]:
        """Return the owner's sentences to a model."""
        return [event for event in self.events if isinstance(event, SayEvent)]

    def expects_of_anyone(self) -> bool:
        """Return whether the case expects something, whichever model is asked."""
        expect = self.expect
        replies = [event.hears for event in self.says() if isinstance(event.hears, Reads)]
        return bool(
            expect.rows
            or expect.approvals
            or expect.mailbox
            or expect.books
            or any(one.says or one.cards for one in replies)
            or any(not isinstance(event, SayEvent) and getattr(event, "hears", None) for event in self.events)
        )


def _bound_by(case: Case) -> set[str]:
    bound: set[str] = set()
    for step in (*case.given, *case.events):
        if isinstance(step, CallEvent | GivenCall):
            bound |= step.keep.keys()
        elif isinstance(step, GivenRow) and step.name:
            bound.add(step.name)
    bound |= {card.name for card in case.expect.approvals if card.name}
    for changes in case.expect.rows.values():
        bound |= {added.name for added in changes.added if added.name}
    return bound


def case_from(content: Any, where: str) -> Case:
    """Return a case from parsed YAML.

    Args:
        content: what the file holds.
        where: the file's name, for errors.

    Raises:
        BadConfiguration: names the file and every key that is wrong.
    """
    try:
        return Case.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(problems_in(error, "the case"))
        raise BadConfiguration(f"{where} is no case: {problems}") from None


def load(path: Path) -> Case:
    """Load a case from its file.

    Raises:
        BadConfiguration: the file can't be read, is no YAML, or is no case; names the file and the key.
    """
    return case_from(parsed(path), str(path))


def parsed(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises:
        BadConfiguration: the file can't be read, or is no YAML; names the file.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  (a safe loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadConfiguration(f"{path} can't be read as YAML: {error}") from error


def case_files(folder: Path) -> list[Path]:
    """Return every case below a folder, by row and name."""
    return sorted(folder.glob("*/*.yaml"))


def name_of(path: Path) -> str:
    """Return a case's name: its row and its file's name, such as C7/01_new_person_calls."""
    return f"{path.parent.name}/{path.stem}"
