"""The words that a record may hold. Values are the core procedure's own (row C1, `core-readings.md`)."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    STAFF = "staff"
    VIEWER = "viewer"


class Channel(StrEnum):
    """How a person prefers to be reached."""

    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"


class ConsentState(StrEnum):
    """A person's consent to be written to on a channel; `unknown` takes an earlier word back."""

    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"


class ConsentReason(StrEnum):
    """Because of what it is known."""

    THEIR_MAIL = "their_mail"
    MEMBERS_WORD = "members_word"


class LifecycleStage(StrEnum):
    PROSPECT = "prospect"
    CUSTOMER = "customer"
    PAST_CUSTOMER = "past_customer"


class CompanyType(StrEnum):
    BUSINESS = "business"
    INDIVIDUAL = "individual"
    NONPROFIT = "nonprofit"
    GOVERNMENT = "government"
    OTHER = "other"


class CompanyStatus(StrEnum):
    PROSPECT = "prospect"
    ACTIVE_CUSTOMER = "active_customer"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class Source(StrEnum):
    """How somebody heard of the business, or how a lead came in."""

    PHONE_CALL = "phone_call"
    EMAIL = "email"
    WEB_FORM = "web_form"
    REFERRAL = "referral"
    AD = "ad"
    OTHER = "other"


class LeadStatus(StrEnum):
    NEW = "new"
    WORKING = "working"
    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"
    CONVERTED = "converted"


OPEN_LEAD_STATUSES = (LeadStatus.NEW, LeadStatus.WORKING, LeadStatus.QUALIFIED)
NUDGED_LEAD_STATUSES = (LeadStatus.NEW, LeadStatus.WORKING)


class DisqualificationReason(StrEnum):
    BUDGET = "budget"
    TIMING = "timing"
    OUTSIDE_SCOPE = "outside_scope"
    NO_RESPONSE = "no_response"
    OTHER = "other"


class PipelineStage(StrEnum):
    INQUIRY = "inquiry"
    NEEDS_ANALYSIS = "needs_analysis"
    ESTIMATE_SENT = "estimate_sent"
    FOLLOW_UP = "follow_up"
    SCHEDULED_VISIT = "scheduled_visit"


class OpportunityStage(StrEnum):
    ESTIMATING = "estimating"
    PROPOSAL_SENT = "proposal_sent"
    NEGOTIATION = "negotiation"
    SCHEDULED = "scheduled"
    WON = "won"
    LOST = "lost"


CLOSED_STAGES = (OpportunityStage.WON, OpportunityStage.LOST)


class LostReason(StrEnum):
    PRICE = "price"
    COMPETITION = "competition"
    TIMING = "timing"
    NO_DECISION = "no_decision"
    SCOPE = "scope"
    OTHER = "other"


class InteractionType(StrEnum):
    PHONE_CALL = "phone_call"
    EMAIL_INBOUND = "email_inbound"
    EMAIL_OUTBOUND = "email_outbound"
    SMS = "sms"
    MEETING = "meeting"
    NOTE = "note"
    SYSTEM = "system"


class TouchDirection(StrEnum):
    """The direction of a touch; `none` where nobody got in touch, as with a note."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NONE = "none"


DIRECTIONS = {
    InteractionType.EMAIL_INBOUND: TouchDirection.INBOUND,
    InteractionType.EMAIL_OUTBOUND: TouchDirection.OUTBOUND,
    InteractionType.NOTE: TouchDirection.NONE,
    InteractionType.SYSTEM: TouchDirection.NONE,
}
"""Types of a touch that say which way it went; of a call, text or visit nothing is known until it is said."""


class InteractionOutcome(StrEnum):
    NONE = "none"
    LEFT_VOICEMAIL = "left_voicemail"
    SPOKE = "spoke"
    NO_SHOW = "no_show"
    RESCHEDULED = "rescheduled"
    SENT_PROPOSAL = "sent_proposal"
    ACCEPTED_PROPOSAL = "accepted_proposal"
    REJECTED_PROPOSAL = "rejected_proposal"


class FollowUpStatus(StrEnum):
    NONE = "none"
    PENDING = "pending"
    COMPLETED = "completed"
    CANCELED = "canceled"


class HandOffKind(StrEnum):
    ESTIMATE = "estimate"
    SITE_VISIT = "site_visit"
    BOOKING = "booking"
    INVOICE = "invoice"


class HandOffStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELED = "canceled"


class MatterKind(StrEnum):
    """A kind of matter: it has a customer, a state and a history of its own."""

    LEAD = "lead"
    DEAL = "deal"
    EQUIPMENT = "equipment"


class EquipmentStatus(StrEnum):
    IN_PLACE = "in_place"
    REMOVED = "removed"


class ApprovalStatus(StrEnum):
    """The transition table is in `docs/parts.md`, "Approvals"."""

    PENDING = "pending"
    EXECUTING = "executing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    STALE = "stale"


class ActorKind(StrEnum):
    """The kind of hand that made a call; only a member's may decide."""

    MEMBER = "member"
    MODEL = "model"
    ROUTINE = "job"
    """The kind of what the clock runs, called on record as it was first."""
    INTAKE = "intake"
    FOLLOW_ON = "follow_on"
    AUTO_SEND = "auto_send"
    """The owner's standing yes to one kind of message; it decides, and makes no calls."""


class MailDirection(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class MailOutcome(StrEnum):
    """What became of a mail: a new lead, a touch on record, left out with a reason, or kept for the owner to look at."""

    LEAD = "lead"
    INTERACTION = "interaction"
    SKIPPED = "skipped"
    KEPT = "kept"


class SenderTreatment(StrEnum):
    """The owner's rule for a sender: its mail is taken in, or left out."""

    LEAD = "lead"
    SKIP = "skip"


class ConnectionStatus(StrEnum):
    """The state of an account outside: usable, refused by its provider, or taken away by the owner."""

    CONNECTED = "connected"
    LOST = "lost"
    REMOVED = "removed"


class ModelPurpose(StrEnum):
    """The purpose of a request to a language model."""

    TURN = "turn"
    EXTRACTION = "extraction"
    CHECK = "check"


class RunState(StrEnum):
    """The state of a job in one period. A run that died stays `running` until it is taken up again."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LATE = "late"


class DeliveryState(StrEnum):
    """The state of a notice on one channel; `unknown` where it can't be told, and it is not repeated."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


class StepState(StrEnum):
    """What became of a step of a cadence."""

    TAKEN = "taken"
    PASSED = "passed"


class EntryFate(StrEnum):
    """The reason why a message of a mailbox has no mail of its own on record."""

    COPY = "copy"
    SENT_BY_US = "sent_by_us"
    SENT_TO_OTHERS = "sent_to_others"


class ImportStatus(StrEnum):
    """The state of a file that is brought in."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class LineOutcome(StrEnum):
    """The outcome of a file's line: a new person, one on record given more, nothing new, a question, or not usable."""

    CREATED = "created"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    UNDECIDED = "undecided"
    BAD = "bad"


class SitePart(StrEnum):
    """What somebody is to a place: who owns and uses it, who rents it, who rents it out, who runs it, who pays."""

    OWNER = "owner"
    TENANT = "tenant"
    LANDLORD = "landlord"
    MANAGER = "manager"
    PAYER = "payer"
