"""What a kind of record declares that has a customer, a state and a history: a lead, a deal, and each that is to come."""

from dataclasses import dataclass

from schemas.enums import MatterKind


@dataclass(frozen=True)
class Declared:
    """One kind of matter.

    Args:
        kind: what it is.
        reference: the column with the number that people say; none where it is empty.
    """

    kind: MatterKind
    reference: str = ""
