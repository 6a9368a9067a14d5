"""A customer in the books: only with the owner's explicit yes, and never twice (row C10; hard stop H5)."""

from typing import Any

from schemas.effects import Answer, Call, CardField, Effect
from schemas.errors import AgainstTheRules, NotConnected, OutsideUnavailable
from schemas.keys import fold
from schemas.ports import BooksLookUp, BooksReader, EarlierAttempt, NewCustomer, ReadBack, Readers, Writers
from schemas.records import Contact
from tools.acts import Act, Ask, OutsideAct
from tools.arguments import Line
from tools.books.linking import LinkToBooks, same_customer
from tools.books.matching import MOST_SHOWN, Match, first_free, matches, other_names, taken
from tools.books.values import customer_of, primary_phone
from tools.desk import Desk
from tools.matters import people, resolve_people
from tools.people.in_books import number_in_books
from tools.registry import tool

NOT_CONNECTED = "QuickBooks is not connected yet. To connect it: deskhand connect quickbooks"
MOST_LINKS = 3


class CreateInBooks(OutsideAct):
    """One customer to create in QuickBooks, field by field as shown and sent; `shown` is what was found there."""

    repeatable = True

    contact_id: str
    display_name: str
    first_name: str
    last_name: str
    company: str
    phone: str
    shown_phone: str
    email: str
    address: str
    connected: bool
    shown: tuple[CardField, ...] = ()

    def line(self) -> str:
        return f"Create {self.display_name} in QuickBooks"

    def fields(self) -> list[CardField]:
        sent = [
            ("Name", self.display_name),
            ("Company", self.company),
            ("Phone", self.shown_phone),
            ("E-mail", self.email),
            ("Address", self.address),
            ("Before", "" if self.connected else NOT_CONNECTED),
        ]
        return [*(CardField(name=name, value=value) for name, value in sent if value), *self.shown]

    def same_as(self) -> str | None:
        return same_customer(self.contact_id)

    def concerns(self) -> str | None:
        return self.contact_id

    def depends_on(self, desk: Desk) -> list[str]:
        return ["their details staying as they are here; else it no longer fits"]

    def unready(self, desk: Desk) -> str | None:
        return None if desk.connected_to_books else f"{NOT_CONNECTED}, then approve this card. It stays open."

    def changed(self, desk: Desk) -> str | None:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return f"{self.display_name}'s record has been merged or undone since."
        if number_in_books(desk, contact.quickbooks_customer_id):
            return f"{self.display_name} is in QuickBooks already."
        if not self.connected and desk.connected_to_books:
            return (
                "QuickBooks has been connected since, and nobody has looked whether they are there already."
            )
        if _payload(desk, contact, self.display_name) != self.model_dump(exclude={"connected", "shown"}):
            return f"{self.display_name}'s details have changed since this card was made."
        return None

    def anew(self, desk: Desk) -> list[Call]:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return []
        return [] if number_in_books(desk, contact.quickbooks_customer_id) else self.again(desk, {})

    def customer(self) -> NewCustomer:
        """Return the customer to send: the values of the card, no others."""
        return NewCustomer(
            display_name=self.display_name, first_name=self.first_name, last_name=self.last_name,
            company=self.company, phone=self.shown_phone, email=self.email, address=self.address,
        )  # fmt: skip

    def perform(self, writers: Writers, effect_key: str) -> dict[str, Any]:
        if writers.books is None:
            raise NotConnected(NOT_CONNECTED)
        return writers.books.create_customer(self.customer(), effect_key)

    def read_back(self, readers: Readers, effect_key: str) -> EarlierAttempt:
        if readers.books is None:
            return EarlierAttempt(ReadBack.CANNOT_TELL)
        return readers.books.created(self.customer())

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        if "id" not in result.data:
            # The owner says that it is done, but not which number they have there: look, and offer the link.
            return self.again(desk, {})
        arguments = {"contact": self.contact_id, "quickbooks_customer_id": result.data["id"]}
        return [Call(tool="link_quickbooks_customer", arguments=arguments)]

    def again(self, desk: Desk, found: dict[str, Any]) -> list[Call]:
        return [Call(tool="create_quickbooks_customer", arguments={"contact": self.contact_id})]


def _payload(desk: Desk, contact: Contact, display_name: str) -> dict[str, str]:
    """Return the payload: the values of our rows that the card holds."""
    customer = customer_of(desk, contact, display_name)
    return {
        "contact_id": contact.contact_id,
        "display_name": customer.display_name,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "company": customer.company,
        "phone": primary_phone(desk, contact)[0],
        "shown_phone": customer.phone,
        "email": customer.email,
        "address": customer.address,
    }


@tool(Effect.ASK, outside=True)
def create_quickbooks_customer(desk: Desk, contact: Line, display_name: Line = "") -> Ask:
    """Create a customer in QuickBooks. Looks there for the same one first, and always asks.

    Args:
        contact: who: a name, phone or e-mail.
        display_name: what to call them there, if other than by their name; nobody else there may have it.
    """
    with desk.unit.reading():
        person = resolve_people.contact(desk, contact)
        name = people.name_of(desk, person)
        if number_in_books(desk, person.quickbooks_customer_id):
            raise AgainstTheRules(
                f"{name} is in QuickBooks already (number {person.quickbooks_customer_id}). Nothing was proposed."
            )
        payload = _payload(desk, person, display_name)
        customer = customer_of(desk, person, display_name)
        of_company = _link_of_company(desk, person, name)
    books = desk.readers.books
    if books is None or not books.connected():
        act = CreateInBooks(**payload, connected=False)
        return Ask.yes(act, "QuickBooks is what bills are made from.")
    found, where = _looked(books, customer)
    return _asked(desk, name, payload, customer, found, where, of_company)


def _looked(books: BooksReader, customer: NewCustomer) -> tuple[BooksLookUp, str]:
    """Return who is there, and which company that is; called with no transaction open."""
    try:
        where = books.company()
        return books.find(
            [customer.display_name, *other_names(customer)], customer.phone, customer.email
        ), where
    except OutsideUnavailable as error:
        raise OutsideUnavailable(
            f"{error.message} So it was not looked whether {customer.display_name} is there already, and nothing was "
            "proposed.",
            error.wait_seconds,
        ) from None


def _link_of_company(desk: Desk, person: Contact, name: str) -> LinkToBooks | None:
    """Return the act that bills a person as their company, where that is a customer there."""
    company = people.company_of(desk, person)
    number = number_in_books(desk, company.quickbooks_customer_id) if company is not None else None
    if company is None or number is None:
        return None
    return LinkToBooks(
        contact_id=person.contact_id, name=name, quickbooks_customer_id=number,
        known_as=company.name,
    )  # fmt: skip


def _asked(
    desk: Desk,
    name: str,
    payload: dict[str, str],
    customer: NewCustomer,
    found: BooksLookUp,
    where: str,
    of_company: LinkToBooks | None,
) -> Ask:
    """Return the card: create, if nobody is like them; else link, create or another name."""
    alike = matches(desk, customer, found)
    create = CreateInBooks(**payload, connected=True, shown=tuple(_shown(alike, found, where)))
    links = [_link(payload["contact_id"], name, match) for match in alike if match.may_be_them][:MOST_LINKS]
    known = {link.quickbooks_customer_id for link in links}
    if of_company is not None and of_company.quickbooks_customer_id not in known:
        links.append(of_company)
    if not taken(found, customer.display_name):
        if not links:
            return Ask.yes(create, "QuickBooks is what bills are made from. Nobody there is like them.")
        creating: dict[str, Act] = {"create": create}
    else:
        free = first_free(found, other_names(customer))
        creating = {"other name": create.model_copy(update={"display_name": free})} if free else {}
    linking = {
        _answer(link, links): link.model_copy(update={"shown": tuple(create.fields())}) for link in links
    }
    if not linking and not creating:
        raise AgainstTheRules(
            f"Everything that {name} could be called is taken in QuickBooks. Give another name (display_name). "
            "Nothing was proposed."
        )
    return Ask(why=_why(customer, found, links), answers={**linking, **creating})


def _link(contact_id: str, name: str, match: Match) -> LinkToBooks:
    return LinkToBooks(
        contact_id=contact_id, name=name, quickbooks_customer_id=match.one.id, known_as=match.one.name
    )


def _answer(link: LinkToBooks, links: list[LinkToBooks]) -> str:
    """Return the answer's word: "link" for one link, "link 58" of several; in the form that a chat compares."""
    return "link" if len(links) == 1 else fold(f"link {link.quickbooks_customer_id}")


def _why(customer: NewCustomer, found: BooksLookUp, links: list[LinkToBooks]) -> str:
    if links:
        return "Somebody like them is in QuickBooks already. Is it the same customer (link), or another one?"
    kinds = [one.kind for one in found.found if taken(BooksLookUp((one,)), customer.display_name)]
    article = "an" if kinds[0][0] in "aeiou" else "a"
    return (
        f"{article.capitalize()} {kinds[0]} in QuickBooks has that name, and no two there may have the same."
    )


def _shown(alike: list[Match], found: BooksLookUp, where: str) -> list[CardField]:
    """Return the card's further fields: who is like them, what was not looked for, whose books these are."""
    lines = [match.field() for match in alike[:MOST_SHOWN]]
    if len(alike) > MOST_SHOWN:
        lines.append(CardField(name="And", value=f"{len(alike) - MOST_SHOWN} more who share something"))
    if found.not_searched:
        text = f"{', '.join(found.not_searched)}: QuickBooks does not search these"
        lines.append(CardField(name="Not looked for", value=text))
    if where:
        lines.append(CardField(name="Where", value=where))
    return lines
