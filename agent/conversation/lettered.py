"""Carries out what a member says to a list by its letters, bound to what was shown: here, or delivered this morning."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from agent.conversation.letters import Answered, answers_in
from agent.conversation.state import ConversationState
from agent.conversation.under_way import TurnUnderWay
from agent.gate import Gate
from agent.models.builtin.slots.days import find_days
from schemas.effects import Call, Choice, Outcome, OutcomeKind
from tools import wording
from tools.desk import Desk
from tools.reports.morning.delivered import list_of

BOUND_FOR = timedelta(hours=36)
"""A list's letters are forgotten after the next day; a letter said then means nothing."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NEEDS_A_YES = "That needs your yes:"


@dataclass
class Heard:
    """The result of an answer by letters.

    Args:
        text: of the reply; never empty.
        done: the calls with their outcomes.
        cards: numbers of cards to show.
    """

    text: str
    done: list[tuple[Call, Outcome]] = field(default_factory=list)
    cards: list[int] = field(default_factory=list)


def bind(state: ConversationState, outcomes: Sequence[Outcome], desk: Desk) -> None:
    """Remember the letters of the list that a reply shows."""
    for outcome in outcomes:
        if outcome.result is not None and outcome.result.choices:
            state.choices = list(outcome.result.choices)
            state.choices_at = desk.now()


def list_below(turn: TurnUnderWay, said: str) -> str:
    """Return the list with letters that a language model called for, to stand below its words; empty where there is none.

    A model may letter its own words otherwise: the letters that count are those of the list as it is.
    """
    lists = [
        outcome.result.text
        for _, outcome in turn.done
        if outcome.result is not None and outcome.result.choices
    ]
    return lists[-1] if turn.own_words and lists and lists[-1] not in said else ""


def heard_by_letter(gate: Gate, desk: Desk, state: ConversationState, text: str) -> Heard | None:
    """Return the answer to the list that was shown last; None if the message is anything else.

    Nothing is done unless every line that is named can do what is said of it.

    Args:
        gate: the one path.
        desk: of the member.
        state: of the conversation.
        text: the member's message.
    """
    if answers_in(text, LETTERS) is None or (state.question is not None and text.casefold().startswith("a ")):
        return None
    shown = {choice.letter: choice for choice in _shown(desk, state)}
    answers = answers_in(text, "".join(shown))
    if answers is None:
        return None
    said = [_meant(desk, shown[answer.letter], answer) for answer in answers]
    if any(one is None for one in said):
        return None
    problems = [one for one in said if isinstance(one, str)]
    if problems:
        return Heard(" ".join([*problems, "Nothing was done."]))
    state.question = None
    calls = [one for one in said if isinstance(one, Call)]
    done = [(call, gate.submit(desk, call)) for call in calls]
    cards = [one for one in said if isinstance(one, int)]
    if len(done) == 1 and done[0][1].result is not None:
        state.offers = list(done[0][1].result.offers)
    return Heard(_told(done) or ("Here it is:" if cards else NEEDS_A_YES), done, cards)


def _shown(desk: Desk, state: ConversationState) -> list[Choice]:
    """Return the lines of the list that was shown last, in this conversation or as this morning's."""
    here = state.choices_at
    if here is not None and desk.now() - here > BOUND_FOR:
        here = None
    with desk.unit.reading():
        told = list_of(desk, desk.today())
        if told is not None and told.updated_at is not None and (here is None or told.updated_at > here):
            return [Choice.model_validate(choice) for choice in told.choices]
    return state.choices if here is not None else []


def _meant(desk: Desk, choice: Choice, answer: Answered) -> Call | int | str | None:
    """Return the call, the card to show, or a sentence why it can't be; None where the words don't answer the
    list.
    """
    if choice.show_card is not None:
        number = choice.show_card
        if answer.word in {"", "show"}:
            return number
        return f"Card #{number} is decided by its number: “show {number}”, then “yes” or “no”."
    offer = choice.answers.get(answer.word or choice.default)
    if offer is None:
        words = wording.listed([f"“{choice.letter} {word}”" for word in choice.answers], "or")
        return f"For {choice.about} I can't do “{answer.word}”; say {words}."
    if not answer.day:
        return offer.call
    day = _day(answer.day, desk.today())
    if day is None:
        return None
    return offer.call.model_copy(update={"arguments": {**offer.call.arguments, offer.slot: day.isoformat()}})


def _day(said: str, today: date) -> date | None:
    """Return the day that the whole text means; "until next week" is its first day."""
    found = find_days(said, today)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(said)
    return found[0].day if whole else None


def _told(done: Sequence[tuple[Call, Outcome]]) -> str:
    lines = []
    for _, outcome in done:
        if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
            lines += [*outcome.told(), *(offer.text for offer in outcome.result.offers if len(done) == 1)]
        elif outcome.problem is not None:
            lines.append(str(outcome.problem.get("message", "")))
    return "\n".join(line for line in lines if line)
