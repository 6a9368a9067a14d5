"""Ids that a seed decides."""

from random import Random


class SeededIds:
    """UUIDs of version 7 whose time is a running number: repeatable, in strict order, and older than any clock's.

    Whatever is written later by a real clock sorts after them, which is what "the last write" of the audit relies on.

    Args:
        random: what the rest of each id is drawn from.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._made = 0

    def __call__(self) -> str:
        self._made += 1
        time, rest = f"{self._made:012x}", self._random.getrandbits(74)
        return (
            f"{time[:8]}-{time[8:]}-7{rest >> 62:03x}-{0x8000 | rest >> 48 & 0x3FFF:04x}"
            f"-{rest & 0xFFFF_FFFF_FFFF:012x}"
        )
