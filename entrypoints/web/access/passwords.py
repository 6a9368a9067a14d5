"""Members' passwords: Argon2id with the recommended cost; a check takes tens of milliseconds by design."""

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlmodel import col, select

from agent import audit
from schemas.errors import BadArguments
from schemas.records import Member, MemberPassword
from tools.desk import Desk

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST, LONGEST = 10, 200


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """Return a hash to check where there is no account, so that the answer takes as long."""
    return _hasher().hash("nobody has this password")


def check_password(password: str, name: str) -> None:
    """Refuse a password that is too easily guessed.

    Raises:
        BadArguments: says what would be right.
    """
    if len(password) < SHORTEST:
        _refuse(f"That is too short: take {SHORTEST} characters or more; four words in a row are fine.")
    if len(password) > LONGEST:
        _refuse(f"That is too long: take {LONGEST} characters at most.")
    if len(set(password)) < 4 or password.casefold().strip() in {name.casefold(), "deskhand deskhand"}:
        _refuse("That is too easily guessed; take four words that have nothing to do with each other.")


def _refuse(why: str) -> None:
    raise BadArguments(f"{why} Nothing was changed.", {"password": why})


def keep_password(desk: Desk, member: Member, password: str) -> None:
    """Keep a member's new password inside the open writing transaction; the earlier one no longer counts.

    Raises:
        BadArguments: it is too easily guessed.
    """
    check_password(password, member.name)
    _retire(desk, member)
    desk.session.add(
        MemberPassword(
            business_id=desk.business_id,
            password_id=desk.new_id(),
            member_id=member.member_id,
            hash=_hasher().hash(password),
            set_at=desk.now(),
        )
    )
    audit.record(desk, "password_set", "", line=f"{member.name} set a password for the page")


def retire_password(desk: Desk, member: Member) -> None:
    """Take a member's password away, inside the open writing transaction."""
    _retire(desk, member)
    audit.record(desk, "password_ended", "", line=f"{member.name}'s password for the page was taken away")


def _retire(desk: Desk, member: Member) -> None:
    for earlier in _valid(desk, member.member_id):
        earlier.retired_at = desk.now()


def has_password(desk: Desk, member_id: str) -> bool:
    """Return whether a member has a password, inside the open transaction."""
    return bool(_valid(desk, member_id))


def is_right(desk: Desk, member: Member | None, password: str) -> bool:
    """Return whether a password is the member's; False, after as long a time, where there is no such member or
    password.
    """
    with desk.unit.reading():
        valid = _valid(desk, member.member_id) if member is not None else []
        known = valid[0].hash if valid else ""
    matches = _hasher().verify(password[: LONGEST + 1], known or _nobodys())
    return matches and bool(known)


def _valid(desk: Desk, member_id: str) -> list[MemberPassword]:
    asked = select(MemberPassword).where(
        col(MemberPassword.member_id) == member_id, col(MemberPassword.retired_at).is_(None)
    )
    return list(desk.session.exec(asked.order_by(col(MemberPassword.set_at).desc())))
