"""Other names, numbers and addresses for real people, the same wherever they stand."""

import re
from dataclasses import dataclass
from typing import Any

from evals.matching import PHONE
from evals.observe import State

FIRST_NAMES = (
    "Alma",
    "Boris",
    "Cora",
    "Dmitri",
    "Elsa",
    "Felix",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kira",
    "Leon",
)
LAST_NAMES = (
    "Adler",
    "Brandt",
    "Castro",
    "Dahl",
    "Eriksen",
    "Fontaine",
    "Garza",
    "Hale",
    "Ibarra",
    "Jansen",
    "Kovacs",
    "Lund",
)
COMPANIES = ("Northside Bakery", "Hill Street Dental", "Oak Park Diner", "Riverside Motors")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class CaseBusiness:
    """The business of every case, which stands in for the real one.

    Args:
        name, address: its own.
        real_name, real_addresses: of the one that the conversation was held at.
    """

    name: str
    address: str
    real_name: str
    real_addresses: tuple[str, ...]


class Renaming:
    """Replaces what tells who somebody is.

    Free text may tell more than names and numbers do; whoever keeps the case reads it through.

    Args:
        state: whose contacts and companies get other names.
        business: takes the place of the real one.
    """

    def __init__(self, state: State, business: CaseBusiness) -> None:
        self.business = business
        own = (business.real_name, business.name)
        self.words: dict[str, str] = {one.casefold(): business.name for one in own}
        self._phones: dict[str, str] = {}
        self._emails = {
            one.casefold(): business.address for one in (*business.real_addresses, business.address)
        }
        contacts = list(state.rows["contacts"].values())
        for names, column in ((FIRST_NAMES, "first_name"), (LAST_NAMES, "last_name")):
            for name in dict.fromkeys(row[column] for row in contacts if row[column]):
                self._rename(name, names)
        for row in state.rows["companies"].values():
            self._rename(row["name"], COMPANIES)
        self._exactly = {
            row["address"]: f"{10 + index} Example St"
            for index, row in enumerate(row for row in contacts if row["address"])
        }
        for row in state.rows["phones"].values():
            # A number of another country's form is found as it is on record.
            if PHONE.fullmatch(row["number"]) is None:
                self._exactly[row["number"]] = f"+151255501{len(self._exactly) % 100:02}"
        known = sorted(self.words, key=len, reverse=True)
        self._known = (
            re.compile(rf"(?<!\w)({'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE) if known else None
        )

    def _rename(self, name: str, names: tuple[str, ...]) -> None:
        key = name.casefold()
        if key not in self.words:
            taken = len([one for one in self.words.values() if one.split()[0] in names or one in names])
            again = "" if taken < len(names) else f" {'I' * (1 + taken // len(names))}"
            self.words[key] = names[taken % len(names)] + again

    def of(self, value: Any) -> Any:
        """Return a value in which nobody is named by name, number or address any more."""
        if isinstance(value, dict):
            return {key: self.of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.of(item) for item in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        for real, other in self._exactly.items():
            text = text.replace(real, other)
        text = EMAIL.sub(lambda found: self._email(found[0]), text)
        text = PHONE.sub(lambda found: self._phone(found[0], "".join(found.groups())), text)
        if self._known is not None:
            text = self._known.sub(lambda found: self.words[found[0].casefold()], text)
        return text

    def _email(self, address: str) -> str:
        return self._emails.setdefault(address.casefold(), f"person{len(self._emails) + 1}@example.com")

    def _phone(self, written: str, digits: str) -> str:
        other = self._phones.setdefault(digits, f"51255501{len(self._phones) % 100:02}")
        if written.startswith("+1"):
            return f"+1{other}"
        return (
            f"({other[:3]}) {other[3:6]}-{other[6:]}"
            if "(" in written
            else f"{other[:3]}-{other[3:6]}-{other[6:]}"
        )
