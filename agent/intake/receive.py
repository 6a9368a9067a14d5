"""Receiving mail: each message exactly once, whatever the mailbox repeats and whenever the process dies (row C7).

The raw mail and its attachments are files before any row names them; the row and all that follows from it are one
writing transaction of the gate. A killed intake leaves a mail either wholly taken in or untouched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlmodel import select

from agent.gate import Gate
from agent.intake.classify import Classification, Outcome, Reason, SenderRules
from agent.intake.extract import Extraction, Surroundings
from agent.intake.parse import MailLimits, ParsedMail
from agent.intake.plain import Identity, fingerprint_of, headers_of, key_of, reading_of, verdict_of
from agent.intake.reader import ModelReader
from agent.intake.recogniser_table import RecogniserTable
from agent.intake.reports import reported
from agent.intake.storing import digest_of, keep_attachment, keep_raw
from agent.intake.understand import Understanding, understand
from agent.intake.unknown_forms import EXPLANATION, is_from_unknown_form, read_anyway
from schemas.delivery import own_addresses_of
from schemas.effects import Call, OutcomeKind
from schemas.enums import SenderTreatment
from schemas.errors import DatabaseUnusable
from schemas.keys import fold
from schemas.ourselves import own_names_of, own_phones_of, own_places_of
from schemas.records import MailMessage, Member
from tools.business.on_record import business_of
from tools.desk import Desk
from tools.mail import threads

DRAFT = "draft_follow_up"
TAKE_IN = "take_in_mail"
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outcome of one mail. `new` is False if it was on record before; `outcome` and the rest are its row's.

    Args:
        number: its number on record.
        outcome: lead, interaction, skipped or kept.
        reason, explanation: why it was skipped or kept.
        text: what the owner is told.
    """

    new: bool
    number: int
    outcome: str
    reason: str
    explanation: str
    sender: str
    subject: str
    text: str = ""


class Intake:
    """The intake of the mails of one mailbox.

    Args:
        gate: the one path.
        desk: of the actor `intake`.
        home: where mail and attachments are kept.
        table: the recognisers.
        mailbox: its name; with a mail's own id it says which mail it is.
        limits: how much of a mail is read.
        reader: a language model that reads beside the rules; None where none is set.
    """

    def __init__(
        self,
        gate: Gate,
        desk: Desk,
        home: Path,
        table: RecogniserTable,
        mailbox: str,
        limits: MailLimits | None = None,
        reader: ModelReader | None = None,
    ) -> None:
        self.gate = gate
        self.desk = desk
        self.home = home
        self.table = table
        self.mailbox = key_of(mailbox)
        self.limits = limits or MailLimits()
        self.reader = reader
        with desk.unit.reading():
            self.surroundings = surroundings_of(desk)

    def receive_all(self, mails: Iterable[tuple[str, bytes]]) -> Iterator[Receipt]:
        """Yield a receipt a mail, as each is done; what was done stays done wherever it stops."""
        for own_id, raw in mails:
            yield self.receive(own_id, raw)

    def receive(self, own_id: str, raw: bytes, tool: str = TAKE_IN) -> Receipt:
        """Take one mail in, or find that it is on record.

        Args:
            own_id: the mailbox's own id of it.
            raw: the mail as it came, any bytes.
            tool: what puts it on record.

        Raises:
            OperatorMustAct: the database or the home can't be used; nothing was changed.
        """
        digest = digest_of(raw)
        with self.desk.unit.reading():
            named, own = self._by_own_id(key_of(own_id), digest)
            if named is not None:
                return _on_record(named)
            rules = _rules(self.desk)
            self.surroundings = surroundings_of(self.desk)
        self._keep(raw)
        understood = understand(raw, self.table, self.surroundings, rules, self.limits)
        report = reported(understood.mail, raw, understood.classification, understood.text.fresh)
        understood, extraction = self._whether_to_keep(understood, rules)
        verdict = {**verdict_of(understood), "report": report}
        if self.reader is not None and extraction is not None and self.reader.wants(understood):
            # The model is asked once: a copy of a mail on record is found out before.
            identity = self._identify(own, digest, understood.mail)
            if isinstance(identity, Receipt):
                return identity
            extraction, asked = self.reader.read(understood, extraction, self.surroundings)
        else:
            asked = {}
        files = [self._attachment(one) for one in understood.mail.attachments[:100]]
        problem = ""
        for _ in range(MOST_TRIES):
            identity = self._identify(own, digest, understood.mail)
            if isinstance(identity, Receipt):
                return identity
            arguments: dict[str, Any] = {
                "mail": headers_of(understood.mail, identity),
                "verdict": verdict,
                "reading": reading_of(understood, extraction, asked),
                "attachments": files,
                "draft_reply": DRAFT in self.gate.registry.tools,
            }
            if problem:
                arguments = _kept_instead(arguments, problem)
            outcome = self.gate.submit(self.desk, Call(tool=tool, arguments=arguments))
            if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
                return _receipt(arguments["mail"], outcome.result.data, outcome.result.text)
            problem = str((outcome.problem or {}).get("message", "it was not taken"))
        raise DatabaseUnusable(
            f"The mail {own_id[:80]!r} could not be put on record ({problem}). It is kept as "
            f"{digest}.eml in {self.home / 'mail' / 'received'}; nothing else was changed."
        )

    def _keep(self, raw: bytes) -> None:
        try:
            keep_raw(self.home, raw)
        except OSError as error:
            raise _unwritable(self.home, error) from error

    def _attachment(self, attachment: Any) -> dict[str, Any]:
        try:
            path = keep_attachment(self.home, attachment.content) if attachment.content is not None else None
        except OSError as error:
            raise _unwritable(self.home, error) from error
        return {
            "name": attachment.name[:300].strip(),
            "media_type": attachment.media_type[:200],
            "size": min(attachment.size, 2**31 - 1),
            "path": path,
        }

    def _whether_to_keep(
        self, understood: Understanding, rules: SenderRules
    ) -> tuple[Understanding, Extraction | None]:
        """Keep a mail that would be skipped if it looks like an enquiry; of all that is set aside read what can
        be.
        """
        decided = understood.classification
        if decided.outcome is Outcome.REAL:
            # A mail that only the owner's rule lets in may be a machine's: then the person is inside.
            taught = _is_taught(understood.mail, rules)
            return self._read_anyway(understood) if taught else (understood, understood.extraction)
        if is_from_unknown_form(understood, self.surroundings):
            kept = Classification(Outcome.KEPT, Reason.UNKNOWN_FORM, EXPLANATION)
            understood = replace(understood, classification=kept)
        elif decided.outcome is Outcome.KEPT:
            return understood, None
        return self._read_anyway(understood)

    def _read_anyway(self, understood: Understanding) -> tuple[Understanding, Extraction | None]:
        read, extraction = read_anyway(understood, self.surroundings)
        if read.recognition is None or understood.recognition is not None:
            return understood, extraction
        body = read.recognition.message or understood.body
        return replace(read, body=body, source=str(read.recognition.source)), extraction

    def _by_own_id(self, own_id: str, digest: str) -> tuple[MailMessage | None, str]:
        """Return the mail with an own id, and the id to use: another if the mailbox gave it to other bytes
        before.
        """
        row = threads.with_own_id(self.desk, self.mailbox, own_id)
        if row is None or row.digest == digest:
            return row, own_id
        another = f"{own_id}#{digest[:16]}"
        return threads.with_own_id(self.desk, self.mailbox, another), another

    def _identify(self, own_id: str, digest: str, mail: ParsedMail) -> Identity | Receipt:
        """Return the mail's identity, or its receipt if it is on record."""
        fingerprint = fingerprint_of(mail)
        message_id = key_of(mail.message_id)
        with self.desk.unit.reading():
            row, own_id = self._by_own_id(own_id, digest)
            if row is None:
                row = threads.with_message_id(self.desk, message_id)
                if row is not None and row.fingerprint != fingerprint:
                    # Some programs give every mail one Message-ID: other words are another mail.
                    message_id = f"{message_id}#{fingerprint[:16]}"
                    row = threads.with_message_id(self.desk, message_id)
            if row is not None:
                return _on_record(row)
        return Identity(self.mailbox, own_id, message_id, digest, fingerprint)


def surroundings_of(desk: Desk) -> Surroundings:
    """Return what extraction must know of the business as it is on record now; a transaction must be open."""
    business = business_of(desk)
    members = list(desk.session.exec(select(Member.name)))
    settings = business.settings
    return Surroundings(
        region=business.country,
        zone=business.time_zone,
        own_addresses=frozenset(one.casefold() for one in own_addresses_of(settings)),
        own_phones=frozenset(own_phones_of(settings)),
        own_places=tuple(own_places_of(settings)),
        own_names=frozenset(filter(None, map(fold, (business.name, *members, *own_names_of(settings))))),
    )


def _rules(desk: Desk) -> SenderRules:
    """Return the owner's sender rules, in the classifier's words."""
    words: dict[SenderTreatment, Literal["lead", "skip"]] = {
        SenderTreatment.LEAD: "lead",
        SenderTreatment.SKIP: "skip",
    }
    return {address: words[treatment] for address, treatment in threads.sender_rules(desk).items()}


def _is_taught(mail: ParsedMail, rules: SenderRules) -> bool:
    address = mail.sender.address.casefold() if mail.sender else ""
    return any(rules.get(key) == "lead" for key in (address, address.rpartition("@")[2]))


def _kept_instead(arguments: dict[str, Any], problem: str) -> dict[str, Any]:
    """Return the arguments that keep a mail which the records refuse, with the refusal; it is never lost."""
    verdict = {
        "outcome": "kept",
        "reason": "refused",
        "explanation": f"It could not be taken in: {problem}"[:500],
        "report": arguments["verdict"]["report"],
    }
    return {**arguments, "verdict": verdict}


def _unwritable(home: Path, error: OSError) -> DatabaseUnusable:
    return DatabaseUnusable(
        f"Mail can't be kept in {home} ({error.strerror}). Nothing was changed; check the disk and its rights."
    )


def _on_record(row: MailMessage) -> Receipt:
    return Receipt(
        new=False,
        number=row.number,
        outcome=str(row.outcome),
        reason=row.reason,
        explanation=row.explanation,
        sender=row.sender_address,
        subject=row.subject,
    )


def _receipt(mail: dict[str, Any], data: dict[str, Any], text: str) -> Receipt:
    return Receipt(
        new=True,
        number=int(data["mail"]),
        outcome=str(data["outcome"]),
        reason=str(data["reason"]),
        explanation=str(data["explanation"]),
        sender=str(mail["sender_address"]),
        subject=str(mail["subject"]),
        text=text,
    )
