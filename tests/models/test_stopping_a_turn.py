"""Ctrl-C ends a turn: at once while a model talks, after the write while one is made; what was done stays and is said."""

from collections.abc import Callable
from typing import Any

import pytest
from loopback_endpoint import Server, calls, refusal, words
from talking import ADD, Heard, outcomes, people, say

from agent.conversation.driving import Driver
from agent.conversation.stopping import Stop
from agent.gate import Brake
from entrypoints.bootstrap import Office
from schemas.effects import Call


def stops_when(stop: Stop, event: Callable[[str], bool]) -> Heard:
    """Return a door at which the member presses Ctrl-C at some event."""

    class Pressing(Heard):
        def words(self, text: str) -> None:
            super().words(text)
            if event(text):
                stop.ask()

        def running(self, tool: str) -> None:
            super().running(tool)
            if event(f"[{tool}]"):
                with pytest.raises(KeyboardInterrupt):
                    stop.ask()
                raise KeyboardInterrupt

    return Pressing()


def test_ctrl_c_while_the_model_talks_keeps_what_was_done(driven: Office, server: Server) -> None:
    stop = Stop()
    server.plays(calls(ADD), words("Now ", "I ", "talk."))
    reply = say(driven, "add Maria", stop=stop, listener=stops_when(stop, lambda event: event == "I "))
    assert reply.text.startswith("Stopped.")
    assert "Maria Lopez" in reply.text
    assert people(driven) == ["Maria"]
    server.plays(words("Hello again."))
    assert say(driven, "hello you", reply.conversation).text == "Hello again."


def test_ctrl_c_before_anything_was_done_says_so(driven: Office, server: Server) -> None:
    stop = Stop()
    server.plays(words("I ", "talk."))
    reply = say(driven, "hello you", stop=stop, listener=stops_when(stop, lambda event: event == "I "))
    assert reply.text == "Stopped. Nothing was changed."


def test_ctrl_c_while_the_interpreter_stands_in_keeps_what_was_done(driven: Office, server: Server) -> None:
    stop = Stop()
    orchestrator = driven.orchestrator()
    submit = orchestrator.gate.submit

    def pressed(desk: Any, call: Call, brake: Brake | None) -> Any:
        stop.ask()
        return submit(desk, call, brake)

    server.plays(refusal(401))
    orchestrator.driver.gate = _Pressed(orchestrator.driver, pressed)  # type: ignore[assignment]
    reply = orchestrator.turn(driven.desk("chat"), "add a new customer Maria Lopez 512-555-0142", stop=stop)
    assert people(driven) == ["Maria"]
    assert reply.text.startswith("Stopped.")
    assert outcomes(reply) == ["done"]


def test_ctrl_c_during_a_write_waits_for_it(driven: Office, server: Server) -> None:
    stop = Stop()
    orchestrator = driven.orchestrator()
    submit = orchestrator.gate.submit

    def pressed(desk: Any, call: Call, brake: Brake | None) -> Any:
        stop.ask()
        return submit(desk, call, brake)

    server.plays(calls(ADD), words("never heard"))
    orchestrator.driver.gate = _Pressed(orchestrator.driver, pressed)  # type: ignore[assignment]
    reply = orchestrator.turn(driven.desk("chat"), "add Maria", stop=stop)
    assert people(driven) == ["Maria"]
    assert reply.text.startswith("Stopped.")
    assert outcomes(reply) == ["done"]


class _Pressed:
    """The gate, with a key pressed while a call is under way."""

    def __init__(self, driver: Driver, submit: Callable[..., Any]) -> None:
        self._gate = driver.gate
        self.submit = submit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gate, name)
