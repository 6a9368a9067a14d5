"""The rules' reading and a language model's put together: the rules' stands, and where the two contradict both are kept.

A field that only the model found is taken as the model's. A phone or e-mail, which say whose record a mail belongs to, is
never taken from the model where the rules found another.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from agent.intake.extract.borne_out import words_of
from agent.intake.extract.checking import ModelReading
from agent.intake.extract.fields import ExtractedField, Extraction

A_MERE_SUBJECT = 0.5
"""Below this confidence a title is only the subject line; what the model says of the job is better."""

Value = TypeVar("Value")
AnyField = TypeVar("AnyField", bound="ExtractedField[str]")


def combine(rules: Extraction, model: ModelReading) -> Extraction:
    """Return one extraction combined of the rules' and the model's.

    Args:
        rules: what the rules read.
        model: what the model read and the mail bears out.
    """
    return replace(
        rules,
        name=_one(rules.name, model.name, _one_holds_the_other),
        phones=_several(rules.phones, model.phones),
        emails=_several(rules.emails, model.emails),
        address=_one(rules.address, model.address, _one_holds_the_other),
        title=_title(rules.title, model.title),
        wished_date=_one(rules.wished_date, model.wished_date, lambda ours, theirs: ours == theirs),
    )


def _one(
    rules: ExtractedField[Value] | None,
    model: ExtractedField[Value] | None,
    agree: Callable[[Value, Value], bool],
) -> ExtractedField[Value] | None:
    if rules is None or model is None:
        return rules or model
    if agree(rules.value, model.value):
        return rules
    return replace(rules, also=(model,), disputed=True)


def _several(rules: Sequence[AnyField], model: Sequence[AnyField]) -> tuple[AnyField, ...]:
    """Return the rules' values, the first of them marked with the other values that the model found."""
    if not rules:
        return tuple(model)
    known = {one.value for one in rules}
    others = tuple(one for one in model if one.value not in known)
    return (replace(rules[0], also=others, disputed=True), *rules[1:]) if others else tuple(rules)


def _title(
    rules: ExtractedField[str] | None, model: ExtractedField[str] | None
) -> ExtractedField[str] | None:
    """Return one title: two titles of one job are never alike word for word, so they don't contradict each
    other.
    """
    if rules is None or model is None:
        return rules or model
    return replace(model, also=(rules,)) if rules.confidence < A_MERE_SUBJECT else rules


def _one_holds_the_other(one: str, other: str) -> bool:
    """Return whether all words of one are among the other's: "Jane" and "Jane Doe", an address with and without
    its town.
    """
    first, second = set(words_of(one)), set(words_of(other))
    return first <= second or second <= first
