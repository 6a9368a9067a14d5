"""The past comes in with an import: all its wins by one yes (hard stop H4; docs/parts.md, "Approvals")."""

from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from schemas.effects import Answer, Call, CardField
from schemas.enums import ImportStatus
from schemas.records import ImportRun
from tools import wording
from tools.acts import LocalAct
from tools.desk import Desk


class ImportPastWins(LocalAct):
    """Deals that were won, and numbers that people of one house shared, before they were kept here.

    The import proposes it, and after the yes writes rows that point to this approval; it writes nothing by itself.

    Args:
        source: where the history comes from, in a few words.
        wins: how many won deals, worth so much, closed from the first day to the last.
        shared_numbers: how many people share a phone with another one of theirs.
        rows_digest: a SHA-256 over the won deals, so that the yes is one to exactly these.
        run: the number of the import that holds them; 0 where they are written by whoever proposes it.
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
        from tools.importing.past import past_of
        from tools.importing.runs import run_of

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
