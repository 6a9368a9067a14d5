"""The writer of a mail: its sender, or somebody whom a machine, a relay or a colleague passes on."""

from dataclasses import replace

from agent.intake.extract.emails import is_machine, is_robot, normalised
from agent.intake.extract.fields import Surroundings
from agent.intake.extract.names import tidy_name
from agent.intake.extract.sentences import without_machine_talk
from agent.intake.headers import Address
from agent.intake.labels import read_labels
from agent.intake.parse import ParsedMail
from agent.intake.quotes import MailText
from agent.intake.recognise import Recognition, recognise
from agent.intake.recogniser_table import FieldKind, NoticeSource, Recogniser, RecogniserTable, Spot
from agent.intake.words import words
from schemas.keys import words as folded

_PASSED_ON = Recogniser(
    name="passed_on",
    what="a note in which somebody passes a customer on",
    source=NoticeSource.OTHER,
    when=(Spot(labels=2),),
    message_is_rest=True,
)
_THIRD_PERSON = words(
    "customer client homeowner tenant insured resident occupant member caller policyholder owner renter subscriber"
)
_ANYBODYS = ("from", "who", "contact person")
"""Labels in front of a name that any mail may have, and that say nothing of a customer."""
_SHARED_BOXES = words(
    "office dispatch dispatcher service services leads claims orders workorders jobs support desk frontdesk maintenance "
    "billing accounts info hello contact team mail admin reception scheduling requests request help"
)


def replied_to(mail: ParsedMail, surroundings: Surroundings, own_domains: frozenset[str]) -> Address | None:
    """Return the person whom an answer goes to by Reply-To; None where it is ours, a list's, a robot's or not there."""
    for one in mail.reply_to[:1]:
        address = normalised(one.address)
        if address in mail.headers.get("list-post", "").casefold():
            return None
        ours = address in surroundings.own_addresses or address.rpartition("@")[2] in own_domains
        if "@" in address and not ours and not is_robot(address) and address != _of(mail.sender):
            return one
    return None


def passed_on_by_relay(
    mail: ParsedMail, surroundings: Surroundings, own_domains: frozenset[str]
) -> Address | None:
    """Return the person behind a relay or a form that sends in its own name; None where the sender is the writer.

    The address of a relay names nobody: the one to answer to is in Reply-To, at another house.
    """
    person = replied_to(mail, surroundings, own_domains)
    sender = mail.sender
    if person is None or sender is None or _same_house(person.address, sender.address):
        return None
    own = sender.address.casefold() in surroundings.own_addresses or _domain(sender.address) in own_domains
    shown = tidy_name(sender.name)
    if own or is_robot(sender.address) or is_machine(sender.address) or " via " in sender.name.casefold():
        return _named(person, shown)
    if sender.name and not shown:
        return person
    if shown and not _resembles(sender.address, shown) and _resembles(person.address, shown):
        return _named(person, shown)
    return None


def _named(person: Address, shown: str) -> Address:
    return person if person.name or not shown else replace(person, name=shown)


def somebody_passed_on(mail: ParsedMail, text: MailText) -> Recognition | None:
    """Return what labelled lines say of a customer whom the sender passes on; None where they tell of the sender.

    Args:
        mail: that no recogniser knows.
        text: its text, parted: what is quoted says nothing of whom this is about.
    """
    fresh = without_machine_talk("\n".join(filter(None, (text.fresh, text.signature))))
    form = recognise(replace(mail, text=fresh), RecogniserTable((_PASSED_ON,), ()))
    if form is None or not {FieldKind.PHONE, FieldKind.EMAIL} & form.found.keys():
        return None
    names = [
        tidy_name(one.value)
        for one in form.found.get(FieldKind.NAME, ())
        if not one.sentence.casefold().startswith(_ANYBODYS)
    ]
    first = [
        one.value for kind in (FieldKind.FIRST_NAME, FieldKind.LAST_NAME) for one in form.found.get(kind, ())
    ]
    name = next(filter(None, names), "") or tidy_name(" ".join(first))
    if not name or _is_the_sender(mail.sender, name, form, fresh):
        return None
    return form


def _is_the_sender(sender: Address | None, name: str, form: Recognition, fresh: str) -> bool:
    """Return whether a labelled name is the sender's own."""
    if sender is None:
        return False
    own = {one.value.casefold().strip() for one in form.found.get(FieldKind.EMAIL, ())}
    if sender.address.casefold() in own:
        return True
    shown = tidy_name(sender.name)
    if shown:
        return bool(set(folded(shown)) & set(folded(name)))
    if _resembles(sender.address, name):
        return True
    labels = {word for one in read_labels(fresh.split("\n"), {}) for word in folded(one.label)}
    return not (
        sender.name or labels & _THIRD_PERSON or is_robot(sender.address) or _is_shared(sender.address)
    )


def _is_shared(address: str) -> bool:
    return is_machine(address) or bool(set(folded(address.partition("@")[0])) & _SHARED_BOXES)


def _resembles(address: str, name: str) -> bool:
    """Return whether a word of a name stands in an address, so that it may well be that person's own."""
    local = address.casefold().partition("@")[0]
    return any(len(word) >= 3 and word in local for word in folded(name))


def _of(sender: Address | None) -> str:
    return sender.address.casefold() if sender else ""


def _domain(address: str) -> str:
    return address.casefold().rpartition("@")[2]


def _same_house(one: str, other: str) -> bool:
    first, second = _domain(one), _domain(other)
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")
