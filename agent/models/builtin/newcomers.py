"""Somebody who is named and not on record: adding them is offered, and what is said of them meanwhile waits with it."""

from collections.abc import Sequence

from agent.conversation.state import Question
from agent.models.builtin.asking import add_them
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import JUST_ADDED, Understood
from agent.models.builtin.meaning import Several, SomebodyNew
from agent.models.builtin.slots.people import split_name
from schemas.effects import Call
from schemas.keys import words
from tools import wording
from tools.matters.disambiguation import SOMEBODY_NEW

ADDING = "add_contact"
CHANGING = "update_contact"
DETAILS = ("phone", "email", "address", "company")
"""Arguments that say of somebody new how they are reached."""


def known_of(somebody: SomebodyNew) -> dict[str, str]:
    """Return what is known of somebody new, as arguments of `add_contact`."""
    first, last = ("", "") if "company" in somebody.details else split_name(somebody.said)
    return {"first_name": first, "last_name": last, **somebody.details}


def about_adding(newcomer: dict[str, str], call: Call, argument: str, asked: Question) -> Question:
    """Build the question whether to add somebody, after which the call that named them is made.

    Args:
        newcomer: what is known of them.
        call: that named them.
        argument: of the call, which they are to be.
        asked: the question that it comes from, with what waits behind it.
    """
    waiting = call.model_copy(update={"arguments": {**call.arguments, argument: JUST_ADDED.name}})
    known = {name: value for name, value in newcomer.items() if value}
    return Question(
        call=Call(tool=ADDING, arguments=known),
        argument="phone" if known else "first_name",
        newcomer=known,
        then=[waiting, *asked.then],
        said=asked.said,
    )


def asked_again(question: Question, value: Several | SomebodyNew) -> Question:
    """Build the question that a name leads to which does not fit exactly one: which of them, or whether to add somebody.

    Args:
        question: whose argument the name is to be.
        value: whom it may mean.
    """
    if isinstance(value, Several):
        return question.model_copy(update={"candidates": value.candidates, "newcomer": {}})
    known = known_of(value)
    if value.near:
        return question.model_copy(update={"candidates": [*value.near, SOMEBODY_NEW], "newcomer": known})
    return about_adding(known, question.call, question.argument, question)


def asks(question: Question) -> str:
    """Say the question: for the name where none was said, else for the number."""
    known = question.newcomer
    if not known:
        return "What is their name?"
    who = _called(known) or f"somebody at {known.get('company', 'a company')}"
    phone = wording.own_phone(known["phone"]) if known.get("phone") else ""
    return add_them(", ".join(filter(None, (who, phone))), known)


def _called(known: dict[str, str]) -> str:
    return " ".join(filter(None, (known.get("first_name"), known.get("last_name"))))


def may_answer(question: Question) -> bool:
    """Return whether a question may be answered by adding somebody."""
    return question.call.tool == ADDING and question.argument == "phone" and bool(question.then)


def is_chosen(question: Question, call: Call) -> bool:
    """Return whether the answer was "somebody new"."""
    chosen = bool(question.candidates) and question.candidates[-1]["id"] == ""
    return chosen and call.arguments.get(question.argument) == ""


def pending(question: Question | None) -> str:
    """Return the name of whoever an open question would add; empty where it is about something else."""
    if question is None or question.call.tool != ADDING:
        return ""
    return _called({name: str(value) for name, value in question.call.arguments.items()})


def is_about(question: Question, one: Understood) -> bool:
    """Return whether a request is about whoever an open question would add."""
    name = set(words(pending(question)))
    if one.request.tool == ADDING:
        said = _called({key: str(value) for key, value in one.filling.arguments.items()})
        return bool(said) and set(words(said)) == name
    if one.newcomer is not None:
        return set(words(one.newcomer.said)) <= name
    return not one.choices and JUST_ADDED.name in one.filling.arguments.values()


def waiting(question: Question, requests: Sequence[Understood], grammar: Grammar) -> Question:
    """Return the question with what was said of whoever it would add: their details, and calls to make once they are there."""
    call, then = question.call, list(question.then)
    for one in requests:
        said = dict(one.filling.arguments)
        if one.newcomer is not None:
            said |= {**one.newcomer.details, one.missing: JUST_ADDED.name}
        told = {name: value for name, value in said.items() if name in DETAILS and value}
        call = call.model_copy(update={"arguments": {**call.arguments, **told}})
        if one.request.tool in {ADDING, CHANGING} | grammar.reads:
            continue
        if one.newcomer is not None:
            said = {name: value for name, value in said.items() if name not in one.newcomer.details}
        then = [other for other in then if other.tool != one.request.tool]
        then.append(Call(tool=one.request.tool, arguments=said))
    known = {name: str(value) for name, value in call.arguments.items() if value}
    return question.model_copy(update={"call": call, "then": then, "newcomer": known})
