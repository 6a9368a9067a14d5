"""A home with the crowd on record, put back to how it was before every sentence."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from evals.observe import Place, State, observe
from evals.whom.crowd import Somebody
from schemas.effects import Call, OutcomeKind
from schemas.errors import BadConfiguration

FOUNDED_AT = "2026-11-18T10:00:00-06:00"
JOBS = (
    *(
        "Leaky toilet",
        "Kitchen faucet drips",
        "Water heater replacement",
        "Sewer line repair",
        "Bathroom remodel",
    ),
    *("Deep clean", "Gutter repair", "Sump pump", "Gas line", "Hallway painting"),
)
"""Titles with the words that sentences are about, so that a job's title is near as well as a name."""


@dataclass
class Furnished:
    """An office with a crowd.

    Args:
        office: open.
        phones: contact id → phone, by which the crowd knows its people.
        kept, before: its database as it was furnished, and what is on record there.
        facts: contact id → label → what a reply must hold that tells of them.
    """

    office: Office
    kept: Path
    before: State
    phones: dict[str, str]
    facts: dict[str, dict[str, tuple[str, ...]]]

    def put_back(self) -> None:
        """Put the database back to how it was furnished."""
        there = self.office.database.path
        assert there is not None
        self.office.close()
        for old in there.parent.glob(f"{there.name}*"):
            old.unlink()
        shutil.copy(self.kept, there)

    def seen(self) -> State:
        """Return everything that is on record now."""
        return _seen(self.office)


def _seen(office: Office) -> State:
    return observe(Place(office.database, office.business.business_id, office.settings.outgoing_mail))


def furnish(home: Path, random: Random, people: list[Somebody]) -> Furnished:
    """Found a business and put the crowd on record: each with a lead, a call, an e-mail and an address."""
    environment = {"DESKHAND_HOME": str(home)}
    set_up(RIVERA, now=FOUNDED_AT, environment=environment)
    office = open_office(now=FOUNDED_AT, environment=environment)
    phones: dict[str, str] = {}
    facts: dict[str, dict[str, tuple[str, ...]]] = {}
    for number, one in enumerate(people):
        title, code = random.choice(JOBS), f"K{number:04d}"
        email, street = f"{code}@example.com".lower(), f"{4000 + number} Oak St"
        name = {"first_name": one.first, "last_name": one.last}
        reached = {"phone": one.phone, "email": email, "address": f"{street}, {one.town}"}
        contact = _made(office, "add_contact", **name, **reached)
        _made(office, "open_lead", title=title, contact=contact)
        _made(office, "log_interaction", about=contact, summary=f"Asked for folder {code}")
        phones[contact] = one.phone
        facts[contact] = {
            "phone": (one.phone[-4:], email, street),
            "history": (code, title),
            "jobs": (title,),
        }
    before, there = _seen(office), office.database.path
    office.close()
    assert there is not None
    kept = home.parent / f"{home.name}.kept"
    shutil.copy(there, kept)
    return Furnished(office, kept, before, phones, facts)


def _made(office: Office, tool: str, **arguments: str) -> str:
    """Make one call by the owner's hand; returns whom it was about.

    Raises:
        BadConfiguration: the crowd can't be put on record.
    """
    outcome = office.gate.submit(office.desk("eval"), Call(tool=tool, arguments=arguments))
    if outcome.kind != OutcomeKind.DONE or outcome.result is None:
        raise BadConfiguration(f"The crowd can't be put on record: {tool} {arguments} → {outcome.problem}")
    return str(outcome.result.data.get("contact_id", ""))
