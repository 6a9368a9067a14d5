"""The business's own row as it is now, and the one way in which its settings are changed."""

from typing import Any

from schemas.records import Business
from tools.desk import Desk


def business_of(desk: Desk) -> Business:
    """The business as it is on record now; the desk's own copy is as old as the process."""
    return desk.session.get_one(Business, desk.business_id)


def change_settings(desk: Desk, **changes: Any) -> None:
    """Sets some of the business's settings, and leaves the others as they are on record.

    Args:
        desk: with its writing transaction open.
        changes: key → new value; written as a whole new object, or the database would not see the change.
    """
    business = business_of(desk)
    business.settings = {**business.settings, **changes}
