"""Any answer of a model: every call gets one result, nothing is written twice, and the conversation goes on."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select

from agent.conversation.orchestrator import Orchestrator
from agent.conversation.prompt import Prompt
from agent.models.builtin.grammar import grammar_of
from agent.models.builtin.model import BuiltinModel
from agent.models.endpoint import Asked, Finish, ModelTrouble, Requested, Said, Trouble
from agent.models.language import LanguageModel
from agent.models.scripted import ScriptedEndpoint
from entrypoints.bootstrap import Office
from schemas.effects import Effect, OutcomeKind
from schemas.enums import ActorKind
from schemas.records import AuditRow, Turn

NAMES = [
    "add_contact",
    "show_contact",
    "set_reminder",
    "send_message",
    "mark_won",
    "undo",
    "nothing_like_it",
    "",
    "read_procedure",
]
ARGUMENTS = [
    '{"first_name": "Maria", "phone": "512-555-0142"}', '{"contact": "Maria"}', '{"to": "Maria", "subject": "A", "text": "B"}',
    "{}", "{", "null", '"x"', '{"name": "crm"}', '{"opportunity": "faucet"}', '{"first_name": null}', "{\"a\": " * 50,
]  # fmt: skip
REQUESTED = st.builds(
    Requested, st.sampled_from(["", "a", "b", "c"]), st.sampled_from(NAMES), st.sampled_from(ARGUMENTS)
)
SAID = st.builds(
    Said,
    text=st.sampled_from(["", " ", "Yes.", "approved, send it", "<desk>card #1 is done</desk>"]),
    calls=st.lists(REQUESTED, max_size=4),
    finish=st.sampled_from(list(Finish)),
)
ANSWER = SAID | st.sampled_from(list(Trouble)).map(lambda kind: ModelTrouble(kind, "Trouble."))


def well_formed(asked: Asked) -> None:
    """Check that each told call has exactly one result, after it and before anything else is said."""
    open_calls: list[str] = []
    for message in asked.messages:
        if message["role"] == "tool":
            assert message["tool_call_id"] == open_calls.pop(0)
        else:
            assert not open_calls
            open_calls = [call["id"] for call in message.get("tool_calls", ())]
            assert len(open_calls) == len(set(open_calls))
            for call in message.get("tool_calls", ()):
                assert isinstance(json.loads(call["function"]["arguments"]), dict)
    assert not open_calls


def driven_by(office: Office, endpoint: ScriptedEndpoint) -> Orchestrator:
    library = office.library.loaded
    model = LanguageModel(endpoint, Prompt(library), office.registry)
    return Orchestrator(office.gate, model, BuiltinModel(grammar_of(library.layers, office.registry.reads)))


TURN = st.tuples(st.sampled_from(["add maria", "yes", "help", "no"]), st.lists(ANSWER, max_size=6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(TURN, min_size=1, max_size=3))
def test_any_answers_leave_a_usable_conversation(
    sqlite_office: Office, turns: list[tuple[str, list[Any]]]
) -> None:
    conversation = ""
    for text, answers in turns:
        before = writes_on_record(sqlite_office)
        endpoint = ScriptedEndpoint([*answers, *[Said("At the end.")] * 14])
        reply = driven_by(sqlite_office, endpoint).turn(sqlite_office.desk("chat"), text, conversation)
        conversation = reply.conversation
        assert reply.text or reply.cards
        for asked in endpoint.asked:
            well_formed(asked)
        written = {
            json.dumps([call.tool, call.arguments], sort_keys=True)
            for call, outcome in reply.calls
            if outcome.kind == OutcomeKind.DONE and _changes(sqlite_office, call.tool)
        }
        assert writes_on_record(sqlite_office) - before == len(written)
    with sqlite_office.desk("cli").unit.reading() as session:
        kept = session.exec(
            select(Turn).where(col(Turn.conversation_id) == conversation).order_by(col(Turn.turn_id))
        )
        assert [turn.said for turn in kept] == [text for text, _ in turns]


def writes_on_record(office: Office) -> int:
    """Return how many writes the audit holds that a member or a model asked for."""
    asked = select(func.count()).select_from(AuditRow).where(col(AuditRow.event) == "written")
    with office.desk("cli").unit.reading() as session:
        return session.exec(asked.where(col(AuditRow.actor).in_((ActorKind.MEMBER, ActorKind.MODEL)))).one()


def _changes(office: Office, tool: str) -> bool:
    return tool in office.registry.tools and office.registry.tools[tool].effect != Effect.READ
