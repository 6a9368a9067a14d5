"""The mail inside a forwarded mail: who wrote it, and what."""

from dataclasses import dataclass

from agent.intake.header_block import HeaderLines, read_header_lines
from agent.intake.headers import Address, read_addresses
from agent.intake.parse import ParsedMail

_SEPARATORS = (
    "forwarded message", "begin forwarded message", "weitergeleitete nachricht",
    "anfang der weitergeleiteten", "mensaje reenviado", "inicio del mensaje reenviado",
    "message transféré", "début du message", "messaggio inoltrato", "inizio messaggio inoltrato",
    "mensagem encaminhada", "doorgestuurd bericht", "przekazana wiadomość", "wiadomość przekazana",
    "vidarebefordrat",
)  # fmt: skip
_PREFIXES = ("fwd:", "fw:", "wg:", "rv:", "tr:", "enc:", "i:", "pd:", "doorst:", "vs:", "fwd ", "reenviado:")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside, and the note that the forwarding person wrote above it; `by_outsider`: who is not of the business."""

    sender: Address | None
    subject: str
    text: str
    note: str
    by_outsider: bool = False


def find_forwarded(mail: ParsedMail) -> Forwarded | None:
    """Return the mail that this one forwards, inline or as an attachment; None when it forwards none.

    Args:
        mail: the parsed mail.
    """
    if mail.enclosed is not None and mail.enclosed.sender is not None:
        inner = mail.enclosed
        return Forwarded(inner.sender, inner.subject, inner.text, mail.text)
    lines = mail.text.split("\n")
    says_so = mail.subject.strip().casefold().startswith(_PREFIXES)
    for index, line in enumerate(lines):
        words = line.strip("->_*= \t").casefold()
        if words.startswith(_SEPARATORS) and len(words) < 60:
            return _below(lines, index + 1, note_end=index)
        if says_so and words.startswith(("from", "von", "de", "od", "da")):
            unquoted = [_unquoted(item) for item in lines[index : index + 14]]
            if block := read_header_lines(unquoted, 0):
                return _inside(lines, index, block, note_end=index)
    return None


def _below(lines: list[str], start: int, note_end: int) -> Forwarded | None:
    while start < len(lines) and not _unquoted(lines[start]):
        start += 1
    block = read_header_lines([_unquoted(line) for line in lines[start : start + 14]], 0)
    return _inside(lines, start, block, note_end) if block else None


def _inside(lines: list[str], start: int, block: HeaderLines, note_end: int) -> Forwarded:
    body = lines[start + block.end :]
    if all(not line.strip() or line.lstrip().startswith(">") for line in body):
        body = [_unquoted(line) for line in body]
    senders = read_addresses(_with_address(block.values["sender"]), 1)
    name = block.values["sender"].split("<")[0].split("[")[0].strip("\"' ")
    sender = senders[0] if senders else (Address(name, "") if name else None)
    note = "\n".join(lines[:note_end]).strip()
    return Forwarded(sender, block.values.get("subject", ""), "\n".join(body).strip("\n"), note)


def _with_address(value: str) -> str:
    """Return Outlook's "Name [mailto:address]" as "Name <address>"."""
    return value.replace("[mailto:", "<").replace("]", ">") if "[mailto:" in value else value


def _unquoted(line: str) -> str:
    return line.lstrip().lstrip(">").strip()
