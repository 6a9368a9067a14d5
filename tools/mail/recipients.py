"""The owner's warnings about an address before writing to it: first time, hidden letters, look-alikes."""

import re

from sqlmodel import col, select

from schemas.delivery import own_addresses_of
from schemas.enums import ApprovalStatus, MailDirection
from schemas.lookalikes import decoded, one_letter_off, scripts_of, skeletons_of
from schemas.records import Approval, Email, MailMessage
from schemas.visible import hidden_in, spelled
from tools.desk import Desk
from tools.matters import people

GREAT_PROVIDERS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com",
        "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com",
        "zoho.com", "fastmail.com", "comcast.net", "att.net", "verizon.net", "sbcglobal.net", "bellsouth.net", "cox.net",
        "charter.net",
    }
)  # fmt: skip
"""The domains where half the world has its mail: a look-alike of one of these is one, and none of these is a look-alike."""

SHORTEST_NAME = 5
"""Letters of a domain's name; of shorter names too many real ones are at one slip from each other."""


def first_time(desk: Desk, contact_id: str, address: str) -> bool:
    """Return whether nothing has come from the address, and nothing gone to it through us, while it was this
    person's.
    """
    received = (
        select(MailMessage.mail_id)
        .where(
            col(MailMessage.contact_id) == contact_id,
            col(MailMessage.direction) == MailDirection.INBOUND,
            col(MailMessage.sender_address) == address,
        )
        .limit(1)
    )
    if desk.session.exec(received).first() is not None:
        return False
    done = select(Approval).where(
        col(Approval.contact_id) == contact_id, col(Approval.status) == ApprovalStatus.DONE
    )
    acts = [act for one in desk.session.exec(done) for act in one.acts.values()]
    return not any(act["payload"].get("address") == address for act in acts)


def look_alikes(desk: Desk, address: str) -> list[str]:
    """Return the reasons why an address may not be the one that it looks like; none for an ordinary one.

    Args:
        desk: with its session open; its business's addresses and those on record are compared with.
        address: as on record.
    """
    return [*_of_itself(address), *_of_others(desk, address)]


def _of_itself(address: str) -> list[str]:
    """Return the remarks that the address alone calls for."""
    domain = address.rpartition("@")[2]
    remarks = []
    hidden = hidden_in(address)
    if hidden:
        remarks.append(f"the address holds hidden characters: {' '.join(map(spelled, hidden))}")
    readable = decoded(domain)
    parts = re.split(r"[.@+]", f"{address.rpartition('@')[0]}@{readable}")
    mixed = [part for part in parts if len(scripts_of(part)) > 1]
    if mixed:
        remarks.append(f"“{mixed[0]}” mixes letters of several alphabets")
    if readable != domain:
        remarks.append(f"the domain {domain} reads “{readable}” in its own letters")
    elif not domain.isascii():
        remarks.append(f"the domain is {_punycode(domain)} underneath")
    elif not mixed and not address.isascii():
        remarks.append("the address is not written in plain English letters")
    return remarks


def _punycode(domain: str) -> str:
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in domain.split(".")
    )


def _of_others(desk: Desk, address: str) -> list[str]:
    """Return the remarks on an address that looks like another on record, like our own or a great provider's."""
    domain = address.rpartition("@")[2]
    local, shape = skeletons_of(address)
    own = {one.casefold() for one in own_addresses_of(desk.business.settings)}
    twin = next((one for one in own if one != address and skeletons_of(one) == (local, shape)), None)
    if twin is not None:
        return [f"looks like your own address {twin}"]
    same = desk.session.exec(
        select(Email).where(
            col(Email.domain_skeleton) == shape,
            col(Email.local_skeleton) == local,
            col(Email.address) != address,
            col(Email.retired_at).is_(None),
        )
    ).first()
    if same is not None:
        return [f"looks like {same.address} of {people.name_of_id(desk, same.contact_id)}"]
    known = {one.rpartition("@")[2] for one in own} | GREAT_PROVIDERS
    return [] if domain in known else _of_domains(desk, domain, shape, known)


def _of_domains(desk: Desk, domain: str, shape: str, known: set[str]) -> list[str]:
    shapes = {skeletons_of(f"@{one}")[1]: one for one in sorted(known)}
    slips = one_letter_off(shape) if len(shape.partition(".")[0]) >= SHORTEST_NAME else set()
    if shape in shapes:
        return [f"its domain looks like {shapes[shape]}"]
    near = sorted(slips & shapes.keys())
    if near:
        return [f"its domain is one letter off {shapes[near[0]]}"]
    look_alike = _on_record(desk, {shape}, domain)
    if look_alike is not None:
        return [f"its domain looks like {look_alike}, which is on record"]
    slip = _on_record(desk, slips, domain)
    return [f"its domain is one letter off {slip}, which is on record"] if slip is not None else []


def _on_record(desk: Desk, shapes: set[str], domain: str) -> str | None:
    """Return another domain of one of these skeletons that somebody on record has."""
    if not shapes:
        return None
    found = desk.session.exec(
        select(Email.address)
        .where(
            col(Email.domain_skeleton).in_(sorted(shapes)),
            ~col(Email.address).endswith(f"@{domain}", autoescape=True),
            col(Email.retired_at).is_(None),
        )
        .limit(1)
    ).first()
    return found.rpartition("@")[2] if found else None
