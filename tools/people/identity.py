"""The person of an inquiry: an own e-mail or an own phone identifies; under another name it is asked, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from schemas.errors import AgainstTheRules
from schemas.keys import fold
from schemas.records import Contact
from tools import wording
from tools.business.on_record import business_of, change_settings
from tools.desk import Desk
from tools.matters import disambiguation, people
from tools.matters.first_names import may_be_one, names_like
from tools.people.details import Details, owners_not_asked_about

SHARED = "shared_by_all"
"""Setting: phone or e-mail → the approval by which the owner said that all who give it share it."""


@dataclass(frozen=True)
class Whose:
    """The person meant by a name, a phone and an e-mail.

    Args:
        person: on record, identified by what is their own; None for somebody new.
        holders: those on record who may be meant: the owner is asked.
        shared: the approval under which a new person takes the shared phone or e-mail.
        also: another record that has the phone of somebody known by e-mail: the two may be one.
        why: what speaks for the holders, as sentences; empty where they have the phone or e-mail, under another name.
    """

    person: Contact | None = None
    holders: list[Contact] = field(default_factory=list)
    shared: str | None = None
    also: Contact | None = None
    why: str = ""


def identify(desk: Desk, details: Details, *, sure_of_name: bool = True) -> Whose:
    """Return who is meant, of those on record.

    Args:
        desk: with its session open.
        details: what was given.
        sure_of_name: the name was said as the writer's own, so that another on a known e-mail is somebody else.
    """
    by_phone = people.with_phone(desk, details.phone) if details.phone else []
    by_email = people.with_email(desk, details.email) if details.email else []
    shared = shared_by_all(desk)
    if by_email:
        alike = [one for one in by_email if may_be_called(details, one)]
        if not alike and sure_of_name:
            yes = shared.get(details.email)
            return Whose(shared=yes) if yes is not None else Whose(holders=by_email)
        person = next(iter(alike or by_email))
        others = [one for one in by_phone if one.contact_id != person.contact_id]
        doubtful = bool(others) and person not in by_phone and details.phone not in shared
        return Whose(person, also=others[0] if doubtful else None)
    given = _given(details)
    namesakes = [one for one in by_phone if given and one.full_key == given]
    alike = [one for one in by_phone if may_be_called(details, one)]
    if namesakes or len(alike) == 1:
        return Whose((namesakes or alike)[0])
    if by_phone and given and details.phone in shared:
        return Whose(shared=shared[details.phone])
    return Whose(holders=by_phone)


def may_be_called(details: Details, contact: Contact) -> bool:
    """Return whether a given name may be that of somebody on record: the same, a short form, an initial, or a part of it."""
    given = _given(details).split()
    if not given or not contact.full_key or given == contact.full_key.split():
        return True
    known = contact.full_key.split()
    if len(given) == 1 or len(known) == 1:
        return any(_one_name(one, other) for one in given for other in known)
    return _one_name(given[0], known[0]) and bool(set(given[1:]) & set(known[1:]))


def namesakes(desk: Desk, details: Details) -> list[Contact]:
    """Find who is on record under a full name that was given, or a short form of it; nobody for half a name."""
    first, last = fold(details.first_name), fold(details.last_name)
    if not (first and last):
        return []
    called = col(Contact.first_key).in_({first, *names_like(first)}) & (col(Contact.last_key) == last)
    whole = (col(Contact.full_key) == _given(details)) | called
    asked = select(Contact).where(whole, col(Contact.merged_into_id).is_(None))
    found = list(desk.session.exec(asked.order_by(col(Contact.contact_id)).limit(20)))
    return sorted(found, key=lambda one: one.full_key != _given(details))


def _one_name(one: str, other: str) -> bool:
    initial = len(one) == 1 or len(other) == 1
    return one == other or may_be_one(one, other) or (initial and one[0] == other[0])


def _given(details: Details) -> str:
    return fold(f"{details.first_name} {details.last_name}")


def shared_by_all(desk: Desk) -> Mapping[str, str]:
    """Return the phones and e-mails that all who give them share, each with the approval that says so."""
    shared: Mapping[str, str] = business_of(desk).settings.get(SHARED) or {}
    return shared


def share_with_all(desk: Desk, reach: str, approval_id: str) -> None:
    """Put on record that the person who gives a phone or e-mail shares it, so that nobody is asked about it again."""
    change_settings(desk, **{SHARED: {**shared_by_all(desk), reach: approval_id}})


class NameAnswer(BaseModel):
    """The owner's answer to whose it is what came under another name with somebody's phone or e-mail.

    Args:
        contact_id, called: of whom on record; no id for somebody new, who shares it.
        shown: how they are told from a namesake; empty where there is none.
        reach: the phone or e-mail; empty where only the name is the same.
        adds: the phone and e-mail that the answer puts on their record, in words.
        everybody: all who give it share it, so that nobody is asked about it again.
        asked_about: ids of those who have it; it is shared with nobody else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact_id: str | None = None
    called: str
    shown: str = ""
    reach: str
    adds: str = ""
    everybody: bool = False
    asked_about: list[str] = Field(default_factory=list)

    def said(self) -> str:
        """Return the answer as the end of a card's line."""
        if self.contact_id is not None:
            adds = f", and put {self.adds} on that record" if self.adds else ""
            whose = f"that of {self.shown}" if self.shown else f"{self.called}'s"
            return f"as {whose}{adds}"
        more = "; all who give it share it, and nobody is asked again" if self.everybody else ""
        shares = f", who shares {self.reach}" if self.reach else ""
        return f"as that of a new person, {self.called}{shares}{more}"

    def changed(self, desk: Desk, details: Details) -> str | None:
        """Return why the answer no longer fits the records; None while it does."""
        if self.contact_id is None:
            return owners_not_asked_about(desk, details, self.asked_about)
        now = people.name_of(desk, people.by_id(desk, self.contact_id))
        return None if now == self.called else f"{self.called} is called {now} now."


def answers_for(desk: Desk, details: Details, whose: Whose) -> dict[str, NameAnswer]:
    """Return what the owner may answer, by the word that says it."""
    reach = reach_of(desk, details, whose)
    asked = candidates(desk, details, whose)[:5]
    ids = [one.contact_id for one in asked]
    labels = disambiguation.candidates(desk, asked)
    alike = len({*(one["name"] for one in labels), details.called()}) <= len(labels)
    named = {
        f"merge {at}" if len(asked) > 1 else "merge": NameAnswer(
            contact_id=one.contact_id,
            called=label["name"],
            shown=label["label"] if alike else "",
            reach=reach,
            adds=_added_to(desk, details, one),
        )
        for at, (one, label) in enumerate(zip(asked, labels, strict=True), start=1)
    }
    new = NameAnswer(called=details.called(), reach=reach, asked_about=ids)
    everybody = {"all share it": new.model_copy(update={"everybody": True})} if reach else {}
    return {**named, "separate": new, **everybody}


def candidates(desk: Desk, details: Details, whose: Whose) -> list[Contact]:
    """Return everybody on record whom the owner may answer with: who may be meant, and who is called so."""
    return people.each_once([*whose.holders, *namesakes(desk, details)])


def _added_to(desk: Desk, details: Details, contact: Contact) -> str:
    """Say which phone and e-mail would come to somebody's record: those that nobody has."""
    phone = "" if people.with_phone(desk, details.phone) else details.phone
    email = "" if people.with_email(desk, details.email) else details.email
    shown = wording.phone(phone, desk.business.country) if phone else ""
    return wording.listed([one for one in (shown, email) if one], "and")


def question_about(desk: Desk, details: Details, whose: Whose) -> str:
    """Return the question to the owner, with everybody's name in it."""
    reach = reach_of(desk, details, whose)
    theirs = wording.listed([people.name_of(desk, one) for one in whose.holders], "and")
    why = whose.why or f"{details.called()} gives {reach}, which is {theirs}'s on record."
    ids = {one.contact_id for one in whose.holders}
    others = [one for one in candidates(desk, details, whose) if one.contact_id not in ids]
    if others:
        labels = wording.listed([one["label"] for one in disambiguation.candidates(desk, others[:4])], "and")
        why += f" On record under that name: {labels}."
    if not reach:
        return f"{why} Is this the same person, or somebody else?"
    return (
        f"{why} Is this the same person, "
        "somebody else who shares it, or do all of these share it, as in a company or a household?"
    )


def reach_of(desk: Desk, details: Details, whose: Whose) -> str:
    """Return the phone or e-mail that is in question, as people write it; empty where it is only the name."""
    said = (details.shared_with(desk, one) for one in whose.holders)
    return next(filter(None, said), "")


def answered_whose(desk: Desk, details: Details, answer: NameAnswer | None, approval_id: str | None) -> Whose:
    """Return whose it is by the owner's answer, and put on record what "all share it" says.

    Raises:
        AgainstTheRules: nobody was asked, and it is in question by now.
    """
    if answer is None:
        found = identify(desk, details)
        if found.holders:
            raise AgainstTheRules(f"{question_about(desk, details, found)} Nothing was changed.")
        return found
    if answer.contact_id is not None:
        return Whose(people.by_id(desk, answer.contact_id))
    if answer.everybody and approval_id is not None:
        for reach in _held_by_others(desk, details):
            share_with_all(desk, reach, approval_id)
    known_by_email = identify(desk, details.model_copy(update={"phone": "", "extension": None}))
    return Whose(known_by_email.person, shared=approval_id)


def _held_by_others(desk: Desk, details: Details) -> list[str]:
    phone = details.phone and people.with_phone(desk, details.phone)
    email = details.email and people.with_email(desk, details.email)
    return [one for one, held in ((details.phone, phone), (details.email, email)) if held]
