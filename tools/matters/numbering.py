"""A lead's reference, counted per business and month."""

from tools.counters import next_number
from tools.desk import Desk


def lead_reference(desk: Desk) -> str:
    """Return the next `LEADyyyyMMNNN`, counted per business and month."""
    month = f"{desk.today():%Y%m}"
    return f"LEAD{month}{next_number(desk, f'lead-{month}'):03d}"
