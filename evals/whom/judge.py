"""The end of a sentence: judged by the rows and cards that are there afterwards, and by the facts of the reply."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from agent.conversation.reply import Reply
from agent.conversation.state import Question
from evals.observe import Row, State
from evals.phrasing import PEOPLE_AND_JOBS
from evals.whom.office import Furnished
from evals.whom.sentences import PRONOUN, Spoken
from schemas.effects import OutcomeKind
from schemas.keys import fold

READS = frozenset({"phone", "history", "jobs"})
REMINDERS = "reminders"
"""Kind of touch that interactions of the type "system" with a day are counted as."""
WRITTEN = {
    "log_call": {"interactions"},
    "log_touch": {"interactions"},
    "note": {"interactions", "contacts"},
    "remind": {REMINDERS},
    "new_lead": {"leads"},
    "change": {"contacts", "phones", "emails"},
    "text": {"cards"},
    "email": {"cards"},
}
"""Label → where what it asks for is written."""
NOT_HEARD = ("i didn't understand that", "i'm not sure what you mean", "that isn't something i can do")
ABOUT_ONE = frozenset({"named", "part", "told apart", PRONOUN})


class Result(StrEnum):
    """The ends of a sentence; all but the first three count as not right, and the fourth must never be."""

    DONE = "done, or told"
    ASKED_WHO = "asked who, naming them"
    ASKED_WHAT = "asked for what is missing, naming whom"
    WRONG_PERSON = "changed somebody else's record"
    TOLD_OTHER = "told of somebody else"
    NOT_UNDERSTOOD = "not understood"
    ASKED_OTHERWISE = "asked without naming what is missing"
    PART_LOST = "part of it lost"


RIGHT = frozenset({Result.DONE, Result.ASKED_WHO, Result.ASKED_WHAT})


@dataclass
class Changed:
    """Return whose records differ, and in which tables; a card counts as its person's, in the table "cards"."""

    tables: dict[str, set[str]] = field(default_factory=dict)

    def add(self, contact_id: object, table: str) -> None:
        if contact_id:
            self.tables.setdefault(str(contact_id), set()).add(table)


def changed(before: State, after: State) -> Changed:
    """Return what changed between two looks."""
    found = Changed()
    for table, rows in after.rows.items():
        for key, row in rows.items():
            if before.rows[table].get(key) != row:
                place = REMINDERS if row.get("type") == "system" and row.get("follow_up_date") else table
                found.add(key if table == "contacts" else row.get("contact_id"), place)
    for number, card in after.cards.items():
        if before.cards.get(number) != card:
            for act in card.acts.values():
                found.add(act["payload"].get("contact_id"), "cards")
    return found


def judge(there: Furnished, spoken: Spoken, after: State, reply: Reply, asked: Question | None) -> Result:
    """Judge a sentence.

    Args:
        there: the crowd's ids and facts, and what was on record before.
        spoken: the sentence.
        after: what is on record now.
        reply: of the desk.
        asked: the question that is open now.
    """
    said, found = spoken.said, changed(there.before, after)
    text = f" {fold(reply.whole())} "
    if said.kind not in ABOUT_ONE:
        if found.tables or _wrote(reply):
            return Result.WRONG_PERSON
        if _not_heard(text):
            return Result.NOT_UNDERSTOOD
        return Result.ASKED_WHO if _names_what_is_missing(spoken, text) else Result.ASKED_OTHERWISE
    (meant,) = (one for one, phone in there.phones.items() if phone in said.fits)
    if found.tables.keys() - {meant}:
        return Result.WRONG_PERSON
    if spoken.label not in READS and found.tables:
        return Result.DONE if found.tables[meant] & WRITTEN[spoken.label] else Result.PART_LOST
    if _not_heard(text):
        return Result.NOT_UNDERSTOOD
    names = {key: _called(row) for key, row in after.rows["contacts"].items()}
    if spoken.label in READS:
        return _told(there.facts[meant][spoken.label], names[meant], frozenset(names.values()), text)
    return _asked_what(names[meant], text, asked)


def _called(row: Row) -> str:
    return fold(f"{row['first_name']} {row['last_name']}")


def _not_heard(text: str) -> bool:
    return any(f" {fold(phrase)} " in text for phrase in NOT_HEARD)


def _wrote(reply: Reply) -> bool:
    """Return whether any call changed something or waits to."""
    return any(outcome.kind == OutcomeKind.WAITING or outcome.audit_id for _, outcome in reply.calls)


def _names_what_is_missing(spoken: Spoken, text: str) -> bool:
    """Return whether the reply says the name that nobody has, or offers who is near, or lists all that the name fits."""
    said = spoken.said
    if said.fits:
        return all(phone[-4:] in text for phone in said.fits)
    return fold(said.name) in text and said.near[-4:] in text


def _told(facts: Iterable[str], own: str, everybody: frozenset[str], text: str) -> Result:
    """Judge the answer to a question about somebody, told by their full name and a fact that is asked for."""
    if own in text:
        return Result.DONE if any(f" {fold(fact)}" in text for fact in facts) else Result.PART_LOST
    return Result.TOLD_OTHER if any(f" {name} " in text for name in everybody) else Result.ASKED_OTHERWISE


def _asked_what(own: str, text: str, asked: Question | None) -> Result:
    """Judge what was asked about somebody who is known, where nothing was changed."""
    if asked is None or asked.newcomer or own not in text or asked.argument in PEOPLE_AND_JOBS:
        return Result.ASKED_OTHERWISE
    return Result.ASKED_WHAT
