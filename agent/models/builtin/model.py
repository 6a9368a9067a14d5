"""The built-in interpreter as a model: no account, no key, no network, the same answer every time."""

from agent.conversation.state import ConversationState, Question
from agent.models.builtin import answering, correcting, newcomers, replies, undoing
from agent.models.builtin.asking import which
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import JUST_ADDED, Understood, interpret
from agent.models.builtin.meaning import Focus, Several
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call, OutcomeKind
from schemas.enums import ActorKind
from schemas.keys import fold

NEVER_MIND = frozenset(
    {
        "never mind", "nevermind", "forget it", "forget that", "no", "no thanks", "no thank you", "nope", "not now", "cancel",
        "stop", "skip it", "nothing", "leave it", "drop it",
    }
)  # fmt: skip


class BuiltinModel:
    """Understands the requests of the loaded procedures, and nothing else.

    Args:
        grammar: of those procedures.
    """

    name = "builtin"
    proposes_as = ActorKind.MEMBER
    """What a grammar reads in the member's own words is the member's own call."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar

    def step(self, turn: TurnSoFar) -> Step:
        """One step: first the calls that the message asks for, then, with their outcomes, the reply.

        What is understood and not yet called is kept in the turn's memory.
        """
        if not turn.done:
            return self._begin(turn)
        if turn.memory:
            return self._next(turn)
        return Step(text=replies.reply(turn))

    def _begin(self, turn: TurnSoFar) -> Step:
        if fold(turn.text) in NEVER_MIND:
            turn.state.question = None
            turn.state.offers = []
            return Step(text="All right, left as it is. Nothing was changed.")
        if fold(turn.text) in replies.ASKING_FOR_HELP:
            return Step(text=replies.what_can_be_done(self.grammar.requests))
        if turn.state.question is None and fold(turn.text) in replies.SMALL_TALK:
            return Step(text=replies.SMALL_TALK[fold(turn.text)])
        if turn.state.question is not None:
            answered = self._answer(turn, turn.state.question)
            if answered is not None:
                return answered
        corrected = correcting.corrected(turn, self.grammar)
        if corrected is not None:
            return corrected
        offered = answering.offer_taken(turn, self.grammar)
        if offered is not None:
            return offered
        if turn.state.question is None and fold(turn.text) in answering.ACCEPTING:
            return Step(text=replies.NOTHING_TO_ACCEPT)
        focus = focus_of(turn.state)
        found = interpret(turn.desk, self.grammar, turn.text, focus)
        if not found.understood:
            return Step(text="\n".join([replies.not_understood(found), *self._still_open(turn)]))
        turn.state.question = None
        turn.memory = list(found.understood)
        writes = [one for one in found.understood if one.request.tool not in self.grammar.reads]
        turn.unkept = [said for one in writes if not one.missing for said in one.filling.unkept]
        return self._next(turn)

    def _answer(self, turn: TurnSoFar, question: Question) -> Step | None:
        """The step that an answer to the open question leads to; None if the message is something else."""
        if newcomers.may_answer(question):
            added = newcomers.added(turn, question, self.grammar)
            if added is not None:
                turn.state.question = None
                turn.memory = [*question.then]
                return Step(calls=[added])
        call = answering.answer(turn, question, self.grammar)
        if call is None:
            return None
        turn.state.question = None
        if newcomers.is_chosen(question, call):
            asked = newcomers.question(question.newcomer, call, question.argument, question)
            turn.state.question = asked
            return Step(text=newcomers.asks(asked))
        request = answering.request_of(self.grammar, call.tool)
        still = answering.still_missing(request, call) if request else None
        if still is not None:
            turn.state.question = still.model_copy(update={"then": question.then})
            return Step(text=answering.question_text(request, still, question.said))
        turn.memory = [*question.then]
        return Step(calls=[call])

    def _still_open(self, turn: TurnSoFar) -> list[str]:
        """The open question once more, so that it is not answered by accident later."""
        question = turn.state.question
        if question is None:
            return []
        if question.candidates:
            return [f"Still open: {which(Several(question.candidates))}"]
        request = answering.request_of(self.grammar, question.call.tool)
        return [f"Still open: {answering.question_text(request, question, question.said)}"]

    def _next(self, turn: TurnSoFar) -> Step:
        """The next understood request's call, or, where it lacks something, the question."""
        if isinstance(turn.memory[0], Call):
            return self._go_on(turn)
        understood: Understood = turn.memory.pop(0)
        call = Call(tool=understood.request.tool, arguments=self._arguments(understood, turn))
        focus = understood.filling.focus
        if focus is not None and focus != JUST_ADDED:
            turn.state.focus = {"contact_id": focus.contact_id, "name": focus.name, "job_id": focus.job_id}
        if understood.missing:
            turn.state.question = self._question(turn, understood, call)
            turn.memory = []
            said = f"{replies.reply(turn)}\n\n" if turn.done else ""
            return Step(text=f"{said}{understood.question}")
        return undoing.step(turn, call) if undoing.is_meant(call) else Step(calls=[call])

    def _question(self, turn: TurnSoFar, understood: Understood, call: Call) -> Question:
        """The question that a request opens; the requests after it wait for its answer."""
        rest = [Call(tool=one.request.tool, arguments=dict(one.filling.arguments)) for one in turn.memory]
        newcomer = newcomers.known_of(understood.newcomer) if understood.newcomer else {}
        question = Question(
            call=call,
            argument=understood.missing,
            candidates=understood.choices,
            newcomer=newcomer,
            then=rest,
            said=turn.text,
        )
        if newcomer and not understood.choices:
            return newcomers.question(newcomer, call, understood.missing, question)
        return question

    def _go_on(self, turn: TurnSoFar) -> Step:
        """The next call that waited for an answer, about whoever the answer was; none of them where that came to nothing."""
        call: Call = turn.memory.pop(0)
        last = turn.done[-1][1]
        if last.kind != OutcomeKind.DONE:
            turn.memory = []
            return Step(text=replies.reply(turn))
        arguments = {
            name: (_just_added(turn) if value == JUST_ADDED.name else value)
            for name, value in call.arguments.items()
        }
        call = call.model_copy(update={"arguments": arguments})
        request = answering.request_of(self.grammar, call.tool)
        still = answering.still_missing(request, call) if request else None
        if still is None:
            return Step(calls=[call])
        turn.state.question = still.model_copy(update={"then": [*turn.memory], "said": turn.text})
        turn.memory = []
        return Step(text=f"{replies.reply(turn)}\n\n{answering.question_text(request, still, turn.text)}")

    def _arguments(self, understood: Understood, turn: TurnSoFar) -> dict[str, object]:
        """The arguments, with whoever an earlier call of this turn has just added in place."""
        arguments = dict(understood.filling.arguments)
        for name, value in arguments.items():
            if value == JUST_ADDED.name:
                arguments[name] = _just_added(turn) or value
        return arguments


def _just_added(turn: TurnSoFar) -> str:
    for _, outcome in reversed(turn.done):
        if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
            return str(outcome.result.data.get("contact_id") or "")
    return ""


def focus_of(state: ConversationState) -> Focus | None:
    """Whom the conversation last spoke of."""
    if not state.focus.get("contact_id"):
        return None
    return Focus(state.focus["contact_id"], state.focus.get("name", ""), state.focus.get("job_id", ""))
