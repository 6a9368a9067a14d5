"""Makes people: alone, in households that share a phone, in companies, and some of them twice."""

from collections import Counter
from datetime import datetime, time, timedelta
from random import Random

from entrypoints.made_up import copies, sentences, words
from entrypoints.made_up.plan import Account, Firm, Person, Span
from schemas.enums import Channel, Source
from schemas.identity import NewId
from schemas.keys import fold

FIRMS, HOUSEHOLDS, UNNAMED = 0.03, 0.09, 0.10
"""Bounds of one draw: a company, a household of two, a caller without a name; else one person."""
COPIED = 0.02
OLD_CUSTOMERS = 0.35
SOURCES = (Source.PHONE_CALL, Source.WEB_FORM, Source.REFERRAL, Source.EMAIL, Source.AD, Source.OTHER)
SOURCE_WEIGHTS = (38, 22, 18, 12, 7, 3)
EARLIEST_CUSTOMER_DAYS = 6 * 365


class Crowd:
    """Draws people.

    Args:
        random: decides everything.
        new_id: makes their ids.
        span: the days that are made up.
        most: how many at most, for the phone numbers.
    """

    def __init__(self, random: Random, new_id: NewId, span: Span, most: int) -> None:
        self.random = random
        self.new_id = new_id
        self.span = span
        pool = words.numbers(most + most // 2 + 10)
        random.shuffle(pool)
        self._numbers = iter(pool)
        self._addressed: Counter[str] = Counter()

    def accounts(self, count: int) -> list[Account]:
        """Return accounts with exactly so many contacts together."""
        copies = round(count * COPIED)
        made: list[Account] = []
        left = count - copies
        while left > 0:
            account = self._account(left)
            left -= len(account.people)
            made.append(account)
        named = [account for account in made if account.people[0].first_name]
        for account in self.random.sample(named, min(copies, len(named))):
            account.people.append(self._copy_of(account.people[0]))
        return made

    def _account(self, left: int) -> Account:
        draw = self.random.random()
        if draw < FIRMS:
            return self._firm(min(left, self.random.choice((1, 1, 1, 2, 2, 3))))
        if draw < HOUSEHOLDS and left > 1:
            return self._household()
        return Account([self._unnamed() if draw < UNNAMED and draw >= HOUSEHOLDS else self._person()])

    def _person(self) -> Person:
        random = self.random
        first, last = self._name()
        old = random.random() < OLD_CUSTOMERS
        person = Person(
            contact_id=self.new_id(),
            first_name=first,
            last_name=last,
            address=self._address(),
            created=self._long_ago() if old else self._lately(),
            channel=random.choices((Channel.PHONE, Channel.EMAIL, Channel.SMS), (55, 28, 17))[0],
            source=random.choices(SOURCES, SOURCE_WEIGHTS)[0],
            phone=next(self._numbers),
            is_old=old,
        )
        if old:
            person.customer_since = person.created.date()
        if random.random() < 0.62 or person.channel == Channel.EMAIL:
            person.email = self._email(first, last)
        if random.random() < 0.08:
            person.second_phone = next(self._numbers)
        if random.random() < 0.12:
            person.notes = random.choice(sentences.NOTES)
        if random.random() < 0.08:
            person.tags = (random.choice(sentences.TAGS),)
        if random.random() < 0.015:
            person.last_name = misspelt(random, person.last_name)
        return person

    def _name(self) -> tuple[str, str]:
        """Return a first and last name; the first of each list are the common ones."""
        draw = self.random.random
        first = words.FIRST_NAMES[int(draw() * draw() ** 0.5 * len(words.FIRST_NAMES))]
        return first, words.LAST_NAMES[int(draw() * draw() ** 0.5 * len(words.LAST_NAMES))]

    def _address(self) -> str:
        random = self.random
        number = random.randint(1, 189) * (10 if random.random() < 0.4 else 1)
        street = f"{random.choice(words.STREETS)} {random.choice(words.STREET_KINDS)}"
        return f"{number} {street}, {random.choice(words.TOWNS)}"

    def _email(self, first: str, last: str) -> str:
        random = self.random
        one, other = fold(first).replace(" ", ""), fold(last).replace(" ", "")
        local = random.choice((f"{one}.{other}", f"{one[0]}{other}", f"{one}{other[0]}", f"{other}.{one}"))
        address = f"{local}@{random.choice(words.MAIL_DOMAINS)}"
        self._addressed[address] += 1
        taken = self._addressed[address]
        return address if taken == 1 else address.replace("@", f"{taken}@")

    def _long_ago(self) -> datetime:
        day = self.span.first_day - timedelta(days=self.random.randint(1, EARLIEST_CUSTOMER_DAYS))
        return datetime.combine(day, time(self.random.randint(8, 17), self.random.randint(0, 59)))

    def _lately(self) -> datetime:
        day = self.span.first_day + timedelta(days=self.random.randrange(self.span.days))
        instant = datetime.combine(day, time(self.random.randint(8, 17), self.random.randint(0, 59)))
        return min(instant, self.span.now)

    def _household(self) -> Account:
        one, other = self._person(), self._person()
        other.address, other.created = one.address, one.created
        other.is_old, other.customer_since = one.is_old, one.customer_since
        if self.random.random() < 0.8:
            other.last_name = one.last_name
        if self.random.random() < 0.6:
            other.phone, other.shares_phone = one.phone, True
        copies.name_alike(one, other)
        return Account([one, other])

    def _firm(self, people: int) -> Account:
        random = self.random
        kind, type_ = random.choice(words.FIRM_KINDS)
        firm = Firm(self.new_id(), self._firm_name(kind), type_, self._address())
        found = [self._person() for _ in range(people)]
        for person in found:
            person.address, person.created = firm.address, found[0].created
            person.is_old, person.customer_since = found[0].is_old, found[0].customer_since
        return Account(found, firm)

    def _firm_name(self, kind: str) -> str:
        random = self.random
        if random.random() < 0.5:
            return f"{random.choice(words.FIRM_NAMES)} {kind}"
        return f"{random.choice(words.LAST_NAMES)} {random.choice(('&', 'and'))} {random.choice(words.LAST_NAMES)} {kind}"

    def _unnamed(self) -> Person:
        person = self._person()
        person.first_name = person.last_name = person.address = person.notes = ""
        person.email, person.second_phone, person.tags = None, None, ()
        person.is_old, person.customer_since, person.created = False, None, self._lately()
        person.source, person.channel = Source.PHONE_CALL, Channel.PHONE
        return person

    def _copy_of(self, person: Person) -> Person:
        """Return a copy of a person, as somebody else at the desk wrote them down."""
        copy = self._person()
        copy.copy_of = person.contact_id
        copy.first_name, copy.last_name, copy.address = person.first_name, person.last_name, person.address
        copy.is_old, copy.customer_since, copy.created = False, None, self._lately()
        copy.how_copied, first, last = self._variant(person)
        copy.first_name, copy.last_name = first, last
        if copy.how_copied == "moved":
            copy.address = self._address()
        if self.random.random() < 0.3 and copy.email is not None:
            copy.phone = copy.second_phone = None
        copies.write_anew(copy, person, self._addressed)
        return copy

    def _variant(self, person: Person) -> tuple[str, str, str]:
        first, last = person.first_name, person.last_name
        ways = ["typo", "second_number", "moved", "initial"]
        ways += ["nickname", "nickname"] if first in words.NICKNAMES else []
        way = self.random.choice(ways)
        if way == "typo":
            return way, first, misspelt(self.random, last)
        if way == "initial":
            return way, first[0], last
        return way, words.NICKNAMES[first] if way == "nickname" else first, last


def misspelt(random: Random, name: str) -> str:
    """Return a name with two letters swapped, one left out or one doubled."""
    at = random.randrange(1, max(2, len(name) - 1))
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    spellings = (
        [swapped, name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]] if len(name) > 2 else []
    )
    other = [one for one in spellings if one != name]
    return random.choice(other) if other else name + name[-1]
