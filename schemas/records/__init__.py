"""Every table: importing this package, and so every module of it, is what tells SQLModel of them."""

from importlib import import_module
from pkgutil import iter_modules

from schemas.records.access import MemberPassword, OneTimeLink, SignInTry, WebSession
from schemas.records.auto_send import AutoSend, AutoSent
from schemas.records.base import (
    BusinessRow,
    PermanentRow,
    all_kinds,
    declared_kinds,
    key_of,
    permanent_kinds,
)
from schemas.records.business import Business, Counter, Member
from schemas.records.connections import Connection
from schemas.records.consents import Consent
from schemas.records.conversation import Conversation, Turn
from schemas.records.crm import Company, Contact, Email, Interaction, Lead, Phone
from schemas.records.decisions import Approval, AuditPerson, AuditRow, OutboxRow
from schemas.records.duplicates import DuplicateSearch, LikelyDouble
from schemas.records.grants import DecidingGrant
from schemas.records.imports import ImportLine, ImportRun
from schemas.records.mail import Attachment, MailMessage, SenderRule
from schemas.records.mailboxes import FollowedMailbox, MailboxEntry, OutgoingDraft
from schemas.records.matters import Matter, Move
from schemas.records.mornings import MorningList, Nudge
from schemas.records.opportunity import Opportunity
from schemas.records.reports import PipelineLine, PipelineReport
from schemas.records.routines import CadenceRun, CadenceStep, Delivery, Lease, RoutineRun
from schemas.records.sites import Site, SitePerson
from schemas.records.usage import ModelUse
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
    "CadenceRun",
    "CadenceStep",
    "Company",
    "Connection",
    "Consent",
    "Contact",
    "Conversation",
    "Counter",
    "DecidingGrant",
    "Delivery",
    "DuplicateSearch",
    "Email",
    "FollowedMailbox",
    "HandOff",
    "ImportLine",
    "ImportRun",
    "Interaction",
    "Lead",
    "Lease",
    "LikelyDouble",
    "MailMessage",
    "MailboxEntry",
    "Matter",
    "Member",
    "MemberPassword",
    "ModelUse",
    "MorningList",
    "Move",
    "Notice",
    "Nudge",
    "OneTimeLink",
    "Opportunity",
    "OutboxRow",
    "OutgoingDraft",
    "PermanentRow",
    "Phone",
    "PipelineLine",
    "PipelineReport",
    "RoutineRun",
    "SenderRule",
    "SignInTry",
    "Site",
    "SitePerson",
    "Turn",
    "WebSession",
    "all_kinds",
    "declared_kinds",
    "key_of",
    "permanent_kinds",
]

for _found in iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")
