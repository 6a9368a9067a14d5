"""The trade of a plumber: the jobs, when in the year, for how much, and how long customers think about it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class JobKind:
    """One kind of job.

    Args:
        title: as a lead would be titled; `{place}` is a room or a street.
        dollars: from, to.
        days: from the first call to a decision, on average.
        months: how often it is asked for, January to December.
        words: what the customer says.
        firms_only: only companies ask for it.
    """

    title: str
    dollars: tuple[int, int]
    days: float
    months: tuple[int, ...]
    words: str
    firms_only: bool = False

    @property
    def is_quick(self) -> bool:
        """Return whether the work is booked on the phone, without an estimate."""
        return self.days <= 3


ALL_YEAR = (5,) * 12

PLUMBING = (
    JobKind("Leaky faucet, {place}", (120, 420), 2, ALL_YEAR, "The faucet drips all night and it's getting worse."),
    JobKind("Clogged drain, {place}", (140, 480), 1, (5, 4, 4, 4, 4, 4, 4, 4, 4, 5, 9, 9),
            "The drain backs up every time we run the water."),
    JobKind("Toilet running, {place}", (110, 350), 2, ALL_YEAR, "The toilet won't stop running."),
    JobKind("Burst pipe, {place}", (350, 1900), 0.5, (14, 10, 3, 1, 1, 1, 1, 1, 1, 1, 4, 12),
            "A pipe burst and there is water everywhere. Can somebody come right away?"),
    JobKind("Water heater replacement", (1400, 2900), 12, (10, 8, 6, 4, 3, 1, 1, 1, 3, 7, 10, 11),
            "The water heater is twelve years old and we only get lukewarm water."),
    JobKind("Tankless water heater", (2800, 5200), 24, (6, 6, 5, 4, 3, 2, 2, 2, 4, 6, 7, 7),
            "We are thinking about going tankless. What would that cost?"),
    JobKind("Sewer line repair", (2200, 7800), 18, (2, 3, 6, 8, 8, 6, 4, 3, 3, 3, 3, 2),
            "There's a smell in the yard and two drains gurgle."),
    JobKind("Sump pump", (600, 1700), 9, (1, 2, 6, 10, 10, 6, 2, 1, 2, 3, 2, 1),
            "The sump pump didn't kick in during the last rain."),
    JobKind("Sprinkler line leak", (180, 760), 3, (0, 1, 4, 8, 11, 14, 14, 11, 6, 2, 1, 0),
            "There's a wet patch in the lawn that never dries."),
    JobKind("Outdoor spigot repair", (130, 420), 2, (2, 2, 6, 9, 10, 11, 10, 8, 5, 3, 3, 2),
            "The spigot out back leaks when it's on."),
    JobKind("Gas line for grill", (650, 1700), 14, (1, 1, 4, 7, 9, 9, 7, 4, 3, 2, 1, 1),
            "We'd like to run a gas line out to the patio."),
    JobKind("Bathroom remodel, {place}", (5200, 16800), 38, (6, 7, 7, 6, 5, 4, 4, 4, 5, 5, 3, 2),
            "We want to redo the bathroom, tub to shower."),
    JobKind("Garbage disposal install", (190, 520), 3, (3, 3, 3, 3, 3, 3, 3, 3, 4, 5, 9, 8),
            "The disposal just hums now."),
    JobKind("Water softener install", (1300, 2900), 18, (3,) * 12, "Our water is so hard that it ruins the dishes."),
    JobKind("Slab leak, {place}", (1800, 5600), 9, (3, 3, 3, 3, 4, 5, 6, 7, 6, 4, 3, 3),
            "The water bill doubled and the floor is warm in one spot."),
    JobKind("Low water pressure, {place}", (160, 900), 4, (3,) * 12, "Hardly any water comes out upstairs."),
    JobKind("Repipe, {place}", (6200, 14500), 30, (4, 4, 4, 3, 3, 2, 2, 2, 3, 4, 4, 4),
            "The galvanised pipes are done for. We need a price for the whole house."),
    JobKind("Backflow test", (150, 380), 4, (2, 3, 8, 10, 8, 4, 3, 3, 5, 5, 2, 1),
            "The city wants our backflow test by the end of the month.", firms_only=True),
    JobKind("Grease trap service", (380, 1400), 5, (6,) * 12, "The grease trap is due again.", firms_only=True),
    JobKind("Restroom fixtures, {place}", (900, 4800), 20, (4,) * 12,
            "Two of the restrooms need new fixtures.", firms_only=True),
)  # fmt: skip
PLACES = (
    "kitchen",
    "upstairs bath",
    "guest bath",
    "laundry room",
    "basement",
    "main bath",
    "garage",
    "powder room",
)

DAY_OF_WEEK = (1.3, 1.1, 1.0, 1.0, 1.0, 0.45, 0.2)
"""The number of inquiries that come in on a Monday, …, Sunday."""


def inquiries_on(day: date) -> float:
    """Return how many inquiries come in on a day, against an average one."""
    asked_for = sum(kind.months[day.month - 1] for kind in PLUMBING)
    return asked_for * DAY_OF_WEEK[day.weekday()]
