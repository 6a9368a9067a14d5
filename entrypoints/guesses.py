"""The guesses of `deskhand init` before it asks: read off the machine, never off the network."""

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

from entrypoints.founding import NewBusiness, machine_zone

LOCALE_VARIABLES = ("LC_ALL", "LC_MONETARY", "LANG")
TERRITORY = re.compile(r"^[a-z]{2,3}_([A-Z]{2})(?![A-Za-z])")
EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME XK"
CURRENCIES = {
    "US": "USD", "CA": "CAD", "GB": "GBP", "AU": "AUD", "NZ": "NZD", "CH": "CHF", "LI": "CHF", "SE": "SEK",
    "NO": "NOK", "DK": "DKK", "IS": "ISK", "PL": "PLN", "CZ": "CZK", "HU": "HUF", "RO": "RON", "MX": "MXN",
    "BR": "BRL", "AR": "ARS", "CL": "CLP", "CO": "COP", "PE": "PEN", "JP": "JPY", "KR": "KRW", "CN": "CNY",
    "IN": "INR", "SG": "SGD", "HK": "HKD", "TW": "TWD", "PH": "PHP", "TH": "THB", "MY": "MYR", "ID": "IDR",
    "ZA": "ZAR", "NG": "NGN", "KE": "KES", "IL": "ILS", "AE": "AED", "SA": "SAR", "TR": "TRY", "PR": "USD",
} | dict.fromkeys(EURO.split(), "EUR")  # fmt: skip
COUNTRY, CURRENCY = "US", "USD"
"""The defaults where nothing can be told."""
HOURS = "Mon-Fri 8:00-17:00"


def currency_of(country: str) -> str:
    """Return the currency of a country, by its two letters."""
    return CURRENCIES.get(country.upper(), CURRENCY)


def country_of(zone: str, environment: Mapping[str, str]) -> str:
    """Return the country of the machine: its locale's, else its time zone's."""
    for variable in LOCALE_VARIABLES:
        found = TERRITORY.match(environment.get(variable, ""))
        if found:
            return found[1]
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if len(row) > 2 and row[2] == zone), COUNTRY)


def guessed(known: Mapping[str, str], environment: Mapping[str, str]) -> NewBusiness:
    """Return a business with the known values, and a guess for the rest.

    Args:
        known: of NewBusiness, what the owner said.
        environment: of the process.
    """
    zone = known.get("time_zone") or machine_zone()
    country = known.get("country") or country_of(zone, environment)
    supposed = NewBusiness(
        time_zone=zone, country=country, currency=known.get("currency") or currency_of(country), hours=HOURS
    )
    told: dict[str, Any] = dict(known)
    return replace(supposed, **told)
