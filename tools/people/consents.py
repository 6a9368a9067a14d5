"""Consent to be written to on a channel: what somebody, or a member for them, said last (docs/people.md, "Consent").

The one place that is asked, whatever the business does of its own accord. A tag such as "do not contact" is a member's word
for as long as it stands on the record; it is read here, and copied nowhere.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import or_
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ActorKind, Channel, ConsentReason, ConsentState
from schemas.errors import AgainstTheRules
from schemas.keys import fold
from schemas.records import Consent, Contact, Email
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Line, Name
from tools.desk import Desk
from tools.matters import people, resolve_people
from tools.registry import tool

UNNAMED = "[redacted]"
TAGS = frozenset({"opted out", "opt out", "do not contact", "no contact", "unsubscribed"})
"""Each stands for a no to e-mail."""
LONGEST_SAID = 300
WHAT = {Channel.PHONE: "calls", Channel.SMS: "texts", Channel.EMAIL: "e-mails"}
SAID = {
    ConsentState.GRANTED: "agreed to {what}",
    ConsentState.DENIED: "wants no {what}",
    ConsentState.UNKNOWN: "has not said whether they want {what}",
}
BECAUSE = {
    ConsentReason.THEIR_MAIL: "a mail of theirs",
    ConsentReason.MEMBERS_WORD: "a member's word",
}


def note(
    desk: Desk,
    channel: Channel,
    state: ConsentState,
    because: ConsentReason,
    contact_id: str | None,
    address: str = "",
    said: str = "",
) -> Consent:
    """Write down what was said of one channel, as of now, inside the open writing transaction."""
    row = Consent(
        business_id=desk.business_id,
        consent_id=desk.new_id(),
        contact_id=contact_id,
        address=address,
        channel=channel,
        state=state,
        since=desk.now(),
        because=because,
        said=wording.clipped(said, LONGEST_SAID),
    )
    desk.session.add(row)
    return row


def last_said(
    desk: Desk, channel: Channel, contact_id: str, addresses: Collection[str] = ()
) -> Consent | None:
    """Return what was said last by a person, or from one of some addresses; None where nothing was."""
    named = {*addresses, *(unnamed(desk, one) for one in addresses)}
    return _newest(_said(desk, channel, {contact_id} - {""}, named))


def wants_no_mail(desk: Desk, contact_id: str, address: str = "") -> bool:
    """Return whether a person, or the reader of an address, said no to e-mail last; a tag is asked apart."""
    said = last_said(desk, Channel.EMAIL, contact_id, [address] if address else ())
    return said is not None and said.state == ConsentState.DENIED


def denied_by_tag(person: Contact) -> str:
    """Return the tag of a person that is a no to e-mail; empty where there is none."""
    return next((tag for tag in person.tags if fold(tag) in TAGS), "")


def denied_among(desk: Desk, channel: Channel, people: Collection[Contact]) -> set[str]:
    """Return those of some people who said no on a channel, by id; asked for all of them at once."""
    known_by = {one.contact_id: {one.contact_id} for one in people}
    if channel == Channel.EMAIL:
        _add_addresses(desk, known_by)
    said_by: dict[str, list[Consent]] = {}
    for row in _said(desk, channel, known_by, {key for keys in known_by.values() for key in keys}):
        for key in (row.contact_id, row.address):
            said_by.setdefault(key or "", []).append(row)
    denied = {
        contact_id
        for contact_id, keys in known_by.items()
        if _denies(row for key in keys for row in said_by.get(key, ()))
    }
    return denied | {one.contact_id for one in people if channel == Channel.EMAIL and denied_by_tag(one)}


def _add_addresses(desk: Desk, known_by: dict[str, set[str]]) -> None:
    """Add the addresses of some people to what they are known by, unnamed ones as well where any is on record."""
    kept = select(Consent).where(col(Consent.address).startswith(UNNAMED, autoescape=True)).limit(1)
    some_are_unnamed = desk.session.exec(kept).first() is not None
    theirs = select(Email).where(col(Email.contact_id).in_(known_by), col(Email.retired_at).is_(None))
    for row in desk.session.exec(theirs):
        known_by[row.contact_id].add(row.address)
        if some_are_unnamed:
            known_by[row.contact_id].add(unnamed(desk, row.address))


def unnamed(desk: Desk, address: str) -> str:
    """Return what stands for the address of somebody redacted: to know again what it said, without saying whose it is."""
    digest = hashlib.sha256(f"{desk.business_id} {address}".encode()).hexdigest()
    return f"{UNNAMED} {digest}"


def _said(desk: Desk, channel: Channel, ids: Collection[str], addresses: Collection[str]) -> list[Consent]:
    of_them = or_(col(Consent.contact_id).in_(ids), col(Consent.address).in_(addresses))
    return list(desk.session.exec(select(Consent).where(col(Consent.channel) == channel, of_them)))


def _denies(said: Iterable[Consent]) -> bool:
    newest = _newest(said)
    return newest is not None and newest.state == ConsentState.DENIED


def _newest(said: Iterable[Consent]) -> Consent | None:
    return max(said, key=_when, default=None)


def _when(row: Consent) -> tuple[datetime, str]:
    return row.since, row.consent_id


class NoteConsent(LocalAct):
    """One more word of a person on one channel."""

    contact_id: str
    name: str
    channel: Channel
    consent: ConsentState
    said: str

    def line(self) -> str:
        return f"Note that {self.name} {SAID[self.consent].format(what=WHAT[self.channel])}"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        by_word = ConsentReason.MEMBERS_WORD
        note(desk, self.channel, self.consent, by_word, self.contact_id, said=self.said)
        return Answer(
            text=f"Noted: {self.name} {SAID[self.consent].format(what=WHAT[self.channel])}.",
            data={"contact_id": self.contact_id, "channel": self.channel, "consent": self.consent},
        )


class AllowAgain(NoteConsent):
    """A no that is taken back, by an owner's yes alone: what goes out by itself may then go to them again."""

    owner_only: ClassVar[bool] = True

    denied_by: str

    def changed(self, desk: Desk) -> str | None:
        person = people.by_id(desk, self.contact_id)
        latest = _latest(desk, person, self.channel)
        return (
            None
            if latest is not None and latest.consent_id == self.denied_by
            else "they said otherwise since."
        )


@tool(Effect.WRITE)
def record_consent(
    desk: Desk, contact: Name, channel: Channel, consent: ConsentState, said: Line = ""
) -> NoteConsent | Ask:
    """Note whether a person wants calls, texts or e-mails that the business sends of its own accord.

    Args:
        contact: who: a name, phone or e-mail.
        channel: phone, sms (texts) or email.
        consent: granted, denied, or unknown to take an earlier word back.
        said: their own words, to be kept.
    """
    person = resolve_people.contact(desk, contact)
    name = people.name_of(desk, person)
    latest = _latest(desk, person, channel)
    before = latest.state if latest is not None else ConsentState.UNKNOWN
    if before == consent:
        known = SAID[consent].format(what=WHAT[channel])
        raise AgainstTheRules(f"It is on record that {name} {known}. Nothing was changed.")
    tag = denied_by_tag(person) if channel == Channel.EMAIL else ""
    if tag and consent != ConsentState.DENIED:
        raise AgainstTheRules(
            f'{name} has the tag "{tag}", which says no. Take it off first. Nothing was changed.'
        )
    values = {
        "contact_id": person.contact_id,
        "name": name,
        "channel": channel,
        "consent": consent,
        "said": said,
    }
    if latest is not None and before == ConsentState.DENIED:
        why = f"{_told(desk, latest).capitalize()}. What goes out by itself may go to them again after this."
        return Ask.yes(AllowAgain(**values, denied_by=latest.consent_id), why)
    act = NoteConsent(**values)
    if consent == ConsentState.GRANTED and desk.actor.kind != ActorKind.MEMBER:
        return Ask.yes(act, "Somebody's consent is noted by a member's own hand, or with a yes.")
    return act


@tool(Effect.READ)
def show_consent(desk: Desk, contact: Name) -> Answer:
    """Whether a person may be called, texted and e-mailed by itself, since when and because of what.

    Args:
        contact: who: a name, phone or e-mail.
    """
    person = resolve_people.contact(desk, contact)
    name = people.name_of(desk, person)
    channels = [_shown(desk, person, channel) for channel in Channel]
    lines = [f"{WHAT[Channel(one['channel'])].capitalize()}: {one['text']}" for one in channels]
    return Answer(
        text="\n".join([name, *lines]),
        data={"contact_id": person.contact_id, "name": name, "channels": channels},
    )


def _latest(desk: Desk, person: Contact, channel: Channel) -> Consent | None:
    addresses = [one.address for one in people.emails_of(desk, person.contact_id)]
    return last_said(desk, channel, person.contact_id, addresses if channel == Channel.EMAIL else ())


def _shown(desk: Desk, person: Contact, channel: Channel) -> dict[str, Any]:
    latest = _latest(desk, person, channel)
    shown = {"channel": channel, "consent": ConsentState.UNKNOWN, "text": "nothing is on record"}
    if latest is not None:
        shown |= {
            "consent": latest.state,
            "since": latest.since.isoformat(),
            "because": latest.because,
            "said": latest.said,
            "text": _told(desk, latest),
        }
    tag = denied_by_tag(person) if channel == Channel.EMAIL else ""
    return shown | {"consent": ConsentState.DENIED, "text": f'no (the tag "{tag}")'} if tag else shown


def _told(desk: Desk, row: Consent) -> str:
    answer = {ConsentState.GRANTED: "yes", ConsentState.DENIED: "no"}.get(row.state, "not decided")
    since = wording.day(desk.day_of(row.since), desk.today())
    words = f": “{row.said}”" if row.said else ""
    return f"{answer} since {since} ({BECAUSE[row.because]}{words})"
