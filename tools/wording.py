"""The wording of amounts, days, phones and names; the one place that turns our types into words."""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

SYMBOLS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "EUR": "€", "GBP": "£"}


def money(amount: Decimal | None, currency: str = "USD") -> str:
    """Return an amount in words: "$8,400" or "$8,400.50"; "no amount" for None."""
    if amount is None:
        return "no amount"
    whole = amount == amount.to_integral_value()
    figure = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{figure}" if symbol else f"{figure} {currency}"


def day(value: date, today: date) -> str:
    """Return a day in words: "today", "tomorrow", "Friday, Nov 20", with the year where it is another one."""
    names = {0: "today", 1: "tomorrow", -1: "yesterday"}
    distance = (value - today).days
    if distance in names:
        return names[distance]
    month = f"{value:%b} {value.day}"
    return f"{value:%A}, {month}" if value.year == today.year else f"{value:%a}, {month}, {value.year}"


def moment(local: datetime) -> str:
    """Return a local time in words, the same whenever it is read: "Wed, Nov 25, 10 am", "Tue, Nov 24, 5:30 pm"."""
    hour = local.hour % 12 or 12
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%a}, {local:%b} {local.day}, {hour}{minutes} {'am' if local.hour < 12 else 'pm'}"


def ago(value: date, today: date) -> str:
    """Return a past day in words: "today", "yesterday", "12 days ago"."""
    days = (today - value).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def count(number: int, one: str, many: str = "") -> str:
    """Return a count in words: "1 lead", "3 leads", "no leads"."""
    if number == 1:
        return f"1 {one}"
    return f"{number or 'no'} {many or one + 's'}"


def phone(number: str | None, country: str, extension: str | None = None) -> str:
    """Return a number as the business's own country writes it; others in international form."""
    if not number:
        return "no phone"
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    own = phonenumbers.region_code_for_number(parsed) == country
    style = phonenumbers.PhoneNumberFormat
    said = phonenumbers.format_number(parsed, style.NATIONAL if own else style.INTERNATIONAL)
    return f"{said} ext. {extension}" if extension else str(said)


def own_phone(number: str, extension: str | None = None) -> str:
    """Return a number as its own country writes it; for where no desk is at hand."""
    import phonenumbers

    region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    return phone(number, region or "", extension)


def listed(items: list[str], joiner: str = "and") -> str:
    """Return a list in words: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def changed(before: str, after: str) -> str:
    """Return a change in words: "Tuesday → Friday"; the new value alone where there was none, or the same."""
    return f"{before} → {after}" if before and before != after else after


def words(value: StrEnum | str) -> str:
    """Return an enum's value in words: "no_decision" → "no decision"."""
    return str(value).replace("_", " ")


def sentence(text: str) -> str:
    """Return a text with one mark at its end, and never two."""
    return text if text.rstrip("”").endswith((".", "!", "?", "…")) else f"{text}."


_NAME_WORD = r"(?:(?:[^\W\d_]{1,4}\.)+|['’]?[^\W_][\w'’&/-]*)"
_SUFFIX = r"(?:Jr|Sr|II|III|IV|V|Esq|M\.?D|D\.?D\.?S|D\.?V\.?M|Ph\.?D|R\.?N|C\.?P\.?A|P\.?E|Inc|LLC|L\.L\.C|Ltd|LLP|Corp|Co)\.?"
"""The words behind a comma in an ordinary name."""
_PLAIN_NAME = re.compile(
    rf"{_NAME_WORD}(?: (?:{_NAME_WORD}|&|\({_NAME_WORD}\))){{0,5}}(?:, {_SUFFIX}){{0,2}}", re.IGNORECASE
)
LONGEST_NAME = 80


def person(name: str) -> str:
    """Return a person's name as it is shown: as it is where it is plain, else in quotation marks and within bounds.

    A name is somebody else's words: brackets, marks and whole sentences in it must not read as ours.
    """
    if len(name) <= LONGEST_NAME and _PLAIN_NAME.fullmatch(name):
        return name
    inner = name.replace("“", "'").replace("”", "'").replace('"', "'")
    return f"“{clipped(inner, LONGEST_NAME)}”"


def clipped(text: str, most: int = 120) -> str:
    """Return the first line of a text, shortened at a word."""
    first = " ".join(text.split())
    if len(first) <= most:
        return first
    return first[:most].rsplit(" ", 1)[0] + "…"
