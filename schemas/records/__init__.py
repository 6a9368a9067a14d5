"""Every table, by name; importing this package is what tells SQLModel of them."""

from schemas.records.base import BusinessRow, PermanentRow
from schemas.records.business import Business, Counter, Member
from schemas.records.crm import Company, Contact, Email, Interaction, Lead, Phone
from schemas.records.decisions import Approval, AuditRow, OutboxRow
from schemas.records.opportunity import Opportunity
from schemas.records.work import HandOff, Notice

__all__ = [
    "Approval",
    "AuditRow",
    "Business",
    "BusinessRow",
    "Company",
    "Contact",
    "Counter",
    "Email",
    "HandOff",
    "Interaction",
    "Lead",
    "Member",
    "Notice",
    "Opportunity",
    "OutboxRow",
    "PermanentRow",
    "Phone",
]
