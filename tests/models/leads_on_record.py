"""People with an open lead each, by the owner's own hand, before a language model comes to talk."""

from sqlmodel import col, select
from talking import known

from entrypoints.bootstrap import Office
from schemas.effects import Call
from schemas.enums import LeadStatus
from schemas.records import Lead

FIRST = ("Tom", "Ana", "Ben", "Cat", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida")
LAST = ("Becker", "Ruiz", "Stone", "Moore")
LEADS = tuple(f"{first} {last}" for last in LAST for first in FIRST)
"""Names of forty people."""


def with_leads(office: Office, count: int = len(LEADS)) -> None:
    """Put people on record, each with a lead whose title names nobody else's."""
    for number, name in enumerate(LEADS[:count]):
        first, last = name.split()
        known(office, first_name=first, last_name=last, email=f"{first}.{last}@example.com".lower())
        lead = {"title": f"Job{'abcdefghij'[number % 10]}{'klmn'[number // 10]}", "contact": name}
        office.gate.submit(office.desk("cli"), Call(tool="open_lead", arguments=lead))


def given_up(office: Office) -> list[str]:
    """Return the titles of the leads that are disqualified."""
    with office.desk("cli").unit.reading() as session:
        found = select(Lead.title).where(col(Lead.status) == LeadStatus.DISQUALIFIED)
        return sorted(session.exec(found))
