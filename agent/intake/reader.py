"""A language model as a second reader of mail, beside the rules: bounded in time, and dispensable at any moment.

Nothing waits for it but the one mail that it is asked about, no transaction is held meanwhile, and after a failure of the
endpoint the rest of the run goes on without it.
"""

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from agent.intake.classify import Outcome, Reason
from agent.intake.extract import Extraction, Surroundings
from agent.intake.extract.by_model import asked_about, fields_in
from agent.intake.extract.checking import checked
from agent.intake.extract.combining import combine
from agent.intake.shown import shown_of
from agent.intake.understand import Understanding
from agent.models.endpoint import Endpoint, ModelTrouble, Said, Trouble, Unheard
from agent.usage import refuse_over_cap, told_before, used
from schemas.enums import ModelPurpose
from tools.desk import Desk
from tools.notice import add_notice

SECONDS = 20.0
INQUIRY = "inquiry_received"
"""The event at which procedures say how an inquiry is taken in."""

MOST_UNUSABLE = 3
"""Answers of no use one after the other: one may be a single mail's doing, so many are the endpoint's."""
ONE_MAILS_DOING = frozenset({Trouble.NOT_UNDERSTOOD, Trouble.TOO_LONG})


class ModelReader:
    """Reads the mails of one run.

    Args:
        endpoint: where the model is.
        desk: of the actor `intake`; no transaction is open on it.
        seconds: for one mail.
        monotonic: seconds on a clock that never goes back.

    `given_up` holds the trouble because of which the rest of the run is read by the rules alone.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        desk: Desk,
        seconds: float = SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.endpoint = endpoint
        self.desk = desk
        self.seconds = seconds
        self.monotonic = monotonic
        self.given_up: ModelTrouble | None = None
        self._unusable = 0

    @cached_property
    def _procedures(self) -> Sequence[str]:
        return self.desk.procedures.texts_at(INQUIRY)

    def wants(self, understood: Understanding) -> bool:
        """Return whether to ask the model about a mail: one that is taken in, or may be by one word of the
        owner.
        """
        decided = understood.classification
        return decided.outcome is Outcome.REAL or decided.reason is Reason.UNKNOWN_FORM

    def read(
        self, understood: Understanding, rules: Extraction, surroundings: Surroundings
    ) -> tuple[Extraction, dict[str, Any]]:
        """Return the rules' extraction with what the model adds, and a record of the request.

        Whatever goes wrong with the model, the rules' extraction is the answer. The record holds the model's name, the kind
        of trouble if there was one, and which values were dropped and why.

        Args:
            understood: the mail.
            rules: what the rules read in it.
            surroundings: of the business.
        """
        record: dict[str, Any] = {"name": self.endpoint.model}
        if self.given_up is not None:
            return rules, {**record, "trouble": str(self.given_up.trouble)}
        shown = shown_of(understood, surroundings)
        began = self.monotonic()
        said: Said | None = None
        try:
            refuse_over_cap(self.desk)
            said = self.endpoint.complete(asked_about(shown, self.seconds, self._procedures), Unheard())
            fields, malformed = fields_in(said)
        except ModelTrouble as trouble:
            self._failed(trouble, said, self.monotonic() - began)
            return rules, {**record, "trouble": str(trouble.trouble)}
        with self.desk.unit.writing() as session:
            session.add(used(self.desk, ModelPurpose.EXTRACTION, self.endpoint.model, usage=said.usage))
        self._unusable = 0
        reading = checked(fields, malformed, shown, surroundings)
        dropped = [{"field": name, "why": why} for name, why in reading.dropped]
        return combine(rules, reading), {**record, "dropped": dropped}

    def _failed(self, trouble: ModelTrouble, said: Said | None, seconds: float) -> None:
        """Record a failure; one of the endpoint ends its part in this run, and the owner is told once."""
        self._unusable += 1
        gives_up = trouble.trouble not in ONE_MAILS_DOING or self._unusable >= MOST_UNUSABLE
        tells = gives_up and not told_before(self.desk, trouble.trouble)
        usage = said.usage if said else None
        with self.desk.unit.writing() as session:
            if tells:
                text = f"{trouble.message} Until it answers, mail is read by the rules alone; none is left out for that."
                add_notice(self.desk, "model_trouble", "Mail is read without the language model", text)
            session.add(
                used(
                    self.desk,
                    ModelPurpose.EXTRACTION,
                    self.endpoint.model,
                    usage=usage,
                    trouble=trouble,
                    seconds=seconds,
                )
            )
        self.given_up = trouble if gives_up else None
