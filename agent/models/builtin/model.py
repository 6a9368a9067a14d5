"""The built-in interpreter as a model: no account, no key, no network, the same answer every time."""

from collections.abc import Mapping
from dataclasses import replace

from agent.conversation.state import ConversationState, Question
from agent.conversation.undoing_cards import is_meant
from agent.models.builtin import correcting, newcomers, offers, open_questions, replies, subjects, undoing
from agent.models.builtin.answer_or_request import AROUND, leaves
from agent.models.builtin.answer_words import ACCEPTING
from agent.models.builtin.asking import whom
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import JUST_ADDED, Interpretation, Understood, interpret
from agent.models.builtin.lost_leads import as_it_stands
from agent.models.builtin.meaning import Focus
from agent.models.builtin.open_questions import Answered
from agent.models.port import Step, TurnSoFar
from agent.models.reader import reader
from agent.models.reader.weights import trained
from schemas.effects import Call, OutcomeKind
from schemas.enums import ActorKind
from schemas.keys import fold, words

NEVER_MIND = frozenset(
    {
        "never mind", "nevermind", "forget it", "forget that", "no", "no thanks", "no thank you", "nope", "not now", "cancel",
        "stop", "skip it", "skip that", "nothing", "leave it", "drop it",
    }
)  # fmt: skip
NOTHING_MORE = frozenset(
    {"not yet", "none", "thats all", "thats it", "nothing else", "later", "maybe later", "not today"}
)
"""Ways to let a question or an offer be that say nothing where there is none."""


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
        if turn.done and not turn.memory:
            return Step(text=replies.reply(turn))
        step = self._next(turn) if turn.done else undoing.redo_in(turn.text) or self._begin(turn)
        calls = [as_it_stands(turn.desk, call) if isinstance(call, Call) else call for call in step.calls]
        return replace(step, calls=calls)

    def _begin(self, turn: TurnSoFar) -> Step:
        plain, question = fold(turn.text), turn.state.question
        if question is not None:
            answered = self._answer(turn, question)
            if answered is not None:
                return answered
        if plain in NEVER_MIND or ((question is not None or turn.state.offers) and plain in NOTHING_MORE):
            return self._left_as_it_is(turn)
        if plain in replies.ASKING_FOR_HELP:
            return Step(text=replies.what_can_be_done(self.grammar.requests))
        if question is None and plain in replies.SMALL_TALK:
            return Step(text=replies.SMALL_TALK[plain])
        corrected = correcting.corrected(turn, self.grammar)
        if corrected is not None:
            return corrected
        offered = offers.offer_taken(turn, self.grammar)
        if offered is not None:
            return offered
        if question is None and plain in ACCEPTING:
            return Step(text=replies.NOTHING_TO_ACCEPT)
        return self._heard_anew(turn)

    def _heard_anew(self, turn: TurnSoFar) -> Step:
        """Return the step that a message leads to which is no answer; an open question is kept beside it."""
        question = turn.state.question
        focus = focus_of(turn.state) or (JUST_ADDED if newcomers.pending(question) else None)
        found = interpret(turn.desk, self.grammar, turn.text, focus)
        if not found.understood and question is not None and leaves(turn.text):
            return self._left_as_it_is(turn)
        if found.whole is not None and found.whole.mention.names:
            only = found.whole.mention.only  # Understood or not, a pronoun means whoever was named last.
            turn.state.focus = {"contact_id": only["id"], "name": only["name"]} if only else {}
        if not found.understood:
            kept = subjects.keep(turn)
            asked = self._proposal(turn, found.proposed) if found.proposed is not None else ""
            return Step(text="\n".join(filter(None, (asked or replies.not_understood(found), kept))))
        if question is not None and all(newcomers.is_about(question, one) for one in found.understood):
            return self._of_somebody_new(turn, question, found)
        turn.left = self._beside(turn, found)
        return self._carried_out(turn, found)

    def _carried_out(self, turn: TurnSoFar, found: Interpretation, *then: Call) -> Step:
        """Return the first step of what was understood, and of what waited for it."""
        writes = [one for one in found.understood if one.request.tool not in self.grammar.reads]
        turn.memory = [
            *sorted(found.understood, key=lambda one: bool(one.question and not one.missing)),
            *then,
        ]
        turn.unkept = [said for one in writes if not one.missing for said in one.filling.unkept]
        if found.left:
            undone = "; ".join(f"“{said}”" for said in found.left)
            turn.left = "\n\n".join(
                filter(None, (turn.left, f"Not done: {undone}. Say that by itself, in other words."))
            )
        return self._next(turn)

    def _of_somebody_new(self, turn: TurnSoFar, question: Question, found: Interpretation) -> Step:
        """Keep what is said of whoever the open question would add; where that is to add them, they are added."""
        asked = newcomers.waiting(question, found.understood, self.grammar)
        adds = [one for one in found.understood if one.request.tool == newcomers.ADDING]
        if not adds:
            waits = ", so that waits" if asked != question else ""
            told = f"{newcomers.pending(asked)} is not on record yet{waits}."
            text = newcomers.asks(asked)
            subjects.ask(turn, asked, text)
            return Step(text=f"{told} {text}")
        for one in adds:
            one.filling.arguments |= {**asked.call.arguments, **one.filling.arguments}
        turn.state.question = None
        return self._carried_out(turn, Interpretation(adds, left=found.left), *asked.then)

    def _proposal(self, turn: TurnSoFar, proposed: Understood) -> str:
        """Return the question whether a likely request is meant, which a "yes" answers; empty where it can't be asked yet."""
        if turn.state.question is not None or proposed.newcomer or proposed.filling.several:
            return ""
        call = self._call(turn, proposed)
        question = Question(call=call, argument="", said=turn.text)
        subject = newcomers.pending(question) or subjects.subject_of(turn.desk, call)
        text = f"Do you want me to {proposed.request.does}{f' ({subject})' if subject else ''}?"
        subjects.ask(turn, question, text)
        return f"I'm not sure what you mean, so I changed nothing. {text} Say yes, or say it in other words."

    def _left_as_it_is(self, turn: TurnSoFar) -> Step:
        turn.state.question = None
        turn.state.offers = []
        return Step(text="All right, left as it is. Nothing was changed.")

    def _answer(self, turn: TurnSoFar, question: Question) -> Step | None:
        """Return the step that an answer to the open question leads to; None if the message is something else."""
        found = open_questions.answer(turn, question, self.grammar)
        if found is None:
            return None
        if isinstance(found, Question):
            return Step(text=subjects.ask(turn, found, question.text or newcomers.asks(found)))
        if not isinstance(found, Answered):
            asked = newcomers.asked_again(question, found)
            return Step(text=subjects.ask(turn, asked, whom(turn.text, found)))
        call, turn.state.question, turn.asked_for = found.call, None, question.said
        then = [*found.then, *question.then, *(self._call(turn, one) for one in found.besides)]
        if newcomers.is_chosen(question, call):
            asked = newcomers.about_adding(question.newcomer, call, question.argument, question)
            return Step(text=subjects.ask(turn, asked, newcomers.asks(asked)))
        request = self.grammar.of_tool(call.tool)
        still = open_questions.still_missing(request, call) if request and not found.enough else None
        if still is not None:
            still = still.model_copy(update={"then": then, "said": question.said})
            return Step(text=self._asked(turn, still))
        turn.memory = then
        return Step(calls=[call])

    def _beside(self, turn: TurnSoFar, found: Interpretation) -> str:
        """Return what becomes of the open question beside other requests: it is kept, or said to be left undone where one
        of them takes its place; nothing, where all its words are said again.
        """
        question = turn.state.question
        writes = {one.request.tool for one in found.understood} - self.grammar.reads
        if question is None:
            return ""
        if not writes:
            return subjects.still_open(question)
        lost = set(words(question.said)) - set(words(turn.text))
        if question.call.tool in writes:
            values = (question.said[one.start : one.end] for one in reader.read(question.said).values)
            lost &= {word for value in values for word in words(value)} - AROUND
        if lost and question.call.tool not in writes and not any(one.missing for one in found.understood):
            return subjects.keep(turn)
        turn.state.question = None
        return subjects.left_undone(turn.desk, question) if lost else ""

    def _asked(self, turn: TurnSoFar, question: Question) -> str:
        """Open a question, in its request's words, with the person and matter that it is about."""
        request = self.grammar.of_tool(question.call.tool)
        text = open_questions.question_text(request, question, question.said)
        text = subjects.told(turn.desk, text, question.call, request, question.argument)
        return subjects.ask(turn, question, text)

    def _next(self, turn: TurnSoFar) -> Step:
        """Return the step with the next understood request's call or, where it lacks something, the question."""
        if isinstance(turn.memory[0], Call):
            return self._go_on(turn)
        understood: Understood = turn.memory.pop(0)
        call = self._call(turn, understood)
        focus = understood.filling.focus
        if focus is not None and focus != JUST_ADDED:
            turn.state.focus = {"contact_id": focus.contact_id, "name": focus.name, "job_id": focus.job_id}
        if understood.newcomer is not None or (understood.missing and call.tool == newcomers.ADDING):
            turn.state.focus = {}  # A pronoun means whoever was spoken of last, and that is somebody new.
        if understood.question:
            question = self._question(turn, understood, call)
            turn.memory = []
            asks = subjects.told(turn.desk, understood.question, call, understood.request, understood.missing)
            again = newcomers.asks(question) if newcomers.may_answer(question) else asks
            subjects.ask(turn, question, again)
            return Step(text=replies.then_asked(turn, asks))
        return undoing.step(turn, call) if is_meant(call) else Step(calls=[call])

    def _question(self, turn: TurnSoFar, understood: Understood, call: Call) -> Question:
        """Return the question that a request opens; the requests after it wait for its answer."""
        rest = [one if isinstance(one, Call) else self._call(turn, one) for one in turn.memory]
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
        call = call.model_copy(update={"arguments": _with_whom_was_added(turn, call.arguments)})
        request = self.grammar.of_tool(call.tool)
        still = open_questions.still_missing(request, call) if request else None
        if still is None:
            return Step(calls=[call])
        still = still.model_copy(update={"then": [*turn.memory], "said": turn.asked_for or turn.text})
        turn.memory = []
        return Step(text=replies.then_asked(turn, self._asked(turn, still)))

    def _call(self, turn: TurnSoFar, understood: Understood) -> Call:
        """Return the call of a request, with the person that an earlier call of this turn added in place."""
        arguments = _with_whom_was_added(turn, understood.filling.arguments)
        return Call(tool=understood.request.tool, arguments=arguments)


def _with_whom_was_added(turn: TurnSoFar, arguments: Mapping[str, object]) -> dict[str, object]:
    return {
        name: (_just_added(turn) or value) if value == JUST_ADDED.name else value
        for name, value in arguments.items()
    }


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
