"""Mails of a crowd of made-up people, each with whom it is from by construction: any seed, any number.

Every kind of mail in which one person may be taken for another: our own number mentioned, robots, relays, dispatchers,
forwards, threads of several, shared phones, unknown ways of quoting, second addresses, a customer's name and phone in a
stranger's mail. No wording of the code's lists is looked up here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from random import Random

from agent.intake.words import words

FIRST = sorted(
    words(
        "Ada Bruno Celia Dmitri Esther Farid Greta Hugo Irene Jonas Keiko Lars Mabel Nadia Oscar Petra Quentin Rosa Selma "
        "Tarek Ursula Viktor Wilma Xenia Yusuf Zelda"
    )
)
LAST = sorted(
    words(
        "Abbott Birk Castano Dahl Eriksen Fontaine Grube Haddad Ibsen Jarrow Kessler Lindqvist Moreno Nakata Okafor Pruitt "
        "Quist Rasmus Stavros Thorne Ulmer Varga Whitlock Yates Zeller"
    )
)
STREETS = sorted(words("Alder Birch Cypress Dogwood Elm Fir Ginkgo Hazel Juniper Larch Maple Oak"))
FAULTS = (
    "The kitchen sink is clogged", "Our water heater leaks", "The toilet runs all night", "A pipe burst in the garage",
    "The shower drips", "There is no hot water", "The garbage disposal is stuck", "The hose bib is broken",
)  # fmt: skip
AREAS = ("512", "737", "210", "361", "806", "915", "432", "254", "903", "817")
ROBOTS = (
    "Quote Form <forms@builder.example.net>", "Website <noreply@riveraplumbing.example.com>",
    "Site Mailer <mailer@pages.example.org>", "Your website <wordpress@hosting.example.net>",
    "Contact <webform@forms.example.com>",
)  # fmt: skip
DISPATCHERS = (
    "AHS Dispatch <dispatch@ahs.example.com>", "Claims Desk <workorders@warranty.example.net>",
    "Carla Jensen <cjensen@homeshield.example.org>", "Service Desk <service@coverall.example.com>",
)  # fmt: skip
SERVICES = (
    ("ProLeads", "ProLeads <leads@proleads.example.com>", "888-555-0142"),
    ("HandyMatch", "HandyMatch <newlead@handymatch.example.net>", "877-555-0177"),
)
OURS = "Rivera Plumbing <office@riveraplumbing.example.com>"
SIGNED = "Sam Rivera\nRivera Plumbing\n(512) 555-0100\n100 Depot St, Austin TX 78701"
ATTRIBUTIONS = (
    "---- On {day} {hour} {us} wrote ----", "{hour} {day}, {us}:", "*** {us} / {day} {hour} ***",
    "Vinsamlegast {day} kl. {hour} skrifaði {us}:", "== {day} {hour} == {us} ==", "Dňa {day} o {hour} {us} napísal(a):",
)  # fmt: skip
FORWARDED = (
    "---------- Forwarded message ---------\nFrom: {sender}\nDate: {day}\nSubject: {subject}\nTo: {to}\n\n"
)


@dataclass(frozen=True)
class Somebody:
    """A made-up person; all that identifies them is theirs alone."""

    key: int
    first: str
    last: str
    email: str
    phone: str
    street: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    def address(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True)
class Letter:
    """One mail and whom it is from; `asks`: what it says of itself may be another's, so that the owner has to be asked.

    `follows`: it goes on in a thread, so that it need not be told as an enquiry of its own.
    """

    raw: bytes
    person: Somebody
    kind: str
    asks: bool = False


@dataclass
class Crowd:
    """Makes letters.

    Args:
        seed: the same seed, the same letters.
    """

    seed: int
    made: int = 0
    people: list[Somebody] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        pairs = [(first, last) for first in FIRST for last in LAST]
        self.random.shuffle(pairs)
        self._names = iter(pairs)
        numbers = [f"{area}-555-01{last:02d}" for area in AREAS for last in range(100)]
        numbers.remove("512-555-0100")
        self.random.shuffle(numbers)
        self._numbers = iter(numbers)

    def letters(self, count: int) -> Iterator[Letter]:
        """Yield the first so many letters, of all kinds in turn and in the order in which they come."""
        kinds: list[Callable[[], list[Letter]]] = [
            self.plain, self.mentions_ours, self.robot, self.dispatch, self.service, self.bid, self.own_forward,
            self.thread, self.shared_phone, self.quoting, self.again, self.again_by_form, self.colleague,
            self.second_address, self.posing, self.neighbour,
        ]  # fmt: skip
        made = 0
        while True:
            for kind in self.random.sample(kinds, len(kinds)):
                for letter in kind():
                    if made >= count:
                        return
                    made += 1
                    yield letter

    def somebody(self) -> Somebody:
        first, last = next(self._names)
        key = len(self.people)
        local = self.random.choice(
            [f"{first}.{last}", f"{first[0]}{last}{key}", f"{last}{key}", f"user{key}"]
        ).lower()
        house = self.random.choice(["mail", "post", "home"])
        street = f"{self.random.randint(100, 9900)} {self.random.choice(STREETS)} St, Austin, TX 78704"
        made = Somebody(key, first, last, f"{local}@{house}.example.com", next(self._numbers), street)
        self.people.append(made)
        return made

    def fault(self) -> str:
        return self.random.choice(FAULTS)

    def mail(self, sender: str, subject: str, text: str, **headers: str) -> tuple[bytes, str]:
        """Return the bytes of a mail, and its Message-ID."""
        self.made += 1
        message_id = f"<{self.seed}-{self.made}@mail.example.net>"
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = sender, OURS, subject
        at = datetime(2026, 11, 18, 6, tzinfo=UTC) + timedelta(minutes=self.made)
        message["Date"], message["Message-ID"] = format_datetime(at), message_id
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return bytes(message), message_id

    def letter(
        self, person: Somebody, kind: str, sender: str, subject: str, text: str, **headers: str
    ) -> Letter:
        return Letter(self.mail(sender, subject, text, **headers)[0], person, kind)

    def plain(self) -> list[Letter]:
        one = self.somebody()
        text = f"{self.fault()} at {one.street}. Can you come this week? My number is {one.phone}.\n\n{one.name}\n"
        return [self.letter(one, "plain", one.address(), "Need a plumber", text)]

    def mentions_ours(self) -> list[Letter]:
        one = self.somebody()
        said = self.random.choice(
            ["I called (512) 555-0100 but got voicemail.", "You quoted me $900 from 512-555-0100 yesterday.",
             "I left a message at 512.555.0100.", "Is (512) 555-0100 still your number?", "Your site says +1 512 555 0100."]
        )  # fmt: skip
        own = self.random.choice(["", f" Reach me at {one.phone}."])
        return [
            self.letter(
                one, "our number", one.address(), "Question", f"{said} {self.fault()}.{own}\n\n{one.name}\n"
            )
        ]

    def robot(self) -> list[Letter]:
        robot, found = self.random.choice(ROBOTS), []
        for _ in range(2):
            one = self.somebody()
            text = f"Hello, {self.fault()[0].lower()}{self.fault()[1:]} and I would like an estimate. Thanks, {one.first}\n"
            found.append(
                self.letter(
                    one, "robot", robot, "New message from your website", text, Reply_To=one.address()
                )
            )
        return found

    def dispatch(self) -> list[Letter]:
        sender, found = self.random.choice(DISPATCHERS), []
        labels = self.random.choice(
            [
                ("Customer", "Home phone", "Item"),
                ("Homeowner", "Cell", "Problem"),
                ("Insured name", "Phone number", "Issue"),
            ]
        )
        for _ in range(2):
            one = self.somebody()
            text = (
                f"Dispatch #: 555{self.random.randint(1000000, 9999999)}\n{labels[0]}: {one.name}\n{labels[1]}: {one.phone}\n"
                f"Address: {one.street}\n{labels[2]}: {self.fault()}\nPlease contact the customer within 24 hours.\n"
            )
            found.append(
                self.letter(one, "dispatch", sender, f"Dispatch #{self.random.randint(1000, 9999)}", text)
            )
        return found

    def service(self) -> list[Letter]:
        (brand, sender, hotline), found = self.random.choice(SERVICES), []
        for _ in range(2):
            one = self.somebody()
            text = (
                f"You have a new lead!\n\nCustomer Information\n{one.name}\n{one.phone}\n\nComments: {self.fault()}.\n\n"
                f"Questions? Call {brand} at {hotline}\n"
            )
            found.append(self.letter(one, "service", sender, "New Lead - Plumbing", text))
        return found

    def bid(self) -> list[Letter]:
        one, rival = self.somebody(), self.somebody()
        note = self.random.choice(
            ["Can you beat this price?", "Is this fair?", "What would you charge?", "They want too much."]
        )
        text = (
            f"{note}\n\n"
            + FORWARDED.format(
                sender=f"Ace {rival.last} <{rival.email}>",
                day="Sat, Nov 14, 2026",
                subject="Estimate",
                to=one.address(),
            )
            + f"Hi {one.first}, repipe $9,800.\n{rival.name}\nAce Plumbing {rival.phone}\n"
        )
        return [self.letter(one, "forwarded bid", one.address(), "Fwd: Estimate", text)]

    def own_forward(self) -> list[Letter]:
        one = self.somebody()
        text = (
            f"From: {one.name}\nSent: Friday, November 13, 2026 4:02 PM\nTo: wrong@riveraplumbing.example.org\nSubject: Help\n\n"
            f"{self.fault()}.\n{one.first}\n"
        )
        return [self.letter(one, "own forward", one.address(), "Fw: Help", text)]

    def colleague(self) -> list[Letter]:
        one = self.somebody()
        text = (
            FORWARDED.format(
                sender=one.address(),
                day="Sat, Nov 14, 2026",
                subject="Help",
                to="sam@riveraplumbing.example.com",
            )
            + f"{self.fault()}. My cell is {one.phone}.\n\n{one.name}\n"
        )
        return [
            self.letter(one, "colleague", "Sam Rivera <sam@riveraplumbing.example.com>", "Fwd: Help", text)
        ]

    def thread(self) -> list[Letter]:
        one, other = self.somebody(), self.somebody()
        first, began = self.mail(
            one.address(),
            "Repairs",
            f"Could you quote the flue? {one.phone}. {one.first}\n",
            Cc=other.address(),
        )
        second, answered = self.mail(
            other.address(), "Re: Repairs", f"The lockbox code is 4410. My cell is {other.phone}.\n\n{other.first}\n",
            In_Reply_To=began, References=began,
        )  # fmt: skip
        third, _ = self.mail(
            one.address(),
            "Re: Repairs",
            "Thursday is best for me.\n",
            In_Reply_To=answered,
            References=f"{began} {answered}",
        )
        return [
            Letter(first, one, "thread begins"), Letter(second, other, "another answers"), Letter(third, one, "thread goes on"),
        ]  # fmt: skip

    def shared_phone(self) -> list[Letter]:
        one, other = self.somebody(), self.somebody()
        first = self.letter(
            one, "shared phone", one.address(), "Help", f"{self.fault()}. Call {one.phone}.\n\n{one.name}\n"
        )
        form = f"Name: {other.name}\nPhone: {one.phone}\nEmail: {other.email}\nMessage: {self.fault()} at {other.street}\n"
        if self.random.random() < 0.5:
            second = self.letter(other, "", "Site <noreply@forms.example.net>", "New form submission", form)
        else:
            text = f"{self.fault()} at {other.street}. My number is {one.phone}.\n\n{other.name}\n"
            second = self.letter(other, "", other.address(), "Help", text)
        return [first, Letter(second.raw, other, "another's phone", asks=True)]

    def quoting(self) -> list[Letter]:
        one = self.somebody()
        line = self.random.choice(ATTRIBUTIONS).format(day="13.11.2026", hour="16:02", us=OURS)
        text = f"Wednesday works, but after 2 please.\n\n{line}\n\nHi, would Wednesday work for you?\n\n{SIGNED}\n"
        return [self.letter(one, "quoting", one.address(), "Re: Visit", text)]

    def again(self) -> list[Letter]:
        one = self.somebody()
        first = self.letter(one, "again", one.address(), "Help", f"{self.fault()}.\n\n{one.name}\n")
        sender = self.random.choice([one.email, f"{one.first} <{one.email}>", one.address()])
        return [
            first,
            self.letter(one, "again", sender, "One more thing", f"{self.fault()}, too.\n\n{one.first}\n"),
        ]

    def again_by_form(self) -> list[Letter]:
        one = self.somebody()
        first = self.letter(
            one, "again by form", one.address(), "Help", f"{self.fault()}. Call {one.phone}.\n\n{one.name}\n"
        )
        form = f"Name: {one.name}\nPhone: {one.phone}\nMessage: {self.fault()}\n"
        site = "Site <noreply@forms.example.net>"
        return [first, self.letter(one, "again by form", site, "New form submission", form)]

    def second_address(self) -> list[Letter]:
        """Let a customer write from an address of hers that is not on record, and say so."""
        one = self.somebody()
        first = self.letter(
            one, "first address", one.address(), "Help", f"{self.fault()}. Call {one.phone}.\n\n{one.name}\n"
        )
        other = f"{one.last}.{one.first}@elsewhere.example.org".lower()
        said = self.random.choice([f"My number is {one.phone}.", f"I wrote from {one.email} before.", ""])
        text = f"Writing from work. {said} Is Thursday possible?\n\n{one.name}\n"
        second = self.letter(one, "second address", f"{one.name} <{other}>", "Thursday", text)
        return [first, replace(second, asks=True)]

    def posing(self) -> list[Letter]:
        """Let somebody write under a customer's name and with her phone, from an address of their own."""
        one = self.somebody()
        first = self.letter(
            one, "customer", one.address(), "Help", f"{self.fault()}. Call {one.phone}.\n\n{one.name}\n"
        )
        poser = replace(self.somebody(), first=one.first, last=one.last, phone=one.phone)
        self.people[-1] = poser
        shown = self.random.choice([f"{one.name} <{poser.email}>", f"{one.first} <{poser.email}>"])
        text = f"Please send the invoice here from now on. {one.name}, {one.phone}\n"
        return [first, replace(self.letter(poser, "posing", shown, "Invoice", text), asks=True)]

    def neighbour(self) -> list[Letter]:
        """Let a customer forward what another customer wrote to her."""
        one, other = self.somebody(), self.somebody()
        first = self.letter(one, "customer", one.address(), "Help", f"{self.fault()}.\n\n{one.name}\n")
        second = self.letter(other, "customer", other.address(), "Help", f"{self.fault()}.\n\n{other.name}\n")
        text = "My neighbor needs you, see below.\n\n" + FORWARDED.format(
            sender=other.address(), day="Sat, Nov 14, 2026", subject="Plumber", to=one.address()
        )
        third = self.letter(
            other,
            "neighbour",
            one.address(),
            "Fwd: Plumber",
            f"{text}{self.fault()}. Whom do you use?\n{other.first}\n",
        )
        return [first, second, replace(third, asks=True)]
