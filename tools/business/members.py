"""The members of the desk and their roles: an owner's own doing, never a model's (docs/web.md, "Who comes in")."""

from typing import ClassVar

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ActorKind, Role
from schemas.errors import AgainstTheRules, NotFound, NotPermitted
from schemas.keys import fold
from schemas.records import DecidingGrant, Member
from tools.acts import LocalAct
from tools.arguments import Name
from tools.desk import OWN_HAND, Desk
from tools.registry import tool

MOST_MEMBERS = 200
IN_WORDS = {Role.OWNER: "an owner", Role.STAFF: "of the staff", Role.VIEWER: "a viewer"}


class NewMember(LocalAct):
    """Somebody else uses this desk from now on."""

    owner_only: ClassVar[bool] = True

    name: str
    role: Role

    def line(self) -> str:
        return f"Let {self.name} use this desk as {IN_WORDS[self.role]}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        member = Member(
            business_id=desk.business_id,
            member_id=desk.new_id(),
            name=self.name,
            role=self.role,
            created_at=desk.now(),
        )
        desk.session.add(member)
        return Answer(
            text=f"{self.name} is {IN_WORDS[self.role]} now. Make them a link to set a password with.",
            data={"member_id": member.member_id, "name": self.name, "role": str(self.role)},
        )


@tool(Effect.WRITE)
def add_member(desk: Desk, name: Name, role: Role) -> NewMember:
    """Let somebody else use this desk. Only an owner can, by their own hand.

    Args:
        name: as they sign in; no two members have the same.
        role: owner (decides), staff (changes and proposes) or viewer (only looks).
    """
    refuse_all_but_an_owner(desk, "Nothing was changed.")
    if not name:
        raise AgainstTheRules("A member needs a name to sign in with. Nothing was changed.", missing=["name"])
    members = all_members(desk)
    if any(fold(one.name) == fold(name) for one in members):
        raise AgainstTheRules(
            f"{name} uses this desk already; change their role instead. Nothing was changed."
        )
    if len(members) >= MOST_MEMBERS:
        raise AgainstTheRules(f"A desk has at most {MOST_MEMBERS} members. Nothing was changed.")
    return NewMember(name=name, role=role)


class ChangedRole(LocalAct):
    """A member may do more, or less, from now on; it holds at their next press of a button."""

    owner_only: ClassVar[bool] = True

    member_id: str
    name: str
    role: Role

    def line(self) -> str:
        return f"Make {self.name} {IN_WORDS[self.role]}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        member = desk.session.get_one(Member, (desk.business_id, self.member_id))
        _keep_an_owner(desk, member, self.role)
        member.role = self.role
        _end_grants(desk, member)
        return Answer(
            text=f"{self.name} is {IN_WORDS[self.role]} now.",
            data={"member_id": self.member_id, "role": str(self.role)},
        )


@tool(Effect.WRITE)
def change_member_role(desk: Desk, member: Name, role: Role) -> ChangedRole:
    """Change what a member may do. Only an owner can, by their own hand; one owner always stays.

    Args:
        member: who: a member's name.
        role: owner (decides), staff (changes and proposes) or viewer (only looks).
    """
    refuse_all_but_an_owner(desk, "Nothing was changed.")
    who = member_named(desk, member)
    if who.role == role:
        raise AgainstTheRules(f"{who.name} is {IN_WORDS[role]} already. Nothing was changed.")
    _keep_an_owner(desk, who, role)
    return ChangedRole(member_id=who.member_id, name=who.name, role=role)


def _end_grants(desk: Desk, member: Member) -> None:
    """End the member's grants: what was granted to one of the staff does not come back with the role."""
    asked = select(DecidingGrant).where(
        col(DecidingGrant.member_id) == member.member_id, col(DecidingGrant.ended_at).is_(None)
    )
    for grant in desk.session.exec(asked):
        grant.ended_at = desk.now()


def _keep_an_owner(desk: Desk, member: Member, role: Role) -> None:
    owners = [one for one in all_members(desk) if one.role == Role.OWNER]
    if role != Role.OWNER and owners == [member]:
        raise AgainstTheRules(
            f"{member.name} is the only owner, and somebody has to decide. Make somebody else an owner first. "
            "Nothing was changed."
        )


def refuse_all_but_an_owner(desk: Desk, nothing: str) -> None:
    """Refuse models, jobs, programs and all members but an owner, who alone says who may do what.

    Args:
        desk: of the member who asks.
        nothing: what did not happen, as a sentence.

    Raises:
        NotPermitted: it is no owner's own hand.
    """
    actor = desk.actor
    if actor.kind != ActorKind.MEMBER or actor.role != Role.OWNER or actor.door not in OWN_HAND:
        raise NotPermitted(f"Only an owner says who may do what, by their own hand. {nothing}")


def all_members(desk: Desk) -> list[Member]:
    """Return all members, the first first; inside the open transaction."""
    return list(desk.session.exec(select(Member).order_by(col(Member.created_at)).limit(500)))


def member_named(desk: Desk, name: str) -> Member:
    """Return the member with a name, or with an id.

    Raises:
        NotFound: nobody is, or several are; with everybody there is.
    """
    members = all_members(desk)
    found = [one for one in members if fold(one.name) == fold(name) or one.member_id == name]
    if len(found) == 1:
        return found[0]
    known = [{"id": one.member_id, "kind": "member", "label": f"{one.name}, {one.role}"} for one in members]
    several = "Several members are" if found else "No member is"
    raise NotFound(f"{several} called {name[:60]!r}. Nothing was changed.", "member", known[:20])
