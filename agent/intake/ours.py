"""The business's own words in a mail's text: an attribution that names us, and our own signature."""

import re
from dataclasses import dataclass
from itertools import pairwise

from agent.intake.words import words
from schemas.keys import fold
from schemas.postal import Postal, read_postal

_DATE = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_LABELLED = re.compile(r"^[^\W\d_][\w .\-]{0,24}[:：]\s*\S")
_RECEIVERS = words("to an para a à pour do til till aan naar komu cc kopie copie dw cel кому")
_FRAMES = ("-", "_", "=", "*", "<", "(", "[")
_LINE_CAP = 400
_WRAPPED = 3
_SIGNATURE_LINES = 8
_BESIDE = re.compile(r"\s*[|·•/,]\s*|\s+[-–—]\s+")
_PARTS, _SHORT = 6, 2
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Ours:
    """The signs of our own mails.

    Args:
        addresses: our e-mail addresses, lower case.
        names: what signs our mail, folded, the business's own name among them.
        phones: our numbers in E.164.
        places: our street addresses, taken apart.
    """

    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    places: tuple[Postal, ...] = ()

    def is_our_name(self, name: str) -> bool:
        """Return whether a name is what signs our own mail."""
        return fold(name) in self.names

    def is_our_place(self, address: str) -> bool:
        """Return whether a street address is our own."""
        place = read_postal(address)
        return any(place.number == one.number and _begins(place, one) for one in self.places)

    def attribution_end(self, lines: list[str], index: int) -> int:
        """Return the index after an attribution line that begins here and names us, whatever its language; else 0.

        It names us and a day or hour, and is framed as no sentence is: our address in brackets, a rule before or behind it,
        or a colon at its end. It may be wrapped over a few lines.
        """
        joined = ""
        for step in range(min(_WRAPPED, len(lines) - index)):
            piece = lines[index + step].strip()
            if not piece or len(piece) > _LINE_CAP:
                return 0
            joined = f"{joined} {piece}".strip()
            if self._attributes(joined):
                return index + step + 1
        return 0

    def _attributes(self, line: str) -> bool:
        folded = line.casefold()
        if _DATE.search(folded) is None:
            return False
        ends = folded.rstrip().endswith((":", "：", "-", "_", "=", "*", "—"))
        if any(f"{left}{one}" in folded for one in self.addresses for left in ("<", "(", "[", "mailto:")):
            return ends or folded.startswith(_FRAMES) or folded.rstrip().endswith((">", ")", "]"))
        return ends and (
            any(one in folded for one in self.addresses)
            or any(f" {name} " in f" {fold(line)} " for name in self.names)
        )

    def header_block(self, lines: list[str], index: int) -> bool:
        """Return whether quoted header lines begin here in which we are the sender, in any language and order."""
        if not _LABELLED.match(lines[index].strip()):
            return False
        block: list[str] = []
        for line in lines[index : index + 6]:
            if not _LABELLED.match(line.strip()):
                break
            block.append(line.strip())
        return len(block) >= 3 and any(map(self._is_from_us, block)) and any(map(_DATE.search, block))

    def _is_from_us(self, line: str) -> bool:
        label, _, value = line.replace("：", ":").partition(":")
        if label.strip().casefold() in _RECEIVERS:
            return False
        return any(one in value.casefold() for one in self.addresses)

    def signature_at(self, lines: list[str]) -> tuple[int, int]:
        """Return from which line to which our own signature stands; (-1, -1) where it doesn't.

        Two of our own marks close together: a name, a number, a street or an address of ours, each on a line of its own, or
        several in one line ("Sam Rivera | Rivera Plumbing | 100 Depot St").
        """
        for index, line in enumerate(lines):
            if self._signs_in_one(line):
                return index, index + 1
        marks = [index for index, line in enumerate(lines) if self._marks(line)]
        for first, second in pairwise(marks):
            if second - first <= 2:
                last = max(index for index in marks if first < index <= first + _SIGNATURE_LINES)
                return first, last + 1
        return -1, -1

    def _signs_in_one(self, line: str) -> bool:
        """Return whether a line holds two of our own marks or more, and nothing else but a few words."""
        parts = [part.strip() for part in _BESIDE.split(line.strip().strip("-–—*> ")) if part.strip()]
        ours = [part for part in parts if self._marks(part)]
        short = all(len(part.split()) <= _SHORT for part in parts if part not in ours)
        return len(ours) >= 2 and len(parts) <= _PARTS and short

    def _marks(self, line: str) -> bool:
        plain = line.strip().strip("-–—*> ")
        if not plain or len(plain) > 120:
            return False
        if fold(plain) in self.names or self.is_our_place(plain):
            return True
        digits = "".join(character for character in plain if character.isdigit())
        if len(digits) >= _DIGITS and any(phone.endswith(digits[-10:]) for phone in self.phones):
            return len(plain.split()) <= 6
        return any(one in plain.casefold() for one in self.addresses) and len(plain.split()) <= 4


def _begins(place: Postal, own: Postal) -> bool:
    """Return whether a street is the same; a town that was written without a comma stands in it."""
    return place.street == own.street or f"{place.street} ".startswith(f"{own.street} ")
