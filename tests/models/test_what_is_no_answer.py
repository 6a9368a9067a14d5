"""Parts of an answer that are no words of it: reasoning, calls written as words, failures and web pages."""

import json
from collections.abc import Callable

import pytest
from loopback_endpoint import KEY, Answer, Server, delta, words
from talking import Heard

from agent.models.endpoint import Asked, ModelTrouble, Said, Trouble
from agent.models.openai import OpenAIEndpoint
from entrypoints.cli.listening import Terminal
from entrypoints.web.render import environment
from entrypoints.web.turns import RunningTurn

PARAMETERS = {"type": "object", "properties": {"who": {"type": "string"}}, "required": ["who"]}
TOOL = {"type": "function", "function": {"name": "look", "description": "Look.", "parameters": PARAMETERS}}
ASKED = Asked([{"role": "user", "content": "hello"}], [TOOL], seconds=5)
PAGE = "<html><head><title>Welcome to Hotel Wi-Fi</title></head><body>Sign in</body></html>"
HTML = {"Content-Type": "text/html"}


def endpoint(server: Server) -> OpenAIEndpoint:
    return OpenAIEndpoint("test-model", KEY, server.url, pause=lambda seconds: None)


def ask(server: Server) -> Said:
    return endpoint(server).complete(ASKED, Heard())


def trouble(server: Server) -> ModelTrouble:
    with pytest.raises(ModelTrouble) as raised:
        ask(server)
    return raised.value


@pytest.mark.parametrize(
    "parts",
    [
        ("<think>She wants a quote.</think>\nGood morning.",),
        ("<th", "ink>She wants", " a quote.</thi", "nk>\n\nGood ", "morning."),
        ("<THINKING>hm</THINKING>", "Good morning."),
        ("[THINK]hm[/THINK]Good morning.",),
        ("She wants a quote.</think>Good morning.",),
        ("Good morning.<think>not over",),
    ],
)
def test_a_models_reasoning_is_no_part_of_its_words(server: Server, parts: tuple[str, ...]) -> None:
    server.plays(words(*parts))
    heard = Heard()
    said = endpoint(server).complete(ASKED, heard)
    assert said.text.strip() == "Good morning."
    after = (
        heard.events[heard.events.index("[interrupted]") + 1 :]
        if "[interrupted]" in heard.events
        else heard.events
    )
    assert "".join(after).strip() == "Good morning."


def test_reasoning_in_a_field_of_its_own_is_not_shown(server: Server) -> None:
    server.plays(
        Answer(
            chunks=[
                delta(reasoning_content="She wants a quote."),
                delta("Good morning."),
                delta(finish="stop"),
            ]
        )
    )
    assert ask(server).text == "Good morning."


@pytest.mark.parametrize(
    ("parts", "before"),
    [
        (('{"name": "look", ', '"arguments": {"who": "Maria"}}'), ""),
        (('```json\n{"tool": "look", "parameters": {"who": "Maria"}}\n```',), ""),
        (("I look. <tool_", 'call>{"name": "look", "arguments": {"who": "Maria"}}</tool_call>'), "I look."),
        (('[TOOL_CALLS][{"name": "look", "arguments": {"who": "Maria"}}]',), ""),
        (('<function=look>{"who": "Maria"}</function>',), ""),
        (
            ('{"type": "function", "function": {"name": "look", "arguments": "{\\"who\\": \\"Maria\\"}"}}',),
            "",
        ),
    ],
)
def test_a_call_written_as_words_is_a_call_and_is_not_shown(
    server: Server, parts: tuple[str, ...], before: str
) -> None:
    server.plays(words(*parts))
    heard = Heard()
    said = endpoint(server).complete(ASKED, heard)
    assert [(one.name, json.loads(one.arguments)) for one in said.calls] == [("look", {"who": "Maria"})]
    assert "".join(heard.events).strip() == said.text == before


@pytest.mark.parametrize(
    "text", ['{"leads": 3}', "{braces} are fine", "[1] is a footnote", "a < b, and `{` too"]
)
def test_words_that_only_look_like_a_call_are_shown(server: Server, text: str) -> None:
    server.plays(words(text))
    heard = Heard()
    said = endpoint(server).complete(ASKED, heard)
    assert (said.text, said.calls, "".join(heard.events)) == (text, [], text)


def test_a_call_written_as_words_that_cannot_be_read_is_no_answer(server: Server) -> None:
    server.plays(words('<tool_call>{"name": "look", "argu'))
    said = ask(server)
    assert (said.text, said.calls) == ("", [])


def test_an_answer_that_ends_with_an_error_is_none(server: Server) -> None:
    server.plays(words("", finish="error"), words("ok"))
    assert ask(server).text == "ok"
    server.plays(words("I have ad", finish="error"))
    assert trouble(server).trouble == Trouble.BROKE_OFF


@pytest.mark.parametrize(
    ("answer", "guess"),
    [
        (Answer(200, PAGE, headers=HTML), "sign-in page of the network"),
        (Answer(511, PAGE, headers=HTML), "“Welcome to Hotel Wi-Fi”"),
        (Answer(404, "404 page not found"), "most end in /v1"),
        (Answer(404, PAGE, headers=HTML), "Check OPENAI_BASE_URL"),
        (Answer(302, "", headers={"Location": "http://127.0.0.1:9/login"}), "may want you to sign in first"),
    ],
)
def test_what_came_back_instead_of_an_answer_is_guessed_at_in_words(
    server: Server, answer: Answer, guess: str
) -> None:
    server.plays(answer)
    assert guess in trouble(server).message


class AtOnce:
    """A timer for tests: what is to be called after some seconds of silence is called at once."""

    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == 5.0
        call()

    def cancel(self) -> None: ...


def test_a_long_silence_is_told_before_the_first_word(server: Server) -> None:
    server.plays(words("Good morning."))
    heard = Heard()
    OpenAIEndpoint("test-model", KEY, server.url, later=AtOnce).complete(ASKED, heard)
    assert heard.events == ["[still waiting]", "Good morning."]


def test_the_terminal_and_the_page_say_that_the_model_is_waited_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Terminal().still_waiting()
    assert "still waiting for the language model" in capsys.readouterr().out
    running = RunningTurn("t", "m", "hello")
    running.still_waiting()
    assert "Still waiting for the language model" in page_of(running)
    running.words("Good")
    assert "Still waiting" not in page_of(running)


def page_of(running: RunningTurn) -> str:
    """Return the part of the page that shows a turn under way."""
    return environment().get_template("under_way.html").render(running=running, csrf="")
