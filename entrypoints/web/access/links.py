"""One-time links: how a member's first password is set, and a forgotten one anew."""

from datetime import timedelta

from sqlmodel import col, select

from entrypoints.web.access.tokens import digest_of_token
from schemas.errors import NotPermitted
from schemas.records import Member, OneTimeLink
from tools.desk import Desk

STANDS = timedelta(hours=1)


def make_link(desk: Desk, member_id: str, token: str) -> None:
    """Keep the digest of a new link's token, inside the open writing transaction; earlier links no longer count."""
    end_links(desk, member_id)
    desk.session.add(
        OneTimeLink(
            business_id=desk.business_id,
            link_id=desk.new_id(),
            member_id=member_id,
            token_digest=digest_of_token(token),
            made_at=desk.now(),
            expires_at=desk.now() + STANDS,
        )
    )


def end_links(desk: Desk, member_id: str) -> None:
    """Invalidate the links of a member, inside the open writing transaction."""
    asked = select(OneTimeLink).where(
        col(OneTimeLink.member_id) == member_id, col(OneTimeLink.used_at).is_(None)
    )
    for earlier in desk.session.exec(asked):
        earlier.used_at = desk.now()


def member_of(desk: Desk, token: str) -> Member:
    """Return the member of a link, inside the open transaction; looking does not use it up.

    Raises:
        NotPermitted: it is nobody's, was used, or is too old.
    """
    return desk.session.get_one(Member, (desk.business_id, _valid_link(desk, token).member_id))


def use(desk: Desk, token: str) -> Member:
    """Use a link up, inside the open writing transaction.

    Raises:
        NotPermitted: it is nobody's, was used, or is too old.
    """
    link = _valid_link(desk, token)
    link.used_at = desk.now()
    return desk.session.get_one(Member, (desk.business_id, link.member_id))


def _valid_link(desk: Desk, token: str) -> OneTimeLink:
    found = desk.session.exec(
        select(OneTimeLink).where(
            col(OneTimeLink.token_digest) == digest_of_token(token),
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > desk.now(),
        )
    ).first()
    if found is None:
        raise NotPermitted(
            "This link has been used, or its hour is over. Make a new one where Deskhand runs: "
            "deskhand serve --link. Nothing was changed."
        )
    return found
