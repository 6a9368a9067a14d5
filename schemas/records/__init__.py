"""Every table, by name; importing this package is what tells SQLModel of them."""

from schemas.records.base import BusinessRow, PermanentRow
from schemas.records.business import Business, Counter, Member
from schemas.records.connections import Connection
from schemas.records.conversation import Conversation, Turn
from schemas.records.crm import Company, Contact, Email, Interaction, Lead, Phone
from schemas.records.decisions import Approval, AuditRow, OutboxRow
from schemas.records.mail import Attachment, MailMessage, SenderRule
from schemas.records.mailboxes import FollowedMailbox, MailboxEntry, OutgoingDraft
from schemas.records.opportunity import Opportunity
from schemas.records.work import HandOff, Notice

__all__ = [
    "Approval",
    "Attachment",
    "AuditRow",
    "Business",
    "BusinessRow",
    "Company",
    "Connection",
    "Contact",
    "Conversation",
    "Counter",
    "Email",
    "FollowedMailbox",
    "HandOff",
    "Interaction",
    "Lead",
    "MailMessage",
    "MailboxEntry",
    "Member",
    "Notice",
    "Opportunity",
    "OutboxRow",
    "OutgoingDraft",
    "PermanentRow",
    "Phone",
    "SenderRule",
    "Turn",
]
