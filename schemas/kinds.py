"""What a kind of record declares that has a customer, a state and a history: a lead, a deal, and each that is to come."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.enums import MatterKind


@dataclass(frozen=True)
class Declared:
    """One kind of matter.

    Args:
        kind: what it is.
        reference: the column with the number that people say; none where it is empty.
        states: column of a state → column of the reason for it; of what has none, an empty text.
    """

    kind: MatterKind
    reference: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
