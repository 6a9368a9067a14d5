"""The writer of a mail, of those on record: a mail's word is believed of nobody who is reached otherwise.

Known is a person who writes from an address of theirs, or whose name and phone a form or a caller's notice gives. From any other
address a name and a phone are what anybody may write: the owner is asked.
"""

from collections.abc import Sequence

from schemas.records import Contact
from tools import wording
from tools.desk import Desk
from tools.mail.received import MailReading, ReceivedMail
from tools.matters import disambiguation, people
from tools.people.details import Details
from tools.people.identity import Whose, identify, may_be_called, namesakes

SURE_OF_A_NAME = 0.8
"""From which confidence on a name that was read is the writer's own; what only signs a mail may be anything."""


def whose_mail(
    desk: Desk, mail: ReceivedMail, reading: MailReading, details: Details, further: Sequence[Details] = ()
) -> Whose:
    """Return who wrote, or between whom the owner has to choose.

    Args:
        desk: with a transaction open.
        mail, reading: the mail.
        details, further: what it gives of its person, as `details_of` reads it.
    """
    found = identify(desk, details, sure_of_name=_is_sure(reading))
    if found.holders:
        return found
    gives = _addresses(mail, reading, [details, *further])
    if found.person is None:
        alike = namesakes(desk, details) if found.shared is None else []
        why = f"{_called(details, mail)} {_writes(mail, reading, gives)}; {_on_record(desk, alike)}."
        return Whose(holders=alike, why=why) if alike else found
    name = people.name_of(desk, found.person)
    if reading.passed_on:
        forwarder = people.with_email(desk, mail.sender_address)
        meant = people.each_once([found.person, *forwarder])
        return Whose(holders=meant, why=f"{mail.sender()} forwards what {name} is said to have written.")
    if gives and not any(found.person in people.with_email(desk, one) for one in gives):
        reach = details.shared_with(desk, found.person)
        also = f", and gives {reach}, which is {name}'s" if reach else ""
        why = f"{_called(details, mail)} {_writes(mail, reading, gives)}{also}."
        return Whose(holders=[found.person], why=why)
    if found.also is not None and reading.relayed:
        phone = wording.phone(details.phone, desk.business.country)
        why = f"{mail.sender()} gives the e-mail of {name} and {phone}, which is {people.name_of(desk, found.also)}'s."
        return Whose(holders=[found.person, found.also], why=why)
    return found


def whose_answer(
    desk: Desk, mail: ReceivedMail, reading: MailReading, details: Details, whose: Whose, of_thread: Contact
) -> Whose:
    """Return who answers in a thread: whom it was with, unless an address or a name says that it may be somebody else.

    Args:
        desk: with a transaction open.
        mail, reading, details: the mail, and what it gives of its person.
        whose: who wrote it, the thread left aside.
        of_thread: whom the thread was with.
    """
    if whose.person is not None:
        return whose
    named = bool(details.first_name or details.last_name)
    if not named and (reading.relayed or not details.email):
        return Whose(of_thread)
    if of_thread not in whose.holders and not (named and may_be_called(details, of_thread)):
        return whose
    gives = _addresses(mail, reading, [details])
    if reading.relayed or any(of_thread in people.with_email(desk, one) for one in gives):
        return Whose(of_thread)
    name = people.name_of(desk, of_thread)
    why = (
        f"{_called(details, mail)} {_writes(mail, reading, gives)}, in answer to what was written to {name}."
    )
    return Whose(holders=people.each_once([of_thread, *whose.holders]), why=why)


def own_reach(
    desk: Desk, mail: ReceivedMail, reading: MailReading, given: Sequence[Details], person: Contact
) -> list[Details]:
    """Return what of the phones and e-mails in a mail goes behind those of somebody on record: phones from their own address."""
    if reading.relayed or person not in people.with_email(desk, mail.sender_address):
        return []
    return [one.model_copy(update={"email": ""}) for one in given]


def not_on_record(desk: Desk, given: Sequence[Details], person: Contact) -> str:
    """Return which phones and e-mails of a mail are not on its person's record, as a sentence with a space behind."""
    left = []
    for one in given:
        if one.phone and person not in people.with_phone(desk, one.phone):
            left.append(wording.phone(one.phone, desk.business.country, one.extension))
        if one.email and person not in people.with_email(desk, one.email):
            left.append(one.email)
    name = people.name_of(desk, person)
    return f"It gives {wording.listed(left, 'and')}, which I did not put on {name}'s record. " if left else ""


def others_named(desk: Desk, reading: MailReading, person: Contact) -> list[str]:
    """Return who else on record a mail was written to, or names in full.

    Args:
        desk: with a transaction open.
        reading: the mail.
        person: who wrote it.
    """
    found = [one for address in reading.written_to for one in people.with_email(desk, address)]
    found += people.called_in(desk, reading.body)
    others = [one for one in people.each_once(found) if one.full_key != person.full_key]
    return [people.name_of(desk, one) for one in others[:5]]


def _is_sure(reading: MailReading) -> bool:
    """Return whether the writer says or shows the name themselves, so that it is no guess from a signature."""
    name = reading.extraction.get("name") or {}
    return float(name.get("confidence", 0)) >= SURE_OF_A_NAME


def _addresses(mail: ReceivedMail, reading: MailReading, given: Sequence[Details]) -> list[str]:
    """Return from where a mail says that its person writes: its sender's address, of what is passed on those it names."""
    emails = [one.email for one in given if one.email]
    return [mail.sender_address] if not reading.relayed and mail.sender_address in emails else emails


def _called(details: Details, mail: ReceivedMail) -> str:
    named = details.first_name or details.last_name
    return wording.person(details.called()) if named else mail.sender()


def _writes(mail: ReceivedMail, reading: MailReading, gives: Sequence[str]) -> str:
    """Say how a person comes who is not known by an address."""
    if not gives:
        return f"is named by {mail.sender()}" if reading.relayed else "writes"
    verb = f"is named by {mail.sender()} with" if reading.relayed else "writes from"
    return f"{verb} {gives[0]}, an address that is not on record"


def _on_record(desk: Desk, found: Sequence[Contact]) -> str:
    labels = [one["label"] for one in disambiguation.candidates(desk, found[:4])]
    return f"{wording.listed(labels, 'and')} {'is' if len(labels) == 1 else 'are'} on record by that name"
