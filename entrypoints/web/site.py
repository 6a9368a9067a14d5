"""The site, which all visits share: the office, who may come in, the flash messages, and the pages there are."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from entrypoints.bootstrap import Office
from entrypoints.web.access.tokens import NewToken
from entrypoints.web.flash_messages import FlashMessages
from schemas.enums import ActorKind, Role
from schemas.identity import Clock
from schemas.records import Business, Member
from tools.desk import Actor, Desk

if TYPE_CHECKING:
    from entrypoints.web.live import Live
    from entrypoints.web.routes import NavigationEntry
    from entrypoints.web.turns import RunningTurns


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
    flash_messages: FlashMessages = field(default_factory=FlashMessages)
    live: "Live" = field(init=False)
    turns: "RunningTurns" = field(init=False)

    def __post_init__(self) -> None:
        from entrypoints.web.live import Live
        from entrypoints.web.turns import RunningTurns

        self.live = Live(self.office)
        self.turns = RunningTurns(self.office)

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
