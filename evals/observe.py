"""Reads what there is: every recorded row, the cards, the audit and the outgoing mailbox."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from evals.values import RECORDS
from schemas.database import SEES_VOIDED, Database, ScopedSession
from schemas.effects import Card
from schemas.enums import Role
from schemas.identity import MachineClock
from schemas.images import as_image
from schemas.records import Approval, AuditRow, Member, key_of
from schemas.records.pointing import spoken

Row = dict[str, Any]
InBooks = tuple[str, dict[str, Any]]
"""The deeds in the books, "created" or "changed", and the values."""


def _no_books() -> list[InBooks]:
    return []


@dataclass(frozen=True)
class Place:
    """The place where a case plays.

    Args:
        database, business_id: one business of one database.
        outgoing_mail: the Maildir that its approved mail goes to.
        books: tells what the books have received so far.
    """

    database: Database
    business_id: str
    outgoing_mail: Path
    books: Callable[[], list[InBooks]] = _no_books


@dataclass(frozen=True)
class CardSeen:
    """An approval as it stands. `acts` are by answer: kind and payload."""

    approval_id: str
    number: int
    tool: str
    status: str
    decided: bool
    answer: str | None
    chosen_act: str | None
    acts: dict[str, Any]
    card: Card
    aside: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class MailSeen:
    to: str
    subject: str
    text: str
    message_id: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class State:
    """Everything a verdict is about, at one moment.

    Args:
        rows: table → key → column → value as the audit writes it; voided rows too.
        cards: by number.
        audit: by id, oldest first.
        mailbox: by file.
        owner: the owner's member id.
        books: what they have received, oldest first.
    """

    rows: dict[str, dict[str, Row]]
    cards: dict[int, CardSeen]
    audit: dict[str, Row]
    mailbox: dict[str, MailSeen]
    owner: str
    books: list[InBooks] = field(default_factory=list)


def observe(place: Place) -> State:
    """Read everything in one consistent view of the database."""
    with ScopedSession(place.database.engine, place.business_id, MachineClock()) as session:
        rows = {table: _rows(session, kind) for table, kind in RECORDS.items()}
        cards = {one.number: _card(one) for one in session.scalars(select(Approval))}
        owner = session.scalars(select(Member.member_id).where(col(Member.role) == Role.OWNER)).first()
        audit = _rows(session, AuditRow, "audit_id")
    return State(
        rows=rows,
        cards=dict(sorted(cards.items())),
        audit=dict(sorted(audit.items())),
        mailbox=mails_in(place.outgoing_mail),
        owner=owner or "",
        books=place.books(),
    )


def _rows(session: ScopedSession, kind: Any, key: str = "") -> dict[str, Row]:
    found = session.scalars(select(kind), execution_options={SEES_VOIDED: True})
    names = spoken(kind)
    images = [{name: as_image(getattr(row, name)) for name in names} for row in found]
    return {image[key or key_of(kind)]: image for image in images}


def _card(approval: Approval) -> CardSeen:
    return CardSeen(
        approval_id=approval.approval_id,
        number=approval.number,
        tool=approval.tool,
        status=str(approval.status),
        decided=approval.decided_at is not None,
        answer=approval.answer,
        chosen_act=approval.chosen_act,
        acts=approval.acts,
        card=Card(**approval.card, digest=approval.digest),
        aside=approval.put_aside_at is not None,
    )


def mails_in(folder: Path) -> dict[str, MailSeen]:
    """Return the mails in a Maildir, by file."""
    files = [path for part in ("new", "cur") for path in (folder / part).glob("*") if path.is_file()]
    return {path.name.partition(":")[0]: _mail(path) for path in sorted(files)}


def _mail(path: Path) -> MailSeen:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    body = message.get_body(("plain",))
    recipients = message["To"].addresses if message["To"] else ()
    return MailSeen(
        to=", ".join(address.addr_spec for address in recipients),
        subject=str(message["Subject"] or ""),
        message_id=str(message["Message-ID"] or ""),
        text=str(body.get_content()).replace("\r\n", "\n").rstrip("\n") if body is not None else "",
    )
