"""The types that tool arguments are declared with; each is parsed once, at the edge."""

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

MOST_MONEY = Decimal("1000000000")
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of days; nearer the ends of the calendar, looking for the working day before or after one would fall off them."""


NO_AMOUNT = "must be an amount of money such as 3200 or 3200.50"


def _amount(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(NO_AMOUNT)
    plain = str(value).strip().lstrip("$€£").replace(",", "").replace(" ", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(NO_AMOUNT) from None
    if not amount.is_finite():
        raise ValueError(NO_AMOUNT)
    if amount < 0:
        raise ValueError("must not be negative")
    if amount > MOST_MONEY:
        raise ValueError("is more than Deskhand keeps (1,000,000,000)")
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError("must have at most two decimals")
    return amount.quantize(Decimal("0.01"))


NO_DAY = "must be a day written like 2026-11-23"


def _day(value: Any) -> Any:
    if not isinstance(value, date | str):
        raise ValueError(NO_DAY)
    try:
        day = date.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError:
        raise ValueError(NO_DAY) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    return day


Amount = Annotated[
    Decimal, BeforeValidator(_amount, json_schema_input_type=str), Field(description="money, such as 3200.50")
]
Day = Annotated[
    date, BeforeValidator(_day, json_schema_input_type=str), Field(description="a day, YYYY-MM-DD")
]


def _one_line(value: Any) -> Any:
    """Return a text on one line, control characters as spaces: a name can't go on as the next line of a card."""
    if isinstance(value, str):
        return "".join(" " if unicodedata.category(sign) in BREAKING else sign for sign in value)
    return value


BREAKING = frozenset({"Cc", "Zl", "Zp"})
"""Unicode categories of what ends a line or steers a terminal."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), BeforeValidator(_one_line)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), BeforeValidator(_one_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
