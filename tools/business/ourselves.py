"""The business's own details: its phones, street addresses and the names that sign its mail, which are no customer's."""

from typing import Literal

from schemas.effects import Answer, Effect
from schemas.errors import AgainstTheRules, BadArguments, BadConfiguration
from schemas.keys import fold
from schemas.ourselves import (
    NAMES,
    PHONES,
    PLACES,
    checked_names,
    checked_phones,
    checked_places,
    own_names_of,
    own_phones_of,
    own_places_of,
)
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Line, Name
from tools.business.members import refuse_all_but_an_owner
from tools.business.on_record import business_of, change_settings
from tools.desk import Desk
from tools.matters import people
from tools.registry import tool

Kind = Literal["phone", "place", "name"]
KEYS: dict[Kind, str] = {"phone": PHONES, "place": PLACES, "name": NAMES}
CALLED: dict[Kind, str] = {"phone": "phone", "place": "address", "name": "name that signs your mail"}


class OwnDetail(LocalAct):
    """One thing that is the business's own from now on."""

    kind: Kind
    value: str

    def line(self) -> str:
        return f"Keep {self.value} as your own {CALLED[self.kind]}"

    def changed(self, desk: Desk) -> str | None:
        known = self.value in own_values(desk, self.kind)
        return f"{self.value} is your own {CALLED[self.kind]} by now." if known else None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        have = own_values(desk, self.kind)
        change_settings(desk, **{KEYS[self.kind]: [*have, self.value]})
        text = f"{_shown(desk, self.kind, self.value)} is your own {CALLED[self.kind]}; it is nobody's in a mail."
        holders = people.with_phone(desk, self.value) if self.kind == "phone" else []
        if holders:
            whose = wording.listed([people.name_of(desk, one) for one in holders[:3]])
            text += f" It stands on the record of {whose} too; whoever gives it is no longer taken for them."
        return Answer(text=text, data={"kind": self.kind, "value": self.value})


class NoOwnDetail(LocalAct):
    """One thing that is not the business's own any more."""

    kind: Kind
    value: str

    def line(self) -> str:
        return f"Drop {self.value} as your own {CALLED[self.kind]}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        have = [one for one in own_values(desk, self.kind) if one != self.value]
        change_settings(desk, **{KEYS[self.kind]: have})
        return Answer(
            text=f"{_shown(desk, self.kind, self.value)} is not your own {CALLED[self.kind]} any more.",
            data={"kind": self.kind, "value": self.value},
        )


@tool(Effect.WRITE)
def add_own_detail(desk: Desk, phone: Name = "", place: Line = "", name: Name = "") -> OwnDetail:
    """Say one phone, street address or name of the business itself, so that it is never taken for a customer's.

    Args:
        phone: a phone number of the business.
        place: a street address of the business.
        name: a name that signs the business's mail.
    """
    refuse_all_but_an_owner(desk, "Nothing was changed.")
    kind, value = said_of_own(desk, phone, place, name)
    if any(fold(one) == fold(value) for one in own_values(desk, kind)):
        raise AgainstTheRules(f"{_shown(desk, kind, value)} is your own already. Nothing was changed.")
    return OwnDetail(kind=kind, value=value)


@tool(Effect.WRITE)
def drop_own_detail(desk: Desk, phone: Name = "", place: Line = "", name: Name = "") -> NoOwnDetail:
    """Take back what was said to be the business's own.

    Args:
        phone: a phone number that is not the business's.
        place: a street address that is not the business's.
        name: a name that does not sign the business's mail.
    """
    refuse_all_but_an_owner(desk, "Nothing was changed.")
    kind, value = said_of_own(desk, phone, place, name)
    known = next((one for one in own_values(desk, kind) if fold(one) == fold(value)), None)
    if known is None:
        raise AgainstTheRules(f"{_shown(desk, kind, value)} is not among your own. Nothing was changed.")
    return NoOwnDetail(kind=kind, value=known)


@tool(Effect.READ)
def show_own_details(desk: Desk) -> Answer:
    """The business's own phones, street addresses and names, which identify no customer."""
    have = {kind: own_values(desk, kind) for kind in KEYS}
    lines = [
        f"{CALLED[kind].capitalize()}: {_shown(desk, kind, value)}"
        for kind, values in have.items()
        for value in values
    ]
    return Answer(text="\n".join(lines) or "Nothing of your own has been said yet.", data={"own": have})


def said_of_own(desk: Desk, phone: str, place: str, name: str) -> tuple[Kind, str]:
    """Return what was said, checked.

    Raises:
        BadArguments: nothing, more than one thing, or what can't be.
    """
    said = [part for part in (phone, place, name) if part.strip()]
    if len(said) != 1:
        raise BadArguments("Say one phone, one address or one name of your own. Nothing was changed.")
    try:
        if phone.strip():
            return "phone", checked_phones([phone], business_of(desk).country)[0]
        return ("place", checked_places([place])[0]) if place.strip() else ("name", checked_names([name])[0])
    except BadConfiguration as error:
        raise BadArguments(f"{error.message} Nothing was changed.") from None


def own_values(desk: Desk, kind: Kind) -> list[str]:
    """Return what was said to be the business's own, of one kind."""
    settings = business_of(desk).settings
    return {"phone": own_phones_of, "place": own_places_of, "name": own_names_of}[kind](settings)


def _shown(desk: Desk, kind: Kind, value: str) -> str:
    return wording.phone(value, desk.business.country) if kind == "phone" else value
