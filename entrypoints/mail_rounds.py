"""Rounds of reading mail: of the connected mailbox, or of the home's own where none is connected."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from agent.intake.completeness import compare, is_due
from agent.intake.following import Following
from agent.intake.mailbox_state import follow_from
from entrypoints.bootstrap import Office, mails_in
from schemas.delivery import own_addresses_of
from schemas.identity import MachineClock
from schemas.mail_providers import MailService, SignedIn
from tools.business.on_record import business_of, change_settings


def following_of(office: Office) -> Following | None:
    """Return the follower of the connected mailbox; None where none is connected."""
    mailbox = office.readers.mailbox
    return Following(mailbox, office.intake(mailbox.name), MachineClock()) if mailbox is not None else None


def mailbox_in_files(office: Office, source: Path | None) -> tuple[str, Path]:
    """Return name and path of a mailbox in files: the one that was named, or the home's own, created if missing."""
    if source is not None:
        path = source.expanduser().absolute()
        return str(path), path
    path = office.settings.incoming_mail
    if not path.exists():
        for folder in ("new", "cur", "tmp"):
            (path / folder).mkdir(parents=True)
    return "inbox", path


def intake_now(office: Office, source: Path | None, seen: set[str]) -> Iterator[str]:
    """Take in what is new in the mailbox; yield a sentence for each mail that matters.

    A connected mailbox is followed, and once a day also compared with the records, so that what was missed is taken
    in; files are read where none is connected, or where a path is given.

    Args:
        office: of the business.
        source: a mailbox in files, in place of the connected one or the home's own.
        seen: ids of mails in files that this process took in before and need not even be read; added to.

    Raises:
        BadArguments: the files can't be read.
        NotConnected: the owner has to connect the mailbox again; they have been told.
        OutsideError: it can't be read just now.
    """
    following = following_of(office) if source is None else None
    if following is None:
        yield from _from_files(office, source, seen)
        return
    yield from (one.text for one in following.catch_up() if one.new and one.text)
    if is_due(following):
        *_, compared = compare(following)
        yield compared.text()


def _from_files(office: Office, source: Path | None, seen: set[str]) -> Iterator[str]:
    name, path = mailbox_in_files(office, source)
    intake = None
    for own_id, raw in mails_in(path, seen):
        intake = intake or office.intake(name)
        receipt = intake.receive(own_id, raw)
        seen.add(own_id)
        if receipt.new:
            yield receipt.text


def begin_to_follow(office: Office, service: MailService, account: SignedIn, reach: timedelta | None) -> None:
    """Follow a mailbox that was just connected, and count its address among the business's own.

    Args:
        office: of the business.
        service: where the mailbox is.
        account: as it was signed in to.
        reach: how far back it is read; None for everything there is.
    """
    desk = office.desk("cli")
    with desk.unit.writing():
        row = follow_from(desk, service.mailbox(account.address), MachineClock().now(), reach)
        row.sign_in_ends_at = account.ends
        own = own_addresses_of(business_of(desk).settings)
        if account.address not in {one.casefold() for one in own}:
            change_settings(desk, own_addresses=[*own, account.address])
