"""Businesses that customers belong to."""

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import CompanyStatus, CompanyType
from schemas.errors import AgainstTheRules, Ambiguous, BadArguments, NotFound
from schemas.keys import fold
from schemas.records import Company
from tools.acts import LocalAct
from tools.arguments import Name, Text
from tools.desk import Desk
from tools.matters import people, resolve_people
from tools.registry import tool


def _by_name(desk: Desk, name: str) -> list[Company]:
    key = fold(name)
    exact = select(Company).where(col(Company.name_key) == key)
    found = list(desk.session.exec(exact))
    if found:
        return found
    starting = select(Company).where(col(Company.name_key).startswith(key + " ", autoescape=True)).limit(9)
    return list(desk.session.exec(starting))


def company_named(desk: Desk, name: str) -> Company:
    """Return the company of that exact name, added if there is none."""
    found = [one for one in _by_name(desk, name) if one.name_key == fold(name)]
    if found:
        return found[0]
    company = Company(business_id=desk.business_id, company_id=desk.new_id(), name=name)
    desk.session.add(company)
    desk.session.flush()
    return company


def resolve_company(desk: Desk, said: str) -> Company:
    """Return the one company that is meant.

    Raises:
        NotFound, Ambiguous.
    """
    direct = desk.session.get(Company, (desk.business_id, said))
    found = [direct] if direct is not None else _by_name(desk, said)
    if not found:
        raise NotFound(f"No company is called {said[:80]!r}. Nothing was changed.", "company")
    if len(found) > 1:
        candidates = [{"kind": "company", "id": one.company_id, "label": one.name} for one in found]
        raise Ambiguous(f"{said!r} fits several companies. Say which one.", "company", candidates)
    return found[0]


class NewCompany(LocalAct):
    name: str
    type: CompanyType
    main_phone: str | None
    billing_address: str | None
    primary_contact_id: str | None

    def line(self) -> str:
        return f"Add the company {self.name}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        company = company_named(desk, self.name)
        company.type = self.type
        company.main_phone = self.main_phone
        company.billing_address = self.billing_address
        company.primary_contact_id = self.primary_contact_id
        if self.primary_contact_id:
            people.by_id(desk, self.primary_contact_id).company_id = company.company_id
        return Answer(
            text=f"Added the company {self.name}.",
            data={"company_id": company.company_id, "name": self.name},
        )


@tool(Effect.WRITE)
def add_company(
    desk: Desk,
    name: Name,
    type: CompanyType = CompanyType.BUSINESS,
    phone: Name = "",
    billing_address: Text = "",
    primary_contact: Name = "",
) -> NewCompany:
    """Add a business that customers belong to.

    Args:
        name: what it is called.
        type: what kind of organisation it is.
        phone: its main phone number.
        billing_address: where its bills go.
        primary_contact: the person to talk to there, already on record.
    """
    if not fold(name):
        raise BadArguments("A company needs a name. Nothing was added.", {"name": "is empty"})
    if any(one.name_key == fold(name) for one in _by_name(desk, name)):
        raise AgainstTheRules(f"The company {name} is on record already. Nothing was added.")
    number = people.parse_phone(desk, phone)
    person = resolve_people.contact(desk, primary_contact, "primary_contact") if primary_contact else None
    return NewCompany(
        name=name,
        type=type,
        main_phone=number.number if number else None,
        billing_address=billing_address or None,
        primary_contact_id=person.contact_id if person else None,
    )


class ChangeCompany(LocalAct):
    company_id: str
    called: str
    name: str = ""
    type: CompanyType | None = None
    main_phone: str | None = None
    billing_address: str | None = None
    primary_contact_id: str | None = None
    status: CompanyStatus | None = None

    def line(self) -> str:
        return f"Change the company {self.called}"

    def is_weighty(self) -> bool:
        return bool(self.main_phone or self.billing_address)

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        company = resolve_company(desk, self.company_id)
        for column in ("name", "type", "main_phone", "billing_address", "primary_contact_id", "status"):
            new = getattr(self, column)
            if new:
                setattr(company, column, new)
        return Answer(
            text=f"Changed the company {company.name}.",
            data={"company_id": company.company_id, "name": company.name},
        )


@tool(Effect.WRITE)
def update_company(
    desk: Desk,
    company: Name,
    name: Name = "",
    type: CompanyType | None = None,
    phone: Name = "",
    billing_address: Text = "",
    primary_contact: Name = "",
    status: CompanyStatus | None = None,
) -> ChangeCompany:
    """Change a company's details.

    Args:
        company: which one, by name.
        name: a new name.
        type: what kind of organisation it is.
        phone: its main phone number.
        billing_address: where its bills go.
        primary_contact: the person to talk to there.
        status: prospect, active_customer, inactive or archived.
    """
    found = resolve_company(desk, company)
    number = people.parse_phone(desk, phone)
    person = resolve_people.contact(desk, primary_contact, "primary_contact") if primary_contact else None
    change = ChangeCompany(
        company_id=found.company_id,
        called=found.name,
        name=name,
        type=type,
        main_phone=number.number if number else None,
        billing_address=billing_address or None,
        primary_contact_id=person.contact_id if person else None,
        status=status,
    )
    if change == ChangeCompany(company_id=found.company_id, called=found.name):
        raise BadArguments("Say what to change about the company. Nothing was changed.")
    return change
