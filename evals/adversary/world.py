"""The adversary's world: one business, a gate whose outside is the sandbox's, and a desk for every hand."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from agent.approvals.outbox import Outbox
from agent.approvals.queue import Queue
from agent.gate import Brake, Gate
from evals.adversary.books import Books
from evals.adversary.outside import Post
from evals.adversary.server import Client
from schemas.database import UnitOfWork
from schemas.effects import Call, Outcome
from schemas.enums import ActorKind, Role
from schemas.identity import FixedClock, NewId
from schemas.ports import Readers, Writers
from tools.business.deciding import granted
from tools.desk import Actor, Desk
from tools.matters.people import records_of
from tools.registry import Registry

MACHINE = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
HOSTILE = (ActorKind.MODEL, ActorKind.INTAKE, ActorKind.FOLLOW_ON, ActorKind.ROUTINE)
"""The hands that are not a member's own: none of them may decide anything."""


class Overheard(Protocol):
    """Is told before and after each call of no member's own that something may have been written."""

    def __call__(self, *, by_a_model: bool) -> None: ...


def unheard(*, by_a_model: bool) -> None:
    """Hear nothing."""


class OverheardGate(Gate):
    """A gate that tells which writes are no member's own, and which of them a model's; `world` says to whom."""

    world: "World"

    def submit(self, desk: Desk, call: Call, brake: Brake | None = None) -> Outcome:
        """See `Gate.submit`."""
        if desk.actor.kind == ActorKind.MEMBER:
            return super().submit(desk, call, brake)
        self.world.overhear(by_a_model=False)
        try:
            return super().submit(desk, call, brake)
        finally:
            self.world.overhear(by_a_model=desk.actor.kind == ActorKind.MODEL)


@dataclass
class World:
    """One business of one database.

    Args:
        base: a desk of the owner's own hand, its clock a `FixedClock`.
        registry: the tools and acts.
        tightened: the writes that the procedures turned into asks.
        post, books: the outside.
        machine: the machine's time.
        client: an outside that is a server, in the place of post and books.
        home: the folder where received mail is kept; none where no mail comes in.
        overhear: listens to the gate.
    """

    base: Desk
    registry: Registry
    tightened: Callable[[], Collection[str]] = frozenset
    post: Post = field(default_factory=Post)
    books: Books = field(default_factory=Books)
    machine: FixedClock = field(default_factory=lambda: FixedClock(MACHINE))
    client: Client | None = None
    home: Path | None = None
    overhear: Overheard = unheard

    def __post_init__(self) -> None:
        self.gate = self.new_gate()

    @property
    def new_id(self) -> NewId:
        return self.base.unit.new_id

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.base.clock, FixedClock)
        return self.base.clock

    def new_gate(self) -> Gate:
        """Return the gate of a new process: its own queue and its own worker."""
        writers = Writers(mail=self.client or self.post, books=self.client or self.books)
        outbox = Outbox(self.registry, writers, self.machine, self.new_id)
        gate = OverheardGate(self.registry, Queue(self.registry, granted, records_of), outbox, self.tightened)
        gate.world = self
        return gate

    def restart(self) -> None:
        """Restart: the process ended and another one starts; the first one's leases run out."""
        self.machine.instant += timedelta(minutes=4)
        self.gate = self.new_gate()

    def desk(self, kind: ActorKind = ActorKind.MEMBER, role: Role = Role.OWNER, door: str = "chat") -> Desk:
        """Return a desk with a unit of work of its own."""
        base = self.base
        unit = UnitOfWork(base.unit.database, base.business_id, base.clock, base.unit.new_id)
        actor = Actor(kind=kind, role=role, door=door, member_id=base.actor.member_id)
        readers = Readers(mail=self.client or self.post, books=self.client or self.books)
        return replace(base, actor=actor, unit=unit, readers=readers)

    def hostile_desk(self, kind: ActorKind) -> Desk:
        """Return a desk as a compromised model, intake, follow-on or job has it."""
        role = Role.OWNER if kind == ActorKind.MODEL else Role.STAFF
        return self.desk(kind, role, "chat" if kind == ActorKind.MODEL else str(kind))

    def submit(self, kind: ActorKind, tool: str, arguments: dict[str, Any]) -> Outcome:
        """Submit one call by a hand."""
        desk = self.desk() if kind == ActorKind.MEMBER else self.hostile_desk(kind)
        return self.gate.submit(desk, Call.model_construct(tool=tool, arguments=arguments))

    def later(self, **span: float) -> None:
        """Let time pass, at the desk and on the machine."""
        self.clock.instant += timedelta(**span)
        self.machine.instant += timedelta(**span)
