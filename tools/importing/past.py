"""The part of a file that needs the owner's yes: past wins, and people who share a phone; all by one card (H3, H4)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from schemas.columns import CENT
from schemas.effects import Answer, Call, CardField, Effect, digest_of
from schemas.enums import ImportStatus, LifecycleStage, LineOutcome, OpportunityStage
from schemas.errors import AgainstTheRules
from schemas.records import Contact, ImportLine, ImportRun, Opportunity
from tools import wording
from tools.acts import Ask, LocalAct
from tools.desk import Desk
from tools.importing.deciding import enter_separately
from tools.importing.lines import PastWin, Person
from tools.importing.runs import run_of
from tools.matters import people
from tools.registry import tool

AT_ONCE = 500
"""The number of lines that one follow-on enters."""


def held_lines(desk: Desk, run: int, after: int, most: int) -> list[ImportLine]:
    """Return the lines of an import that hold something which has not been entered, in order."""
    return list(
        desk.session.exec(
            select(ImportLine)
            .where(
                col(ImportLine.run) == run,
                col(ImportLine.holds).is_(True),
                col(ImportLine.line) > after,
                col(ImportLine.entered_id).is_(None),
            )
            .order_by(col(ImportLine.line))
            .limit(most)
        )
    )


class ImportPastWins(LocalAct):
    """Deals that were won, and numbers that people of one house shared, before they were kept here.

    The import proposes it, and after the yes writes rows that point to this approval; it writes nothing by itself.

    Args:
        source: where the history comes from, in a few words.
        wins: how many won deals, worth so much, closed from the first day to the last.
        shared_numbers: how many people share a phone with another one of theirs.
        rows_digest: a SHA-256 over the won deals, so that the yes is one to exactly these.
        run: the number of the import that holds them; 0 where they are written by the one who proposes it.
        separate: people of the file who share a phone, or a name, with somebody are kept apart from them.
    """

    source: str
    wins: int
    worth: Decimal
    currency: str
    first_day: date | None
    last_day: date | None
    shared_numbers: int
    rows_digest: str
    run: int = 0
    separate: bool = False

    def line(self) -> str:
        if not self.wins:
            return f"Keep {wording.count(self.shared_numbers, 'person', 'people')} of {self.source} apart"
        return (
            f"Import {wording.count(self.wins, 'past win')} worth {wording.money(self.worth, self.currency)}"
        )

    def fields(self) -> list[CardField]:
        shown = [CardField(name="From", value=self.source)]
        if self.first_day is not None and self.last_day is not None:
            shown.append(CardField(name="Closed", value=f"{self.first_day} to {self.last_day}"))
        if self.separate:
            people = wording.count(self.shared_numbers, "person", "people")
            value = (
                f"{people} like somebody on record, by phone, e-mail or name, come in as people of their own"
            )
            shown.append(CardField(name="Also", value=value))
        elif self.shared_numbers:
            people = wording.count(self.shared_numbers, "phone number")
            shown.append(CardField(name="Also", value=f"{people} of a household stay with both people"))
        shown.append(CardField(name="Exactly these", value=self.rows_digest[:16]))
        return shown

    def same_as(self) -> str | None:
        return f"the past of import {self.run}" if self.run else None

    def changed(self, desk: Desk) -> str | None:
        if not self.run:
            return None
        status = run_of(desk, self.run).status
        if status != ImportStatus.DONE:
            return f"import {self.run} is {status}."
        now = past_of(desk, self.run, self.source, separate=self.separate)
        return None if now.rows_digest == self.rows_digest else f"import {self.run} holds something else now."

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        if self.run:
            run = desk.session.exec(select(ImportRun).where(col(ImportRun.number) == self.run)).one()
            run.past_approval_id = approval_id
        return Answer(
            text=f"{wording.count(self.wins, 'past win').capitalize()} from {self.source} may be kept.",
            data={"wins": self.wins, "approval_id": approval_id},
        )

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        return [Call(tool="enter_past", arguments={"run": self.run})] if self.run else []


@tool(Effect.ASK)
def import_past(desk: Desk, run: int, separate: bool = False) -> Ask:
    """Ask the owner, once for the whole file, whether its past wins may be kept.

    Args:
        run: the import's number.
        separate: also keep apart everybody whose line asks whether they are somebody on record.
    """
    found = run_of(desk, run)
    if found.status != ImportStatus.DONE:
        raise AgainstTheRules(
            f"Import {run} is {found.status}; its past can be kept once it is done. Nothing was changed."
        )
    act = past_of(desk, run, found.file_name, separate=separate)
    if not act.wins and not act.shared_numbers:
        raise AgainstTheRules(f"Nothing of import {run} waits for a yes. Nothing was changed.")
    return Ask.yes(act, "Deals won before they were kept here need one yes for all of them.")


def past_of(desk: Desk, run: int, source: str, *, separate: bool) -> ImportPastWins:
    """Return the act for what an import holds now; its digest is over all of it."""
    wins: list[PastWin] = []
    told: list[Any] = []
    apart, after = 0, 0
    while lines := held_lines(desk, run, after, 10 * AT_ONCE):
        after = lines[-1].line
        for line in lines:
            undecided = line.outcome == LineOutcome.UNDECIDED
            if undecided and not separate:
                continue
            win = win_of(line)
            apart += undecided
            wins += [win] if win else []
            told.append([line.line, line.held])
        desk.session.expunge_all()
    days = [one.day for one in wins if one.day]
    return ImportPastWins(
        source=source,
        wins=len(wins),
        worth=sum((one.amount for one in wins if one.amount), Decimal(0)).quantize(CENT),
        currency=desk.business.currency,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        shared_numbers=apart,
        rows_digest=digest_of({"held": told}),
        run=run,
        separate=separate,
    )


def win_of(line: ImportLine) -> PastWin | None:
    """Return the past win that a line holds, if any."""
    if "person" in line.held:
        return Person.model_validate(line.held["person"]).win
    return PastWin.model_validate(line.held["win"]) if "win" in line.held else None


class EnterPast(LocalAct):
    """Some lines of an import that an approved card covers; entered under that approval."""

    run: int
    source: str
    after: int
    separate: bool

    def line(self) -> str:
        return f"Import {self.run}: the past of {self.source}, after line {self.after}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        decided = run_of(desk, self.run).past_approval_id
        lines = held_lines(desk, self.run, self.after, AT_ONCE)
        entered = 0
        for line in lines:
            undecided = line.outcome == LineOutcome.UNDECIDED
            if undecided and not self.separate:
                continue
            win = win_of(line)
            if undecided:
                line.entered_id = line.contact_id = enter_separately(desk, line, decided)
                line.outcome = LineOutcome.CREATED
            if win is not None and line.contact_id is not None:
                line.entered_id = enter_win(desk, line.contact_id, win, decided) or line.contact_id
            entered += 1
        last = lines[-1].line if len(lines) == AT_ONCE else None
        said = wording.count(entered, "line")
        return Answer(
            text=f"The past of {said} of {self.source} is kept.",
            data={"run": self.run, "entered": entered, "last": last},
        )

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        if result.data["last"] is None:
            return []
        return [Call(tool="enter_past", arguments={"run": self.run, "after": result.data["last"]})]


@tool(Effect.WRITE)
def enter_past(desk: Desk, run: int, after: int = 0) -> EnterPast:
    """Enter what the owner has approved of an import's past; it follows from the yes by itself.

    Args:
        run: the import's number.
        after: the last line that has been entered.
    """
    found = run_of(desk, run)
    if found.past_approval_id is None:
        raise AgainstTheRules(f"The past of import {run} waits for your yes first. Nothing was changed.")
    if found.status != ImportStatus.DONE:
        raise AgainstTheRules(f"Import {run} is {found.status}. Nothing was changed.")
    return EnterPast(
        run=run, source=found.file_name, after=after, separate=_apart(desk, found.past_approval_id)
    )


def _apart(desk: Desk, approval_id: str) -> bool:
    """Return whether the approved card says that the people in question are kept apart."""
    from schemas.records import Approval

    approval = desk.session.get_one(Approval, (desk.business_id, approval_id))
    return bool(approval.acts[approval.answer or "yes"]["payload"].get("separate"))


def enter_win(desk: Desk, contact_id: str, win: PastWin, approval_id: str | None) -> str | None:
    """Write a past win under its approval, and its person as a customer; return None where that win is on
    record.
    """
    contact = people.by_id(desk, contact_id)
    day: date = win.day or contact.customer_since or desk.today()
    same = select(Opportunity.opportunity_id).where(
        col(Opportunity.contact_id) == contact.contact_id,
        col(Opportunity.stage) == OpportunityStage.WON,
        col(Opportunity.title) == win.title,
        col(Opportunity.close_date) == day,
    )
    if desk.session.exec(same).first() is not None:
        return None
    deal = Opportunity(
        business_id=desk.business_id,
        opportunity_id=desk.new_id(),
        contact_id=contact.contact_id,
        company_id=contact.company_id,
        title=win.title,
        stage=OpportunityStage.WON,
        amount=win.amount,
        close_date=day,
        owner=desk.actor.member_id,
        won_approval_id=approval_id,
    )
    desk.session.add(deal)
    _make_customer(contact, day)
    return deal.opportunity_id


def _make_customer(contact: Contact, day: date) -> None:
    if contact.lifecycle_stage == LifecycleStage.PROSPECT:
        contact.lifecycle_stage = LifecycleStage.CUSTOMER
    if contact.customer_since is None or day < contact.customer_since:
        contact.customer_since = day
