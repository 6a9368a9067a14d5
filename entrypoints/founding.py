"""Founding a business: what `deskhand init` needs to know, and the home, database, business and owner that it makes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, select

from entrypoints.lazy_library import require_core
from schemas.database import Database, explained, hold_businesses
from schemas.enums import Role
from schemas.errors import BadArguments, BadConfiguration, DatabaseUnusable
from schemas.identity import Clock, FixedClock, MachineClock, TimeOrderedIds
from schemas.migrations import ensure_current
from schemas.ourselves import NAMES, PHONES, PLACES, checked_names, checked_phones, checked_places
from schemas.records import Business, Member
from schemas.settings import settings_from
from schemas.tone import TONE, tone_from
from schemas.working_hours import hours_from


def clock_from(now: str, zone: str = "UTC") -> Clock:
    """Return the machine's clock, or a fixed one; a time without an offset is the business's own.

    Raises:
        BadArguments: not an ISO time.
    """
    if not now:
        return MachineClock()
    try:
        instant = datetime.fromisoformat(now)
    except ValueError:
        problem = f"--now {now!r} is not a time; write it like 2026-11-18T10:00 or 2026-11-18T10:00-06:00"
        raise BadArguments(problem, {"now": problem}) from None
    return FixedClock(instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone)))


@dataclass(frozen=True)
class NewBusiness:
    """The business as `init` needs it; everything else has a sensible guess."""

    name: str = "My business"
    owner: str = "Owner"
    trade: str = ""
    country: str = "US"
    region: str = ""
    time_zone: str = ""
    currency: str = "USD"
    own_addresses: tuple[str, ...] = ()
    own_phones: tuple[str, ...] = ()
    own_places: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    hours: str = ""
    signature: str = ""
    tone: str = ""


def business_there(home: Path | None = None, environment: Mapping[str, str] | None = None) -> Business | None:
    """Return the business of a home, if it has one; looking creates no file.

    Raises:
        DatabaseUnusable: its database can't be used.
    """
    settings = settings_from(os.environ if environment is None else environment, home)
    if not settings.database_url and not (settings.home / "deskhand.db").exists():
        return None
    database = Database(settings.url)
    try:
        ensure_current(database)
        return next(iter(database.businesses()), None)
    finally:
        database.close()


def set_up(
    business: NewBusiness,
    home: Path | None = None,
    now: str = "",
    environment: Mapping[str, str] | None = None,
) -> tuple[Business, bool]:
    """Set up a home with its database, business and owner; an existing one is left as it is.

    Returns:
        The business, and whether it is new.

    Raises:
        BadConfiguration: the home can't be made, the time zone or country is unknown, or the core procedures are missing.
        DatabaseUnusable: its database can't be used.
    """
    require_core()
    settings = settings_from(os.environ if environment is None else environment, home)
    zone = business.time_zone or machine_zone()
    refuse_unusable(business)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"The folder {settings.home} can't be made ({error.strerror}). Choose another with --home."
        ) from error
    database = Database(settings.url)
    try:
        ensure_current(database)
        return _founded(database, business, zone, clock_from(now, zone))
    finally:
        database.close()


def refuse_unusable(new: NewBusiness) -> None:
    """Refuse values of a business to be set up that can't be used.

    Raises:
        BadConfiguration: in one sentence, naming how to write it.
    """
    zone = new.time_zone or machine_zone()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadConfiguration(f"{zone!r} is no time zone; write it like America/Chicago.") from None
    if not (len(new.country) == 2 and new.country.isascii() and new.country.isalpha()):
        raise BadConfiguration(f"{new.country!r} is no country code; write it like US, CA or GB.")
    if not (len(new.currency) == 3 and new.currency.isascii() and new.currency.isalpha()):
        raise BadConfiguration(f"{new.currency!r} is no currency code; write it like USD, CAD or GBP.")
    for called, value, most in (
        ("name", new.name, 200),
        ("owner", new.owner, 200),
        ("trade", new.trade, 60),
        ("region", new.region, 10),
        ("signature", new.signature, 2_000),
    ):
        if len(value) > most:
            raise BadConfiguration(f"The {called} is longer than {most} characters; shorten it.")
    if not new.name.strip():
        raise BadConfiguration('The business needs a name: --name "Rivera Plumbing".')
    for address in new.own_addresses:
        name, _, domain = address.rpartition("@")
        if not name or "." not in domain or any(sign.isspace() or sign in "<>,;" for sign in address):
            raise BadConfiguration(
                f"{address[:80]!r} is no e-mail address; write it like office@example.com."
            )
    checked_phones(new.own_phones, new.country)
    checked_places(new.own_places)
    checked_names(new.own_names)
    if new.hours:
        hours_from(new.hours)
    if new.tone:
        tone_from(new.tone)


def _founded(database: Database, new: NewBusiness, zone: str, clock: Clock) -> tuple[Business, bool]:
    """Return the business that is there, or else create one; of two processes at once, one does."""
    with explained(database), Session(database.writing_engine, expire_on_commit=False) as session:
        hold_businesses(session)
        found = session.exec(select(Business).order_by(col(Business.created_at))).first()
        business = found or _add_business(session, new, zone, clock)
        session.commit()
        session.expunge(business)
    return business, found is None


def _add_business(session: Session, new: NewBusiness, zone: str, clock: Clock) -> Business:
    new_id = TimeOrderedIds()
    business = Business(
        business_id=new_id(),
        name=new.name,
        trade=new.trade,
        country=new.country.upper(),
        region=new.region,
        time_zone=zone,
        currency=new.currency.upper(),
        settings=_settings_of(new),
        created_at=clock.now(),
    )
    session.add(business)
    session.flush()
    owner = Member(
        business_id=business.business_id,
        member_id=new_id(),
        name=new.owner,
        role=Role.OWNER,
        created_at=clock.now(),
    )
    session.add(owner)
    return business


def _settings_of(new: NewBusiness) -> dict[str, Any]:
    settings: dict[str, Any] = {"own_addresses": list(new.own_addresses)}
    settings[PHONES] = checked_phones(new.own_phones, new.country)
    settings[PLACES] = checked_places(new.own_places)
    settings[NAMES] = checked_names(new.own_names)
    if new.hours:
        settings["hours"] = hours_from(new.hours)
    if new.signature.strip():
        settings["signature"] = new.signature.strip()
    if new.tone.strip():
        settings[TONE] = tone_from(new.tone)
    return settings


def machine_zone() -> str:
    """Return the machine's own zone, where it can be told; else UTC."""
    if os.environ.get("TZ"):
        return os.environ["TZ"].lstrip(":")
    link = Path("/etc/localtime")
    if link.is_symlink():
        target = str(link.readlink())
        if "zoneinfo/" in target:
            return target.split("zoneinfo/", 1)[1]
    return "UTC"
