"""A connected Gmail account put together: its mailbox to read, and its sender."""

from integrations.connections import connections_of
from integrations.gmail.client import ROOT, Gmail
from integrations.gmail.draft_log import DraftLog
from integrations.gmail.mailbox import GmailMailbox
from integrations.gmail.quota import Quota
from integrations.gmail.sender import GmailSender
from integrations.gmail.signed_in import SignedIn
from schemas.database import UnitOfWork
from schemas.identity import Clock, MachineClock
from schemas.mail_providers import MailAccount
from schemas.settings import Settings


def gmail_account(
    unit: UnitOfWork, settings: Settings, address: str, sender_name: str, clock: Clock
) -> MailAccount:
    """Open the account; Google's libraries are imported when it is first asked for something.

    Args:
        unit: of this account alone.
        settings: where Gmail is, and where the key lies.
        address: the account's.
        sender_name: the business's.
        clock: dates the mails.
    """
    gmail = Gmail(
        SignedIn(connections_of(unit, settings), MachineClock()), Quota(), settings.gmail_url or ROOT
    )
    mailbox = GmailMailbox(gmail, address)
    log = DraftLog(unit, mailbox.name, MachineClock())
    return MailAccount(mailbox, GmailSender(mailbox, log, sender_name, clock))
