"""Somebody who is named and not on record: adding them is offered, and "yes" or a number then does all that was asked for."""

import re

from agent.conversation.state import Question
from agent.models.builtin import open_questions
from agent.models.builtin.answer_or_request import Heard
from agent.models.builtin.asking import add_them
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import JUST_ADDED
from agent.models.builtin.meaning import Several, SomebodyNew
from agent.models.builtin.reading import piece_of, read
from agent.models.builtin.slots.people import find_emails, split_name
from agent.models.builtin.slots.phones import read_phones
from agent.models.port import TurnSoFar
from schemas.effects import Call
from schemas.keys import fold, words
from tools.matters.disambiguation import SOMEBODY_NEW

ADDING = "add_contact"
AGREED = frozenset(
    {
        *("add", "add her", "add him", "add them", "yes add her", "yes add him", "yes add them", "add it"),
        *("somebody new", "someone new", "a new customer", "new customer", "a new one"),
    }
)
AGREEING = re.compile(r"^(?:(?:yes|yep|yeah|yup|sure|ok|okay|please|go ahead and|and|then)\s+)+")
MOST_WORDS = 8
"""Words of an answer; what is longer is a request of its own."""


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
    name = " ".join(filter(None, (known.get("first_name"), known.get("last_name"))))
    return add_them(name or f"somebody at {known.get('company', 'a company')}", known)


def may_answer(question: Question) -> bool:
    """Return whether a question may be answered by adding somebody."""
    return question.call.tool == ADDING and question.argument == "phone" and bool(question.then)


def is_chosen(question: Question, call: Call) -> bool:
    """Return whether the answer was "somebody new"."""
    chosen = bool(question.candidates) and question.candidates[-1]["id"] == ""
    return chosen and call.arguments.get(question.argument) == ""


def added(turn: TurnSoFar, question: Question, grammar: Grammar) -> Call | None:
    """Return the call that adds somebody, with the number or address that the answer gives; None where it is none."""
    text = turn.text.strip()
    if len([word for word in words(text) if word.isalpha()]) > MOST_WORDS:
        return None
    phones = read_phones(text, turn.desk.business.country).phones
    emails = find_emails(text)
    plain = fold(text)
    agreed = plain in open_questions.ACCEPTING | AGREED or AGREEING.sub("", plain) in AGREED
    told = bool(phones or emails) and _only_tells_how(turn, question, grammar)
    if not agreed and not told:
        return None
    arguments = dict(question.call.arguments)
    arguments |= {"phone": phones[0].e164} if phones else {}
    arguments |= {"email": emails[0].address} if emails else {}
    return question.call.model_copy(update={"arguments": arguments})


def _only_tells_how(turn: TurnSoFar, question: Question, grammar: Grammar) -> bool:
    """Return whether nothing is told but how somebody new is reached."""
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, turn.text)
        whole = piece_of(reading, grammar, 0, len(reading.tokens))
        return Heard(turn.desk, grammar, whole, question).only_tells_how()
