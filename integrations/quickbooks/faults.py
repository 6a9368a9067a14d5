"""Intuit's error codes, told apart by number: the library's classes don't (5010, 6240 and 6000 all come as their base)."""

from integrations.quickbooks.wire import Fault
from schemas.errors import DeskhandError, NotConnected, OutsideChanged, OutsideRefused, OutsideUnavailable

LONGEST_SAYING = 200


def told(error: Exception, tried: str) -> DeskhandError:
    """Return our error for a fault of QuickBooks'.

    Args:
        error: the library's `QuickbooksException`, or a `Fault`.
        tried: what was tried, as the beginning of a sentence ("Creating Maria Lopez in QuickBooks").
    """
    if isinstance(error, Fault):
        return OutsideRefused(f"{tried} was refused: {_said(error.message, error.detail)}.")
    code = int(getattr(error, "error_code", 0) or 0)
    said = _said(str(getattr(error, "message", "")), str(getattr(error, "detail", "") or ""))
    match code:
        case 6240:
            return OutsideChanged(
                f"{tried} was refused: somebody there, a customer, vendor or employee, has this name by now."
            )
        case 5010:
            return OutsideChanged(f"{tried} was refused: somebody has changed this customer there meanwhile.")
        case 610:
            return OutsideRefused(f"{tried} was refused: QuickBooks has no customer of that number.")
        case 3001:
            return OutsideUnavailable("QuickBooks is busy and asks us to wait.")
        case 6190:
            return OutsideRefused(
                f"{tried} was refused: the QuickBooks subscription has ended or was not paid. Look into its billing."
            )
        case 3100 | 5020:
            return NotConnected(
                f"{tried} was refused: the person who connected QuickBooks may not do this there. Connect it again as "
                "its company administrator: deskhand connect quickbooks"
            )
        case _:
            return OutsideRefused(f"{tried} was refused (error {code}): {said}.")


def _said(message: str, detail: str) -> str:
    """Return Intuit's own words, once and short."""
    words = detail if message in detail or not message else f"{message}: {detail}" if detail else message
    return " ".join(words.split())[:LONGEST_SAYING].rstrip(". ")
