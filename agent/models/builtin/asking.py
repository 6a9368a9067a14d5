"""The arguments that a request still needs, and the words of the question for them."""

import re
from collections.abc import Mapping
from datetime import date

from agent.models.builtin.filling import Filling
from agent.models.builtin.meaning import Several, SomebodyNew
from agent.models.builtin.slots.people import split_name
from agent.models.builtin.writing import OWNERS, RELATED
from schemas.keys import fold
from schemas.procedure import Request, SlotKind
from tools import wording
from tools.matters.disambiguation import SOMEBODY_NEW

RELATION = re.compile(rf"\b(?:{'|'.join(OWNERS)}) (?:{'|'.join(RELATED)})\b")
"""Words of somebody else's: "his sister" is she."""


def first_missing(request: Request, filling: Filling) -> str:
    """Return the first argument to ask for: one that fits several, was said impossibly, or is needed and not
    there.
    """
    if filling.several or filling.new:
        return next(iter(filling.several or filling.new))
    there = filling.arguments
    for name, slot in request.slots.items():
        if name in there:
            continue
        wrong = name in filling.problems or (slot.kind == SlotKind.DAY and "date" in filling.problems)
        alone = bool(slot.needed_one_of) and not any(other in there for other in slot.needed_one_of)
        if wrong or alone or (slot.needed and not (slot.unless and slot.unless in there)):
            return name
    return ""


def question_for(said: str, request: Request, filling: Filling, missing: str) -> str:
    """Return the question for a missing argument, with what was wrong with what was said."""
    if not missing:
        return ""
    slot = request.slots[missing]
    several = filling.several.get(missing)
    if several is not None:
        return which(several)
    if missing in filling.new:
        return who_is_new(said, filling.new[missing])
    problem = filling.problems.get(missing) or (
        filling.problems.get("date") if slot.kind == SlotKind.DAY else None
    )
    question = (slot.ask or f"What is the {missing.replace('_', ' ')}?").format_map(
        _Known(said, filling.arguments)
    )
    return f"{problem}. {question}" if problem else question


def no_calendar(question: str, filling: Filling) -> str:
    """Return the question whether to remind of a visit, since there is no calendar to put it on."""
    day = date.fromisoformat(str(filling.arguments["date"]))
    asks = question or f"Do you want me to remind you on {day:%A, %b} {day.day}?"
    return f"There is no calendar here yet, so no visit is scheduled. {asks}"


def which(several: Several) -> str:
    """Return the question which of several records, or whether one that was not named for certain."""
    labels = [candidate["label"] for candidate in several.candidates[:8]]
    listed = wording.listed(labels, "or")
    if several.together:
        return f"I do that for one person at a time. Whom first: {listed}?"
    return f"Whom do you mean: {listed}?" if several.offered else f"Which one: {listed}?"


def whom(said: str, value: Several | SomebodyNew) -> str:
    """Return the question for a name that does not fit exactly one person."""
    return which(value) if isinstance(value, Several) else who_is_new(said, value)


def who_is_new(said: str, somebody: SomebodyNew) -> str:
    """Return the question about a name that is not on record: whether one of those near it, or whether to add
    them.
    """
    company = somebody.details.get("company", "")
    if company:
        return f"Nobody at {company} is on record. {add_them('somebody there', somebody.details)}"
    unknown = f"Nobody called {' '.join(filter(None, split_name(somebody.said)))} is on record."
    if somebody.near:
        labels = [one["label"] for one in somebody.near]
        return f"{unknown} Do you mean {wording.listed([*labels, SOMEBODY_NEW['label']], 'or')}?"
    spoken = set(RELATION.sub(" ", fold(said)).split())
    them = "her" if spoken & {"she", "her", "hers"} else "him" if spoken & {"he", "him", "his"} else "them"
    return f"{unknown} {add_them(them, somebody.details)}"


def add_them(them: str, known: Mapping[str, str]) -> str:
    """Return the offer to add somebody new, with the question for their number where it was not said."""
    return f"Add {them}?" if known.get("phone") else f"Add {them}? What's the number?"


class _Known(dict[str, str]):
    """The values that a question may mention; unknown ones are left out."""

    def __init__(self, said: str, arguments: dict[str, object]) -> None:
        spoken = fold(said)
        fields = ("email", "e mail", "address", "phone", "number", "cell")
        said_field = next((name for name in fields if name in spoken), "phone or e-mail")
        plain = {key: str(value) for key, value in arguments.items()}
        whole = " ".join(filter(None, (plain.get("first_name"), plain.get("last_name"))))
        super().__init__({**plain, "said_field": said_field, "full_name": whole or "their"})

    def __missing__(self, key: str) -> str:
        return ""
