"""Corrections of what was done or proposed last: "no, Tom", "I meant Friday", "make it 9300"."""

import re

from agent.conversation.state import LastAct, Question
from agent.models.builtin import newcomers
from agent.models.builtin.answer_or_request import contact_of
from agent.models.builtin.asking import whom
from agent.models.builtin.candidates import PERSON_KINDS
from agent.models.builtin.filling import FILLERS
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.meaning import PRONOUNS, Several, SomebodyNew
from agent.models.builtin.open_questions import question_text, still_missing
from agent.models.builtin.reading import piece_of, read
from agent.models.builtin.slots.people import looks_like_name, split_name
from agent.models.builtin.subjects import ask, told
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call
from schemas.keys import fold, words
from schemas.procedure import Request, SlotKind
from tools.matters import people
from tools.matters.query_terms import is_id

FILLER = r"(?:(?:no|sorry|wait|it was|its|it's|it is|i meant|i mean|make it|make that|that was|for|with|to|the)\b[\s,]{0,3}){0,4}"
CORRECTION = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure),? but |(?:no+|nope|sorry|wait|oops|actually|i meant|i mean|not that|wrong)\b[\s,.:!-]{0,5})"
    rf"{FILLER}(?P<rest>.{{1,80}})$|^(?:make it|make that|change it to|change that to)\s+(?P<made>.{{1,80}})$|"
    rf"^(?:and|what about|how about)\s+{FILLER}(?P<other>.{{1,80}})$|"
    r"^(?:that|it) (?:was|is) (?P<was>[^\s].{1,60})$|"
    r"^(?:no,? )?(?:move|put|give|switch|change|reassign) (?:that|this|the|it)(?: last)?"
    r"(?: (?:call|note|reminder|lead|visit|text|message|touch|one))? (?:over |back )?(?:to|on|onto|under|for)\s+"
    r"(?P<moved>.{1,60})$",
    re.IGNORECASE | re.DOTALL,
)
RULING_OUT = re.compile(
    r"^(?:(?:no+|nope|sorry|wait|oops|actually)\b[\s,.!-]*)*(?:(?:that|it|this)(?:['’]?s| is| was)? )?"
    r"(?:not|wasn['’]?t|isn['’]?t) (?:that |this |the |for |with )?(?P<out>[\w'’ -]{1,40}?)"
    r"(?:[,;.]?\s+(?:but |it was |it['’]?s |that was |that['’]?s )\s*"
    rf"{FILLER}(?P<instead>.{{1,80}})|[,;]\s*{FILLER}(?P<other>.{{1,80}}))?[.!]?$",
    re.IGNORECASE | re.DOTALL,
)
"""Ways to say who it was not, perhaps with who it was."""
RENAMING = re.compile(
    r"^(?:no+,? |sorry,? |actually,? )*(?:(?:her|his|their|the)(?: (?P<part>first|last))? name(?: is|['’]?s| should be| was)|"
    r"(?:she|he|they)(?: is|['’]s| are|['’]re) called)\s+(?P<name>[^,;.!?]{2,60})[.!]?$",
    re.IGNORECASE,
)
WRONG_ONE = re.compile(
    r"^(?:(?:no+|nope|oops|sorry|wait)\b[\s,.!-]*)*(?:(?:that|it|this)(?:['’]?s| is| was) )?(?:the )?wrong "
    r"(?:guy|person|one|customer|client|man|woman|lady|name)[.!]?$",
    re.IGNORECASE,
)
"""Messages that say that it is not who the open question is about, and not who it is."""
SOMEBODY_ELSE = frozenset(
    {
        "somebody new",
        "someone new",
        "somebody else",
        "someone else",
        "a new customer",
        "a new person",
        "a different person",
    }
)
TOUCHES = frozenset({"log_interaction", "send_message"})
KINDS = {
    **dict.fromkeys(("call", "visit", "note"), frozenset({"log_interaction"})),
    **dict.fromkeys(("text", "message", "touch"), TOUCHES),
    "reminder": frozenset({"set_reminder", "move_follow_up", "cancel_follow_up", "complete_follow_up"}),
}
"""Names of what was done → the tools that do it."""
NAMED_KIND = re.compile(
    rf"^(?:(?:no|sorry|wait|oops|actually|move|put|give|switch|change)\b[\s,]*)+that(?: last)? ({'|'.join(KINDS)})\b",
    re.IGNORECASE,
)
OF_ANOTHER_KIND = (
    "That isn't what was done last here, so I changed nothing. “What changed lately” lists what was; “undo” takes the last "
    "one back."
)
ASKED = "asked"
"""The outcome of a call that still waits for an answer: there is nothing to take back."""
CORRECTED_KINDS = PERSON_KINDS | {
    SlotKind.DAY,
    SlotKind.PROMISED_DAY,
    SlotKind.MONEY,
    SlotKind.CHOICE,
    SlotKind.PHONE,
    SlotKind.BETWEEN,
    SlotKind.CODE,
}


def corrected(turn: TurnSoFar, grammar: Grammar) -> Step | None:
    """Return the step that a correction leads to; None if the message is none, or there is nothing to correct.

    What was only looked up is looked up for somebody else ("and Tom?"), with nothing to undo.

    What was written is undone and done again with the other value; what waits is proposed anew (the conversation
    withdraws the old card when the new one is there). Where a question is open, it is what the correction is of.
    """
    renamed = _renamed(turn)
    if renamed is not None:
        return renamed
    last = _corrects(turn)
    request = grammar.of_tool(last.call.tool) if last is not None else None
    if last is None or request is None:
        return None
    if turn.state.question is None and _of_another_kind(turn.text, last.call.tool):
        return Step(text=OF_ANOTHER_KIND)
    if turn.state.question is not None and WRONG_ONE.match(turn.text.strip()):
        return _left_undone(turn, turn.state.question)
    ruled = RULING_OUT.match(turn.text.strip())
    if ruled is not None:
        return _ruled_out(turn, grammar, request, last, ruled)
    found = CORRECTION.match(turn.text.strip())
    if found is None or (found["other"] and last.outcome != "looked"):
        return None
    said = next(filter(None, found.groups()))
    return _said_otherwise(turn, grammar, request, last, said, only_who=bool(found["moved"] or found["was"]))


def _of_another_kind(said: str, tool: str) -> bool:
    """Return whether a correction names another kind of thing than was done last ("that call", after a reminder)."""
    named = NAMED_KIND.search(said)
    return named is not None and tool not in KINDS[named[1].lower()]


def _corrects(turn: TurnSoFar) -> LastAct | None:
    """Return the act that a correction would be of: the call that waits for an answer, else the last one."""
    question = turn.state.question
    return turn.state.last if question is None else LastAct(call=question.call, outcome=ASKED)


def _said_otherwise(
    turn: TurnSoFar, grammar: Grammar, request: Request, last: LastAct, said: str, *, only_who: bool
) -> Step | None:
    """Return the step that makes the call again with the value that a correction gives."""
    if fold(said) in SOMEBODY_ELSE:
        return _somebody_else(turn, request, last)
    changed = _changed(turn, grammar, request, last, said)
    changed = changed or _changed(turn, grammar, request, last, f"for {said}")
    asked = {name: value for name, value in changed.items() if isinstance(value, Several | SomebodyNew)}
    offered = all(isinstance(value, Several) and value.offered for value in asked.values())
    if asked and offered and len(changed) > len(asked):
        changed = {name: value for name, value in changed.items() if name not in asked}
    elif asked:
        return _asked(turn, last, *asked.popitem())
    if not changed or (only_who and not any(request.slots[name].kind in PERSON_KINDS for name in changed)):
        return None
    again = Call(
        tool=last.call.tool, arguments=_about_whom(turn, request, {**last.call.arguments, **changed}, last)
    )
    question = turn.state.question
    if question is not None and question.then:
        return None
    if question is not None and not question.argument:
        proposed = question.model_copy(update={"call": again, "said": turn.text})
        text = told(turn.desk, f"Do you want me to {request.does}?", again, request, "")
        return Step(text=ask(turn, proposed, text))
    turn.state.question = None
    still = still_missing(request, again)
    if still is not None:
        still = still.model_copy(update={"said": turn.text})
        text = question_text(request, still, turn.text)
        return Step(text=ask(turn, still, told(turn.desk, text, still.call, request, still.argument)))
    return Step(calls=[*_taken_back(last), again])


def _about_whom(
    turn: TurnSoFar, request: Request, arguments: dict[str, object], last: LastAct
) -> dict[str, object]:
    """Return arguments in which what a reminder is for names the person that it is about now, and not the one before."""
    argument = _who_of(request)
    said = [
        name for name, slot in request.slots.items() if slot.kind == SlotKind.PURPOSE and name in arguments
    ]
    if not argument or arguments.get(argument) == last.call.arguments.get(argument):
        return arguments
    with turn.desk.unit.reading():
        before, after = (
            people.name_of_id(turn.desk, contact_of(turn.desk, one) or one) if is_id(one) else ""
            for one in (str(last.call.arguments.get(argument, "")), str(arguments[argument]))
        )
    if not (before and after):
        return arguments
    ways = sorted({before, *before.split()}, key=len, reverse=True)
    old = re.compile(rf"\b(?:{'|'.join(map(re.escape, ways))})\b", re.IGNORECASE)
    return arguments | {name: old.sub(after.split()[0], str(arguments[name])) for name in said}


def _ruled_out(
    turn: TurnSoFar, grammar: Grammar, request: Request, last: LastAct, ruled: re.Match[str]
) -> Step | None:
    """Return the step after "not her": the person named instead, or the question who it is; never about
    another's act.
    """
    argument = _who_of(request)
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, f"for {ruled['out']}")
        current = str(last.call.arguments.get(argument, "")) if argument else ""
        contact_id = contact_of(turn.desk, current) or current
        name = people.name_of_id(turn.desk, contact_id) if contact_id else ""
    meant = {fit["id"] for one in reading.names for fit in one.whom.fits}
    pronoun = set(words(ruled["out"])) & PRONOUNS
    if turn.state.question is None and not (contact_id in meant or pronoun):
        about = f"The last thing done here was about {name}" if name else "Nothing done here was about them"
        return Step(text=f"{about}. Nothing was changed.") if meant else None
    instead = ruled["instead"] or ruled["other"]
    if instead:
        step = _said_otherwise(turn, grammar, request, last, instead, only_who=True)
        if step is not None:
            return step
    if turn.state.question is not None:
        return _left_undone(turn, turn.state.question)
    if not argument or last.outcome == "looked":
        return None
    question = Question(call=last.call, argument=argument, then=_taken_back(last), said=turn.text)
    return Step(text=ask(turn, question, f"Who was it, then, if not {name}?"))


def _left_undone(turn: TurnSoFar, question: Question) -> Step:
    """Let go of what asked about the wrong person, and say so."""
    turn.state.question = None
    return Step(
        text=f"All right, left undone: “{question.said}”. Nothing was changed. Say it again with the right name."
    )


def _who_of(request: Request) -> str:
    return next((name for name, slot in request.slots.items() if slot.kind in PERSON_KINDS), "")


def _taken_back(last: LastAct) -> list[Call]:
    """Return the undo call for what was written; none where it was only looked up or proposed."""
    exactly = {"change": last.change} if last.change else {}
    return [Call(tool="undo", arguments=exactly)] if last.outcome == "done" else []


def _renamed(turn: TurnSoFar) -> Step | None:
    """Return the step that renames the person spoken of last: "Her name is Ruth Feldman"."""
    found = RENAMING.match(turn.text.strip())
    contact_id = turn.state.focus.get("contact_id")
    if found is None or not contact_id or not looks_like_name(found["name"]):
        return None
    first, last = split_name(found["name"])
    name = {"first_name": first, "last_name": last} if first and last else {"first_name": first or last}
    if found["part"] == "last":
        name = {"last_name": " ".join(filter(None, (first, last)))}
    return Step(calls=[Call(tool="update_contact", arguments={"contact": contact_id, **name})])


def _somebody_else(turn: TurnSoFar, request: Request, last: LastAct) -> Step | None:
    """Return the question who it was about: once a new name is known, the act is done again and then undone."""
    argument = _who_of(request)
    if not argument or last.outcome in {"looked", ASKED}:
        return None
    asked = Question(call=last.call, argument=argument, then=_taken_back(last), said=turn.text)
    question = newcomers.about_adding({}, last.call, argument, asked)
    return Step(text=ask(turn, question, f"Who is it, then? {newcomers.asks(question)}"))


def _asked(turn: TurnSoFar, last: LastAct, argument: str, value: Several | SomebodyNew) -> Step:
    """Return the step that asks whom a correction means; what it corrects stands until it is answered."""
    question = Question(call=last.call, argument=argument, then=_taken_back(last), said=turn.text)
    return Step(text=ask(turn, newcomers.asked_again(question, value), whom(turn.text, value)))


def _changed(
    turn: TurnSoFar, grammar: Grammar, request: Request, last: LastAct, said: str
) -> dict[str, object]:
    """Return the arguments that a correction changes. A name that is a word too ("Frank") is read after "for"."""
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, said)
    piece = piece_of(reading, grammar, 0, len(reading.tokens))
    changed: dict[str, object] = {}
    for name, slot in request.slots.items():
        if slot.kind not in CORRECTED_KINDS or (
            slot.kind == SlotKind.CHOICE and name not in last.call.arguments
        ):
            continue
        loose = slot.model_copy(update={"loose": True, "default": ""})
        if slot.kind == SlotKind.PROMISED_DAY:
            loose = loose.model_copy(update={"kind": SlotKind.DAY})
        value = FILLERS[loose.kind](piece, loose, request, None)
        if isinstance(value, Several) and "other" in words(said):
            value = _the_other(turn, value, str(last.call.arguments.get(name, "")))
        asks = isinstance(value, Several | SomebodyNew) and slot.kind in PERSON_KINDS
        if (
            value is None
            or value == last.call.arguments.get(name)
            or (isinstance(value, Several) and not asks)
        ):
            continue
        changed[name] = value
    return changed


def _the_other(turn: TurnSoFar, several: Several, current: str) -> Several | str:
    """Return the one that "the other one" means: the only candidate left beside the current one."""
    with turn.desk.unit.reading():
        own = {current, contact_of(turn.desk, current)}
    left = [one for one in several.candidates if one["id"] not in own]
    return left[0]["id"] if len(left) == 1 else several
