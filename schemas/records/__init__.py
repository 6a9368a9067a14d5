"""Every table, by name; importing this package is what tells SQLModel of them."""

from schemas.records.auto_send import AutoSend, AutoSent, OptOut
from schemas.records.base import BusinessRow, PermanentRow
from schemas.records.business import Business, Counter, Member
from schemas.records.conversation import Conversation, Turn
from schemas.records.crm import Company, Contact, Email, Interaction, Lead, Phone
from schemas.records.decisions import Approval, AuditPerson, AuditRow, OutboxRow
from schemas.records.mail import Attachment, MailMessage, SenderRule
from schemas.records.opportunity import Opportunity
from schemas.records.work import HandOff, Notice

__all__ = [
    "Approval",
    "Attachment",
    "AuditPerson",
    "AuditRow",
    "AutoSend",
    "AutoSent",
    "Business",
    "BusinessRow",
    "Company",
    "Contact",
    "Conversation",
    "Counter",
    "Email",
    "HandOff",
    "Interaction",
    "Lead",
    "MailMessage",
    "Member",
    "Notice",
    "Opportunity",
    "OptOut",
    "OutboxRow",
    "PermanentRow",
    "Phone",
    "SenderRule",
    "Turn",
]
