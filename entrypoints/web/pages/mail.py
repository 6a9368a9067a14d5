"""Mail: what came in, what was left out and why, whether anything was missed, and one mail as plain text (row C7)."""

from typing import TYPE_CHECKING

from entrypoints.web.page import get, page
from entrypoints.web.visit import Visit, own_address
from schemas.enums import MailOutcome

if TYPE_CHECKING:
    from starlette.responses import Response

AT_ONCE = 30
KINDS = {
    "skipped": "Skipped",
    "kept": "To look at",
    "lead": "New leads",
    "interaction": "Of people on record",
}
"""The tab of each outcome of a mail."""


@page("/mail", title="Mail", order=80)
def mail(visit: Visit, show: str = "", before: int = 0) -> "Response":
    """List the mails that came in, newest first, and the state of reading them."""
    asked = {"outcome": show} if show in set(MailOutcome) else {}
    further = {"before": before} if before else {}
    found = visit.answer("list_mail", count=AT_ONCE, **asked, **further).data
    return visit.page(
        "mail.html",
        reading=visit.answer("mail_status"),
        mail=found["mail"],
        more=found["more"],
        show=asked.get("outcome", ""),
        kinds=KINDS,
        before=before,
    )


@get("/mail/{number}")
def one_mail(visit: Visit, number: int, back: str = "/mail") -> "Response":
    """Show one mail in its own words, with what was read in it, where each value stands, and what it led to."""
    from tools.mail import threads
    from tools.mail.listing import attached_to, words_of

    read = visit.answer("show_mail", mail=number)
    with visit.desk.unit.reading():
        row = threads.numbered(visit.desk, number)
        words, attached = words_of(visit.desk, row), attached_to(visit.desk, row)
        return visit.page(
            "one_mail.html",
            mail=read.data,
            outbound=row.direction == "outbound",
            words=words,
            attached=[{"name": one.name or "without a name", "size": one.size} for one in attached],
            back=own_address(back),
        )
