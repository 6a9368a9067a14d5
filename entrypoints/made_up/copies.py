"""The copies of a person written down a second time: by another hand, from another card, after a move.

Drawn from a stream of its own for each record, so that the rest of the business is the same whatever is drawn here. What a
search for doubles goes by is not looked at: these are the ways in which front desks really do it.
"""

from collections import Counter
from random import Random

from entrypoints.made_up import words
from entrypoints.made_up.plan import Person
from schemas.keys import fold

KEPT_PHONE, KEPT_MAILBOX = 0.70, 0.92
"""Bounds of one draw: somebody who moved kept the number, kept the mailbox, or kept nothing that was written down."""
SAME_NAME_IN_HOUSE = 0.04
LONG_KINDS = {"St": "Street", "Ave": "Avenue", "Dr": "Drive", "Ln": "Lane", "Rd": "Road", "Ct": "Court",
              "Blvd": "Boulevard", "Trl": "Trail", "Cir": "Circle"}  # fmt: skip


def write_anew(copy: Person, person: Person, taken: Counter[str]) -> None:
    """Change a copy as another hand would have written it: its own mailbox, the address in other words, the
    name as heard.

    Args:
        copy: with its name, its address and `how_copied`.
        person: whom it is a copy of.
        taken: how often each e-mail address is in use.
    """
    random = Random(f"copy {copy.contact_id}")  # noqa: S311 (nothing is kept secret by it)
    if copy.email is not None:
        copy.email = _own_mailbox(random, person, taken)
    if copy.how_copied == "moved":
        _take_along(random, copy, person, taken)
    copy.address = _in_other_words(random, copy.address)
    copy.first_name, copy.last_name = (_as_heard(random, name) for name in (copy.first_name, copy.last_name))


def _own_mailbox(random: Random, person: Person, taken: Counter[str]) -> str:
    one, other = (fold(name).replace(" ", "") for name in (person.first_name, person.last_name))
    local = random.choice((f"{one}{other}", f"{other}{one[0]}", f"{one}_{other}"))
    return _free(f"{local}{random.randint(10, 99)}@{random.choice(words.MAIL_DOMAINS)}", taken)


def _free(address: str, taken: Counter[str]) -> str:
    taken[address] += 1
    return address if taken[address] == 1 else address.replace("@", f"x{taken[address]}@")


def _take_along(random: Random, copy: Person, person: Person, taken: Counter[str]) -> None:
    """Let a copy keep the phone of somebody who moves; some only the mailbox, with a tag; a few nothing at all."""
    draw = random.random()
    if draw < KEPT_PHONE or (draw < KEPT_MAILBOX and person.email is None):
        copy.phone, copy.shares_phone, copy.second_phone = person.phone, True, None
    elif draw < KEPT_MAILBOX and person.email is not None:
        local, _, domain = person.email.partition("@")
        copy.email = _free(f"{local}+{random.choice(('home', 'house', 'new'))}@{domain}", taken)


def _in_other_words(random: Random, address: str) -> str:
    """Return an address as another hand writes it."""
    street, _, town = address.partition(", ")
    kind = street.rpartition(" ")[2]
    draw = random.random()
    if draw < 0.2 and kind in LONG_KINDS:
        return f"{street.removesuffix(kind)}{LONG_KINDS[kind]}, {town}"
    if draw < 0.3:
        return f"{street}., {town.removesuffix(', TX')}"
    if draw < 0.4:
        return f"{street.lower()}, {town} 78{random.randint(600, 799)}"
    return address


def _as_heard(random: Random, name: str) -> str:
    """Return a name in capitals, in small letters, or without its accents."""
    draw = random.random()
    if draw < 0.04:
        return name.upper()
    if draw < 0.08:
        return name.lower()
    return fold(name).title() if draw < 0.14 and not name.isascii() else name


def name_alike(one: Person, other: Person) -> None:
    """Give the father and son of some households one name: two people who look like one, told apart by "Jr"."""
    random = Random(f"house {other.contact_id}")  # noqa: S311
    namesakes = (one.first_name, one.last_name) == (other.first_name, other.last_name)
    if namesakes or random.random() < SAME_NAME_IN_HOUSE:
        other.first_name, other.last_name = one.first_name, f"{one.last_name} Jr"
