"""Plays a case through a door that whoever starts it hands in, and keeps what was heard and seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from evals.case import (
    CallEvent,
    CardMatch,
    Case,
    DecideEvent,
    EditEvent,
    GivenCall,
    GivenDecision,
    GivenRow,
    RejectEvent,
    SayEvent,
    TimeEvent,
)
from evals.invariants import broken
from evals.observe import CardSeen, Place, State, observe
from evals.values import RECORDS, own_key
from schemas.database import ScopedSession
from schemas.errors import BadConfiguration
from schemas.identity import FixedClock, TimeOrderedIds
from schemas.images import as_image, from_image

Heard = dict[str, Any]


class Door(Protocol):
    """A way to Deskhand for the owner's own hand; outcomes are as the command line prints them."""

    @property
    def place(self) -> Place:
        """Where to look at what came of it."""

    def call(self, tool: str, arguments: dict[str, Any]) -> Heard:
        """Calls a tool."""

    def decide(self, number: int, digest: str, answer: str) -> Heard:
        """Says yes, or another answer, to a card as it was shown."""

    def edit(self, number: int, changes: dict[str, Any]) -> Heard:
        """Changes some arguments of a card."""

    def reject(self, number: int, why: str) -> Heard:
        """Says no to a card."""

    def say(self, text: str) -> Heard:
        """Says something, in one conversation for as long as the door is open; a reply as `chat --json` prints it."""

    def time(self, now: datetime) -> None:
        """Lets the desk's time be this instant from now on."""


@dataclass
class Played:
    """What became of a case.

    Args:
        before, after: the states around the events.
        heard: an outcome an event; None where time passed.
        names: what is bound.
        broken: invariants that did not hold, with the event's place.
    """

    before: State
    after: State
    names: dict[str, Any]
    heard: list[Heard | None] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class CannotPlay(BadConfiguration):
    """The case itself does not fit: what is given did not come about, or no card is meant."""


def prepare(case: Case, door: Door) -> dict[str, Any]:
    """Makes what is given and sets the clock.

    Returns:
        The names that are bound.

    Raises:
        CannotPlay: something given did not come out done.
    """
    now = case.clock
    door.time(now)
    names: dict[str, Any] = {"owner": observe(door.place).owner, "clock": case.clock.isoformat()}
    for index, step in enumerate(case.given):
        if isinstance(step, TimeEvent):
            now = step.time
            door.time(now)
        elif isinstance(step, GivenRow):
            names[step.name] = _add_row(door.place, step, now, names)
        elif isinstance(step, GivenDecision):
            card = _meant(observe(door.place), step.decide)
            _need_done(index, door.decide(card.number, card.card.digest, step.answer))
        else:
            heard = door.call(step.call, filled(step.arguments, names))
            _need_done(index, heard, waiting_too=True)
            _keep(step, heard, names)
    door.time(case.clock)
    return names


def _need_done(index: int, heard: Heard, *, waiting_too: bool = False) -> None:
    if heard["outcome"] != "done" and not (waiting_too and heard["outcome"] == "waiting"):
        raise CannotPlay(f"given.{index} came out {heard['outcome']}: {text_of(heard)}")


def _add_row(place: Place, step: GivenRow, at: datetime, names: Mapping[str, Any]) -> str:
    kind = RECORDS[step.row]
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    key = TimeOrderedIds()()
    values: dict[str, Any] = {own_key(kind): key}
    for name, value in filled(step.columns, names).items():
        values[name] = from_image(columns[name], as_image(value))
    with ScopedSession(place.database.writing_engine, place.business_id, FixedClock(at)) as session:
        session.add(kind(business_id=place.business_id, **values))
        session.commit()
    return key


def play(case: Case, door: Door, names: dict[str, Any]) -> Played:
    """Plays the events, and looks at the invariants after each.

    Args:
        case: prepared.
        door: to the place where it was prepared.
        names: what `prepare` bound.

    Raises:
        CannotPlay: an event means a card that is not there, or several.
    """
    state = observe(door.place)
    played = Played(before=state, after=state, names=dict(names))
    for index, event in enumerate(case.events):
        played.heard.append(_happen(event, door, played))
        after = observe(door.place)
        played.broken += [f"after events.{index}: {sentence}" for sentence in broken(played.after, after)]
        played.after = after
    return played


def _happen(
    event: CallEvent | SayEvent | DecideEvent | RejectEvent | EditEvent | TimeEvent,
    door: Door,
    played: Played,
) -> Heard | None:
    match event:
        case TimeEvent():
            door.time(event.time)
            return None
        case CallEvent():
            heard = door.call(event.call, filled(event.arguments, played.names))
            _keep(event, heard, played.names)
            return heard
        case SayEvent():
            return door.say(event.say)
        case DecideEvent():
            card = _meant(played.after, event.decide)
            return door.decide(card.number, event.digest or card.card.digest, event.answer)
        case RejectEvent():
            return door.reject(_meant(played.after, event.reject).number, event.why)
        case EditEvent():
            changes = filled(event.changes, played.names)
            return door.edit(_meant(played.after, event.edit).number, changes)


def _keep(step: CallEvent | GivenCall, heard: Heard, names: dict[str, Any]) -> None:
    for name, path in step.keep.items():
        value: Any = heard.get("result")
        for key in path.split("."):
            value = value[int(key)] if isinstance(value, list) else (value or {}).get(key)
        names[name] = value


def _meant(state: State, match: CardMatch) -> CardSeen:
    fitting = [
        seen
        for seen in state.cards.values()
        if seen.tool == match.tool
        and seen.status == match.status
        and match.fields.items() <= {one.name: one.value for one in seen.card.fields}.items()
    ]
    if len(fitting) != 1:
        there = [(seen.tool, seen.status, seen.card.line) for seen in state.cards.values()]
        raise CannotPlay(
            f"{len(fitting)} cards are {match.status} {match.tool} {match.fields or ''}; there are {there}"
        )
    return fitting[0]


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """A value with every `$name` that is bound in its place."""
    if isinstance(value, str) and value.startswith("$") and value[1:] in names:
        return names[value[1:]]
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    return value


def reply_of(heard: Heard) -> str:
    """Everything that a reply says: its text and its cards."""
    return "\n\n".join([str(heard["reply"]), *(str(card["text"]) for card in heard["cards"])])


def text_of(heard: Heard) -> str:
    """Everything that an outcome says: its text, its offers, and what followed."""
    parts = [str((heard.get(key) or {}).get("text", "")) for key in ("result", "card")]
    parts.append(str((heard.get("problem") or {}).get("message", "")))
    parts += [offer["text"] for offer in (heard.get("result") or {}).get("offers", [])]
    parts += [text_of(one) for one in heard.get("followed_by", [])]
    return "\n".join(part for part in parts if part)
