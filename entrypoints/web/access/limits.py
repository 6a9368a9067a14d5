"""The rate limit of signing in: counted in the database, so that neither a restart nor a second process begins anew.

A try is written before the password is looked at, so that many at once can't outrun the count.
"""

from datetime import timedelta

from sqlmodel import col, func, select

from entrypoints.web.access.tokens import digest_of_token
from schemas.errors import NotPermitted
from schemas.records import SignInTry
from tools.desk import Desk

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 30
MOST_IN_ALL = 200


def begin_try(desk: Desk, account: str, address: str) -> str:
    """Count an attempt; the account's name is kept as a digest only, since people type passwords into the wrong
    field.

    Returns:
        The try's id.

    Raises:
        NotPermitted: too many tries failed lately; nothing was looked at.
    """
    known_as = digest_of_token(account.casefold().strip())
    with desk.unit.writing() as session:
        since = desk.now() - WINDOW
        failed = select(func.count()).where(
            col(SignInTry.business_id) == desk.business_id,
            col(SignInTry.at) > since,
            col(SignInTry.succeeded).is_(False),
        )
        for narrowed, most in (
            (failed.where(col(SignInTry.account) == known_as), MOST_PER_ACCOUNT),
            (failed.where(col(SignInTry.address) == address[:64]), MOST_PER_ADDRESS),
            (failed, MOST_IN_ALL),
        ):
            if session.exec(narrowed).one() >= most:
                raise NotPermitted(
                    "There were too many tries to sign in. Wait a quarter of an hour and try again, or let the "
                    "terminal of the machine make a one-time link: deskhand serve --link. You are not signed in."
                )
        begun = SignInTry(
            business_id=desk.business_id,
            try_id=desk.new_id(),
            account=known_as,
            address=address[:64],
            at=desk.now(),
        )
        session.add(begun)
        return begun.try_id


def succeed(desk: Desk, try_id: str) -> None:
    """Mark an attempt as right, so that it no longer counts; inside the open writing transaction."""
    desk.session.get_one(SignInTry, (desk.business_id, try_id)).succeeded = True
