"""People and jobs for the tests of pages, written by calls as everywhere."""

from dataclasses import dataclass
from typing import Any

from web.browsing import Page

from schemas.effects import Call, Outcome


@dataclass
class Desk:
    """Submits calls by the owner's hand, and reads what is on record."""

    page: Page

    def do(self, tool: str, **arguments: Any) -> Outcome:
        gate, desk = self.page.office.gate, self.page.office.desk("cli")
        return gate.submit(desk, Call(tool=tool, arguments=arguments))

    def done(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return the data of a call that is carried out."""
        outcome = self.do(tool, **arguments)
        assert outcome.result is not None, outcome
        return outcome.result.data

    def person(self, first: str, last: str, **details: Any) -> str:
        given = {"address": "12 Oak St, Austin", **details}
        return str(self.done("add_contact", first_name=first, last_name=last, **given)["contact_id"])

    def lead(self, title: str, contact: str, **details: Any) -> str:
        return str(self.done("open_lead", title=title, contact=contact, **details)["lead_id"])

    def job(self, title: str, contact: str, amount: str = "1200", **details: Any) -> str:
        lead = self.lead(title, contact)
        return str(self.done("convert_lead", lead=lead, amount=amount, **details)["opportunity_id"])

    def decide(self, number: int, answer: str = "yes") -> Outcome:
        desk = self.page.office.desk("cli")
        with desk.unit.reading():
            digest = self.page.office.gate.queue.find(desk, number).digest
        return self.page.office.gate.decide(desk, number, digest, answer)
