"""Rounds of reading mail: of the connected mailbox, or of the home's own where none is connected."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from agent.intake.completeness import compare, is_due
from agent.intake.following import Following
from agent.intake.mailbox_state import follow_from
from entrypoints.bootstrap import Office, mails_in
from schemas.delivery import own_addresses_of
from schemas.enums import MailOutcome
from schemas.identity import MachineClock
from schemas.records import Business


def following_of(office: Office) -> Following | None:
    """What reads the connected mailbox; None where none is connected."""
    mailbox = office.readers.mailbox
    return Following(mailbox, office.intake(mailbox.name), MachineClock()) if mailbox is not None else None


def intake_now(office: Office) -> Iterator[str]:
    """Takes in what is new in the mailbox; a sentence for each that matters.

    Once a day a connected mailbox is also compared with the records, and what was missed is taken in.

    Raises:
        NotConnected: the owner has to connect the mailbox again; they have been told.
        OutsideError: it can't be read just now.
    """
    following = following_of(office)
    if following is None:
        path = office.settings.incoming_mail
        mails = mails_in(path) if path.exists() else iter(())
        receipts = office.intake("inbox").receive_all(mails)
        yield from (one.text for one in receipts if one.new and one.outcome != MailOutcome.SKIPPED)
        return
    yield from (one.text for one in following.catch_up() if one.new and one.text)
    if is_due(following):
        *_, compared = compare(following)
        yield compared.text()


def begin_to_follow(office: Office, address: str, reach: timedelta | None, ends: datetime | None) -> None:
    """Follows a mailbox that was just connected, and counts its address among the business's own.

    Args:
        office: of the business.
        address: the account's.
        reach: how far back it is read; None for everything there is.
        ends: when the sign-in ends by itself; None where it isn't known to.
    """
    desk = office.desk("cli")
    with desk.unit.writing() as session:
        row = follow_from(desk, f"gmail:{address}", MachineClock().now(), reach)
        row.sign_in_ends_at = ends
        business = session.get_one(Business, desk.business_id)
        own = own_addresses_of(business.settings)
        if address not in {one.casefold() for one in own}:
            business.settings = {**business.settings, "own_addresses": [*own, address]}
