"""The results of extraction: each value with the sentence it was read from and how sure that is."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, Self, TypeVar

from agent.intake.ours import Ours
from schemas.postal import read_postal

Value = TypeVar("Value")
SENTENCE_CAP = 300


@dataclass(frozen=True, slots=True)
class ExtractedField(Generic[Value]):
    """A value, the sentence of the mail it comes from, and a confidence from 0 to 1.

    `by` says who read it. `also` holds other readings of the same field; `disputed`: they contradict this one, and the owner
    is told.
    """

    value: Value
    sentence: str
    confidence: float
    by: Literal["rules", "model"] = "rules"
    also: tuple[Self, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class ExtractedPhone(ExtractedField[str]):
    """A telephone number in E.164 and its extension, which E.164 cannot hold; empty when there is none."""

    extension: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """A careful reader's findings in one mail; what is not beyond doubt is None or left out."""

    name: ExtractedField[str] | None
    phones: tuple[ExtractedPhone, ...]
    emails: tuple[ExtractedField[str], ...]
    address: ExtractedField[str] | None
    title: ExtractedField[str] | None
    description: ExtractedField[str] | None
    wished_date: ExtractedField[date] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The business as extraction must know it.

    `region` is the two-letter country in which a number without a country code is meant; `zone` an IANA name;
    `own_addresses` e-mail addresses in lower case; `own_phones` in E.164; `own_places` street addresses as written;
    `own_names` what signs its mail, folded, its own name among them. None of the own ones is the customer's.
    """

    region: str
    zone: str
    own_addresses: frozenset[str]
    own_phones: frozenset[str] = frozenset()
    own_places: tuple[str, ...] = ()
    own_names: frozenset[str] = frozenset()

    @property
    def ours(self) -> Ours:
        """Return what our own mails are known by."""
        places = tuple(map(read_postal, self.own_places))
        return Ours(self.own_addresses, self.own_names, self.own_phones, places)
