"""Ids, money, instants, folded names and images: what goes in comes out, whatever it is."""

import json
import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from furnished import KINDS, TABLES, value_for
from hypothesis import given, settings
from hypothesis import strategies as some
from looping import for_each
from sqlalchemy import Boolean, Column, Date, Integer
from sqlalchemy.dialects import postgresql, sqlite

from schemas.columns import Cents, Instant, Tree, Word
from schemas.enums import Role
from schemas.identity import FixedClock, TimeOrderedIds
from schemas.images import as_image, from_image, row_key
from schemas.keys import fold, words

DIALECTS = [sqlite.dialect(), postgresql.dialect()]
amounts = some.integers(-(10**17), 10**17).map(lambda cents: Decimal(cents).scaleb(-2))
offsets = some.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = some.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=offsets)  # noqa: DTZ001


def test_ids_strictly_increase_and_are_version_7() -> None:
    new_id = TimeOrderedIds()
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(5_000)]
    after = time.time_ns() // 1_000_000
    assert made == sorted(set(made))
    for one in (UUID(made[0]), UUID(made[-1])):
        assert one.version == 7
        assert one.variant == "specified in RFC 4122"
        assert before <= one.int >> 80 <= after + 2


def test_ids_increase_even_when_the_clock_is_turned_back(monkeypatch: pytest.MonkeyPatch) -> None:
    new_id = TimeOrderedIds()
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert first < new_id() < new_id()


def test_ids_of_several_threads_never_meet_and_increase_in_each() -> None:
    new_id, made = TimeOrderedIds(), [[], [], [], []]  # type: ignore[var-annotated]
    threads = [
        threading.Thread(target=lambda own=own: own.extend(new_id() for _ in range(1_000))) for own in made
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(own == sorted(own) for own in made)
    assert len({one for own in made for one in own}) == 4_000


@given(amounts, some.sampled_from(DIALECTS))
def test_an_amount_comes_back_to_the_cent(amount: Decimal, dialect: Any) -> None:
    kept = Cents().process_bind_param(amount, dialect)
    assert isinstance(kept, int)
    back = Cents().process_result_value(kept, dialect)
    assert back == amount
    assert str(back) == str(amount.quantize(Decimal("0.01")))


@pytest.mark.parametrize("amount", ["0.001", "1.005", "-3.999", "1E-30", "NaN", "Infinity"])
def test_an_amount_that_has_no_whole_cents_is_never_rounded_in_silence(amount: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        Cents().process_bind_param(Decimal(amount), DIALECTS[0])


@given(instants, some.sampled_from(DIALECTS))
def test_an_instant_comes_back_as_the_same_moment_in_utc(instant: datetime, dialect: Any) -> None:
    back = Instant().process_result_value(Instant().process_bind_param(instant, dialect), dialect)
    assert back == instant
    assert back is not None
    assert back.tzinfo is UTC


def test_an_instant_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its time zone"):
        Instant().process_bind_param(datetime(2026, 11, 18, 10), DIALECTS[0])  # noqa: DTZ001


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_nothing_comes_back_as_nothing(dialect: Any) -> None:
    for kind in (Cents(), Instant(), Word(Role)):
        assert kind.process_bind_param(None, dialect) is None
        assert kind.process_result_value(None, dialect) is None


def test_a_word_that_is_not_one_of_the_enum_is_refused() -> None:
    assert Word(Role).process_bind_param("owner", DIALECTS[0]) == "owner"
    for way in (Word(Role).process_bind_param, Word(Role).process_result_value):
        with pytest.raises(ValueError, match="emperor"):
            way("emperor", DIALECTS[0])


def test_a_fixed_clock_tells_utc() -> None:
    clock = FixedClock(datetime.fromisoformat("2026-11-18T10:00:00-06:00"))
    assert clock.now() == datetime(2026, 11, 18, 16, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


@given(some.text())
def test_a_folded_text_stays_as_it_is_and_holds_words_and_single_spaces_only(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(words(text))
    assert "_" not in folded
    assert folded == folded.casefold()


@given(some.text(alphabet="abcxyzåéñóüßøłŒ'’-. _", max_size=20))
def test_case_and_outer_space_make_no_difference_to_a_folded_name(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(f"  {text}\n")


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("Seán O'Brien", "sean obrien"),
        ("José  Núñez-García", "jose nunez garcia"),
        ("MÜLLER, Strauß", "muller strauss"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Ǿrsted & Sønn", "orsted sonn"),
        ("D’Angelo_Smith_", "dangelo smith"),
        ("Ｍａｒｉａ ℡", "maria tel"),
        ("李 小龙", "李 小龙"),
        ("—", ""),
    ],
)
def test_a_name_is_folded_as_people_compare_it(said: str, folded: str) -> None:
    assert fold(said) == folded


def alike() -> dict[str, list[Column[Any]]]:
    """Return the columns of every table by what they hold: those of one kind are given the same values."""
    found: dict[str, list[Column[Any]]] = {}
    for table in TABLES.values():
        for column in table.columns:
            held = list(column.type.words) if isinstance(column.type, Word) else type(column.type).__name__
            found.setdefault(f"{held}, {'nullable' if column.nullable else 'needed'}", []).append(column)
    return found


ALIKE = alike()


def values_of(column: Column[Any]) -> some.SearchStrategy[Any]:
    if isinstance(column.type, Word):
        kept: some.SearchStrategy[Any] = some.sampled_from(list(column.type.words))
    elif isinstance(column.type, Cents):
        kept = amounts
    elif isinstance(column.type, Instant):
        kept = instants
    elif isinstance(column.type, Tree):
        kept = some.recursive(
            some.none() | some.booleans() | some.integers() | some.text(),
            lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
            max_leaves=5,
        )
    elif isinstance(column.type, Date):
        kept = some.dates()
    elif isinstance(column.type, Boolean):
        kept = some.booleans()
    elif isinstance(column.type, Integer):
        kept = some.integers()
    else:
        kept = some.text()
    return kept | some.none() if column.nullable else kept


@for_each("kind", ALIKE)
@settings(max_examples=40)
@given(some.data())
def test_a_value_comes_back_from_its_image(kind: str, data: some.DataObject) -> None:
    value = data.draw(values_of(ALIKE[kind][0]))
    image = json.loads(json.dumps(as_image(value)))
    for column in ALIKE[kind]:
        assert from_image(column, image) == value, column


def test_an_image_names_the_rows_own_key() -> None:
    for name, kind in KINDS.items():
        if name == "businesses":
            continue
        own = next(c.name for c in TABLES[name].primary_key.columns if c.name != "business_id")
        values = {c.name: value_for(c) for c in TABLES[name].columns}
        assert row_key(kind(**{**values, own: "the-key", "business_id": "b"})) == "the-key"


def test_a_day_is_no_instant() -> None:
    assert as_image(date(2026, 11, 18)) == "2026-11-18"
    assert as_image(datetime(2026, 11, 18, tzinfo=UTC)) == "2026-11-18T00:00:00+00:00"
