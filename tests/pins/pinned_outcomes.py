"""The pinned home's outcomes when its cards, undos and open ends are gone on with; recorded in `outcomes/`.

Each step is taken on top of those before it, and keeps what was said, how the card stands then, and which rows changed.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pinned_home import Opened
from pinned_outside import BOX, BOX_SINCE, FollowedBox
from pinned_rows import Rows, told

from agent.intake.following import Following
from entrypoints.clockwork import Clockwork
from schemas.effects import Outcome, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus
from schemas.identity import FixedClock
from schemas.records import Approval, AuditRow, Conversation, Member
from tools.desk import Actor

OUTCOMES = Path(__file__).parent / "outcomes"
Step = dict[str, Any]


class Replay:
    """The replay of steps in a copy of the home, with its rows watched.

    Args:
        at: the copy, open.
    """

    def __init__(self, at: Opened) -> None:
        self.at = at
        self.office = at.office
        self.rows = Rows(at.office.database)

    def step(self, name: str, act: Callable[[], list[Any]]) -> Step:
        """Take one step; tells what was said, and which rows it changed."""
        said = [_said(one) for one in act()]
        return {"step": told(name), "said": said, "changed": self.rows.changes()}

    def call(self, tool: str, by: ActorKind = ActorKind.MEMBER, **arguments: Any) -> Step:
        """Submit a call, with the owner's yes where it asks for one."""
        return self.step(
            f"{tool} {arguments}", lambda: [self.with_yes(self.at.submit(tool, by, **arguments))]
        )

    def with_yes(self, outcome: Outcome) -> Outcome:
        """Approve the card that an outcome left, by its first answer."""
        if outcome.card is None:
            return outcome
        card, desk = outcome.card, self.office.desk("cli")
        return self.office.gate.decide(desk, card.approval, card.digest, next(iter(card.answers)))

    def waiting(self) -> Iterator[dict[str, Any]]:
        """Yield the pending cards of the home, as the owner is shown them, by number; each may be decided
        meanwhile.
        """
        last, seen = max(one.number for one in self.at.rows(Approval)), 0
        while True:
            result = self.at.submit("list_approvals").result
            assert result is not None
            shown = sorted(result.data["approvals"], key=lambda one: int(one["approval"]))
            left = [one for one in shown if seen < one["approval"] <= last]
            if not left:
                return
            yield from left
            seen = left[-1]["approval"]

    def approve(self, card: dict[str, Any], answer: str) -> Step:
        """Answer a card with its digest; one that no longer fits is asked for again."""

        def decided() -> list[Outcome]:
            gate, desk = self.office.gate, self.office.desk("cli")
            outcome = gate.decide(desk, card["approval"], card["digest"], answer)
            return [outcome] if outcome.kind == OutcomeKind.DONE else [outcome, *self._asked_anew(card)]

        return self.step(f"#{card['approval']} {card['line']}: {answer}", decided)

    def _asked_anew(self, card: dict[str, Any]) -> list[Outcome]:
        """Submit the call of a stale card again."""
        approval = next(one for one in self.at.rows(Approval) if one.number == card["approval"])
        if approval.status != ApprovalStatus.STALE:
            return []
        given = {name: value for name, value in approval.arguments.items() if value is not None}
        return [self.at.submit(approval.tool, ActorKind(approval.proposed_by), **given)]


def cards(replay: Replay) -> Iterator[Step]:
    """Approve every pending card, with its digest, by its first answer."""
    for card in replay.waiting():
        yield replay.approve(card, next(iter(card["answers"])))


def other_answers(replay: Replay) -> Iterator[Step]:
    """Reject the first card, and answer those with several answers by their last."""
    for number, card in enumerate(replay.waiting()):
        answers = list(card["answers"])
        if number == 0 or len(answers) > 1:
            yield replay.approve(card, "cancel" if number == 0 else answers[-1])


def undos(replay: Replay) -> Iterator[Step]:
    """Undo the newest write by each act as the owner, the newest first; by a card where it took a yes."""
    newest = {row.act: row for row in replay.at.rows(AuditRow) if row.event == "written"}
    for row in sorted(newest.values(), key=lambda one: one.audit_id, reverse=True):
        yield replay.call("undo", change=row.audit_id)


def open_ends(replay: Replay) -> Iterator[Step]:
    """Go on with the mail that was approved, the merge, the import, auto-send, the grant, the cadence and the
    mailbox.
    """
    at, machine = replay.at, FixedClock(replay.office.clock.now())
    gate, owner = replay.office.gate, replay.office.desk("cli")
    yield replay.step("sweep", lambda: gate.sweep(owner))
    unknown = next(one.number for one in at.rows(Approval) if one.status == ApprovalStatus.UNKNOWN)
    yield replay.step("settle", lambda: [gate.settle(owner, unknown, ApprovalStatus.DONE)])
    yield replay.call("unmerge_contacts", contact="Meg One")
    yield replay.call("ask_same_person", one="512-555-0804", other="512-555-0805")
    yield replay.call("redact_person", contact="Sita Adams")
    yield replay.call("show_contact", contact="Rex Gone")
    run = _run(at, "kept of the Adams.csv")
    yield replay.call("undo_import", run=run)
    yield replay.call("undo_import_part", ActorKind.FOLLOW_ON, run=run)
    yield replay.call("undo_import_part", ActorKind.FOLLOW_ON, run=run)
    yield replay.call("draft_follow_up", lead="Door Adams")
    yield replay.call("draft_follow_up", lead="Dripping tap")
    yield replay.step("Grace decides", lambda: [_by_grace(replay)])
    clockwork = Clockwork(replay.office, machine)
    keeping = clockwork.runner.routines.find("keep_after_leads")
    yield replay.step("leads are kept after", lambda: keeping.run(clockwork.work(), ""))
    box = FollowedBox([*BOX, *BOX_SINCE])
    following = Following(box, replay.office.intake(box.name), machine)
    yield replay.step("the mailbox is read on", lambda: [taken.text for taken in following.catch_up()])


def conversations(replay: Replay) -> Iterator[Step]:
    """Go on with the open conversations: answer a question, approve a card by its number, another by "yes"."""
    asked, closing = sorted(replay.at.rows(Conversation), key=lambda one: str(one.conversation_id))
    orchestrator = replay.office.orchestrator()

    def say(text: str, conversation: Conversation) -> Step:
        desk = replay.office.desk("chat")
        return replay.step(text, lambda: [orchestrator.turn(desk, text, conversation.conversation_id).text])

    shown = [one.number for one in replay.at.rows(Approval) if one.door == "chat"]
    yield say("Ella", asked)
    yield say(f"approve {shown[0]}", asked)
    yield say("yes", closing)
    yield say("undo", closing)


SEQUENCES: dict[str, Callable[[Replay], Iterator[Step]]] = {
    "cards": cards,
    "other_answers": other_answers,
    "undos": undos,
    "open_ends": open_ends,
    "conversations": conversations,
}
"""Name → what is done, each on a copy of the home of its own."""


def _by_grace(replay: Replay) -> Outcome:
    """Approve a pending draft by the member of the staff who has the grant."""
    grace = next(one for one in replay.at.rows(Member) if one.name == "Grace Staff")
    actor = Actor(kind=ActorKind.MEMBER, role=grace.role, door="web", member_id=grace.member_id)
    card = next(one for one in replay.waiting() if one["tool"] == "draft_follow_up")
    return replay.office.gate.decide(
        replay.office.desk("web").acting_as(actor), card["approval"], card["digest"]
    )


def _run(at: Opened, name: str) -> int:
    result = at.submit("list_imports").result
    assert result is not None
    return next(int(one["run"]) for one in result.data["imports"] if one["file"] == name)


def _said(one: Outcome | str) -> Any:
    """Return an outcome as a person hears it, and what followed."""
    if isinstance(one, str):
        return told(one)
    text = one.result.text if one.result else one.card.text() if one.card else ""
    heard: dict[str, Any] = {one.kind.value: told(text or str((one.problem or {}).get("message", "")))}
    if one.followed_by:
        heard["followed by"] = [_said(after) for after in one.followed_by]
    return heard


def record(name: str, steps: list[Step]) -> None:
    """Write what a sequence came to."""
    OUTCOMES.mkdir(exist_ok=True)
    text = json.dumps(steps, ensure_ascii=False, indent=1, sort_keys=True)
    (OUTCOMES / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def differences(name: str, steps: list[Step]) -> Iterator[str]:
    """Yield a line for each difference between a sequence and what is recorded."""
    recorded: list[Step] = json.loads((OUTCOMES / f"{name}.json").read_text(encoding="utf-8"))
    steps = json.loads(json.dumps(steps))
    if [one["step"] for one in recorded] != [one["step"] for one in steps]:
        yield f"the steps are {[one['step'] for one in steps]}, were {[one['step'] for one in recorded]}"
        return
    for then, now in zip(recorded, steps, strict=True):
        if then["said"] != now["said"]:
            yield f"{then['step']}: said {now['said']}, was {then['said']}"
        for table in {**then["changed"], **now["changed"]}:
            rows, were = now["changed"].get(table, {}), then["changed"].get(table, {})
            for row in {**were, **rows}:
                yield from _row_differences(f"{then['step']}: {table} {row}", were.get(row), rows.get(row))


def _row_differences(where: str, then: Step | None, now: Step | None) -> Iterator[str]:
    if then is None or now is None:
        yield f"{where} is {now}, was {then}"
        return
    for column in {**then, **now}:
        if then.get(column) != now.get(column):
            yield f"{where}.{column} is {now.get(column)!r}, was {then.get(column)!r}"
