"""Plays a case through a door that whoever starts it hands in, and keeps what was heard and seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from evals.case import Case
from evals.events import (
    CallEvent,
    CardMatch,
    CrashEvent,
    DecideEvent,
    EditEvent,
    Event,
    FaultEvent,
    Given,
    GivenCall,
    GivenDecision,
    GivenMail,
    GivenRow,
    Mail,
    MailEvent,
    RejectEvent,
    SayEvent,
    SettleEvent,
    TimeEvent,
    WatchEvent,
)
from evals.invariants import broken
from evals.observe import CardSeen, Place, State
from evals.played import Heard, Played, filled, text_of
from evals.values import RECORDS
from schemas.database import ScopedSession
from schemas.errors import BadConfiguration
from schemas.identity import FixedClock, TimeOrderedIds
from schemas.images import as_image, from_image
from schemas.records import key_of
from schemas.records.pointing import SPOKEN, pointer


class Surroundings(Protocol):
    """The surroundings of a desk, for doors that have them in hand."""

    def mail(self, mail: Mail) -> Heard:
        """Let a mail arrive and be taken in."""

    def watch(self, until: datetime) -> Heard:
        """Let time pass, while every routine runs when it is due."""

    def fault(self, fault: FaultEvent) -> None:
        """Let the next calls to a provider fail so."""

    def crash(self, crash: CrashEvent) -> None:
        """End the process."""

    def broken(self) -> list[str]:
        """Return the rules that the last event broke, as seen from outside."""


class Door(Protocol):
    """A way to Deskhand for the owner's own hand; outcomes are as the command line prints them."""

    @property
    def place(self) -> Place:
        """Return the place at which to look at the result."""

    def state(self) -> State:
        """Return the state that can be seen now."""

    @property
    def surroundings(self) -> Surroundings | None:
        """Return the surroundings of the desk; None where this door has no hand in them."""

    def call(self, tool: str, arguments: dict[str, Any]) -> Heard:
        """Call a tool."""

    def decide(self, number: int, digest: str, answer: str) -> Heard:
        """Say yes, or another answer, to a card as it was shown."""

    def edit(self, number: int, changes: dict[str, Any]) -> Heard:
        """Change some arguments of a card."""

    def reject(self, number: int, why: str) -> Heard:
        """Say no to a card."""

    def settle(self, number: int, status: str) -> Heard:
        """Say what became of an act that was left unknown."""

    def say(self, text: str) -> Heard:
        """Say something, in one conversation for as long as the door is open; return a reply as `chat --json`
        prints it.
        """

    def time(self, now: datetime) -> None:
        """Let the desk's time be this instant from now on."""


class CannotPlay(BadConfiguration):
    """The case itself does not fit: what is given did not come about, or the door can't do what happens."""


class NoSuchCard(CannotPlay):
    """No card is the one that the owner means, or several are."""


class Prepared(Protocol):
    """Something that begins with records: a case, a transcript."""

    @property
    def clock(self) -> datetime:
        """Return the desk's time at the start."""

    @property
    def given(self) -> list[Given]:
        """Return what is on record before."""


def prepare(case: Prepared, door: Door) -> dict[str, Any]:
    """Make the given records and set the clock.

    Returns:
        The names that are bound.

    Raises:
        CannotPlay: something given did not come out done.
    """
    now = case.clock
    door.time(now)
    names: dict[str, Any] = {"owner": door.state().owner, "clock": case.clock.isoformat()}
    for index, step in enumerate(case.given):
        if isinstance(step, TimeEvent):
            now = step.time
            door.time(now)
        elif isinstance(step, GivenRow):
            names[step.name] = _add_row(door.place, step, now, names)
        elif isinstance(step, GivenDecision):
            card = _meant(door.state(), step.decide)
            _need_done(index, door.decide(card.number, card.card.digest, step.answer))
        elif isinstance(step, GivenMail):
            _around(door).mail(step.mail)
        else:
            heard = door.call(step.call, filled(step.arguments, names))
            _need_done(index, heard, waiting_too=True)
            _keep(step, heard, names)
    door.time(case.clock)
    return names


def _need_done(index: int, heard: Heard, *, waiting_too: bool = False) -> None:
    if heard["outcome"] != "done" and not (waiting_too and heard["outcome"] == "waiting"):
        raise CannotPlay(f"given.{index} came out {heard['outcome']}: {text_of(heard)}")


def _around(door: Door) -> Surroundings:
    if door.surroundings is None:
        raise CannotPlay("this door has no hand in mail, providers, jobs and processes")
    return door.surroundings


def _add_row(place: Place, step: GivenRow, at: datetime, names: Mapping[str, Any]) -> str:
    kind = RECORDS[step.row]
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    key = TimeOrderedIds()()
    values: dict[str, Any] = {key_of(kind): key}
    given = filled(step.columns, names)
    for name in given.keys() & columns.keys():
        values[name] = from_image(columns[name], as_image(given[name]))
    if given.keys() - columns.keys():
        values |= pointer(*(given.get(name) for name in SPOKEN))
    with ScopedSession(place.database.writing_engine, place.business_id, FixedClock(at)) as session:
        session.add(kind(business_id=place.business_id, **values))
        session.commit()
    return key


def play(case: Case, door: Door, names: dict[str, Any]) -> Played:
    """Play the events, and check the invariants after each.

    Where an event means a card that is not there, the case ends there and says so: a model that proposed nothing, or
    something else, has failed the case.

    Args:
        case: prepared.
        door: to the place where it was prepared.
        names: what `prepare` bound.
    """
    state = door.state()
    played = Played(before=state, after=state, names=dict(names))
    for index, event in enumerate(case.events):
        try:
            played.heard.append(_happen(event, door, played))
        except NoSuchCard as error:
            played.stopped = f"stopped at events.{index}: {error.message}"
            return played
        _look(index, door, played)
    return played


def _look(index: int, door: Door, played: Played) -> None:
    found = [] if door.surroundings is None else door.surroundings.broken()
    after = door.state()
    found += broken(played.after, after)
    played.broken += [f"after events.{index}: {sentence}" for sentence in found]
    played.after = after


def _happen(event: Event, door: Door, played: Played) -> Heard | None:
    match event:
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
        case SettleEvent():
            return door.settle(_meant(played.after, event.settle).number, event.status)
        case _:
            return _happen_around(event, door, played)


def _happen_around(event: Event, door: Door, played: Played) -> Heard | None:
    match event:
        case TimeEvent():
            door.time(event.time)
        case WatchEvent():
            return _around(door).watch(event.watch)
        case MailEvent():
            return _around(door).mail(_threaded(event.mail, played.after))
        case FaultEvent():
            _around(door).fault(event)
        case CrashEvent():
            _around(door).crash(event)
    return None


def _threaded(mail: Mail, state: State) -> Mail:
    """Return the mail, in answer to the last one that left where it says so."""
    if mail.in_reply_to != "last sent":
        return mail
    sent = list(state.mailbox.values())
    if not sent:
        raise NoSuchCard("the mail answers the last one that was sent, and none was sent")
    return mail.model_copy(update={"in_reply_to": sent[-1].message_id})


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
        raise NoSuchCard(
            f"{len(fitting)} cards are {match.status} {match.tool} {match.fields or ''}; there are {there}"
        )
    return fitting[0]
