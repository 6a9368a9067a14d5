"""A language model's answers about a mail: honest ones made from what a careful reader expects, and hostile ones."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from mail_corpus import Case
from receiving import World

from agent.intake.extract.borne_out import address_in, email_in, name_in, title_in
from agent.intake.extract.phones import writes_out
from agent.intake.extract.wished import could_mean
from agent.intake.reader import ModelReader
from agent.intake.receive import Intake
from agent.intake.recogniser_table import load_table
from agent.intake.shown import Shown
from agent.models.endpoint import Asked, Said, Usage
from agent.models.scripted import Answer, ScriptedEndpoint
from entrypoints.bootstrap import Office
from schemas.enums import ActorKind

FIELDS = ("name", "phones", "emails", "address", "title", "wished_date")


def said(**fields: Any) -> Said:
    """Return an answer: `said(phones=[("512-555-0177", "Call 512-555-0177.")], name=("Jane", "Jane"))`."""

    def entry(pair: Any) -> Any:
        return {"value": pair[0], "sentence": pair[1]} if isinstance(pair, tuple) else pair

    whole: dict[str, Any] = {"name": None, "phones": [], "emails": [], "address": None, "title": None}
    whole["wished_date"] = None
    for name, given in fields.items():
        whole[name] = [entry(one) for one in given] if isinstance(given, list) else entry(given)
    return Said(json.dumps(whole), usage=Usage(tokens_in=700, tokens_out=90, first_word_ms=5, total_ms=9))


def intake_with(office: Office, *answers: Answer, mailbox: str = "test") -> tuple[Intake, ScriptedEndpoint]:
    """Return the office's intake with a scripted model as its second reader."""
    endpoint = ScriptedEndpoint(answers)
    desk = office.desk("intake", ActorKind.INTAKE)
    reader = ModelReader(endpoint, desk)
    return Intake(office.gate, desk, office.settings.home, load_table(()), mailbox, reader=reader), endpoint


def quoted(asked: Asked) -> str:
    """Return the mail as a request shows it, without its marks."""
    content = str(asked.messages[-1]["content"])
    first, last = content.index(">\n") + 2, content.rindex("\n</mail ")
    return content[first:last]


def perfect(case: Case, shown: Shown) -> Said:
    """Return a model's answer that reads as a careful human does, each value with the smallest part that says
    it.
    """
    expected = case.expected.get("fields") or {}
    sent, region = shown.sent, shown.region

    def found(value: str, says: Callable[[str], bool]) -> list[tuple[str, str]]:
        return [(value, part) for part in _parts(shown.text) if says(part)][:1]

    name = str(expected.get("name", ""))
    address = str(expected.get("address", ""))
    day = expected.get("wished_date")
    words = expected.get("title_words", [])
    fields = {
        "phones": [
            one
            for number in expected.get("phones", [])
            for one in found(number, lambda part, number=number: writes_out(part, number))
        ],
        "emails": found(str(expected["email"]), lambda part: email_in(str(expected["email"]), part))
        if "email" in expected
        else [],
        "name": next(iter(found(name, lambda part: bool(name) and name_in(name, part))), None),
        "address": next(iter(found(address, lambda part: bool(address) and address_in(address, part))), None),
        "title": next(
            (one for word in words for one in found(word, lambda part, word=word: title_in(word, part))), None
        ),
        "wished_date": next(
            iter(found(str(day), lambda part: bool(day and sent) and could_mean(part, day, sent, region))),
            None,
        ),
    }
    return said(**fields)


def _parts(text: str) -> Iterator[str]:
    """Yield lines, then two to four lines together."""
    lines = [line for line in text.split("\n") if line.strip()]
    for height in range(1, 5):
        yield from (" ".join(lines[first : first + height]) for first in range(len(lines) - height + 1))


AGREEING = said(
    name=("Jane Doe", "Jane Doe, 512-555-0177"),
    phones=[("512-555-0177", "Jane Doe, 512-555-0177")],
    emails=[("jane@example.net", "From: Jane Doe <jane@example.net>")],
)


def read_of(world: World, raw: bytes, *answers: Any) -> dict[str, Any]:
    """Take one mail in with a model; return its kept reading. Every answer must have been asked for."""
    intake, endpoint = intake_with(world.office, *answers)
    receipt = intake.receive("1", raw)
    endpoint.finish()
    return dict(world.mail(receipt.number).extraction)
