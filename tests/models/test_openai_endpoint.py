"""The real `openai` client over loopback: streams, refusals, repeats, time."""

import threading
from collections.abc import Callable
from typing import Any, Never

import pytest
from loopback_endpoint import KEY, Answer, Server, calls, counted, delta, refusal, words

from agent.models.endpoint import Asked, Finish, ModelTrouble, Requested, Said, Trouble
from agent.models.openai import OpenAIEndpoint

PARAMETERS = {
    "type": "object",
    "properties": {"who": {"type": "string"}, "many": {"type": "integer"}},
    "required": ["who"],
}
TOOL = {"type": "function", "function": {"name": "look", "description": "Look.", "parameters": PARAMETERS}}
ASKED = Asked([{"role": "user", "content": "hello"}], [TOOL], seconds=5)


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def words(self, text: str) -> None:
        self.said.append(text)

    def running(self, tool: str) -> Never:
        raise AssertionError("an endpoint runs nothing")

    def still_waiting(self) -> None: ...

    def interrupted(self, why: str) -> Never:
        raise AssertionError("an endpoint does not decide that")


def endpoint(
    server: Server, pause: Callable[[float], None] | None = None, **abilities: bool
) -> OpenAIEndpoint:
    made = OpenAIEndpoint("test-model", KEY, server.url, pause=pause or (lambda seconds: None))
    return made.without(**abilities) if abilities else made


def ask(server: Server, asked: Asked = ASKED) -> Said:
    return endpoint(server).complete(asked, Heard())


def trouble(server: Server, asked: Asked = ASKED) -> ModelTrouble:
    with pytest.raises(ModelTrouble) as raised:
        endpoint(server).complete(asked, Heard())
    return raised.value


def test_words_are_heard_as_they_come_and_the_answer_is_whole(server: Server) -> None:
    server.plays(words("Good ", "morning", ".", tokens_in=120, tokens_out=3, cached=100))
    heard = Heard()
    said = endpoint(server).complete(ASKED, heard)
    assert heard.said == ["Good ", "morning", "."]
    assert (said.text, said.finish, said.calls) == ("Good morning.", Finish.STOP, [])
    assert (said.usage.tokens_in, said.usage.tokens_out, said.usage.tokens_cached) == (120, 3, 100)
    assert said.usage.first_word_ms is not None


def test_parallel_calls_come_back_in_order_with_their_ids(server: Server) -> None:
    server.plays(calls(("look", {"who": "Maria"}), ("look", {"who": "Tom"})))
    assert ask(server).calls == [
        Requested("call_0", "look", '{"who": "Maria"}'),
        Requested("call_1", "look", '{"who": "Tom"}'),
    ]


def test_a_server_without_indexes_or_with_one_index_for_all_still_gives_two_calls(server: Server) -> None:
    def whole(own_id: str, who: str, **index: int) -> dict[str, Any]:
        function = {"name": "look", "arguments": f'{{"who": "{who}"}}'}
        return delta(tool_calls=[{**index, "id": own_id, "type": "function", "function": function}])

    for index in ({}, {"index": 0}):
        server.plays(
            Answer(chunks=[whole("a", "Maria", **index), whole("b", "Tom", **index), delta(finish="stop")])
        )
        assert [(one.id, one.arguments) for one in ask(server).calls] == [
            ("a", '{"who": "Maria"}'),
            ("b", '{"who": "Tom"}'),
        ]


def test_what_is_sent_is_the_plain_protocol_with_schemas_held_strictly(server: Server) -> None:
    server.plays(words("ok"))
    ask(server)
    sent = server.asked[0]
    assert sent["stream"] is True
    assert sent["stream_options"] == {"include_usage": True}
    assert sent["parallel_tool_calls"] is True
    function = sent["tools"][0]["function"]
    assert function["strict"] is True
    assert function["parameters"]["required"] == ["who", "many"]
    assert function["parameters"]["properties"]["many"]["anyOf"] == [{"type": "integer"}, {"type": "null"}]
    assert server.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ("Unknown parameter: 'stream_options'", "stream_options"),
        ("extra fields not permitted: parallel_tool_calls", "parallel_tool_calls"),
        ("Unrecognized request argument: max_completion_tokens", "max_completion_tokens"),
    ],
)
def test_what_a_server_refuses_is_left_out_from_then_on(server: Server, message: str, left_out: str) -> None:
    server.plays(refusal(400, message), words("ok"))
    one = endpoint(server)
    assert one.complete(ASKED, Heard()).text == "ok"
    assert left_out in server.asked[0]
    assert one.complete(ASKED, Heard()).text == "ok"
    assert [left_out in body for body in server.asked] == [True, False, False]


def test_a_server_without_strict_schemas_gets_the_plain_ones(server: Server) -> None:
    server.plays(refusal(400, "tools[0].function.strict is not supported"), words("ok"))
    ask(server)
    assert "strict" not in server.asked[1]["tools"][0]["function"]
    assert server.asked[1]["tools"][0]["function"]["parameters"]["required"] == ["who"]


def test_a_server_that_refuses_everything_new_is_asked_once_for_each_and_then_plainly(server: Server) -> None:
    def old(body: dict[str, Any]) -> Answer:
        for name in ("stream_options", "parallel_tool_calls", "max_completion_tokens"):
            if name in body:
                return refusal(400, f"unknown field {name}")
        return words("ok") if "strict" not in str(body["tools"]) else refusal(422, "strict: not permitted")

    server.plays(old)
    one = endpoint(server, strict=False)
    assert one.complete(ASKED, Heard()).text == "ok"
    assert len(server.asked) == 4


def test_tokens_are_estimated_where_the_server_does_not_count(server: Server) -> None:
    server.plays(Answer(chunks=[delta("Good morning."), delta(finish="stop")]))
    usage = ask(server).usage
    assert usage.estimated
    assert usage.tokens_in > 0
    assert usage.tokens_out == 3


@pytest.mark.parametrize("told", ["2", "2.0"])
def test_a_busy_server_is_left_alone_as_long_as_it_asked(server: Server, told: str) -> None:
    paused: list[float] = []
    server.plays(refusal(429, "slow down", retry_after=told), words("ok"))
    assert endpoint(server, pause=paused.append).complete(ASKED, Heard()).text == "ok"
    assert paused == [2.0]


def test_a_server_that_wants_to_be_left_alone_for_longer_than_the_turn_is_given_up(server: Server) -> None:
    paused: list[float] = []
    server.plays(refusal(429, "slow down", retry_after="60"))
    with pytest.raises(ModelTrouble) as raised:
        endpoint(server, pause=paused.append).complete(ASKED, Heard())
    assert (raised.value.trouble, paused, len(server.asked)) == (Trouble.BUSY, [], 1)


def test_a_failing_server_is_asked_three_times_with_growing_pauses(server: Server) -> None:
    paused: list[float] = []
    server.plays(refusal(500, "oops"))
    with pytest.raises(ModelTrouble) as raised:
        endpoint(server, pause=paused.append).complete(ASKED, Heard())
    assert (raised.value.trouble, len(server.asked)) == (Trouble.BUSY, 3)
    assert paused == [0.5, 1.0]


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (401, "Incorrect API key provided: sk-canary***c51d2", Trouble.WRONG_KEY),
        (403, "no", Trouble.WRONG_KEY),
        (404, "The model `test-model` does not exist", Trouble.NO_SUCH_MODEL),
        (402, "pay", Trouble.NO_CREDIT),
        (400, "This model's maximum context length is 8192 tokens", Trouble.TOO_LONG),
        (400, "messages: something else", Trouble.NOT_UNDERSTOOD),
    ],
)
def test_what_asking_again_cannot_help_is_asked_once_and_named(
    server: Server, status: int, message: str, kind: Trouble
) -> None:
    server.plays(refusal(status, message))
    found = trouble(server)
    assert found.trouble == kind
    assert len(server.asked) == (3 if kind == Trouble.NOT_UNDERSTOOD else 1)


def test_an_account_without_credit_is_not_taken_for_a_busy_server(server: Server) -> None:
    body = {
        "error": {
            "message": "You exceeded your current quota",
            "code": "insufficient_quota",
            "type": "insufficient_quota",
        }
    }
    server.plays(Answer(429, body))
    assert trouble(server).trouble == Trouble.NO_CREDIT
    assert len(server.asked) == 1


def test_no_message_holds_the_key_even_where_the_server_repeats_it(server: Server) -> None:
    server.plays(refusal(401, f"the key {KEY} and '{KEY}', and sk-other-key are wrong"))
    found = trouble(server)
    assert "OPENAI_API_KEY" in found.message
    assert "canary" not in found.message
    assert "sk-" not in found.message
    assert "canary" not in repr(endpoint(server))


def test_nobody_listens_at_that_address(server: Server) -> None:
    one = OpenAIEndpoint("m", KEY, "http://127.0.0.1:9/v1", pause=lambda seconds: None)
    with pytest.raises(ModelTrouble) as raised:
        one.complete(ASKED, Heard())
    assert raised.value.trouble == Trouble.UNREACHABLE


def test_a_stream_that_breaks_before_a_word_is_asked_for_again(server: Server) -> None:
    broken = Answer(chunks=[delta(role="assistant")], ends=False)
    server.plays(broken, words("ok"))
    assert ask(server).text == "ok"
    assert len(server.asked) == 2


def test_a_stream_that_breaks_in_a_call_gives_no_call(server: Server) -> None:
    part = {"index": 0, "id": "a", "function": {"name": "look", "arguments": '{"who": "Mar'}}
    server.plays(Answer(chunks=[delta(tool_calls=[part])], ends=False))
    assert trouble(server).trouble == Trouble.BROKE_OFF
    assert len(server.asked) == 3


def test_a_stream_that_breaks_after_words_is_not_asked_for_again(server: Server) -> None:
    server.plays(Answer(chunks=[delta("I have ")], ends=False), words("ok"))
    assert trouble(server).trouble == Trouble.BROKE_OFF
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "raw", [b"data: {not json\n\n", b"data: []\n\n", b'data: {"choices": 7}\n\n', b"\xff\xfe\x00", b""]
)
def test_a_stream_of_garbage_is_a_trouble_and_not_a_crash(server: Server, raw: bytes) -> None:
    server.plays(Answer(raw=raw))
    assert trouble(server).trouble in {Trouble.NOT_UNDERSTOOD, Trouble.BROKE_OFF}


def test_an_error_inside_the_stream_is_a_busy_server(server: Server) -> None:
    server.plays(Answer(raw=b'data: {"error": {"message": "overloaded"}}\n\n'), words("ok"))
    assert ask(server).text == "ok"


def test_a_server_that_hangs_costs_the_turn_its_time_and_no_more(server: Server) -> None:
    never = threading.Event()
    server.plays(Answer(chunks=[delta("Well")], held=never))
    asked = Asked(ASKED.messages, seconds=0.4)
    assert trouble(server, asked).trouble == Trouble.SLOW
    never.set()


def test_an_answer_that_does_not_end_is_cut_off(server: Server) -> None:
    server.plays(Answer(chunks=[delta("word " * 10_000)] * 8))
    said = ask(server)
    assert said.finish == Finish.LENGTH
    assert len(said.text) <= 300_000


def test_length_refusal_and_filter_are_told_apart(server: Server) -> None:
    server.plays(words("half", finish="length"))
    assert ask(server).finish == Finish.LENGTH
    server.plays(words("", finish="content_filter"))
    assert ask(server).finish == Finish.REFUSED
    server.plays(Answer(chunks=[delta(refusal="I won't."), delta(finish="stop"), counted()]))
    said = ask(server)
    assert (said.finish, said.text) == (Finish.REFUSED, "I won't.")


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.plays(Answer(307, "", headers={"Location": "http://127.0.0.1:9/elsewhere"}))
    assert "sends us on to another one, which is not followed" in trouble(server).message
    assert len(server.asked) >= 1


def test_a_shape_is_sent_as_a_strict_schema_and_left_out_where_refused(server: Server) -> None:
    shape = ("person", {"type": "object", "properties": {}, "required": [], "additionalProperties": False})
    server.plays(refusal(400, "response_format json_schema is not supported"), words("{}"))
    assert ask(server, Asked(ASKED.messages, shape=shape, seconds=5)).text == "{}"
    assert server.asked[0]["response_format"]["json_schema"]["name"] == "person"
    assert "response_format" not in server.asked[1]
