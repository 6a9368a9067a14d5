"""The search for people who are on record twice: through everybody in steps that outlive the process, then as cards.

What is proposed goes through the gate as any proposal, for a job's hand: what the owner has said no to is not proposed again,
and of one person one question waits at a time, since an answer changes what is right for the next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import col, select

from agent.gate import Gate
from schemas.effects import Call, Card, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import Approval, DuplicateSearch, LikelyDouble
from tools.desk import Actor, Desk
from tools.duplicates.doubles import Double, last_search, likely_doubles
from tools.duplicates.everybody import Pair, known_of, load_everybody
from tools.duplicates.likeness import PROPOSED_FROM, likeness
from tools.matters import people

STEP = 2_000
"""People that are looked at in one transaction: what is lost when the process is killed."""

Progress = Callable[[int, int], None]
"""Told how many people have been looked at, of how many."""


@dataclass(frozen=True)
class Searched:
    """The counts of a search: people looked at in all, pairs found in all, and how many an earlier process had done."""

    people: int
    pairs: int
    taken_up_at: int = 0


def search(desk: Desk, progress: Progress) -> Searched:
    """Look through everybody, or go on where an unfinished search was left.

    Args:
        desk: with no transaction open.
        progress: is told after each step.
    """
    with desk.unit.reading():
        everybody = load_everybody(desk)
    ids = sorted(everybody.known)
    with desk.unit.writing():
        begun = _begun(desk)
        search_id, through, taken_up = begun.search_id, begun.through, begun.looked_at
    left = [contact_id for contact_id in ids if contact_id > through]
    for start in range(0, len(left), STEP):
        step = left[start : start + STEP]
        pairs = [pair for contact_id in step for pair in everybody.pairs_of(contact_id)]
        with desk.unit.writing():
            _store(desk, search_id, step, [pair for pair in pairs if pair.likeness.score >= PROPOSED_FROM])
        progress(len(ids) - len(left) + start + len(step), len(ids))
    with desk.unit.writing() as session:
        done = session.get_one(DuplicateSearch, (desk.business_id, search_id))
        done.finished_at = desk.now()
        found = select(LikelyDouble.double_id).where(col(LikelyDouble.search_id) == search_id)
        return Searched(len(ids), len(session.exec(found).all()), taken_up)


def _begun(desk: Desk) -> DuplicateSearch:
    """Return the search that was left unfinished, or a new one."""
    last = last_search(desk)
    if last is not None and last.finished_at is None:
        return last
    new = DuplicateSearch(business_id=desk.business_id, search_id=desk.new_id(), started_at=desk.now())
    desk.session.add(new)
    return new


def _store(desk: Desk, search_id: str, step: list[str], pairs: list[Pair]) -> None:
    begun = desk.session.get_one(DuplicateSearch, (desk.business_id, search_id))
    if begun.through >= step[-1]:
        return  # another process has gone on with the same search meanwhile
    desk.session.add_all(
        LikelyDouble(
            business_id=desk.business_id,
            double_id=desk.new_id(),
            search_id=search_id,
            one_id=pair.one,
            other_id=pair.other,
            score=pair.likeness.score,
            reasons=list(pair.likeness.reasons),
        )
        for pair in pairs
    )
    begun.through = step[-1]
    begun.looked_at += len(step)


@dataclass
class Proposed:
    """The outcome for the pairs: cards that wait, and how many are left for another time.

    Args:
        cards: new or waiting already.
        refused: pairs that the owner said no to before.
        later: pairs that wait for an answer about one of the two, or that were more than asked for.
    """

    cards: list[Card] = field(default_factory=list)
    refused: int = 0
    later: int = 0


def propose_doubles(desk: Desk, gate: Gate, most: int) -> Proposed:
    """Propose to the owner to merge the likeliest duplicates of the last search, at most so many.

    Args:
        desk: with no transaction open.
        gate: the one path.
        most: how many cards.
    """
    with desk.unit.reading():
        last = last_search(desk)
        found, asked = likely_doubles(desk, last) if last else [], _asked_about(desk)
    job = desk.acting_as(Actor(ActorKind.ROUTINE, Role.STAFF, desk.actor.door))
    proposed = Proposed()
    for double in found:
        pair = {double.keep_id, double.other_id}
        if pair & asked or len(proposed.cards) >= most:
            proposed.later += 1
            continue
        if not _still_alike(desk, double):
            continue
        outcome = gate.submit(job, _question(double))
        if outcome.kind == OutcomeKind.WAITING and outcome.card is not None:
            proposed.cards.append(outcome.card)
            asked |= pair
        else:
            proposed.refused += 1
    return proposed


def _still_alike(desk: Desk, double: Double) -> bool:
    """Return whether two people are alike by what is on record now, not only when they were searched."""
    with desk.unit.reading():
        one, other = (known_of(desk, people.by_id(desk, key)) for key in (double.keep_id, double.other_id))
        found = likeness(one, other, {})
    return found is not None and found.score >= PROPOSED_FROM


def _asked_about(desk: Desk) -> set[str]:
    """Return everybody about whom a pending card asks whether they are somebody else too."""
    waiting = select(Approval).where(
        col(Approval.status) == ApprovalStatus.PENDING,
        col(Approval.tool).in_(("ask_same_person", "merge_contacts")),
        col(Approval.expires_at) > desk.now(),
    )
    merges = [stored["payload"] for one in desk.session.exec(waiting) for stored in one.acts.values()]
    return {str(payload[key]) for payload in merges for key in ("keep_id", "other_id") if key in payload}


def _question(double: Double) -> Call:
    arguments = {"one": double.keep_id, "other": double.other_id}
    return Call(tool="ask_same_person", arguments=arguments)
