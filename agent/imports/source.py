"""A file to be imported: opened as what it is, with its digest."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.imports.csv_file import read_csv
from agent.imports.mapping import Mapping
from agent.imports.rows import CannotRead, Table
from agent.imports.vcard_file import read_vcards
from agent.imports.xlsx_file import read_xlsx

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Source:
    """A file, how its columns are read, and a name for both.

    Args:
        path: where it is.
        sheet: of a spreadsheet, the one to read.
        adjusted: the owner's own word on columns.
    """

    path: Path
    sheet: str = ""
    adjusted: tuple[str, ...] = ()

    def open(self) -> tuple[Table, Mapping]:
        """Return the table, to be read once, and its mapping.

        Raises:
            CannotRead: it is no file of people that can be read.
            BadArguments: the mapping can't be.
        """
        try:
            table = self._table()
        except OSError as error:
            raise CannotRead(f"{self.path} can't be read ({error.strerror}). Nothing was changed.") from error
        return table, Mapping.guessed(table.columns, self.adjusted)

    def _table(self) -> Table:
        with self.path.open("rb") as stream:
            head = stream.read(CHUNK)
        if head.startswith(ZIP):
            return read_xlsx(self.path, self.sheet)
        if head.startswith(OLD_OFFICE):
            raise CannotRead(
                f"{self.path.name} is an old spreadsheet (.xls). Save it as .xlsx or CSV. Nothing was changed."
            )
        plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
        return read_vcards(self.path) if plain.startswith(b"BEGIN:VCARD") else read_csv(self.path)

    def digest(self, mapping: Mapping) -> str:
        """Return the SHA-256 digest of the content and the mapping, in hexadecimal."""
        found = hashlib.sha256(json.dumps([self.sheet, mapping.columns, mapping.chosen]).encode())
        with self.path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
        return found.hexdigest()


def source_of(path: Path, sheet: str, adjusted: Sequence[str]) -> Source:
    """Return the source for a file that the command line names."""
    return Source(path.expanduser().absolute(), sheet, tuple(adjusted))
