"""Forms written as text: which lines are labels, of what kind, and the value that belongs to each."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.intake.form_labels import GIVEAWAY_WORDS, WHOLE_LABELS
from agent.intake.recogniser_table import FieldKind

_LABEL_CHARACTERS = 45
_LABEL_WORDS = 7
_MESSAGE_LINES = 200
_VALUE_LINES = 4
_TO_THE_READER = (
    "call ",
    "contact ",
    "email ",
    "e-mail ",
    "text ",
    "visit ",
    "chat ",
    "reply ",
    "see ",
    "get in touch",
    "reach ",
    "we ",
    "our ",
    "click ",
)
"""A service's words after "Questions?": to its customer, so that nothing of it is an answer in a form."""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """One answer in a form: its kind, the label as written, the value (lines kept)."""

    kind: FieldKind
    label: str
    value: str


def kind_of_label(label: str, further: Mapping[str, FieldKind]) -> FieldKind | None:
    """Return the kind of field that a label announces; None when it is no known label.

    Args:
        label: the words, with or without a colon.
        further: labels of one notice, case-folded.
    """
    plain = " ".join(label.casefold().strip(" \t*:?#.-_•>").split())
    if not plain or len(plain) > _LABEL_CHARACTERS:
        return None
    if plain in further:
        return further[plain]
    if plain in WHOLE_LABELS:
        return WHOLE_LABELS[plain]
    words = plain.replace("/", " ").replace("(", " ").replace(")", " ").replace("?", " ").split()
    if not words or len(words) > _LABEL_WORDS:
        return None
    for kind, marks in GIVEAWAY_WORDS:
        if any(word in marks for word in words):
            return kind
    return None


def read_labels(lines: list[str], further: Mapping[str, FieldKind]) -> list[LabelledValue]:
    """Return the labelled values of a form: "Label: value", a table row, or a label with its value on the next
    lines.

    Args:
        lines: the text's lines.
        further: labels of one notice, case-folded, on top of the known ones.
    """
    starts = [
        start for index, line in enumerate(lines) if (start := _label_start(lines, index, line, further))
    ]
    found = []
    for position, (index, kind, label, rest) in enumerate(starts):
        limit = starts[position + 1][0] if position + 1 < len(starts) else len(lines)
        value = _value(lines, index, limit, kind, rest)
        # A link to the message or to the map is not the thing itself.
        means = FieldKind.OTHER if value.startswith(("http://", "https://")) else kind
        if value or means is FieldKind.OTHER:
            found.append(LabelledValue(means, label, value))
    return found


def _label_start(
    lines: list[str], index: int, line: str, further: Mapping[str, FieldKind]
) -> tuple[int, FieldKind, str, str] | None:
    head = line[:200]
    for mark in ("\t", ":", "?"):
        label, found, _ = head.partition(mark)
        if not found:
            continue
        kind = kind_of_label(label, further)
        rest = line[len(label) + 1 :].strip(" \t:")
        plain = kind is not None and (mark != "?" or not rest or kind_is_exact(label, further))
        if mark == "?" and rest.casefold().startswith(_TO_THE_READER):
            return None
        if kind is not None and plain and (mark != ":" or not rest.startswith("//")):
            return index, kind, label.strip(), rest
        if mark == "\t":
            return None
    alone = line.strip()
    if alone and kind_is_exact(alone, further) and _has_value_below(lines, index):
        kind = kind_of_label(alone, further)
        return (index, kind, alone, "") if kind is not None else None
    return None


def kind_is_exact(label: str, further: Mapping[str, FieldKind]) -> bool:
    """Return whether the whole label is a known one, not merely one of its words."""
    plain = " ".join(label.casefold().strip(" \t*:?#.-_•>").split())
    return plain in WHOLE_LABELS or plain in further or plain.removeprefix("your ") in WHOLE_LABELS


def _has_value_below(lines: list[str], index: int) -> bool:
    return any(line.strip() for line in lines[index + 1 : index + 3])


def _value(lines: list[str], index: int, limit: int, kind: FieldKind, rest: str) -> str:
    """Return the value of a label: a message runs on over blank lines, all else ends at the first one."""
    pieces = [rest] if rest else []
    most = _MESSAGE_LINES if kind is FieldKind.MESSAGE else _VALUE_LINES
    for position in range(index + 1, min(limit, index + 1 + most)):
        line = lines[position].strip()
        if not line:
            if kind is FieldKind.MESSAGE or not pieces:
                pieces += [""] if pieces else []
                continue
            break
        if rest and kind is FieldKind.ADDRESS and not _continues_address(line):
            break
        if pieces and kind not in (FieldKind.MESSAGE, FieldKind.ADDRESS, FieldKind.OTHER):
            break
        if "\t" in line and kind is not FieldKind.MESSAGE:
            break
        pieces.append(line)
        if kind is FieldKind.ADDRESS and _continues_address(line):
            break
    return "\n".join(pieces).strip()


def _continues_address(line: str) -> bool:
    """Return whether a line below a street is its unit, town or ZIP code, and not the next sentence."""
    last = line.rstrip(".,").rpartition(" ")[2]
    return len(line) <= 60 and ((last.isdigit() and len(last) == 5) or (len(last) == 2 and last.isupper()))
