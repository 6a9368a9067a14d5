"""Mail on record: what has been taken in, what belongs to a thread, what the owner taught."""

import re
from collections.abc import Sequence

from sqlmodel import col, select

from schemas.delivery import own_addresses_of
from schemas.enums import MailDirection, SenderTreatment
from schemas.errors import NotFound
from schemas.records import Lead, MailMessage, Opportunity, SenderRule
from schemas.records.pointing import is_about, named_by
from tools.desk import Desk

UNSENT = "@deskhand.invalid"
"""The end of the Message-IDs that intake makes up for mails without one; nobody can answer to them."""
LONGEST_THREAD = 20
"""The most Message-IDs of a thread that a mail names; RFC 5322 sets no limit, mail programs need the last few."""
ANSWERABLE = re.compile(r"[!#-'*+\-/-9=?A-Z^-~.]{1,120}@[!#-'*+\-/-9=?A-Z\[\]^-~.]{1,120}")
"""Message-IDs that may stand in a header of ours (RFC 5322, 3.6.4); others came from a broken or hostile program."""


def with_own_id(desk: Desk, mailbox: str, own_id: str) -> MailMessage | None:
    """Return the mail with the mailbox's own id."""
    return desk.session.exec(
        select(MailMessage).where(col(MailMessage.mailbox) == mailbox, col(MailMessage.own_id) == own_id)
    ).first()


def with_message_id(desk: Desk, message_id: str) -> MailMessage | None:
    """Return the received mail with a Message-ID."""
    return desk.session.exec(
        select(MailMessage).where(
            col(MailMessage.message_id) == message_id, col(MailMessage.direction) == MailDirection.INBOUND
        )
    ).first()


def numbered(desk: Desk, number: int) -> MailMessage:
    """Return the mail with a number.

    Raises:
        NotFound: this business has none of that number.
    """
    found = desk.session.exec(select(MailMessage).where(col(MailMessage.number) == number)).first()
    if found is None:
        raise NotFound(
            f"There is no mail {number}. See what was left out: deskhand intake --skipped. Nothing was changed.",
            "mail",
        )
    return found


def answered_mail(desk: Desk, thread: Sequence[str]) -> MailMessage | None:
    """Return the latest mail on record that a mail with these Message-IDs answers, if it is about somebody."""
    if not thread:
        return None
    return desk.session.exec(
        select(MailMessage)
        .where(col(MailMessage.message_id).in_(list(thread)), col(MailMessage.interaction_id).is_not(None))
        .order_by(col(MailMessage.received_at).desc(), col(MailMessage.number).desc())
        .limit(1)
    ).first()


def last_mail(desk: Desk, contact_id: str, job: Lead | Opportunity | None) -> MailMessage | None:
    """Return the last mail to or from a person about a job, or about nothing else, that can be answered."""
    asked = select(MailMessage).where(
        col(MailMessage.contact_id) == contact_id,
        col(MailMessage.interaction_id).is_not(None),
        ~col(MailMessage.message_id).endswith(UNSENT),
    )
    if isinstance(job, Opportunity):
        about = col(MailMessage.matter_id) == job.opportunity_id
        asked = asked.where(about | is_about(MailMessage, job.lead_id) if job.lead_id else about)
    elif job is not None:
        asked = asked.where(is_about(MailMessage, job.lead_id))
    else:
        asked = asked.where(col(MailMessage.matter_id).is_(None))
    newest = asked.order_by(col(MailMessage.received_at).desc(), col(MailMessage.number).desc())
    return desk.session.exec(newest.limit(1)).first()


def references_of(mail: MailMessage | None) -> list[str]:
    """Return the Message-IDs that an answer to a mail names, oldest first; empty where it can't be answered."""
    if mail is None or not ANSWERABLE.fullmatch(mail.message_id):
        return []
    earlier = [one for one in mail.thread if ANSWERABLE.fullmatch(one) and one != mail.message_id]
    return [*earlier, mail.message_id][-LONGEST_THREAD:]


def job_of(desk: Desk, mail: MailMessage) -> tuple[Lead | None, Opportunity | None]:
    """Return the lead and the deal that a mail on record is about; of a lead that was converted since, its deal
    too.
    """
    # Not as it was read: a mail may have been filed in this very transaction.
    named = named_by(mail)
    lead = desk.session.get(Lead, (desk.business_id, named["lead_id"])) if named["lead_id"] else None
    deal_id = named["opportunity_id"] or (lead.converted_opportunity_id if lead else None)
    deal = desk.session.get(Opportunity, (desk.business_id, deal_id)) if deal_id else None
    return (
        lead if lead is not None and lead.voided_at is None else None,
        deal if deal is not None and deal.voided_at is None else None,
    )


def sender_rules(desk: Desk) -> dict[str, SenderTreatment]:
    """Address or domain → what the owner taught."""
    return {rule.address: rule.treatment for rule in desk.session.exec(select(SenderRule))}


def teach(desk: Desk, address: str, treatment: SenderTreatment) -> str:
    """Set the rule for a sender's address; return a sentence that says so, empty where there is nothing to teach.

    The business's own addresses are never taught: its own mail is not a customer's, whatever one mail was.
    """
    plain = address.strip().casefold()
    own = {one.casefold() for one in own_addresses_of(desk.business.settings)}
    if "@" not in plain or plain in own:
        return ""
    rule = desk.session.exec(select(SenderRule).where(col(SenderRule.address) == plain)).first()
    if rule is None:
        rule = SenderRule(
            business_id=desk.business_id, sender_rule_id=desk.new_id(), address=plain, treatment=treatment
        )
        desk.session.add(rule)
    rule.treatment = treatment
    taken = "taken in" if treatment == SenderTreatment.LEAD else "left out"
    return f"Mail from {plain} is {taken} from now on."
