"""The hand-offs to other modules (row C21)."""

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import HandOffKind, HandOffStatus
from schemas.errors import AgainstTheRules, Ambiguous, NotFound
from schemas.keys import words
from schemas.records import HandOff
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Line
from tools.desk import Desk
from tools.matters import disambiguation, people
from tools.matters.query_terms import STOP_WORDS, is_id
from tools.registry import tool


def _line(desk: Desk, one: HandOff) -> str:
    since = wording.ago(desk.day_of(one.created_at), desk.today()) if one.created_at else ""
    return f"{one.subject} — {people.name_of_id(desk, one.contact_id)} ({wording.words(one.status)}, {since})"


def _by_status(desk: Desk, status: HandOffStatus | None) -> list[HandOff]:
    asked = select(HandOff).order_by(col(HandOff.created_at), col(HandOff.hand_off_id))
    if status is not None:
        asked = asked.where(col(HandOff.status) == status)
    return list(desk.session.exec(asked.limit(200)))


@tool(Effect.READ)
def list_hand_offs(
    desk: Desk, status: HandOffStatus | None = HandOffStatus.OPEN, kind: HandOffKind | None = None
) -> Answer:
    """What estimating, scheduling and invoicing have been asked for.

    Args:
        status: open, done or canceled; null for all.
        kind: estimate, site_visit, booking or invoice.
    """
    found = [one for one in _by_status(desk, status) if kind is None or one.kind == kind]
    lines = [_line(desk, one) for one in found]
    head = f"{wording.count(len(found), 'hand-off')}{f' {status}' if status else ''}"
    return Answer(
        text="\n".join([f"{head}:", *(f"— {line}" for line in lines)]) if lines else f"{head}.",
        data={
            "hand_offs": [
                {
                    "hand_off_id": one.hand_off_id,
                    "kind": str(one.kind),
                    "subject": one.subject,
                    "status": str(one.status),
                    "contact_id": one.contact_id,
                    "lead_id": one.lead_id,
                    "opportunity_id": one.opportunity_id,
                }
                for one in found
            ]
        },
    )


class FinishHandOff(LocalAct):
    hand_off_id: str
    subject: str

    def line(self) -> str:
        return f"Mark as done: {self.subject}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        one = desk.session.get_one(HandOff, (desk.business_id, self.hand_off_id))
        if one.status != HandOffStatus.OPEN:
            raise AgainstTheRules(f"{one.subject} is {one.status} already. Nothing was changed.")
        one.status = HandOffStatus.DONE
        whose = disambiguation.whose(desk, one.contact_id)
        return Answer(text=f"Done: {one.subject}.{whose}", data={"hand_off_id": one.hand_off_id})


@tool(Effect.WRITE)
def complete_hand_off(desk: Desk, hand_off: Line) -> FinishHandOff:
    """Mark a hand-off as done: the estimate is made, the job is booked.

    Args:
        hand_off: which one: its id, or words of its subject or person.
    """
    if is_id(hand_off):
        direct = desk.session.get(HandOff, (desk.business_id, hand_off))
        found = [direct] if direct is not None else []
    else:
        wanted = {word for word in words(hand_off) if word not in STOP_WORDS} or set(words(hand_off))
        found = [
            one for one in _by_status(desk, HandOffStatus.OPEN) if wanted <= set(words(_line(desk, one)))
        ]
    if not found:
        raise NotFound(
            f"No open hand-off fits {disambiguation.quoted(desk, hand_off)}. Nothing was changed.", "hand_off"
        )
    if len(found) > 1:
        candidates = [
            {"kind": "hand_off", "id": one.hand_off_id, "label": _line(desk, one)} for one in found[:8]
        ]
        raise Ambiguous(
            f"{disambiguation.quoted(desk, hand_off)} fits {len(found)} hand-offs: "
            f"{wording.listed([c['label'] for c in candidates], 'or')}. Say which one. Nothing was changed.",
            "hand_off",
            candidates,
        )
    return FinishHandOff(hand_off_id=found[0].hand_off_id, subject=found[0].subject)
