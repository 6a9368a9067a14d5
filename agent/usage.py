"""The usage of the language model: one row a request, sums by day, and the cap that the owner set for a month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from agent import audit
from agent.models.endpoint import ModelTrouble, Trouble, Usage
from schemas.enums import ModelPurpose
from schemas.errors import BadArguments
from schemas.records import ModelUse
from tools.business.on_record import business_of, change_settings
from tools.desk import Desk

CAP = "model_tokens_a_month"
"""The key of the cap among the business's settings."""


def used(
    desk: Desk,
    purpose: ModelPurpose,
    model: str,
    *,
    usage: Usage | None = None,
    trouble: ModelTrouble | None = None,
    seconds: float = 0.0,
) -> ModelUse:
    """Return the row of one request, to be added with whatever it led to.

    Args:
        desk: whose business, and what time it is.
        purpose: what was asked for.
        model: the model's name at its endpoint.
        usage: what it took, where there was an answer.
        trouble: why there was none.
        seconds: how long that took.
    """
    took = usage or Usage(total_ms=round(seconds * 1000))
    return ModelUse(
        business_id=desk.business_id,
        use_id=desk.new_id(),
        at=desk.now(),
        purpose=purpose,
        model=model[:200],
        tokens_in=took.tokens_in,
        tokens_out=took.tokens_out,
        tokens_cached=took.tokens_cached,
        estimated=took.estimated,
        first_word_ms=took.first_word_ms,
        total_ms=took.total_ms,
        trouble=trouble.trouble if trouble else "",
    )


def spent_this_month(desk: Desk) -> int:
    """Return the tokens in and out since the month began in the business's time zone."""
    first = _start_of(desk, desk.today().replace(day=1))
    with desk.unit.reading() as session:
        asked = select(func.sum(col(ModelUse.tokens_in) + col(ModelUse.tokens_out))).where(
            col(ModelUse.at) >= first
        )
        return int(session.exec(asked).one() or 0)


def cap_of(desk: Desk) -> int | None:
    """Return the tokens that a month may take; None where the owner set no cap."""
    with desk.unit.reading():
        cap = business_of(desk).settings.get(CAP)
    return int(cap) if cap is not None else None


def refuse_over_cap(desk: Desk) -> None:
    """Refuse a request once the month's cap is reached.

    Raises:
        ModelTrouble: it is.
    """
    cap = cap_of(desk)
    if cap is not None and spent_this_month(desk) >= cap:
        raise ModelTrouble(
            Trouble.OVER_CAP,
            f"This month's cap of {cap:,} tokens for the language model is used up. Raise it: deskhand usage --cap N",
        )


def set_cap(desk: Desk, tokens: int | None) -> None:
    """Set or lift the cap; only a command of the owner's gets here, no tool does.

    Raises:
        BadArguments: a negative number.
    """
    if tokens is not None and tokens < 0:
        raise BadArguments(f"A cap can't be {tokens}; give a number of tokens, or none to lift it.")
    with desk.unit.writing():
        change_settings(desk, **{CAP: tokens})
        said = "no cap" if tokens is None else f"{tokens:,} tokens a month"
        audit.record(desk, "written", "usage", line=f"Language model: {said}")


def told_before(desk: Desk, trouble: Trouble) -> bool:
    """Return whether the owner was told of this trouble already: the last request before had the same end."""
    with desk.unit.reading() as session:
        last = session.exec(
            select(ModelUse).order_by(col(ModelUse.at).desc(), col(ModelUse.use_id).desc()).limit(1)
        ).first()
        return last is not None and last.trouble == trouble


@dataclass(frozen=True)
class Day:
    """One day's sums, in the business's own day.

    Args:
        day: which.
        requests, failed: how many, and how many of them gave no usable answer.
        tokens_in, tokens_out, tokens_cached: as in `ModelUse`.
        first_word_ms: the median of those requests that had a first word.
        estimated: whether some of the tokens are our estimate.
    """

    day: date
    requests: int
    failed: int
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    first_word_ms: int | None
    estimated: bool


def by_day(desk: Desk, days: int) -> list[Day]:
    """Return the sums of the last days that had any requests, newest first.

    Args:
        desk: to read from.
        days: how many days back, today included.
    """
    since = _start_of(desk, desk.today() - timedelta(days=max(days, 1) - 1))
    grouped: dict[date, list[ModelUse]] = defaultdict(list)
    with desk.unit.reading() as session:
        for use in session.exec(select(ModelUse).where(col(ModelUse.at) >= since)):
            grouped[desk.day_of(use.at)].append(use)
        return [_summed(day, uses) for day, uses in sorted(grouped.items(), reverse=True)]


def _summed(day: date, uses: list[ModelUse]) -> Day:
    first = sorted(use.first_word_ms for use in uses if use.first_word_ms is not None)
    return Day(
        day=day,
        requests=len(uses),
        failed=sum(bool(use.trouble) for use in uses),
        tokens_in=sum(use.tokens_in for use in uses),
        tokens_out=sum(use.tokens_out for use in uses),
        tokens_cached=sum(use.tokens_cached for use in uses),
        first_word_ms=first[len(first) // 2] if first else None,
        estimated=any(use.estimated for use in uses),
    )


def _start_of(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.zone)
