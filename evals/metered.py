"""An endpoint that is watched: what it was told, what it took, what it failed at, and failures that a case asks for."""

from dataclasses import dataclass, field

from agent.models.endpoint import Asked, Endpoint, Listener, ModelTrouble, Said, Trouble

THE_MODELS_OWN = frozenset({Trouble.TOO_LONG, Trouble.OVER_CAP})
"""Troubles that are no failure of the endpoint: the model reads too little, or the owner's cap is reached."""


@dataclass
class Meter:
    """The meter of what a trial took of its endpoint.

    Args:
        requests, tokens_in, tokens_out: answered ones.
        failures: kinds of trouble that the endpoint had by itself.
        faults_left: how many of the next requests fail because the case says so.
        read: everything that the model was told, and what it was told to call.
    """

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failures: list[str] = field(default_factory=list)
    faults_left: int = 0
    read: list[str] = field(default_factory=list)


class Metered:
    """Passes requests on.

    Args:
        endpoint: the real one.
        meter: counts.
    """

    def __init__(self, endpoint: Endpoint, meter: Meter) -> None:
        self.endpoint = endpoint
        self.meter = meter
        self.model = endpoint.model

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """See `Endpoint`.

        Raises:
            ModelTrouble: the endpoint's own, or one that the case asks for.
        """
        meter = self.meter
        if meter.faults_left:
            meter.faults_left -= 1
            raise ModelTrouble(Trouble.UNREACHABLE, "The language model can't be reached.")
        meter.read = [str(message.get("content") or "") for message in asked.messages] + meter.read[-200:]
        try:
            said = self.endpoint.complete(asked, listener)
        except ModelTrouble as trouble:
            if trouble.trouble not in THE_MODELS_OWN:
                meter.failures.append(trouble.trouble.value)
            raise
        meter.requests += 1
        meter.tokens_in += said.usage.tokens_in
        meter.tokens_out += said.usage.tokens_out
        return said
