"""A change to the source that some test should notice: what it replaces, and where it is looked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Change:
    """One change.

    Args:
        key: its name; the same as long as the code that it changes is the same.
        file: relative to the checkout.
        begin: first byte of what is replaced.
        end: the byte after the last.
        new: what comes in its place.
        says: what it changes, for a person.
        tests: files or folders of the tests that are to notice it; empty for those that run the changed lines.
    """

    key: str
    file: str
    begin: int
    end: int
    new: str
    says: str
    tests: tuple[str, ...] = ()

    def applied_to(self, source: bytes) -> bytes:
        """Return the source with the change made."""
        return source[: self.begin] + self.new.encode() + source[self.end :]

    def line(self, source: bytes) -> int:
        """Return the number of the line that the change begins on."""
        return source.count(b"\n", 0, self.begin) + 1


class Applied:
    """A context in which a change is made to the files of a scratch checkout."""

    def __init__(self, checkout: Path, change: Change) -> None:
        self.path = checkout / change.file
        self.change = change
        self.before = self.path.read_bytes()

    def __enter__(self) -> bytes:
        self.path.write_bytes(self.change.applied_to(self.before))
        return self.before

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.before)
