"""Browsers that are signed in: rows, so that ending one, or all, holds everywhere at once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from agent import audit
from entrypoints.web.access.tokens import digest_of_token
from schemas.records import Member, WebSession
from tools.desk import Desk

IDLE = timedelta(days=14)
LONGEST = timedelta(days=60)
SEEN_AGAIN = timedelta(minutes=5)
"""The greatest age of the note of the last visit: a page that is only looked at writes nothing."""


@dataclass(frozen=True)
class SignedIn:
    """The member at the page, and their session."""

    member: Member
    session_id: str


def begin(desk: Desk, member: Member, token: str, browser: str, address: str) -> str:
    """Sign a browser in, inside the open writing transaction; return the session's id."""
    session = WebSession(
        business_id=desk.business_id,
        session_id=desk.new_id(),
        member_id=member.member_id,
        token_digest=digest_of_token(token),
        browser=browser[:200],
        address=address[:64],
        began_at=desk.now(),
        last_seen_at=desk.now(),
    )
    desk.session.add(session)
    audit.record(desk, "signed_in", "", line=f"{member.name} signed in to the page")
    return session.session_id


def find(desk: Desk, token: str) -> SignedIn | None:
    """Return the session and member of a cookie; None where there is none, or no longer. Last use is noted now
    and then.
    """
    with desk.unit.reading() as session:
        found = _valid_session(desk, token)
        if found is None:
            return None
        member = session.get_one(Member, (desk.business_id, found.member_id))
        session.expunge(member)
        signed_in, late = SignedIn(member, found.session_id), desk.now() - found.last_seen_at > SEEN_AGAIN
    if late:
        with desk.unit.writing():
            again = _valid_session(desk, token)
            if again is None:
                return None
            again.last_seen_at = desk.now()
    return signed_in


def whose(desk: Desk, token: str) -> str:
    """Return the id of the member whose session a cookie was of, even if it is over; empty where it never was
    one.
    """
    asked = select(WebSession.member_id).where(col(WebSession.token_digest) == digest_of_token(token))
    with desk.unit.reading() as session:
        return session.exec(asked.where(col(WebSession.business_id) == desk.business_id)).first() or ""


def _valid_session(desk: Desk, token: str) -> WebSession | None:
    now = desk.now()
    asked = select(WebSession).where(
        col(WebSession.token_digest) == digest_of_token(token), col(WebSession.ended_at).is_(None)
    )
    found = desk.session.exec(asked).first()
    if found is None or now - found.last_seen_at > IDLE or now - found.began_at > LONGEST:
        return None
    return found


def listed(desk: Desk, member_id: str) -> list[WebSession]:
    """Return the sessions of a member that have not ended, the latest seen first; inside the open transaction."""
    now = desk.now()
    asked = (
        select(WebSession)
        .where(
            col(WebSession.member_id) == member_id,
            col(WebSession.ended_at).is_(None),
            col(WebSession.last_seen_at) > now - IDLE,
            col(WebSession.began_at) > now - LONGEST,
        )
        .order_by(col(WebSession.last_seen_at).desc())
        .limit(50)
    )
    return list(desk.session.exec(asked))


def end(desk: Desk, session_id: str) -> None:
    """Sign one browser out, inside the open writing transaction."""
    desk.session.get_one(WebSession, (desk.business_id, session_id)).ended_at = desk.now()


def end_all(desk: Desk, member: Member) -> int:
    """Sign a member out everywhere, inside the open writing transaction; return how many sessions that ended."""
    asked = select(WebSession).where(
        col(WebSession.member_id) == member.member_id, col(WebSession.ended_at).is_(None)
    )
    not_ended = list(desk.session.exec(asked))
    for session in not_ended:
        session.ended_at = desk.now()
    audit.record(desk, "signed_out", "", line=f"{member.name} signed out of the page everywhere")
    return len(not_ended)
