"""The test whether a message is nothing but an answer to the open question, or says something of its own.

An answer is taken only where the message is no more than that. A member who names somebody else, corrects, or asks for
something is heard anew, since what they said would else be written on the person of the question.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from agent.conversation.state import Question
from agent.models.builtin.asking import first_missing
from agent.models.builtin.choosing import LEAST, candidates
from agent.models.builtin.filling import fill
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.mention import Named
from agent.models.builtin.name_words import SAYING
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.addresses import ADDRESS
from schemas.keys import fold, words
from schemas.procedure import Request, SlotKind
from schemas.records import Lead, Opportunity
from tools.desk import Desk
from tools.matters.query_terms import is_id

LEAST_FOR_SOMETHING_NEW = 2.0
FREE = frozenset(
    {SlotKind.TITLE, SlotKind.REPORT, SlotKind.MESSAGE, SlotKind.PURPOSE, SlotKind.WHOLE, SlotKind.REST_AFTER}
)
TOLD_ANEW = frozenset({SlotKind.TITLE, SlotKind.MESSAGE, SlotKind.PURPOSE})
"""Slots in which other words than before say that it is another request of the same kind."""
OPENING = 2
"""Words within which a message says what it is about."""
MOST_LEFT_OVER = 2
"""Words of an answer that are none of what was asked ("the tall one with the dog")."""
LEAVING = re.compile(
    r"^(?:(?:oh|ok|okay|no|actually)[\s,]+)*(?:never ?mind|nvm|forget (?:it|that)|leave it|drop it|skip it|not now|cancel that|"
    r"scratch that)\b[\s,.;:!-]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""Ways to let a question go, perhaps with more behind it."""
RULING_OUT = re.compile(
    r"^(?:(?:no|nope|wait|sorry|oops|actually|wrong)\b[\s,.;:!-]*)*(?:not|isn['’]?t|wasn['’]?t|(?:it|that|this)['’]?s not)\s+"
    r"(?:for |with |about |to )?(?:her|him|them|hers|his|theirs|she|he|they|it|the|that|this|[a-z]+)\b",
    re.IGNORECASE,
)
"""The beginning of a message that says whom or what is not meant."""
AROUND = frozenset(
    words(
        "it its is was the a an to for with about at on in of from by and that this there one ones who whos with i mean meant "
        "think her his him them he she they hers theirs my our please yes yeah yep ok okay sure no uh um so mr mrs ms miss dr "
        "lead leads deal job jobs customer client contact record guy lady named name number phone cell mobile ends "
        "ending lives town city new just both all take use put make pick choose add first second third fourth last "
        "be would thatd id like said told already again guess believe maybe probably address e-mail email"
    )
)
"""Words around an answer that say nothing by themselves."""


@dataclass(frozen=True)
class Heard:
    """A message beside the question that it may answer.

    Args:
        desk: with a transaction open.
        grammar: tells how much of a request it is.
        piece: the whole message.
        question: open.
    """

    desk: Desk
    grammar: Grammar
    piece: Piece
    question: Question

    @cached_property
    def request(self) -> Candidate | None:
        """Return the request that the whole message is most like, if any."""
        return next(iter(candidates(self.grammar, self.piece)), None)

    def is_own(self, kind: SlotKind | None) -> bool:
        """Return whether the message speaks for itself; the kind is that of what was asked for."""
        if RULING_OUT.match(self.piece.said) or LEAVING.match(self.piece.said):
            return True
        if kind in FREE:
            return self._requests_at_once() or (self._begins_with_another() and self._scores(LEAST))
        return self._requests_something_else() or bool(self.others()) or self._names_anothers_job()

    def only_points(self) -> bool:
        """Return whether nothing is said but who or which it is, out of what is offered or not."""
        if RULING_OUT.match(self.piece.said) or self._requests_something_else():
            return False
        left = self._left_over()
        if left and self._asks_to_write():
            return False
        offered = set(words(" ".join(value for one in self.question.candidates for value in one.values())))
        return self._says_little([word for word in left if not {word, word.removesuffix("s")} & offered])

    def only_tells_how(self) -> bool:
        """Return whether nothing is said but how somebody new is reached, or that they are to be added."""
        plain = self._says_little(self._left_over())
        return plain and not RULING_OUT.match(self.piece.said) and not self.others()

    def _says_little(self, left: list[str]) -> bool:
        """Return whether words beside an answer are few, and none of them one that a request is known by."""
        return len(left) <= MOST_LEFT_OVER and not set(left) & (SAYING | self.grammar.vocabulary)

    def others(self) -> list[Named]:
        """Return the names of the message that are none of the question's people."""
        own = self._people()
        newcomer = set(words(" ".join([*self.question.newcomer.values(), *self._called()])))
        if not own and not newcomer:
            return []
        return [
            one
            for one in self.piece.mention.names
            if not {fit["id"] for fit in one.whom.fits} & own
            and not set(words(one.name.said)) <= newcomer
            and not ({fit["id"] for fit in one.whom.near} & own and not one.whom.fits)
        ]

    def _called(self) -> list[str]:
        """Collect the name of somebody new whom the question's call would add."""
        said = self.question.call.arguments
        return [str(said[name]) for name in ("first_name", "last_name") if said.get(name)]

    def _people(self) -> set[str]:
        """Collect whom the question is about: who is offered, and whom its call names or whose job it does."""
        said = [one["id"] for one in self.question.candidates]
        said += [value for value in self.question.call.arguments.values() if isinstance(value, str)]
        return {contact for one in said for contact in (one, contact_of(self.desk, one)) if contact}

    def _left_over(self) -> list[str]:
        """Collect the words that are no name, no number, and none of those that led to the question.

        A title is an answer where nobody is offered; where somebody is, it may be what is said of them.
        """
        piece, asked = self.piece, set(words(self.question.said))
        telling = (
            piece.mention.named if self.question.candidates else piece.mention.used | piece.mention.named
        )
        reading = piece.reading
        spans = [
            *((one.start, one.end) for one in reading.days),
            *((one.start, one.end) for one in reading.phones),
            *((one.start, one.end) for one in reading.emails),
            *(hit.span() for hit in ADDRESS.finditer(reading.text)),
        ]
        hints = set(words(" ".join(one.name.hint for one in piece.mention.names)))
        return [
            token.folded
            for index, token in enumerate(reading.tokens)
            if index not in telling
            and any(sign.isalpha() for sign in token.folded)
            and fold(token.folded) not in AROUND | asked | hints
            and not any(start <= token.start < end for start, end in spans)
        ]

    def _names_anothers_job(self) -> bool:
        """Return whether a request names a job by its title that is nobody's of the question."""
        jobs, own = self.piece.mention.jobs, self._people()
        theirs = {one for job in jobs for one in (job.contact_id, job.job_id)}
        return bool(jobs and own) and not theirs & own and self._scores(LEAST_FOR_SOMETHING_NEW)

    def _begins_with_another(self) -> bool:
        return any(one.name.start <= OPENING for one in self.others())

    def _scores(self, least: float) -> bool:
        return self.request is not None and self.request.score >= least

    def _asks_to_write(self) -> bool:
        if self.request is None or not self._scores(LEAST):
            return False
        what = self.request.what
        return not (isinstance(what, Request) and what.tool in self.grammar.reads)

    def _requests_at_once(self) -> bool:
        """Return whether it begins as a request does; in a free answer a telling word may stand anywhere else."""
        return self.request is not None and self.request.begins <= OPENING and self._requests_something_else()

    def _requests_something_else(self) -> bool:
        """Return whether it is a request of another kind, or one of the same that lacks nothing or says other words."""
        if self.request is None or not self._scores(LEAST_FOR_SOMETHING_NEW):
            return False
        what = self.request.what
        if not isinstance(what, Request) or what.tool != self.question.call.tool:
            return True
        filling, before = fill(self.piece, what, None), self.question.call.arguments
        told = [name for name, slot in what.slots.items() if slot.kind in TOLD_ANEW]
        told = [name for name in told if name in filling.arguments]
        otherwise = any(before.get(name, filling.arguments[name]) != filling.arguments[name] for name in told)
        return self.request.begins <= OPENING and (otherwise or not first_missing(what, filling))


def leaves(text: str) -> bool:
    """Return whether a message lets the open question go ("never mind, she will call")."""
    return bool(LEAVING.match(text.strip()))


def job_of(desk: Desk, said: str) -> Lead | Opportunity | None:
    """Return the lead or deal of an id."""
    if not is_id(said):
        return None
    key = (desk.business_id, said)
    return desk.session.get(Opportunity, key) or desk.session.get(Lead, key)


def contact_of(desk: Desk, said: str) -> str:
    """Return whose a lead or deal is, by its id; empty for anything else."""
    job = job_of(desk, said)
    return (job.contact_id or "") if job is not None else ""
