"""One small call to an endpoint, to see what it can do before an owner relies on it."""

from dataclasses import dataclass

from agent.models.endpoint import Asked, ModelTrouble, Unheard
from agent.models.openai import OpenAIEndpoint
from agent.usage import used
from schemas.enums import ModelPurpose
from tools.desk import Desk

ASKED = "This is a trial. Call the tool `note_the_trial` with the word green. Write nothing else."
TOOL = {
    "type": "function",
    "function": {
        "name": "note_the_trial",
        "description": "Note the word of the trial.",
        "parameters": {
            "type": "object",
            "properties": {"word": {"type": "string", "description": "the word"}},
            "required": ["word"],
            "additionalProperties": False,
        },
    },
}
SECONDS = 30.0
ANSWER_TOKENS = 500


@dataclass(frozen=True)
class Trial:
    """The result of trying an endpoint.

    Args:
        calls_tools: it called the tool that it was asked to call.
        parallel, strict: it takes a request for several calls in one step, and strict schemas; both were sent, and it did
            not refuse them.
        counts_tokens: it counted tokens in the stream.
        first_word_ms: until its first word or call, in milliseconds.
    """

    calls_tools: bool
    parallel: bool
    strict: bool
    counts_tokens: bool
    first_word_ms: int


def tried(desk: Desk, endpoint: OpenAIEndpoint) -> Trial:
    """Try the endpoint once; what it took counts as usage.

    Raises:
        ModelTrouble: there is no usable answer; the message says what to do.
    """
    asked = Asked([{"role": "user", "content": ASKED}], [TOOL], most_tokens=ANSWER_TOKENS, seconds=SECONDS)
    try:
        said = endpoint.complete(asked, Unheard())
    except ModelTrouble as trouble:
        with desk.unit.writing() as session:
            session.add(used(desk, ModelPurpose.CHECK, endpoint.model, trouble=trouble))
        raise
    with desk.unit.writing() as session:
        session.add(used(desk, ModelPurpose.CHECK, endpoint.model, usage=said.usage))
    return Trial(
        calls_tools=any(call.name == "note_the_trial" for call in said.calls),
        parallel=endpoint.abilities.parallel,
        strict=endpoint.abilities.strict,
        counts_tokens=not said.usage.estimated,
        first_word_ms=said.usage.first_word_ms or said.usage.total_ms,
    )
