"""The person and matter of a question, in words: its reader may have thought of another."""

from agent.conversation.state import Question
from agent.models.builtin.answer_or_request import job_of
from agent.models.port import TurnSoFar
from schemas.effects import Call
from schemas.procedure import Request, SlotKind
from schemas.records import Contact
from tools.desk import Desk
from tools.matters import disambiguation
from tools.matters.query_terms import is_id

SHORT = 2
"""Words of a question that say nothing of what is to be done ("Which lead?")."""
JOBS = frozenset(
    {SlotKind.LEAD, SlotKind.DEAL, SlotKind.LEAD_OR_DEAL, SlotKind.DEAL_OR_LEAD, SlotKind.PROMISE}
)


def subject_of(desk: Desk, call: Call) -> str:
    """Return whom a call is about, and which job of theirs; empty where it names nobody yet."""
    ids = [value for value in call.arguments.values() if isinstance(value, str) and is_id(value)]
    with desk.unit.reading() as session:
        for one in ids:
            job = job_of(desk, one)
            contact = session.get(Contact, (desk.business_id, job.contact_id if job is not None else one))
            if contact is not None:
                name = disambiguation.named(desk, contact)
                return f"{name}: {job.title}" if job is not None else name
    return ""


def told(desk: Desk, text: str, call: Call, request: Request | None, argument: str) -> str:
    """Return a question with whom and what it is about, where its words don't say so.

    Args:
        desk: to look names up with.
        text: the question.
        call: that waits for the answer.
        request: that the call came from.
        argument: what is asked for.
    """
    subject = subject_of(desk, call)
    if subject:
        return text if all(part in text for part in subject.split(": ")) else f"{text} ({subject})"
    slot = request.slots.get(argument) if request is not None else None
    plain = slot is not None and slot.kind in JOBS and text == slot.ask and len(text.split()) <= SHORT
    if request is None or not plain:
        return text
    return f"{text} I am to {request.does}."


def ask(turn: TurnSoFar, question: Question, text: str) -> str:
    """Open a question in these words, and return them."""
    turn.state.question = question.model_copy(update={"text": text, "again": False})
    return text


def still_open(question: Question) -> str:
    return f"Still open: {question.text}"


def keep(turn: TurnSoFar) -> str:
    """Keep the open question beside something else that was said, and return its words; the second time it is let go, and
    at once where it only proposes something.
    """
    question = turn.state.question
    if question is None:
        return ""
    if question.again or not question.text or not question.argument:
        turn.state.question = None
        return left_undone(turn.desk, question)
    turn.state.question = question.model_copy(update={"again": True})
    return still_open(question)


def left_undone(desk: Desk, question: Question | None) -> str:
    """Return what is not done because the message went on to something else, in the words that asked for it."""
    if question is None or not question.said:
        return ""
    subject = subject_of(desk, question.call)
    whose = f" ({subject})" if subject else ""
    return f"Left undone: “{question.said}”{whose}. Say it again if it is still wanted."
