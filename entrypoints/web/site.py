"""The site, which all visits share: the office, who may come in, the flash messages, and the pages there are."""

from collections import deque
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

from entrypoints.bootstrap import Office
from entrypoints.web.access.tokens import NewToken
from schemas.effects import Outcome
from schemas.enums import ActorKind, Role
from schemas.identity import Clock
from schemas.records import Business, Member
from tools.desk import Actor, Desk

if TYPE_CHECKING:
    from entrypoints.web.live import Live
    from entrypoints.web.routes import NavigationEntry
    from entrypoints.web.talking import Talking

MOST_TOLD = 5
MOST_SESSIONS_TOLD = 500


@dataclass(frozen=True)
class Told:
    """Something to be said on the next page: words of ours, or what a call came to.

    Args:
        text: plain; empty where there is an outcome.
        outcome: of a call.
        tone: good, plain or bad.
    """

    text: str = ""
    outcome: Outcome | None = None
    tone: str = "plain"


class Telling:
    """The flash messages of sessions. They are kept in memory: a restart loses a word, never a record."""

    def __init__(self) -> None:
        self._told: dict[str, deque[Told]] = {}
        self._lock = Lock()

    def add(self, session_id: str, told: Told) -> None:
        with self._lock:
            waiting = self._told.pop(session_id, None)
            self._told[session_id] = waiting = deque(maxlen=MOST_TOLD) if waiting is None else waiting
            waiting.append(told)
            while len(self._told) > MOST_SESSIONS_TOLD:
                del self._told[next(iter(self._told))]

    def waiting(self, session_id: str) -> list[Told]:
        """Return the flash messages to show, oldest first; they stay until they have been shown."""
        with self._lock:
            return list(self._told.get(session_id, ()))

    def said(self, session_id: str, told: list[Told]) -> None:
        """Remove the flash messages that a page has shown. Two pages at once may show the same ones."""
        with self._lock:
            waiting = self._told.pop(session_id, deque())
            left = [one for one in waiting if not any(one is another for another in told)]
            if left:
                self._told[session_id] = deque(left, maxlen=MOST_TOLD)


@dataclass
class Site:
    """One office's page.

    Args:
        office: open.
        machine: the machine's time; sessions and limits go by it, whatever `--now` says.
        new_token: makes secrets.
        secure: whether the page is reached by https only.
        hosts: names that it answers to; others could be another site's, pointed here (DNS rebinding).
    """

    office: Office
    machine: Clock
    new_token: NewToken
    secure: bool
    hosts: frozenset[str]
    navigation: "list[NavigationEntry]" = field(default_factory=list)
    telling: Telling = field(default_factory=Telling)
    live: "Live" = field(init=False)
    talking: "Talking" = field(init=False)

    def __post_init__(self) -> None:
        from entrypoints.web.live import Live
        from entrypoints.web.talking import Talking

        self.live = Live(self.office)
        self.talking = Talking(self.office)

    def at_the_door(self) -> Desk:
        """Return a desk for signing in; it goes by the machine's time, and may only look."""
        desk = self.office.desk("web", ActorKind.MEMBER)
        unit = type(desk.unit)(self.office.database, desk.business_id, self.machine, self.office.new_id)
        actor = Actor(kind=ActorKind.MEMBER, role=Role.VIEWER, door="web")
        return replace(desk, clock=self.machine, unit=unit, actor=actor)

    def desk_of(self, member: Member, door: str = "web") -> Desk:
        """Return a desk for a member's own hand, with the business's settings as they are now."""
        desk = self.office.desk(door)
        with desk.unit.reading() as session:
            business = session.get_one(Business, desk.business_id)
            session.expunge(business)
        actor = Actor(kind=ActorKind.MEMBER, role=member.role, door=door, member_id=member.member_id)
        return replace(desk, business=business, actor=actor)
