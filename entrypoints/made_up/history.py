"""Writes down an account as rows: its people, the stories of their jobs, and the small talk afterwards."""

from datetime import datetime, timedelta
from typing import Any

from entrypoints.made_up import sentences
from entrypoints.made_up.pen import Pen, said
from entrypoints.made_up.plan import Account, Ending, Person
from entrypoints.made_up.story import JobStory
from schemas.enums import CompanyStatus, LifecycleStage
from schemas.records import Company, Contact, Email, Phone

YEAR = timedelta(days=365)


class History:
    """Writes accounts.

    Args:
        pen: what writes.
    """

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.random = pen.random

    def write(self, account: Account, small_talk: int) -> None:
        """Add an account's rows.

        Args:
            account: planned.
            small_talk: how many touches to have in all by then; what is missing is made up by small talk, where
                nothing is open.
        """
        if account.firm is not None:
            self._firm(account)
        for person in account.people:
            self._person(account, person)
        for job in account.jobs:
            JobStory(self.pen, account, job).write()
        if account.is_settled:
            self._small_talk(account, small_talk - self.pen.touches)

    def _firm(self, account: Account) -> None:
        assert account.firm is not None
        first = account.people[0]
        won = first.is_old or any(job.ending == Ending.WON for job in account.jobs)
        self.pen.batch.add(
            Company,
            first.created,
            company_id=account.firm.company_id,
            name=account.firm.name,
            type=account.firm.type,
            main_phone=first.phone,
            billing_address=account.firm.address,
            primary_contact_id=first.contact_id,
            status=CompanyStatus.ACTIVE_CUSTOMER if won else CompanyStatus.PROSPECT,
        )

    def _person(self, account: Account, person: Person) -> None:
        pen = self.pen
        forgotten = person.is_old and not account.jobs and pen.span.now - person.created > 2 * YEAR
        stage = LifecycleStage.CUSTOMER if person.customer_since else LifecycleStage.PROSPECT
        archived = forgotten and self.random.random() < 0.03
        pen.batch.add(
            Contact,
            person.created,
            contact_id=person.contact_id,
            first_name=person.first_name,
            last_name=person.last_name,
            company_id=account.firm.company_id if account.firm else None,
            address=person.address or None,
            preferred_channel=person.channel,
            lifecycle_stage=LifecycleStage.PAST_CUSTOMER if forgotten else stage,
            tags=list(person.tags),
            notes=person.notes,
            source=person.source,
            customer_since=person.customer_since,
            archived_at=pen.batch.local.instant(pen.span.now - timedelta(days=30)) if archived else None,
        )
        for position, number in enumerate(n for n in (person.phone, person.second_phone) if n):
            shared = pen.approval_id if person.shares_phone and position == 0 else None
            self._reach(
                Phone, person, position, phone_id=pen.new_id(), number=number, shared_approval_id=shared
            )
        if person.email:
            self._reach(Email, person, 0, email_id=pen.new_id(), address=person.email)

    def _reach(self, kind: type[Phone | Email], person: Person, position: int, **values: Any) -> None:
        self.pen.batch.add(kind, person.created, contact_id=person.contact_id, position=position, **values)

    def _small_talk(self, account: Account, count: int) -> None:
        """Add touches after the fact: on won jobs, or with people of whom nothing is open."""
        won = [job for job in account.jobs if job.ending == Ending.WON]
        person = account.people[0]
        long_ago = self.pen.span.now - (2 if account.jobs else 6) * YEAR
        for _ in range(count):
            if won:
                job = self.random.choice(won)
                kind, text = self.random.choice(sentences.AFTERWARDS)
                at = self._between(job.decides)
                self.pen.touch(job.person, kind, at, said(text, job), job=job, converted=True)
            else:
                kind, text = self.random.choice(sentences.KEEPING_IN_TOUCH)
                self.pen.touch(person, kind, self._between(max(person.created, long_ago)), text)

    def _between(self, start: datetime) -> datetime:
        """Return a working hour between a time and now."""
        seconds = max(0.0, (self.pen.span.now - start).total_seconds())
        drawn = start + timedelta(seconds=seconds * self.random.random())
        return min(max(self.pen.working_hour(drawn), start), self.pen.span.now)
