"""Plays transcripts at the real door: the real client asks an endpoint on loopback that answers as it is written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import SecretStr

from agent.models.endpoint import Asked, Finish, Listener, Requested, Said
from agent.models.language import READING
from agent.models.scripted import OffScript, ScriptedEndpoint
from agent.procedures.library import Library
from evals.ended import differences, left_over
from evals.endpoint.serving import served
from evals.endpoint.typed import said_from
from evals.harness.door import EvaluatedDoor
from evals.harness.offices import Offices
from evals.matching import said as is_said
from evals.observe import observe
from evals.played import Heard
from evals.runner import prepare
from evals.transcript import Said as OwnerSaid
from evals.transcript import Transcript
from schemas.settings import NO_KEY, ModelSettings


@dataclass
class Playing:
    """One transcript as it was played.

    Args:
        transcript: which.
        wrong: what did not end as it has to; hard stops that broke are among it.
        off: where the talk went another way than it is written, and what the desk did not say.
        left_over: cards that wait although the owner thought them settled.
        heard: what was heard of each turn.
    """

    transcript: Transcript
    wrong: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        return [*self.wrong, *self.off, *self.left_over]


class Stage:
    """The desk and the endpoint on which this process plays."""

    def __init__(self, offices: Offices, lines: "_Lines") -> None:
        self.offices = offices
        self.lines = lines

    def play(self, transcript: Transcript) -> Playing:
        """Play one transcript in an office of its own."""
        with self.offices.office() as office:
            door = EvaluatedDoor(office, transcript.books)
            try:
                return self._played(transcript, door)
            finally:
                door.close()

    def _played(self, transcript: Transcript, door: EvaluatedDoor) -> Playing:
        playing = Playing(transcript)
        prepare(transcript, door)
        self.lines.procedures = _by_tool(door.office.library.loaded)
        before = observe(door.place)
        for number, one in enumerate(transcript.talk, 1):
            script = ScriptedEndpoint([said_from(answer) for answer in (*one.model, *one.spare)])
            self.lines.begin(script)
            heard = door.say(one.owner)
            playing.heard.append(heard)
            playing.wrong += door.broken()
            found = [*_off_script(one, script), *_not_heard(one, heard)]
            playing.off += [f"turn {number}: {problem}" for problem in found]
        after = observe(door.place)
        playing.wrong += differences(transcript.end, before, after)
        playing.left_over += left_over(transcript.end, before, after)
        return playing


@contextmanager
def stage() -> Iterator[Stage]:
    """Open the stage, with an endpoint of its own."""
    lines = _Lines()
    with served(lines) as url:
        model = ModelSettings(key=SecretStr(NO_KEY), base_url=url, name=lines.model)
        with Offices(model) as offices:
            yield Stage(offices, lines)


class _Lines:
    """An endpoint that answers by the script of the turn.

    A tool that is not offered it looks for first, as a model does: it reads the procedure that the tool belongs to. So a
    transcript says nothing of which tools a turn begins with.
    """

    model = "transcript"

    def __init__(self) -> None:
        self.procedures: dict[str, str] = {}
        self.begin(ScriptedEndpoint([]))

    def begin(self, script: ScriptedEndpoint) -> None:
        """Begin a turn."""
        self.script = script
        self._read: set[str] = set()

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """See `Endpoint`."""
        wanted = self._to_read(asked)
        if not wanted:
            return self.script.complete(asked, listener)
        self._read |= wanted
        calls = [Requested(f"read_{name}", READING, json.dumps({"name": name})) for name in sorted(wanted)]
        return Said(calls=calls, finish=Finish.CALLS)

    def _to_read(self, asked: Asked) -> set[str]:
        """Return the procedures that hold what the next answer calls and what is not offered, each once a turn."""
        answer = next(iter(self.script.answers[len(self.script.asked) :]), None)
        offered = {one["function"]["name"] for one in asked.tools}
        called = {one.name for one in answer.calls} if isinstance(answer, Said) else set()
        return {self.procedures[name] for name in called - offered if name in self.procedures} - self._read


def _by_tool(library: Library) -> dict[str, str]:
    """Return the procedure that each tool belongs to: that names it among its tools, else in a request."""
    found: dict[str, str] = {}
    for one in library.procedures:
        found.update(dict.fromkeys((request.tool for request in one.front.requests), one.front.name))
    for one in library.procedures:
        found.update(dict.fromkeys(one.front.tools, one.front.name))
    return found


def _off_script(one: OwnerSaid, script: ScriptedEndpoint) -> Iterator[str]:
    """Yield what went another way than it is written; answers to spare need not have been asked for."""
    if len(one.model) <= len(script.asked) <= len(script.answers):
        return
    try:
        script.finish()
    except OffScript as error:
        yield error.message


def _not_heard(one: OwnerSaid, heard: Heard) -> Iterator[str]:
    text = str(heard["whole"])
    for fact in one.desk:
        if not any(is_said(phrase, text) for phrase in ([fact] if isinstance(fact, str) else fact)):
            yield f"{fact!r} is not said: {text!r}"
    yield from (f"{phrase!r} is said: {text!r}" for phrase in one.unsaid if is_said(phrase, text))
    cards = [card["tool"] for card in heard["cards"]]
    if one.cards is not None and cards != one.cards:
        yield f"the cards are {cards}, not {one.cards}"
