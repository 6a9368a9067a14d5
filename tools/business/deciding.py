"""Letting a member decide cards of a kind: granted by a card of its own, taken back by a word."""

from collections.abc import Collection
from typing import ClassVar

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import Role
from schemas.errors import AgainstTheRules, BadArguments
from schemas.records import DecidingGrant, Member
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name
from tools.business.members import all_members, member_named, refuse_all_but_an_owner
from tools.desk import Desk
from tools.registry import tool


def standing_grants(desk: Desk, member_id: str, kind: str = "") -> list[DecidingGrant]:
    """Return the grants of a member that have not ended, inside the open transaction."""
    asked = select(DecidingGrant).where(
        col(DecidingGrant.member_id) == member_id, col(DecidingGrant.ended_at).is_(None)
    )
    if kind:
        asked = asked.where(col(DecidingGrant.kind) == kind)
    return list(desk.session.exec(asked.order_by(col(DecidingGrant.kind))))


def granted(desk: Desk, member_id: str, kind: str) -> bool:
    """Return whether a member is granted to decide the cards of a kind, inside the open transaction."""
    return bool(standing_grants(desk, member_id, kind))


class GrantDeciding(LocalAct):
    """From now on a member may decide the cards of one kind."""

    owner_only: ClassVar[bool] = True

    member_id: str
    name: str
    kind: str

    def line(self) -> str:
        return f"Let {self.name} decide cards of the kind “{wording.words(self.kind)}”"

    def fields(self) -> list[CardField]:
        return [
            CardField(name="Who", value=self.name),
            CardField(name="Kind", value=wording.words(self.kind)),
            CardField(
                name="Ends", value="As soon as you take it back. Whatever they decide stays in the audit."
            ),
        ]

    def changed(self, desk: Desk) -> str | None:
        member = desk.session.get(Member, (desk.business_id, self.member_id))
        if member is None or member.role != Role.STAFF:
            return f"{self.name} is not of the staff any more."
        return None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        for earlier in standing_grants(desk, self.member_id, self.kind):
            earlier.ended_at = desk.now()
        desk.session.flush()
        desk.session.add(
            DecidingGrant(
                business_id=desk.business_id,
                grant_id=desk.new_id(),
                member_id=self.member_id,
                kind=self.kind,
                granted_approval_id=approval_id,
                since=desk.now(),
            )
        )
        return Answer(
            text=f"{self.name} may decide cards of the kind “{wording.words(self.kind)}” from now on.",
            data={"member_id": self.member_id, "kind": self.kind},
        )


@tool(Effect.ASK)
def grant_deciding(desk: Desk, member: Name, kind: Name) -> Ask:
    """Let somebody of the staff decide the cards of one kind. Only an owner can, by their own hand, and with a yes.

    Args:
        member: who: a member's name.
        kind: the name of the tool that proposes such cards, such as send_message.
    """
    refuse_all_but_an_owner(desk, "Nothing was proposed.")
    who = member_named(desk, member)
    if who.role != Role.STAFF:
        raise AgainstTheRules(
            f"{who.name} is {'an owner and decides anyway' if who.role == Role.OWNER else 'a viewer, who changes nothing'}. "
            "Nothing was proposed."
        )
    known = _kinds()
    if kind not in known:
        problem = f"{kind[:60]!r} proposes no cards; take one of {wording.listed(sorted(known), 'or')}"
        raise BadArguments(f"kind: {problem}. Nothing was proposed.", {"kind": problem})
    if standing_grants(desk, who.member_id, kind):
        raise AgainstTheRules(f"{who.name} may decide these already. Nothing was proposed.")
    act = GrantDeciding(member_id=who.member_id, name=who.name, kind=kind)
    return Ask.yes(act, "They will then say yes in your place to such cards, wherever you are.")


class EndDecidingGrant(LocalAct):
    """A member decides cards of some kinds no more."""

    member_id: str
    name: str
    kinds: list[str]

    def line(self) -> str:
        return (
            f"Take back that {self.name} decides {wording.listed([wording.words(one) for one in self.kinds])}"
        )

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        for grant in standing_grants(desk, self.member_id):
            if grant.kind in self.kinds:
                grant.ended_at = desk.now()
        kinds = wording.listed([wording.words(one) for one in self.kinds])
        return Answer(
            text=f"{self.name} no longer decides {kinds}; they wait for your yes.", data={"kinds": self.kinds}
        )


@tool(Effect.WRITE)
def end_deciding_grant(desk: Desk, member: Name, kind: Name = "") -> EndDecidingGrant:
    """Take back that a member decides cards of a kind, or of any.

    Args:
        member: who: a member's name.
        kind: which kind; all of them if left out.
    """
    refuse_all_but_an_owner(desk, "Nothing was changed.")
    who = member_named(desk, member)
    kinds = [grant.kind for grant in standing_grants(desk, who.member_id, kind)]
    if not kinds:
        raise AgainstTheRules(f"{who.name} decides no such cards. Nothing was changed.")
    return EndDecidingGrant(member_id=who.member_id, name=who.name, kinds=kinds)


@tool(Effect.READ)
def list_members(desk: Desk) -> Answer:
    """Who uses this desk, in which role, and which cards they were granted to decide."""
    members = all_members(desk)
    granted: dict[str, list[str]] = {}
    for grant in desk.session.exec(select(DecidingGrant).where(col(DecidingGrant.ended_at).is_(None))):
        granted.setdefault(grant.member_id, []).append(grant.kind)
    shown = [
        {
            "member_id": one.member_id,
            "name": one.name,
            "role": str(one.role),
            "decides": sorted(granted.get(one.member_id, [])),
        }
        for one in members
    ]
    lines = [
        f"{one['name']}, {one['role']}"
        + (
            f"; decides {wording.listed([wording.words(kind) for kind in one['decides']])}"
            if one["decides"]
            else ""
        )
        for one in shown
    ]
    return Answer(text="\n".join(lines), data={"members": shown})


def _kinds() -> Collection[str]:
    """Return the tools that may propose a card: all that change something, since a procedure may tighten any of
    them.
    """
    import tools
    from tools.registry import discover

    return [one.name for one in discover(tools).tools.values() if one.effect != Effect.READ]
