"""The built-in interpreter as a model: no account, no key, no network, the same answer every time."""

from agent.conversation.state import ConversationState, Question
from agent.models.builtin import correcting, newcomers, open_questions, replies, subjects, undoing
from agent.models.builtin.answer_or_request import AROUND, leaves
from agent.models.builtin.asking import which, whom
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import JUST_ADDED, Understood, interpret
from agent.models.builtin.meaning import Focus, Several, SomebodyNew
from agent.models.port import Step, TurnSoFar
from agent.models.reader import reader
from agent.models.reader.weights import trained
from schemas.effects import Call, Offer, OutcomeKind
from schemas.enums import ActorKind
from schemas.keys import fold, words

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

    Raises:
        BadConfiguration: what it understands messages with can't be read.
    """

    name = "builtin"
    proposes_as = ActorKind.MEMBER
    """The member: what a grammar reads in the member's own words is the member's own call."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        trained()  # A desk that can't read says so when it is opened, and not at a message.

    def step(self, turn: TurnSoFar) -> Step:
        """Return one step: first the calls that the message asks for, then, with their outcomes, the reply.

        What is understood and not yet called is kept in the turn's memory.
        """
        if not turn.done:
            return undoing.redo_in(turn.text) or self._begin(turn)
        if turn.memory:
            return self._next(turn)
        return Step(text=replies.reply(turn))

    def _begin(self, turn: TurnSoFar) -> Step:
        if fold(turn.text) in NEVER_MIND:
            return self._left_as_it_is(turn)
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
        offered = open_questions.offer_taken(turn, self.grammar)
        if offered is not None:
            return offered
        if turn.state.question is None and fold(turn.text) in open_questions.ACCEPTING:
            return Step(text=replies.NOTHING_TO_ACCEPT)
        focus = focus_of(turn.state)
        found = interpret(turn.desk, self.grammar, turn.text, focus)
        if not found.understood and turn.state.question is not None and leaves(turn.text):
            return self._left_as_it_is(turn)
        if found.whole is not None and found.whole.mention.names:
            only = found.whole.mention.only  # Understood or not, a pronoun means whoever was named last.
            turn.state.focus = {"contact_id": only["id"], "name": only["name"]} if only else {}
        if not found.understood:
            asked = self._proposal(turn, found.proposed) if found.proposed is not None else ""
            return Step(text="\n".join([asked or replies.not_understood(found), *self._still_open(turn)]))
        writes = [one for one in found.understood if one.request.tool not in self.grammar.reads]
        tools = {one.request.tool for one in writes}
        turn.left = self._left(turn, tools) if writes else "".join(self._still_open(turn))
        turn.state.question = None
        turn.memory = list(found.understood)
        turn.unkept = [said for one in writes if not one.missing for said in one.filling.unkept]
        if found.left:
            undone = "; ".join(f"“{said}”" for said in found.left)
            turn.left = "\n\n".join(
                filter(None, (turn.left, f"Not done: {undone}. Say that by itself, in other words."))
            )
        return self._next(turn)

    def _proposal(self, turn: TurnSoFar, proposed: Understood) -> str:
        """Return the question whether a likely request is meant, which a "yes" answers; empty where it can't be asked yet."""
        if turn.state.question is not None or proposed.newcomer or proposed.filling.several:
            return ""
        call = Call(tool=proposed.request.tool, arguments=self._arguments(proposed, turn))
        subject = subjects.subject_of(turn.desk, call)
        text = f"Do you want me to {proposed.request.does}{f' ({subject})' if subject else ''}?"
        turn.state.offers = [Offer(text=text, call=call)]
        return f"I'm not sure what you mean, so I changed nothing. {text} Say yes, or say it in other words."

    def _left_as_it_is(self, turn: TurnSoFar) -> Step:
        turn.state.question = None
        turn.state.offers = []
        return Step(text="All right, left as it is. Nothing was changed.")

    def _answer(self, turn: TurnSoFar, question: Question) -> Step | None:
        """Return the step that an answer to the open question leads to; None if the message is something else."""
        if newcomers.may_answer(question):
            added = newcomers.added(turn, question, self.grammar)
            if added is not None:
                turn.state.question = None
                turn.memory = [*question.then]
                return Step(calls=[added])
        call = open_questions.answer(turn, question, self.grammar)
        if isinstance(call, Several | SomebodyNew):
            turn.state.question = newcomers.asked_again(question, call)
            return Step(text=whom(turn.text, call))
        if call is None:
            return None
        turn.state.question = None
        if newcomers.is_chosen(question, call):
            asked = newcomers.about_adding(question.newcomer, call, question.argument, question)
            turn.state.question = asked
            return Step(text=newcomers.asks(asked))
        request = self.grammar.of_tool(call.tool)
        still = open_questions.still_missing(request, call) if request else None
        if still is not None:
            turn.state.question = still.model_copy(update={"then": question.then})
            return Step(text=self._asking(turn, still, question.said))
        turn.memory = [*question.then]
        return Step(calls=[call])

    def _left(self, turn: TurnSoFar, tools: set[str]) -> str:
        """Return the part of an open question that is dropped by what is asked for now; none if all its words
        are said again.
        """
        question = turn.state.question
        if question is None:
            return ""
        lost = set(words(question.said)) - set(words(turn.text))
        if question.call.tool in tools:
            values = (question.said[one.start : one.end] for one in reader.read(question.said).values)
            lost &= {word for value in values for word in words(value)} - AROUND
        return subjects.left_undone(turn.desk, question) if lost else ""

    def _still_open(self, turn: TurnSoFar) -> list[str]:
        """Return the open question once more, so that it is not answered by accident later."""
        question = turn.state.question
        if question is None:
            return []
        if question.candidates:
            return [f"Still open: {which(Several(question.candidates))}"]
        if newcomers.may_answer(question):
            return [f"Still open: {newcomers.asks(question)}"]
        return [f"Still open: {self._asking(turn, question, question.said)}"]

    def _asking(self, turn: TurnSoFar, question: Question, said: str) -> str:
        """Return the words of a question, with the person and matter that it is about."""
        request = self.grammar.of_tool(question.call.tool)
        text = open_questions.question_text(request, question, said)
        return subjects.told(turn.desk, text, question.call, request, question.argument)

    def _next(self, turn: TurnSoFar) -> Step:
        """Return the step with the next understood request's call or, where it lacks something, the question."""
        if isinstance(turn.memory[0], Call):
            return self._go_on(turn)
        understood: Understood = turn.memory.pop(0)
        call = Call(tool=understood.request.tool, arguments=self._arguments(understood, turn))
        focus = understood.filling.focus
        if focus is not None and focus != JUST_ADDED:
            turn.state.focus = {"contact_id": focus.contact_id, "name": focus.name, "job_id": focus.job_id}
        if understood.newcomer is not None:
            turn.state.focus = {}  # A pronoun means whoever was spoken of last, and that is somebody new.
        if understood.missing:
            turn.state.question = self._question(turn, understood, call)
            turn.memory = []
            asks = subjects.told(turn.desk, understood.question, call, understood.request, understood.missing)
            return Step(text=replies.then_asked(turn, asks))
        return undoing.step(turn, call) if undoing.is_meant(call) else Step(calls=[call])

    def _question(self, turn: TurnSoFar, understood: Understood, call: Call) -> Question:
        """Return the question that a request opens; the requests after it wait for its answer."""
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
            return newcomers.about_adding(newcomer, call, understood.missing, question)
        return question

    def _go_on(self, turn: TurnSoFar) -> Step:
        """Return the step with the next call that waited for an answer, about the person answered; none if that
        failed.
        """
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
        request = self.grammar.of_tool(call.tool)
        still = open_questions.still_missing(request, call) if request else None
        if still is None:
            return Step(calls=[call])
        turn.state.question = still.model_copy(update={"then": [*turn.memory], "said": turn.text})
        turn.memory = []
        return Step(text=replies.then_asked(turn, self._asking(turn, still, turn.text)))

    def _arguments(self, understood: Understood, turn: TurnSoFar) -> dict[str, object]:
        """Return the arguments, with the person that an earlier call of this turn added in place."""
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
    """Return the focus: the person that the conversation last spoke of."""
    if not state.focus.get("contact_id"):
        return None
    return Focus(state.focus["contact_id"], state.focus.get("name", ""), state.focus.get("job_id", ""))
