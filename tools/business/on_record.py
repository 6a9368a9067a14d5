"""The business's own row as it is now, and the one way in which its settings are changed."""

from typing import Any

from schemas.records import Business
from tools.desk import Desk

SETTINGS = "businesses"
"""The table that the audit names for a change of the settings."""
PLACE = {"country", "region"}
"""The values that the audit keeps of a change of the place."""


def business_of(desk: Desk) -> Business:
    """Return the business as it is on record now; the desk's own copy is as old as the process."""
    return desk.session.get_one(Business, desk.business_id)


def change_settings(desk: Desk, **changes: Any) -> None:
    """Set some of the business's settings, and leave the others as they are on record.

    Args:
        desk: with its writing transaction open.
        changes: key → new value, None to leave it unset; written as a whole new object, or the database would not see the
            change.
    """
    business = business_of(desk)
    before = {key: business.settings.get(key) for key in changes}
    settings = {**business.settings, **changes}
    business.settings = {key: value for key, value in settings.items() if value is not None}
    image = {"table": SETTINGS, "id": desk.business_id, "before": before, "after": changes}
    desk.session.changes.append(image)


def change_place(desk: Desk, country: str, region: str) -> None:
    """Set whose public holidays are kept; the place has columns of its own."""
    business = business_of(desk)
    before = {key: getattr(business, key) for key in PLACE}
    business.country, business.region = country, region
    after = {"country": country, "region": region}
    desk.session.changes.append({"table": SETTINGS, "id": desk.business_id, "before": before, "after": after})


def restore_settings(desk: Desk, change: dict[str, Any]) -> str:
    """Restore what an audited change of the settings, or of the place, had changed.

    Args:
        desk: with its writing transaction open.
        change: as `change_settings` or `change_place` recorded it.

    Returns:
        the name of a setting that has been changed again since, in which case nothing is set back; else empty.
    """
    business = business_of(desk)
    place = change["after"].keys() == PLACE
    now = {key: getattr(business, key) for key in PLACE} if place else business.settings
    later: list[str] = [key for key, after in change["after"].items() if now.get(key) != after]
    if later:
        return later[0]
    if place:
        change_place(desk, **change["before"])
    else:
        change_settings(desk, **change["before"])
    return ""
