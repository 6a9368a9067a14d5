"""Finding the recogniser that a mail fits, and the person inside (row C7)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agent.intake.labels import LabelledValue, read_labels
from agent.intake.parse import ParsedMail
from agent.intake.quotes import strip_quotes
from agent.intake.recogniser_table import FieldKind, NoticeSource, Recogniser, RecogniserTable, Spot
from agent.intake.templates import read_template

_QUOTED_LINES = 30
_CALLER_LINES = 12
_NUMBER = re.compile(r"(?<![\w./-])\+?\(?\d[\d ().\-]{7,18}\d(?![\w/])")
_CARD_LINES = 8
_TEMPLATE_LINES = 60
_LINE_CAP = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a notice says: the value as written, and the line or sentence it stood in."""

    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """The recogniser that fitted, and what it read: values by kind in order of trust, and the person's own words.

    `caller_id`: names come from a telephone network, often as "LAST FIRST" in capitals. `wordless`: the person said
    nothing, and `message` is the machine's.
    """

    recogniser: str
    what: str
    source: NoticeSource
    found: dict[FieldKind, tuple[Found, ...]]
    card: tuple[str, ...]
    message: str
    caller_id: bool
    wordless: bool


def recognise(mail: ParsedMail, table: RecogniserTable) -> Recognition | None:
    """Return the first recogniser that fits the mail and finds what it needs; None when none does.

    Args:
        mail: the parsed mail.
        table: as loaded; its order decides.
    """
    reading = _Reading.of(mail)
    for recogniser in table.recognisers:
        if any(reading.fits(spot, recogniser) for spot in recogniser.unless):
            continue
        if not any(reading.fits(spot, recogniser) for spot in recogniser.when):
            continue
        recognition = _read(recogniser, reading)
        if all(_has(recognition, kind) for kind in recogniser.needs):
            return recognition
    return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A mail made ready for matching: everything case-folded once."""

    mail: ParsedMail
    lines: list[str]
    folded: list[str]
    whole: str
    subject: str
    senders: tuple[str, ...]

    @classmethod
    def of(cls, mail: ParsedMail) -> "_Reading":
        lines = mail.text.split("\n")
        folded = [line.strip().casefold() for line in lines]
        sender = (mail.sender.name.casefold(), mail.sender.address.casefold()) if mail.sender else ()
        return cls(mail, lines, folded, "\n".join(folded), mail.subject.strip().casefold(), sender)

    def fits(self, spot: Spot, recogniser: Recogniser) -> bool:
        """Return whether every condition given holds; the cheap ones are checked first."""
        return (
            (not spot.sender or any(_fits(pattern, self.senders) for pattern in spot.sender))
            and (not spot.subject or any(_fits(pattern, (self.subject,)) for pattern in spot.subject))
            and (not spot.header or any(name in self.mail.headers for name in spot.header))
            and (not spot.body or any(map(self._in_body, spot.body)))
            and (not spot.and_body or any(map(self._in_body, spot.and_body)))
            and (not spot.labels or self._count_labels(recogniser) >= spot.labels)
        )

    def _count_labels(self, recogniser: Recogniser) -> int:
        kinds = {item.kind for item in read_labels(self.lines, _further(recogniser))}
        return len(kinds - {FieldKind.OTHER})

    def _in_body(self, pattern: str) -> bool:
        if pattern.startswith("^") or pattern.endswith("$"):
            return _fits(pattern, self.folded)
        return pattern in self.whole


def _fits(pattern: str, texts: Iterable[str]) -> bool:
    words = pattern.removeprefix("^").removesuffix("$")
    if pattern.startswith("^") and pattern.endswith("$"):
        return any(text == words for text in texts)
    if pattern.startswith("^"):
        return any(text.startswith(words) for text in texts)
    if pattern.endswith("$"):
        return any(text.endswith(words) for text in texts)
    return any(words in text for text in texts)


def _further(recogniser: Recogniser) -> dict[str, FieldKind]:
    return {label: kind for kind, labels in recogniser.labels.items() for label in labels}


def _read(recogniser: Recogniser, reading: _Reading) -> Recognition:
    labelled = read_labels(reading.lines, _further(recogniser))
    found: dict[FieldKind, list[Found]] = {}
    for item in labelled:
        if item.kind in (FieldKind.OTHER, FieldKind.MESSAGE):
            continue
        sentence = f"{item.label}: {item.value}".replace("\n", ", ")
        found.setdefault(item.kind, []).append(Found(item.value, sentence))
    for line in (reading.mail.subject, *reading.lines[:_TEMPLATE_LINES]):
        taken: set[str] = set()
        for template in recogniser.read:
            slots = read_template(template, line[:_LINE_CAP])
            for slot, value in slots.items():
                if slot not in taken:
                    taken.add(slot)
                    found.setdefault(FieldKind(slot), []).append(Found(value, line.strip()))
    if recogniser.caller_id and FieldKind.PHONE not in found and (caller := _calling_number(reading)):
        found[FieldKind.PHONE] = [caller]
    return Recognition(
        recogniser=recogniser.name,
        what=recogniser.what,
        source=recogniser.source,
        found={kind: tuple(items) for kind, items in found.items()},
        card=_card(recogniser, reading),
        message=_message(recogniser, reading, labelled),
        caller_id=recogniser.caller_id,
        wordless=recogniser.wordless,
    )


def _calling_number(reading: _Reading) -> Found | None:
    """Return the caller's number: the first of the subject or the first lines that is not said to be the called
    one.
    """
    for line in (reading.mail.subject, *reading.lines[:_CALLER_LINES]):
        label = line.partition(":")[0].strip().casefold()
        if label in ("to", "line", "called", "mailbox", "dialed number", "your number", "extension"):
            continue
        if number := _NUMBER.search(line[:_LINE_CAP]):
            return Found(number.group(), line.strip())
    return None


def _card(recogniser: Recogniser, reading: _Reading) -> tuple[str, ...]:
    """Return the lines below a heading such as "Customer", up to the first blank line or end mark."""
    if not recogniser.card_after:
        return ()
    for index, folded in enumerate(reading.folded):
        if not any(_fits(pattern, (folded,)) for pattern in recogniser.card_after):
            continue
        card: list[str] = []
        for position in range(index + 1, min(len(reading.lines), index + 1 + _CARD_LINES)):
            line = reading.lines[position].strip()
            if not line and card:
                break
            if _ends(recogniser, reading.folded[position]):
                break
            if line:
                card.append(line)
        if card:
            return tuple(card)
    return ()


def _ends(recogniser: Recogniser, folded: str) -> bool:
    return any(_fits(pattern, (folded,)) for pattern in recogniser.until)


def _message(recogniser: Recogniser, reading: _Reading, labelled: list[LabelledValue]) -> str:
    """Return the person's own words: below the heading that announces them, else the labelled ones, else all
    the rest.
    """
    for index, folded in enumerate(reading.folded):
        if recogniser.message_after and any(
            _fits(pattern, (folded,)) for pattern in recogniser.message_after
        ):
            rest = _same_line(reading.lines[index])
            words = _until(recogniser, [*([rest] if rest else []), *reading.lines[index + 1 :]])
            if words:
                return words
    if quoted := _quoted(reading.lines):
        return _until(recogniser, quoted)
    answers = [
        _until(recogniser, item.value.split("\n")) for item in labelled if item.kind is FieldKind.MESSAGE
    ]
    if kept := [answer for answer in answers if answer]:
        return "\n".join(kept)
    if recogniser.message_is_rest:
        return _until(recogniser, reading.lines)
    return ""


def _quoted(lines: list[str]) -> list[str]:
    """Return a passage in quotation marks of at least five words, which in a notice is the person's own."""
    for index, line in enumerate(lines):
        if line.strip()[:1] not in ('"', "“", "„"):
            continue
        for length in range(1, _QUOTED_LINES + 1):
            if index + length > len(lines) or not lines[index + length - 1].strip():
                break
            if lines[index + length - 1].rstrip()[-1:] in ('"', "”", "“"):
                passage = lines[index : index + length]
                return passage if len(" ".join(passage).split()) >= 5 else []
    return []


def _same_line(line: str) -> str:
    """Return the text after the colon of a heading that begins the message on its own line."""
    head, colon, rest = line.partition(":")
    return rest.strip() if colon and len(head) < 50 else ""


def _until(recogniser: Recogniser, lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if _ends(recogniser, line.strip().casefold()):
            if any(item.strip() for item in kept):
                break
            continue
        kept.append(line)
    while kept and not kept[-1].strip("-_=*~ \t"):
        kept.pop()
    text = strip_quotes("\n".join(kept)).fresh
    return text.strip().strip('"“”„').strip() if text[:1] in '"“„' else text


def _has(recognition: Recognition, kind: FieldKind) -> bool:
    if kind is FieldKind.MESSAGE:
        return bool(recognition.message)
    if kind is FieldKind.NAME and (FieldKind.FIRST_NAME in recognition.found or recognition.card):
        return True
    if kind is FieldKind.PHONE:
        values = [item.value for items in recognition.found.values() for item in items] + list(
            recognition.card
        )
        return any(sum(map(str.isdigit, value)) >= 7 for value in values)
    return kind in recognition.found
