"""Settings of who comes in: members, their roles, what they may decide, and their ways in and out."""

from dataclasses import replace
from typing import TYPE_CHECKING

from agent import audit
from entrypoints.web.access import links, passwords, sessions
from entrypoints.web.page import Form, get, post
from entrypoints.web.visit import Visit
from schemas.effects import Effect
from schemas.enums import Role
from schemas.errors import AgainstTheRules, NotFound, NotPermitted
from schemas.records import Member
from tools import wording
from tools.desk import Desk

if TYPE_CHECKING:
    from starlette.responses import Response

ROLES = [
    (Role.OWNER.value, "Owner: decides"),
    (Role.STAFF.value, "Staff: changes and proposes"),
    (Role.VIEWER.value, "Viewer: only looks"),
]


@get("/settings/members")
def members(visit: Visit) -> "Response":
    """Show everybody who uses the desk, with what they may do."""
    listed = visit.answer("list_members").data["members"]
    door = visit.site.at_the_door()
    with door.unit.reading():
        shown = [
            {
                **one,
                "browsers": len(sessions.listed(door, one["member_id"])),
                "has_password": passwords.has_password(door, one["member_id"]),
            }
            for one in listed
        ]
    tools = visit.site.office.registry.tools.values()
    kinds = sorted((one.name, wording.words(one.name)) for one in tools if one.effect == Effect.ASK)
    return visit.page("settings_members.html", members=shown, roles=ROLES, kinds=kinds)


@post("/settings/members/{member_id}/link")
def make_link(visit: Visit, member_id: str, form: Form) -> "Response":
    """Make a one-time link for a member; it is shown this once."""
    desk, token = _owners_desk(visit), visit.site.new_token()
    with desk.unit.writing():
        member = _member(desk, member_id)
        links.make_link(desk, member.member_id, token)
        audit.record(desk, "link_made", "", line=f"A one-time link for {member.name} was made")
        name = member.name
    scheme = "https" if visit.site.secure else "http"
    address = f"{scheme}://{visit.request.headers['host']}/welcome/{token}"
    return visit.page("member_link.html", name=name, address=address)


@post("/settings/members/{member_id}/sign-out")
def sign_out(visit: Visit, member_id: str, form: Form) -> "Response":
    """End every session of a member."""
    desk = _owners_desk(visit)
    with desk.unit.writing():
        member = _member(desk, member_id)
        ended = sessions.end_all(desk, member)
        name = member.name
    visit.flash(f"{name} is signed out of {wording.count(ended, 'browser')}.")
    return visit.to("/settings/members")


@post("/settings/members/{member_id}/shut-out")
def shut_out(visit: Visit, member_id: str, form: Form) -> "Response":
    """Take a member's password, links and sessions away; a new link lets them in again."""
    desk = _owners_desk(visit)
    if member_id == visit.member.member_id:
        raise AgainstTheRules(
            "You would shut yourself out. Sign out everywhere under More instead. Nothing was changed."
        )
    with desk.unit.writing():
        member = _member(desk, member_id)
        passwords.retire_password(desk, member)
        links.end_links(desk, member.member_id)
        sessions.end_all(desk, member)
        name = member.name
    visit.flash(f"{name} can't come in any more, until you make them a new link.")
    return visit.to("/settings/members")


def _owners_desk(visit: Visit) -> Desk:
    """Return a desk at the machine's time, for an owner's own hand.

    Raises:
        NotPermitted: the member is no owner.
    """
    if not visit.is_owner:
        raise NotPermitted("Only an owner says who comes in. Nothing was changed.")
    return replace(visit.site.at_the_door(), actor=visit.desk.actor)


def _member(desk: Desk, member_id: str) -> Member:
    found = desk.session.get(Member, (desk.business_id, member_id))
    if found is None:
        raise NotFound("There is no such member. Nothing was changed.", "member")
    return found
