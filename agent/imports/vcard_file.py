"""Reads vCards 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), many in a file, each for itself: a broken one ends no file.

Photos, sounds and keys are left out. Whatever else has no field of ours goes to the notes, so that nothing is lost.
"""

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from agent.imports.encodings import encoding_of
from agent.imports.rows import MANY, CannotRead, Row, Table

COLUMNS = ["First Name", "Last Name", "Phones", "E-mails", "Address", "Company", "Tags", "Notes"]
LEFT_OUT = {"PHOTO", "LOGO", "SOUND", "KEY"}
OF_THE_FORMAT = {
    "VERSION",
    "PRODID",
    "UID",
    "REV",
    "N",
    "FN",
    "SORT-STRING",
    "CLASS",
    "PROFILE",
    "MAILER",
    "TZ",
    "GEO",
}
"""Properties that say nothing of a person."""
LONGEST_CARD = 20_000
"""Lines: a card that goes on for longer has no end."""
NAME = re.compile(r"^(?:[\w-]+\.)?([\w-]+)((?:;.*)?)$", re.ASCII | re.DOTALL)


def read_vcards(path: Path) -> Table:
    """Return the table of a file of vCards, a row a card.

    Raises:
        CannotRead: there is none in it.
        OSError: it can't be opened.
    """
    encoding = encoding_of(path)
    lines = path.open(encoding=encoding, errors="replace")
    rows = _rows(lines)
    first = next(rows, None)
    if first is None:
        raise CannotRead(f"There is no vCard in {path.name}. Nothing was changed.")
    return Table("vcard", list(COLUMNS), _after(first, rows), [f"Read as {encoding}. Photos are left out."])


def _after(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _rows(lines: Iterable[str]) -> Iterator[Row]:
    number, card, inside = 0, list[str](), False
    for line in lines:
        said = line.strip("\ufeff \t\r\n").upper()
        if said == "BEGIN:VCARD":
            if inside:
                yield Row(number, [*[""] * 7, "".join(card)], "the vCard has no end")
            number, card, inside = number + 1, [], True
        elif said == "END:VCARD" and inside:
            yield _row(number, card)
            inside = False
        elif inside:
            card.append(line)
            if len(card) > LONGEST_CARD:
                yield Row(number, [*[""] * 7, "".join(card)], "the vCard has no end")
                inside = False
    if inside:
        yield Row(number, [*[""] * 7, "".join(card)], "the vCard has no end")


def _row(number: int, card: list[str]) -> Row:
    properties = list(_properties(card))
    values: dict[str, list[str]] = {}
    for name, _, value in properties:
        values.setdefault(name, []).append(value)
    first, last = _names(values)
    notes = [_plain(value) for value in values.get("NOTE", [])]
    notes += [f"{_label(name)}: {_joined(value)}" for name, value in _others(properties) if _joined(value)]
    addresses = [_joined(value, ", ") for value in values.get("ADR", [])]
    notes += [f"Further address: {one}" for one in addresses[1:] if one]
    organisation = _fields(next(iter(values.get("ORG", [])), ""))
    return Row(
        number,
        [
            first,
            last,
            MANY.join(_reach(value, "tel:") for value in values.get("TEL", [])),
            MANY.join(_reach(value, "mailto:") for value in values.get("EMAIL", [])),
            next(iter(addresses), ""),
            organisation[0] if organisation else "",
            MANY.join(tag for value in values.get("CATEGORIES", []) for tag in _split(value, ",")),
            "\n".join(notes),
        ],
    )


def _names(values: dict[str, list[str]]) -> tuple[str, str]:
    """Return first and last name: of N, else the last word of FN for the last name."""
    parts = [*_fields(next(iter(values.get("N", [])), "")), "", "", ""]
    last, first, middle = parts[:3]
    if first or last:
        return " ".join(part for part in (first, middle) if part), last
    full = _plain(next(iter(values.get("FN", [])), "")).strip()
    organisation = _fields(next(iter(values.get("ORG", [])), ""))
    if organisation and full == organisation[0]:
        return "", ""
    head, _, tail = full.rpartition(" ")
    return (head, tail) if head else (tail, "")


def _others(properties: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    taken = {"TEL", "EMAIL", "ADR", "NOTE", "CATEGORIES", *OF_THE_FORMAT, *LEFT_OUT}
    seen_organisation = False
    for name, _, value in properties:
        if name == "ORG":
            if seen_organisation or len(_fields(value)) > 1:
                yield name, value
            seen_organisation = True
        elif name not in taken:
            yield name, value


def _label(name: str) -> str:
    known = {"BDAY": "Birthday", "URL": "Web", "TITLE": "Title", "ROLE": "Role", "ORG": "Organisation"}
    return known.get(name, name.removeprefix("X-").replace("-", " ").capitalize())


def _reach(value: str, scheme: str) -> str:
    said = _plain(value).strip()
    return said[len(scheme) :].replace(";ext=", " x") if said.lower().startswith(scheme) else said


def _properties(card: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield name, parameters and value of each property, folded lines joined and quoted-printable taken back."""
    for line in _unfolded(card):
        head, colon, value = _at_colon(line)
        named = NAME.match(head.strip()) if colon else None
        if named is None:
            if line.strip():
                yield "X-UNREAD", "", line.strip()
            continue
        name, parameters = named[1].upper(), named[2].upper()
        if name in LEFT_OUT:
            continue
        yield name, parameters, _decoded(value, parameters)


def _at_colon(line: str) -> tuple[str, str, str]:
    """Return the line parted at its first colon that stands in no quotes."""
    quoted = False
    for index, sign in enumerate(line):
        if sign == '"':
            quoted = not quoted
        elif sign == ":" and not quoted:
            return line[:index], ":", line[index + 1 :]
    return line, "", ""


def _unfolded(card: list[str]) -> Iterator[str]:
    """Yield logical lines: of 3.0 and 4.0 a leading blank goes on, of 2.1 a soft line break of quoted-printable
    does.
    """
    whole: list[str] = []
    soft = False
    for raw in card:
        line = raw.rstrip("\r\n")
        if whole and (soft or line[:1] in {" ", "\t"}):
            whole.append(line if soft else line[1:])
        else:
            if whole:
                yield "".join(whole)
            whole = [line]
            is_quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        soft = is_quoted and line.endswith("=")
        if soft:
            whole[-1] = whole[-1][:-1]
    if whole:
        yield "".join(whole)


def _decoded(value: str, parameters: str) -> str:
    if "QUOTED-PRINTABLE" not in parameters:
        return value
    charset = re.search(r"CHARSET=([\w-]+)", parameters)
    try:
        raw = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
        return raw.decode(charset[1] if charset else "utf-8", "replace")
    except (LookupError, binascii.Error, ValueError):
        return value


ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _plain(text: str) -> str:
    """Return a value with its escapes taken back: line breaks, commas, semicolons, backslashes."""
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _split(text: str, separator: str) -> list[str]:
    """Return the parts of a value, taken apart where the separator is not escaped, each plain."""
    # An escape is read together with what it escapes: a backslash before a separator may itself be escaped.
    tokens = re.sub(rf"\\.|{re.escape(separator)}", lambda one: "\0" if one[0] == separator else one[0], text)
    parts = tokens.split("\0")
    return [_plain(part).strip() for part in parts]


def _fields(text: str) -> list[str]:
    return _split(text, ";") if text else []


def _joined(text: str, between: str = " ") -> str:
    return between.join(part for part in _fields(text) if part)
