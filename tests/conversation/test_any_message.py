"""Any text as a message: no crash, an answer, nothing written but the turn unless a request was understood, no growth."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talk import Talk, furnished

from entrypoints.bootstrap import Office
from evals.observe import State
from schemas.effects import Card

WORDS = """yes no approve 1 and reject add: say instead subject text her monday friday tomorrow Maria Tom Lopez the job lead
    won lost remind me to call log a with $300 9300 512-555-0199 in 6 months never mind undo delete it everyone # , . ! ?
    pipeline that him convert who <who> {just added} {0} %s -- ' " ﷺ ٣ é"""
ANY = st.one_of(
    st.text(max_size=300),
    st.binary(max_size=300).map(lambda raw: raw.decode("utf-8", "replace")),
    st.binary(max_size=300).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
    st.lists(st.sampled_from([*WORDS.split(), "\n", "\x00", "\ud800"]), max_size=25).map(" ".join),
)
STEPS = ["", "tell Maria we come on Friday at 9", "disqualify Tom's lead", "remind me to call Tom friday"]


@pytest.fixture
def talked(sqlite_office: Office) -> Iterator[Talk]:
    yield furnished(sqlite_office)


def recorded(state: State) -> tuple[object, ...]:
    return (
        state.rows,
        {number: card.status for number, card in state.cards.items()},
        state.audit,
        state.mailbox,
    )


@pytest.mark.broad
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.sampled_from(STEPS), text=ANY)
def test_any_message_is_answered_and_writes_nothing_but_what_it_calls(
    talked: Talk, before: str, text: str
) -> None:
    talk = talked.elsewhere()
    talked.orchestrator = talk.orchestrator = talked.orchestrator or talked.office.orchestrator()
    if before:
        talk.say(before)
    state, turns = recorded(talk.seen()), talk.turns()
    reply = talk.say(text)
    assert reply.text.strip()
    assert talk.turns() == turns + 1
    if not reply.calls:
        assert recorded(talk.seen()) == state


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500_000,
        "yes " * 100_000,
        "approve " + "1 and " * 50_000,
        "add: " * 50_000,
        "no, " * 50_000 + "tom",
        "(" * 200_000,
        "\n" * 200_000,
        "remind me to call Maria friday " * 10_000,
        "subject " * 50_000,
    ],
    ids=lambda text: text[:20],
)
@pytest.mark.parametrize(
    "before", [STEPS[0], *(pytest.param(one, marks=pytest.mark.long) for one in STEPS[1:])]
)
def test_a_very_long_message_does_nothing_and_is_not_carried_along(
    talked: Talk, before: str, text: str
) -> None:
    if before:
        talked.say(before)
    state = talked.seen()
    reply = talked.say(text)
    assert reply.text.strip()
    assert len(reply.text) < 5_000
    assert not reply.calls
    assert recorded(talked.seen()) == recorded(state)
    assert len(str(talked.state())) < 10_000


@pytest.mark.broad
def test_what_a_conversation_remembers_does_not_grow(talked: Talk) -> None:
    sizes = []
    for _ in range(4):
        talked.all(
            "tell Maria we come on Friday at 9",
            "no",
            "disqualify Tom's lead",
            "never mind",
            "what leads do we have?",
        )
        sizes.append(len(str(talked.state())))
    assert max(sizes) < 4_000
    talked.say("tell Maria we come on Friday at 9")
    state = talked.replies[-1]
    assert state.cards


def test_the_digests_that_are_remembered_are_bounded() -> None:
    from agent.conversation.state import MOST_SHOWN, ConversationState

    card = Card(
        approval=1, tool="send_message", line="Send a mail", why="", fields=[], answers={"yes": "Send a mail"},
        expires_at="2026-11-25T10:00:00-06:00", digest="d",
    )  # fmt: skip
    state = ConversationState()
    for number in range(1, 3 * MOST_SHOWN):
        state.show([card.model_copy(update={"approval": number})])
    assert len(state.shown) == MOST_SHOWN
    assert str(3 * MOST_SHOWN - 1) in state.shown
