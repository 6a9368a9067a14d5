"""The replies of the built-in interpreter, made from the outcomes alone."""

from collections.abc import Iterable

from agent.conversation.state import Question
from agent.models.builtin import asking, phrases, subjects
from agent.models.builtin.interpreter import Interpretation
from agent.models.builtin.meaning import Several
from agent.models.port import TurnSoFar
from agent.models.reader import reader
from agent.models.results import NOT_RUN
from schemas.effects import Call, Offer, Outcome, OutcomeKind
from schemas.procedure import Request

NOTHING_TO_ACCEPT = (
    "The last thing I said has nothing open to say yes to, so I did nothing. A card that waits is approved by its "
    'number: "what needs my ok", then "approve 12".'
)
SMALL_TALK = {
    "hi": "Hello. What can I do for you?",
    "hello": "Hello. What can I do for you?",
    "hey": "Hello. What can I do for you?",
    "good morning": "Good morning. What can I do for you?",
    "thanks": "You're welcome.",
    "thank you": "You're welcome.",
    "thx": "You're welcome.",
    "good night": "Good night.",
    "bye": "Goodbye.",
    "thats all": "All right.",
    "thats it": "All right.",
    "nothing else": "All right.",
}
ASKING_FOR_HELP = frozenset(
    {"help", "what can you do", "what can i say", "what can i ask", "what do you do", "commands"}
)
NOTHING_CHANGED = " Nothing was changed."
"""True of the one call that was refused, and misleading beside another one of the message that was carried out."""
NOT_READ = (
    "I couldn't make that out whole, so I did not do it. Please say it in other words. Nothing was changed."
)
"""In place of what a tool says to a model of its own name and arguments."""
NOT_YET = (
    "That is work that I don't do yet (estimates, the calendar, invoices and payments, stock, pay and campaigns are not here so "
    "far), so I did nothing. I can keep it as a note or remind you of it."
)
OPENING = "open_lead"
WAITING = "That needs your yes:"


def reply(turn: TurnSoFar) -> str:
    """Return the reply to a turn whose calls have all been submitted; the cards are placed below it by our code."""
    said = [_of(turn, call, outcome) for call, outcome in turn.done]
    waiting = any(outcome.kind == OutcomeKind.WAITING for _, outcome in turn.done)
    written = any(outcome.audit_id for _, outcome in turn.done)
    said = [line.replace(NOTHING_CHANGED, "") for line in said] if written else said
    unkept = f"I didn't keep: {', '.join(turn.unkept)}." if turn.unkept and (written or waiting) else ""
    asks = "" if any(said) or not waiting else WAITING
    return "\n\n".join(line for line in (*said, unkept, turn.left, asks) if line)


def then_asked(turn: TurnSoFar, question: str) -> str:
    """Return the reply to what was done, and the question that what is left of the message leads to."""
    done = reply(turn) if turn.done else turn.left
    return "\n\n".join(part for part in (done, question) if part)


def _of(turn: TurnSoFar, call: Call, outcome: Outcome) -> str:
    if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
        turn.state.offers = [_with_the_job(offer, turn.text) for offer in outcome.result.offers]
        offered = (offer.text for offer in turn.state.offers)
        return "\n".join([*outcome.told(), *offered])
    if outcome.kind == OutcomeKind.WAITING:
        _let_go(turn)  # A "yes" is the card's.
        return ""
    problem = outcome.problem or {}
    if problem.get("kind") == NOT_RUN:
        return ""
    question = question_from(call, problem, turn.asked_for or turn.text)
    said = str(problem.get("message", "That did not work."))
    if said.startswith(f"{outcome.tool} "):
        said = NOT_READ
    if question is None:
        return said
    _let_go(turn)
    if not question.argument:
        subjects.ask(turn, question, said)
        return said
    if question.candidates:
        subjects.ask(turn, question, asking.which(Several(question.candidates)))
        return said
    return f"{said} {subjects.ask(turn, question, f'What is the {question.argument}?')}"


def _with_the_job(offer: Offer, said: str) -> Offer:
    """Return an offer to open a lead, with what was said along of the work."""
    job = next((one for one in reader.read(said).values if one.kind == "job"), None)
    if offer.call.tool != OPENING or job is None or "title" in offer.call.arguments:
        return offer
    title = phrases.sentence(said[job.start : job.end])
    call = offer.call.model_copy(update={"arguments": {**offer.call.arguments, "title": title}})
    return offer.model_copy(update={"call": call, "text": f"{offer.text.rstrip('?')} ({title})?"})


def _let_go(turn: TurnSoFar) -> None:
    """Let go of a question that was kept beside this message, and say so: what the message leads to asks something itself."""
    question = turn.state.question
    if question is not None and question.again:
        turn.state.question = None
        turn.left = turn.left.replace(
            subjects.still_open(question), subjects.left_undone(turn.desk, question)
        )


def question_from(call: Call, problem: dict[str, object], said: str) -> Question | None:
    """Return the question that a refusal opens: which of several, one of the nearest, or what is missing."""
    candidates = problem.get("candidates") or problem.get("nearest")
    if isinstance(candidates, list) and candidates and isinstance(candidates[0], dict):
        plain = [{key: str(value) for key, value in one.items()} for one in candidates]
        return Question(call=call, argument=str(problem.get("argument", "")), candidates=plain, said=said)
    missing, instead = problem.get("missing"), problem.get("instead")
    if isinstance(instead, dict) and str(problem.get("message", "")).endswith("?"):
        again = Call(tool=instead["tool"], arguments={**call.arguments, **instead["arguments"]})
        return Question(call=again, argument="", said=said)
    if not (isinstance(missing, list) and missing and isinstance(instead, dict)):
        return None
    if instead.get("tool") == "update_contact" and missing[0] in {"phone", "address", "email"}:
        return Question(call=Call(**instead), argument=missing[0], then=[call], said=said)
    return None


def not_understood(found: Interpretation) -> str:
    """Return the fallback reply where nothing was understood: it says what can be done instead."""
    if found.too_long:
        return (
            "That is too long for me to read in one go, so I did nothing. Please say it in a few sentences."
        )
    if found.foreign:
        return "So far I read English only, so I changed nothing. Please say it in English."
    if found.declined is not None:
        return f"{found.declined.why} Nothing was changed."
    if found.not_yet:
        return NOT_YET
    if found.unsure:
        first, second = found.nearest
        return (
            f"I'm not sure what you mean, so I changed nothing: shall I {first.does}, or {second.does}? "
            "Please say it once more in other words."
        )
    listed = "; ".join(dict.fromkeys(_offered(request) for request in found.nearest))
    return f"I didn't understand that, so I changed nothing. I can, for instance: {listed}."


def _offered(request: Request) -> str:
    """Return what a request does, with an example of how to say it."""
    example = next((line for line in request.say if "<" not in line), "")
    return f'{request.does} ("{example}")' if example else request.does


def what_can_be_done(requests: Iterable[Request]) -> str:
    """Return the requests that an owner can make, a line each, in the procedures' own words."""
    lines = dict.fromkeys(_offered(request) for request in requests if request.say)
    return "\n".join(["You can ask me, in your own words, to:", *(f"— {line}" for line in lines)])
