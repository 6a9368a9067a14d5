"""While the endpoint gives no usable answer: the interpreter takes the turn, or the reply says what was done."""

import pytest
from loopback_endpoint import Answer, Server, calls, delta, refusal, words
from talking import ADD, outcomes, people, say

from entrypoints.bootstrap import Office


@pytest.mark.parametrize(
    "answer",
    [
        refusal(500), refusal(401), refusal(402), refusal(404), refusal(429, retry_after="90"),
        Answer(chunks=[delta("I will")], ends=False), Answer(raw=b"data: {oops\n\n"),
    ],
    ids=["down", "wrong key", "no credit", "no model", "busy", "broke off", "garbage"],
)  # fmt: skip
def test_while_the_endpoint_gives_no_answer_the_interpreter_does_it_in_the_same_breath(
    driven: Office, server: Server, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.troubles.FIRST_WAIT_SECONDS", 0.001)
    server.plays(answer)
    reply = say(driven, "add a new customer Maria Lopez 512-555-0142")
    assert people(driven) == ["Maria"]
    assert reply.model == "builtin"
    assert "The built-in interpreter answers meanwhile" in reply.text


def test_the_owner_is_told_of_an_outage_once_and_the_next_turn_tries_again(
    driven: Office, server: Server
) -> None:
    server.plays(refusal(401), refusal(401), words("Back again."), refusal(401))
    first = say(driven, "help")
    assert "does not accept the key" in first.text
    second = say(driven, "help", first.conversation)
    assert "key" not in second.text
    assert say(driven, "hello you", first.conversation).text == "Back again."
    assert "does not accept the key" in say(driven, "help", first.conversation).text


def test_once_something_was_written_the_reply_says_what_was_done_and_nothing_is_done_twice(
    driven: Office, server: Server
) -> None:
    server.plays(calls(ADD), refusal(401))
    reply = say(driven, "add a new customer Maria Lopez 512-555-0142 and open a lead for her faucet")
    assert people(driven) == ["Maria"]
    assert outcomes(reply) == ["done"]
    assert "This was done:" in reply.text
    assert "Maria Lopez" in reply.text
    assert "say it again" in reply.text


def test_what_was_only_read_does_not_keep_the_interpreter_away(driven: Office, server: Server) -> None:
    server.plays(calls(("newest_customers", {})), refusal(401))
    reply = say(driven, "add a new customer Maria Lopez 512-555-0142")
    assert (reply.model, people(driven)) == ("builtin", ["Maria"])
