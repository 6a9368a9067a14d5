"""The files of redacted people: mails as they came, and what was attached, each replaced by a line that says so; and what
was typed at the prompt, without their names."""

import os
from pathlib import Path

from sqlmodel import col, select

from agent.intake.storing import RECEIVED
from schemas.records import Attachment, MailMessage
from tools.desk import Desk
from tools.matters import people, resolve_people
from tools.privacy.identifiers import Identity
from tools.privacy.identity_on_record import identity_of, identity_of_others, own_sites
from tools.privacy.scrubbing import GONE, Scrub

TYPED = ("chat-history",)
"""Files of the home that keep what members typed."""
BLANK = b"Subject: [redacted]\r\n\r\nThe person whom this was about has been redacted.\r\n"


def blank_files(desk: Desk, home: Path) -> int:
    """Replace the files of mails that a redaction went over; return how many were not blank yet.

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


def names_on_record(desk: Desk, said: str) -> Identity:
    """Return the identity that is the person's alone: to be asked for before the redaction, after which it is
    nowhere.

    Args:
        desk: with no transaction open.
        said: who, as an owner says it.

    Raises:
        NotFound, Ambiguous: nobody, or several, are called so.
    """
    with desk.unit.reading():
        ids = people.records_of(desk, resolve_people.contact(desk, said).contact_id)
        sites = own_sites(desk, ids)
        identity = identity_of(desk, ids, sites)
        return identity.without(identity_of_others(desk, ids, sites, identity))


def names_as_said(desk: Desk, said: str) -> Identity:
    """Return the identity to look for of somebody who is no longer on record: a name, an e-mail or a phone.

    Raises:
        BadArguments: a number that can't be a phone's.
    """
    if "@" in said:
        return Identity(words=frozenset({said.strip()}))
    if any(one.isdigit() for one in said):
        number = people.parse_phone(desk, said)
        return Identity(numbers=frozenset({number.number} if number else ()))
    first, _, last = said.strip().partition(" ")
    return Identity(names=frozenset({(first, last.strip())}))


def take_out_of_typed(home: Path, identity: Identity) -> int:
    """Take a person out of what was typed at the prompt; return how many lines named them.

    Raises:
        OSError: the home can't be written to.
    """
    about = Scrub(identity, ())
    anywhere, changed = Scrub(identity, (), about), 0
    for path in (home / name for name in TYPED):
        lines = path.read_text("utf-8", errors="surrogateescape").split("\n") if path.is_file() else []
        cleaned = [(about if anywhere.finds(one) else anywhere).text(one) for one in lines]
        if cleaned != lines:
            _put(path, "\n".join(cleaned).encode("utf-8", errors="surrogateescape"))
            changed += sum(one != other for one, other in zip(lines, cleaned, strict=True))
    return changed


def _blank(path: Path) -> bool:
    if not path.is_file() or path.read_bytes() == BLANK:
        return False
    _put(path, BLANK)
    return True


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".being-written-{path.name}")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
