"""The events that end a cadence for a lead: an answer, an opt-out, a booking, a mail that came back, another stage.

Everything is asked for many leads at once, so that a round costs a handful of statements, however many are kept after.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from schemas.enums import (
    OPEN_LEAD_STATUSES,
    Channel,
    HandOffKind,
    HandOffStatus,
    InteractionOutcome,
    InteractionType,
    MailDirection,
    MailOutcome,
    PipelineStage,
)
from schemas.records import CadenceRun, Contact, Email, HandOff, Interaction, Lead, MailMessage
from tools import wording
from tools.desk import Desk
from tools.people.consents import denied_among

SPOKEN = (
    InteractionOutcome.SPOKE,
    InteractionOutcome.RESCHEDULED,
    InteractionOutcome.ACCEPTED_PROPOSAL,
    InteractionOutcome.REJECTED_PROPOSAL,
)
"""Outcomes of a call in which somebody was reached."""
BOOKINGS = (HandOffKind.BOOKING, HandOffKind.SITE_VISIT)
BOUNCE = "bounce"
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}")


@dataclass(frozen=True)
class Kept:
    """A lead that a cadence keeps after."""

    run: CadenceRun
    lead: Lead
    person: Contact | None


def leads_kept_after(desk: Desk) -> list[Kept]:
    """Return every lead with a cadence that has not stopped, inside an open transaction."""
    asked = (
        select(CadenceRun, Lead, Contact)
        .join(Lead, col(Lead.lead_id) == col(CadenceRun.lead_id))
        .join(Contact, col(Contact.contact_id) == col(Lead.contact_id), isouter=True)
        .where(col(CadenceRun.stopped_at).is_(None))
        .order_by(col(CadenceRun.cadence_run_id))
    )
    return [Kept(*row) for row in desk.session.exec(asked)]


def left_over(desk: Desk) -> list[CadenceRun]:
    """Return the runs that go on though their lead was undone, inside an open transaction."""
    open_runs = desk.session.exec(select(CadenceRun).where(col(CadenceRun.stopped_at).is_(None)))
    kept = {one.run.cadence_run_id for one in leads_kept_after(desk)}
    return [one for one in open_runs if one.cadence_run_id not in kept]


def reasons_to_stop(desk: Desk, kept: Sequence[Kept]) -> dict[str, str]:
    """Return the sentence that says why a run ends, by the run's id; runs that go on are left out.

    Args:
        desk: with a transaction open.
        kept: the leads to look at.
    """
    if not kept:
        return {}
    began = min(one.run.begun_at for one in kept)
    people = {one.person.contact_id for one in kept if one.person is not None}
    silent = denied_among(desk, Channel.EMAIL, [one.person for one in kept if one.person is not None])
    answered = _answers(desk, people, began)
    bounced = _bounced(desk, people, began)
    booked = _booked(desk, {one.lead.lead_id for one in kept})
    found = {}
    for one in kept:
        why = (
            _of_person(one, silent, bounced)
            or ("They answered." if _since(answered, one) else "")
            or _of_lead(one.lead, one.run.stage, booked)
        )
        if why:
            found[one.run.cadence_run_id] = why
    return found


def _of_person(kept: Kept, silent: set[str], bounced: dict[str, datetime]) -> str:
    if kept.person is None:
        return "There is nobody to write to."
    if kept.person.contact_id in silent:
        return "They want no more messages."
    if kept.person.archived_at is not None or kept.person.merged_into_id is not None:
        return "Their record was archived or merged."
    return "A mail to them came back." if _since(bounced, kept) else ""


def _of_lead(lead: Lead, stage: PipelineStage, booked: set[str]) -> str:
    if lead.lead_id in booked or lead.pipeline_stage == PipelineStage.SCHEDULED_VISIT:
        return "A visit or a job is booked."
    if lead.status not in OPEN_LEAD_STATUSES:
        return f"The lead is {wording.words(lead.status)}."
    if lead.pipeline_stage != stage:
        return f"The lead is in {wording.words(lead.pipeline_stage)} now."
    return ""


def _since(times: dict[str, datetime], kept: Kept) -> bool:
    """Return whether something happened to the person since the run began."""
    at = times.get(kept.person.contact_id) if kept.person else None
    return at is not None and at > kept.run.begun_at


def _answers(desk: Desk, people: set[str], since: datetime) -> dict[str, datetime]:
    """Return the instant, by person, when they last wrote, called or were spoken to."""
    touch = select(Interaction.contact_id, Interaction.created_at).where(
        col(Interaction.contact_id).in_(people),
        col(Interaction.created_at) > since,
        (col(Interaction.type).in_((InteractionType.EMAIL_INBOUND, InteractionType.MEETING)))
        | ((col(Interaction.type) == InteractionType.PHONE_CALL) & col(Interaction.outcome).in_(SPOKEN)),
    )
    mail = select(MailMessage.contact_id, MailMessage.created_at).where(
        col(MailMessage.contact_id).in_(people),
        col(MailMessage.created_at) > since,
        col(MailMessage.direction) == MailDirection.INBOUND,
        col(MailMessage.outcome).in_((MailOutcome.LEAD, MailOutcome.INTERACTION)),
    )
    found: dict[str, datetime] = {}
    for rows in (desk.session.exec(touch), desk.session.exec(mail)):
        for contact_id, at in rows:
            if contact_id is not None and at is not None:
                found[contact_id] = max(at, found.get(contact_id, at))
    return found


def _bounced(desk: Desk, people: set[str], since: datetime) -> dict[str, datetime]:
    """Return the instant, by person, when a mail to them bounced: it names a mail of ours to them, or their
    address.
    """
    asked = select(MailMessage).where(
        col(MailMessage.outcome) == MailOutcome.SKIPPED,
        col(MailMessage.reason) == BOUNCE,
        col(MailMessage.created_at) > since,
    )
    bounces = list(desk.session.exec(asked))
    if not bounces:
        return {}
    sent = desk.session.exec(
        select(MailMessage.contact_id, MailMessage.message_id).where(
            col(MailMessage.contact_id).in_(people), col(MailMessage.direction) == MailDirection.OUTBOUND
        )
    )
    by_message = {message_id: contact_id for contact_id, message_id in sent}
    addresses = list(
        desk.session.exec(select(Email.contact_id, Email.address).where(col(Email.contact_id).in_(people)))
    )
    found: dict[str, datetime] = {}
    for one in bounces:
        named = _addresses_in(one)
        met = {by_message[each] for each in one.thread if each in by_message}
        met |= {contact_id for contact_id, address in addresses if address in named}
        for contact_id in met:
            if contact_id is not None and one.created_at is not None:
                found[contact_id] = max(one.created_at, found.get(contact_id, one.created_at))
    return found


def _addresses_in(mail: MailMessage) -> set[str]:
    """Return the mail addresses in a mail that was set aside."""
    reading = mail.extraction.get("reading") or {}
    said = f"{mail.subject} {reading.get('body', '')}".casefold()
    return {one.rstrip(".") for one in ADDRESS.findall(said)}


def _booked(desk: Desk, leads: set[str]) -> set[str]:
    asked = select(HandOff.matter_id, HandOff.origin_id).where(
        col(HandOff.matter_id).in_(leads) | col(HandOff.origin_id).in_(leads),
        col(HandOff.kind).in_(BOOKINGS),
        col(HandOff.status) != HandOffStatus.CANCELED,
    )
    return {one for pointed in desk.session.exec(asked) for one in pointed if one in leads}
