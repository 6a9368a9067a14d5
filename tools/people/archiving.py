"""People put aside and brought back: nobody is ever deleted."""

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.errors import AgainstTheRules, Ambiguous, DeskhandError
from schemas.records import Contact
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Name
from tools.desk import Desk
from tools.matters import disambiguation, people, resolve_jobs, resolve_people
from tools.registry import tool


class ArchivePerson(LocalAct):
    """A person put aside: kept, found when looked for, and out of the lists."""

    contact_id: str
    name: str

    def line(self) -> str:
        return f"Archive {self.name}"

    def is_weighty(self) -> bool:
        return True

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        contact.archived_at = desk.now()
        return Answer(
            text=f"{disambiguation.named(desk, contact)} is archived; the history stays, and they are still found by "
            "name or phone.",
            data={"contact_id": contact.contact_id, "name": self.name},
        )


@tool(Effect.WRITE)
def archive_contact(desk: Desk, contact: Name) -> ArchivePerson:
    """Put a person aside. Nobody is ever deleted: the history stays.

    Args:
        contact: who: a name, phone or e-mail.
    """
    person = resolve_people.contact(desk, contact)
    name = people.name_of(desk, person)
    if person.archived_at is not None:
        raise AgainstTheRules(f"{name} is archived already. Nothing was changed.")
    open_jobs = resolve_jobs.open_jobs_of(desk, person.contact_id)
    if open_jobs:
        labels = wording.listed([resolve_jobs.as_candidate(desk, job)["label"] for job in open_jobs[:3]])
        raise AgainstTheRules(
            f"{name} still has open work: {labels}. Close it first (disqualify the lead, or mark the deal "
            "won or lost), then archive. Nothing was changed."
        )
    return ArchivePerson(contact_id=person.contact_id, name=name)


class BringBack(LocalAct):
    """A person who was put aside, in the lists again."""

    contact_id: str
    name: str

    def line(self) -> str:
        return f"Bring {self.name} back"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        contact.archived_at = None
        return Answer(
            text=f"{disambiguation.named(desk, contact)} is not archived any more, and in your lists again.",
            data={"contact_id": contact.contact_id, "name": self.name},
        )


@tool(Effect.WRITE)
def unarchive_contact(desk: Desk, contact: Name) -> BringBack:
    """Bring an archived person back into the lists.

    Args:
        contact: who: a name, phone or e-mail.
    """
    person = resolve_people.contact(desk, contact)
    name = people.name_of(desk, person)
    if person.archived_at is None:
        raise _not_archived(desk, person, name)
    return BringBack(contact_id=person.contact_id, name=name)


def _not_archived(desk: Desk, person: Contact, name: str) -> DeskhandError:
    """Return the refusal to bring back who is there; where a namesake is archived, that one is offered."""
    asked = select(Contact).where(
        col(Contact.full_key) == person.full_key,
        col(Contact.archived_at).is_not(None),
        col(Contact.merged_into_id).is_(None),
    )
    aside = (
        list(desk.session.exec(asked.order_by(col(Contact.contact_id)).limit(8))) if person.full_key else []
    )
    if not aside:
        return AgainstTheRules(f"{name} is not archived. Nothing was changed.")
    candidates = disambiguation.candidates(desk, aside)
    labels = wording.listed([one["label"] for one in candidates], "or")
    return Ambiguous(
        f"{disambiguation.named(desk, person)} is not archived; do you mean {labels}? Nothing was changed.",
        "contact",
        candidates,
    )
