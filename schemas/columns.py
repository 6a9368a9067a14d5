"""Column types: the right Python type on one side, what both databases keep exactly on the other."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKeyConstraint, String, TypeDecorator
from sqlalchemy.engine import Dialect

CENT = Decimal("0.01")


class Cents(TypeDecorator[Decimal]):
    """An amount of money: `Decimal` in Python, whole cents in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        cents = Decimal(value).scaleb(2)
        if cents != cents.to_integral_value():
            raise ValueError(f"an amount has whole cents, and {value} has not")
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) * CENT


class Instant(TypeDecorator[datetime]):
    """A point in time: always aware and UTC in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its time zone, and {value!r} has none")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A member of one of our enums, kept as its value.

    Args:
        words: the enum.
    """

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(40)
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


Tree = JSON


def of_same_business(column: str, target: str, **options: Any) -> ForeignKeyConstraint:
    """Return a key to a row of the same business, checked at commit.

    Args:
        column: the column here that holds the id.
        target: `table.column` there.
    """
    table, key = target.split(".")
    return ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{key}"],
        deferrable=True,
        initially="DEFERRED",
        **options,
    )
