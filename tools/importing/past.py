"""What of a file needs the owner's yes: past wins, and people who share a phone; all of one file by one card (H3, H4)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from schemas.columns import CENT
from schemas.effects import Answer, Call, Effect, digest_of
from schemas.enums import ImportStatus, LifecycleStage, LineOutcome, OpportunityStage
from schemas.errors import AgainstTheRules
from schemas.records import Contact, ImportLine, Opportunity
from tools import wording
from tools.acts import Ask, LocalAct
from tools.desk import Desk
from tools.importing.deciding import enter_separately
from tools.importing.imported_history import ImportPastWins
from tools.importing.lines import PastWin, Person
from tools.importing.runs import run_of
from tools.matters import people
from tools.registry import tool

AT_ONCE = 500
"""How many lines one follow-on enters."""


def held_lines(desk: Desk, run: int, after: int, most: int) -> list[ImportLine]:
    """Lines of an import that keep something which has not been entered, in order."""
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
    """The act for what an import holds now; its digest is over all of it."""
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
    """The past win that a line holds, if any."""
    if "person" in line.held:
        return Person.model_validate(line.held["person"]).win
    return PastWin.model_validate(line.held["win"]) if "win" in line.held else None


class EnterPast(LocalAct):
    """What an approved card of an import covers, some lines of it; entered under that approval."""

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
    """Whether the approved card says that those in question are kept apart."""
    from schemas.records import Approval

    approval = desk.session.get_one(Approval, (desk.business_id, approval_id))
    return bool(approval.acts[approval.answer or "yes"]["payload"].get("separate"))


def enter_win(desk: Desk, contact_id: str, win: PastWin, approval_id: str | None) -> str | None:
    """Writes a past win under its approval, and its person as a customer; None where exactly that win is on record."""
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
