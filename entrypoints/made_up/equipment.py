"""Makes up what equipment stands at customers' own addresses."""

from datetime import datetime, time, timedelta

from entrypoints.made_up.further import Further, makes
from entrypoints.made_up.plan import Account, Person
from schemas.records.equipment import Equipment

HAVING, SECOND = 0.45, 0.25
"""The share of customers who have any on record, and of those the share that have a second piece."""
OLDEST_DAYS = 12 * 365
KINDS = (
    (
        "water heater",
        ("Rheem", "A. O. Smith", "Bradford White", "State"),
        ("40-gallon", "50-gallon", "75-gallon"),
        6,
    ),
    ("tankless water heater", ("Navien", "Rinnai", "Noritz"), ("NPE-240", "RU199", "EZ111"), 12),
    ("sump pump", ("Zoeller", "Wayne"), ("M53", "CDU800"), 3),
    ("water softener", ("Culligan", "Kinetico"), ("", "Premier"), 10),
    ("garbage disposal", ("InSinkErator", "Moen"), ("Badger 5", "GX50"), 4),
    ("boiler", ("Weil-McLain", "Buderus"), ("GV90", "GB142"), 10),
)
"""Each sort, its makes and models, and for how many years it is warranted."""


@makes(Equipment)
def equipment(further: Further, account: Account) -> None:
    """Make up the equipment of those who are customers."""
    for person in account.people:
        if not (person.customer_since and person.first_name and person.address) or person.copy_of:
            continue
        if further.random.random() < HAVING:
            _add(further, person)
            if further.random.random() < SECOND:
                _add(further, person)


def _add(further: Further, person: Person) -> None:
    random, today = further.random, further.span.today
    what, makes_of_it, models, years = random.choice(KINDS)
    by_us = random.random() < 0.5
    earliest = (
        person.customer_since if by_us and person.customer_since else today - timedelta(days=OLDEST_DAYS)
    )
    installed = earliest + timedelta(days=int((today - earliest).days * random.random()))
    noted = max(person.created, datetime.combine(installed, time(hour=random.randint(8, 17))))
    further.batch.add(
        Equipment,
        min(noted, further.span.now),
        equipment_id=further.new_id(),
        contact_id=person.contact_id,
        what=what,
        make=random.choice(makes_of_it),
        model=random.choice(models),
        serial_number=f"{random.choice('ABKMRSTX')}{random.randint(10**8, 10**9 - 1)}",
        installed_on=installed,
        installed_by_us=by_us,
        warranty_until=installed + timedelta(days=years * 365),
    )
