"""The proof that nothing was left behind: what the mailbox holds, held against the records by message id."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agent.intake.following import Following, Taken

OFTEN = timedelta(hours=24)
USUAL_DAYS = 7
NOT_MAIL = {"gone", "no_mail"}
WORDS = {
    "lead": "taken in as new leads",
    "interaction": "logged on people on record",
    "kept": "kept for you to look at",
    "copy": "copies of mail on record",
    "sent_by_us": "sent after your yes",
    "sent_by_hand": "sent by you, logged",
    "sent_to_others": "sent by you, to nobody on record",
}


@dataclass
class Comparison:
    """The counts of one comparison.

    Args:
        mailbox: its name.
        since: what is older was not looked at; None if everything was.
        found: messages in the mailbox, drafts and chats left out.
        fates: what became of those that were on record: outcome or "skipped: reason" → how many.
        arrived: those that came while it ran.
        missing: those that were on no record, each with what became of it now.
    """

    mailbox: str
    since: datetime | None
    found: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    arrived: int = 0
    missing: list[Taken] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        """Return the counts as they are kept on record and printed for scripts."""
        skipped = {
            fate.partition(": ")[2] or "without a reason": number
            for fate, number in sorted(self.fates.items())
            if fate.startswith("skipped")
        }
        others = {
            fate: number for fate, number in sorted(self.fates.items()) if not fate.startswith("skipped")
        }
        kept: Counter[str] = Counter()
        for fate, number in others.items():
            kept[fate.partition(": ")[0]] += number
        return {
            "mailbox": self.mailbox,
            "since": self.since.isoformat() if self.since else None,
            "found": self.found,
            "on_record": dict(kept),
            "skipped": skipped,
            "arrived_meanwhile": self.arrived,
            "missing": len(self.missing),
            "missing_ids": [one.own_id for one in self.missing],
        }

    def text(self) -> str:
        """Return the comparison in plain lines."""
        counts = self.counts()
        lines = [
            f"{self.mailbox}: {self.found} found" + (f" since {self.since:%Y-%m-%d}" if self.since else "")
        ]
        lines += [f"{number:6}  {WORDS.get(fate, fate)}" for fate, number in counts["on_record"].items()]
        lines += [f"{number:6}  skipped: {reason}" for reason, number in counts["skipped"].items()]
        if self.arrived:
            lines.append(f"{self.arrived:6}  arrived meanwhile, taken in")
        lines.append(f"{len(self.missing):6}  missing{'; taken in now:' if self.missing else ''}")
        lines += [f"        {_told(one)}" for one in self.missing]
        return "\n".join(lines)


def compare(following: Following, days: int | None = USUAL_DAYS) -> Iterator[Comparison]:
    """Compare a mailbox with the records and take in what is missing; yield the counts so far, the last one whole.

    Args:
        following: of the mailbox; what is merely new should have been taken in before.
        days: how far back; None for as far as the mailbox is read at all.

    Raises:
        NotConnected, OutsideError: the mailbox can't be read; nothing is put on record of the comparison.
    """
    row = following.state.begin()
    now = following.state.machine.now()
    since = row.read_from if days is None else now - timedelta(days=days)
    if since is not None and row.read_from is not None:
        since = max(since, row.read_from)
    compared = Comparison(following.mailbox.name, since)
    for page in following.mailbox.listed(since):
        known = following.state.known(page)
        compared.found += len(known)
        compared.fates.update(known.values())
        yield compared
        for own_id in page:
            if own_id in known:
                continue
            taken = following.take(own_id, row.history_before)
            if taken.fate in NOT_MAIL:
                continue
            compared.found += 1
            if taken.at is not None and taken.at >= now:
                compared.arrived += 1
            else:
                compared.missing.append(taken)
            yield compared
    following.state.audited(compared.counts())
    yield compared


def is_due(following: Following) -> bool:
    """Return whether the last comparison is a day old."""
    audited = following.state.audited_at()
    return audited is None or following.state.machine.now() - audited >= OFTEN


def _told(taken: Taken) -> str:
    receipt = taken.receipt
    if receipt is None:
        return f"{taken.own_id}: {WORDS.get(taken.fate, taken.fate)}"
    reason = f" ({receipt.reason})" if receipt.reason else ""
    return f"mail {receipt.number} from {receipt.sender}: {receipt.subject} → {receipt.outcome}{reason}"
