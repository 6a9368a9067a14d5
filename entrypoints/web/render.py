"""Draws the pages. Every value is escaped where it is written, and what can't be seen in it is spelled out."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.visible import visible
from tools import wording

if TYPE_CHECKING:
    from jinja2 import Environment

    from entrypoints.web.visit import Visit

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
CUT_AT = 1_500
"""Characters of a long text that a page shows at first."""
MOST_SHOWN = 60_000
"""Characters of a long text that a page holds at all: more than any mail or message; cards are shown whole."""


@lru_cache(maxsize=1)
def environment() -> "Environment":
    """Return the environment of templates, which escapes everything and refuses names that aren't there."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = wording.words
    made.filters["shortened"] = _shortened
    made.filters["phone"] = wording.phone
    made.globals["static"] = static_address
    made.globals["CUT_AT"], made.globals["MOST_SHOWN"] = CUT_AT, MOST_SHOWN
    return made


def _shown(value: Any) -> Any:
    """Return a value with hidden characters spelled out; what a template made itself is left alone."""
    return visible(value) if type(value) is str else value


def _shortened(text: str, most: int) -> str:
    """Return the beginning of a text on one line; of megabytes no more is read than can be shown."""
    return wording.clipped(text[: most * 4], most)


@lru_cache(maxsize=32)
def static_address(name: str) -> str:
    """Return the address of a static file with its digest: a browser may cache it for as long as it is the same."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"


class Drawing:
    """Draws for one visit: times in the business's zone, amounts in its currency."""

    def __init__(self, visit: "Visit") -> None:
        self.visit = visit

    def page(self, template: str, shown: dict[str, Any]) -> str:
        """Return a whole page."""
        visit = self.visit
        waiting = _waiting(visit) if visit.signed_in else 0
        return self._drawn(template, {"waiting": waiting, **shown})

    def part(self, template: str, shown: dict[str, Any]) -> str:
        """Return a part of a page, or a message of a stream: nothing is asked of the database, whatever thread
        it is in.
        """
        return self._drawn(template, shown)

    def _drawn(self, template: str, shown: dict[str, Any]) -> str:
        visit = self.visit
        business = visit.desk.business if visit.signed_in else visit.site.office.business
        context: dict[str, Any] = {
            "visit": visit,
            "member": visit.signed_in.member if visit.signed_in else None,
            "business": business,
            "csrf": visit.csrf,
            "here": visit.request.url.path,
            "back_here": _address_of(visit),
            "navigation": [
                one for one in visit.site.navigation if visit.is_owner or not one.entry.owner_only
            ],
        }
        if visit.signed_in:
            context |= {
                "now": visit.desk.now(),
                "when": partial(_when, visit),
                "day": partial(_day, visit),
                "ago": partial(_ago, visit),
                "money": partial(_money, business.currency),
            }
        return environment().get_template(template).render({**context, **shown})


def _address_of(visit: "Visit") -> str:
    query = visit.request.url.query
    return visit.request.url.path + (f"?{query}" if query else "")


def _waiting(visit: "Visit") -> int:
    from tools.reports.waiting import count_waiting

    with visit.desk.unit.reading():
        return count_waiting(visit.desk)


def _when(visit: "Visit", instant: datetime | str) -> str:
    """Return an instant in words, in the business's own time."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    local, today = at.astimezone(visit.desk.zone), visit.desk.today()
    said = wording.moment(local)
    if local.date() == today:
        return f"today, {said.split(', ', 2)[2]}"
    return said if local.year == today.year else f"{said}, {local.year}"


def _day(visit: "Visit", day: date | str) -> str:
    """Return a day in words."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    year = "" if on.year == visit.desk.today().year else f" {on.year}"
    return f"{on:%a, %b} {on.day}{year}"


def _ago(visit: "Visit", instant: datetime) -> str:
    """Return in words how many of the business's days ago an instant was."""
    return wording.ago(visit.desk.day_of(instant), visit.desk.today())


def _money(currency: str, amount: Decimal | str) -> str:
    return wording.money(Decimal(amount), currency)
