"""Settings of what is outside: connected accounts and how to connect them, and what the language model took."""

from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from agent import usage
from entrypoints.web.page import get
from entrypoints.web.visit import Visit
from schemas.enums import ConnectionStatus
from schemas.records import Connection

if TYPE_CHECKING:
    from starlette.responses import Response

DAYS = 31
OF_MAIL = "reads your mail, and sends what you approved"
OF_BOOKS = "finds and makes customers in your books, after a yes"


@get("/settings/connections")
def connections(visit: Visit) -> "Response":
    """Show which accounts are connected, which language model answers, and what that took by day."""
    mail = visit.desk.mail_services
    with visit.desk.unit.reading() as session:
        rows = {
            one.service: one for one in session.exec(select(Connection).order_by(col(Connection.service)))
        }
        services = [
            *(_shown(rows.get(one.name), one.name, one.called, OF_MAIL, one.guide) for one in mail.values()),
            _shown(rows.get("quickbooks"), "quickbooks", "QuickBooks", OF_BOOKS, "docs/quickbooks.md"),
        ]
    model = visit.site.office.settings.model
    return visit.page(
        "settings_connections.html",
        services=services,
        model=model.name if model is not None else "",
        where=(model.base_url or "OpenAI") if model is not None else "",
        days=usage.by_day(visit.desk, DAYS),
        spent=usage.spent_this_month(visit.desk),
        cap=usage.cap_of(visit.desk),
    )


def _shown(
    row: Connection | None, service: str, called: str, purpose: str, written_up: str
) -> dict[str, Any]:
    """Return what the page shows of a service: what it is called, what for, where that is written up, how it stands."""
    connected = row if row is not None and row.status != ConnectionStatus.REMOVED else None
    return {
        "called": called,
        "purpose": purpose,
        "written_up": written_up,
        "command": f"deskhand connect {service}",
        "account": connected.account if connected else "",
        "status": str(connected.status) if connected else "",
        "problem": connected.problem if connected else "",
        "since": connected.connected_at if connected else None,
    }
