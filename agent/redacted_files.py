"""The files of redacted people: mails as they came, and what was attached, each replaced by a line that says so."""

import os
from pathlib import Path

from sqlmodel import col, select

from agent.intake.storing import RECEIVED
from schemas.records import Attachment, MailMessage
from tools.crm.scrubbing import GONE
from tools.desk import Desk

BLANK = b"Subject: [redacted]\r\n\r\nThe person whom this was about has been redacted.\r\n"


def blank_files(desk: Desk, home: Path) -> int:
    """Replaces the files of mails that a redaction went over; returns how many were not blank yet.

    Raises:
        OSError: the home can't be written to.
    """
    with desk.unit.reading() as session:
        mails = select(MailMessage.digest).where(col(MailMessage.sender_address) == GONE)
        paths = [home / RECEIVED / one[:2] / f"{one}.eml" for one in session.exec(mails) if one]
        gone = set(session.exec(select(Attachment.path).where(col(Attachment.name) == GONE)))
        others = set(session.exec(select(Attachment.path).where(col(Attachment.name) != GONE)))
    paths += [home / one for one in sorted(filter(None, gone - others))]
    return sum(_blank(path) for path in paths)


def _blank(path: Path) -> bool:
    if not path.is_file() or path.read_bytes() == BLANK:
        return False
    draft = path.with_name(f".being-written-{path.name}")
    with draft.open("wb") as stream:
        stream.write(BLANK)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    return True
