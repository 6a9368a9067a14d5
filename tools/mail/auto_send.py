"""Auto-send as the owner sets it: on by a card of its own, off by a word, and who asked to be left out."""

from typing import ClassVar

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import ActorKind, Channel, ConsentReason, ConsentState, Role
from schemas.errors import AgainstTheRules, BadArguments, NotPermitted
from schemas.records import AutoSend, Consent
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Line, Name
from tools.desk import OWN_HAND, Desk
from tools.mail import auto_sending
from tools.mail.auto_sending import called
from tools.mail.templates import KINDS, tone_of
from tools.matters import people, resolve_people
from tools.people import consents
from tools.registry import tool

MOST_A_DAY = 200
ENDS = (
    "It stops by itself when one of these mails bounces or somebody complains or writes stop. "
    "A look-alike address, a second mail on one day, what a language model wrote on the record and any other wording "
    "still wait for your yes."
)


class TurnOnAutoSend(LocalAct):
    """From now on one kind of drafted mail goes out without a card to say yes to, so many a day."""

    owner_only: ClassVar[bool] = True

    kind: str
    daily_limit: int
    subject: str
    text: str

    def line(self) -> str:
        return f"Send {called(self.kind)} by itself, at most {self.daily_limit} a day, without asking you"

    def fields(self) -> list[CardField]:
        return [
            CardField(name="Limit", value=f"{self.daily_limit} a day"),
            CardField(name="Draft's subject", value=self.subject, note="braces are filled from the record"),
            CardField(name="Draft's text", value=self.text),
            CardField(name="Ends", value=ENDS),
        ]

    def depends_on(self, desk: Desk) -> list[str]:
        return ["the procedure's draft staying as it is; of another one nothing goes out by itself"]

    def changed(self, desk: Desk) -> str | None:
        if desk.drafts.draft(self.kind, tone_of(desk)) != (self.subject, self.text):
            return "the draft is another one now."
        return None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        for earlier in auto_sending.settings_on(desk, self.kind):
            auto_sending.turn_off(desk, earlier, "set anew")
        desk.session.flush()
        desk.session.add(
            AutoSend(
                business_id=desk.business_id,
                auto_send_id=desk.new_id(),
                kind=self.kind,
                daily_limit=self.daily_limit,
                draft_digest=auto_sending.template_digest((self.subject, self.text)),
                member_id=desk.actor.member_id,
                turned_on_approval_id=approval_id,
                since=desk.now(),
            )
        )
        return Answer(
            text=f"Auto-send of {called(self.kind)} is on, at most {self.daily_limit} a day. "
            f'To turn it off: "auto-send off", or deskhand auto-send off {self.kind}.',
            data={"kind": self.kind, "daily_limit": self.daily_limit},
        )


@tool(Effect.ASK)
def turn_on_auto_send(desk: Desk, kind: Name, daily_limit: int = 5) -> Ask:
    """Let one kind of drafted mail go out by itself. Only an owner can, by their own hand, and with a yes.

    Args:
        kind: which draft: inquiry, estimate_sent or awaiting_schedule.
        daily_limit: how many at most on one day.
    """
    actor = desk.actor
    if actor.kind != ActorKind.MEMBER or actor.role != Role.OWNER or actor.door not in OWN_HAND:
        raise NotPermitted("Only an owner turns auto-send on, by their own hand. Nothing was proposed.")
    template = desk.drafts.draft(kind, tone_of(desk)) if kind in KINDS else None
    if template is None:
        problem = f"no follow-up is drafted as {kind[:60]!r}; there is {wording.listed(list(KINDS), 'or')}"
        raise BadArguments(f"kind: {problem}. Nothing was proposed.", {"kind": problem})
    if not 1 <= daily_limit <= MOST_A_DAY:
        problem = f"must be between 1 and {MOST_A_DAY}"
        raise BadArguments(f"daily_limit {problem}. Nothing was proposed.", {"daily_limit": problem})
    if any(one.daily_limit == daily_limit for one in auto_sending.settings_on(desk, kind)):
        raise AgainstTheRules(
            f"Auto-send of {called(kind)} is on with that limit already. Nothing was proposed."
        )
    subject, text = template
    act = TurnOnAutoSend(kind=kind, daily_limit=daily_limit, subject=subject, text=text)
    return Ask.yes(act, "These mails will then leave without you seeing them first.")


class TurnOffAutoSend(LocalAct):
    """Everything waits for a yes again, or one kind does."""

    kinds: list[str]

    def line(self) -> str:
        return f"Turn auto-send of {wording.listed([called(kind) for kind in self.kinds])} off"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        for setting in auto_sending.settings_on(desk):
            if setting.kind in self.kinds:
                auto_sending.turn_off(desk, setting, "turned off")
        return Answer(
            text=f"Auto-send of {wording.listed([called(kind) for kind in self.kinds])} is off; "
            "they wait for your yes again.",
            data={"kinds": self.kinds},
        )


@tool(Effect.WRITE)
def turn_off_auto_send(desk: Desk, kind: Name = "") -> TurnOffAutoSend:
    """Let nothing, or no mail of one kind, go out by itself any more.

    Args:
        kind: which kind; all of them if left out.
    """
    kinds = [setting.kind for setting in auto_sending.settings_on(desk, kind)]
    if not kinds:
        which = f" of {called(kind)}" if kind else ""
        raise AgainstTheRules(f"Auto-send{which} is off already. Nothing was changed.")
    return TurnOffAutoSend(kinds=kinds)


@tool(Effect.READ)
def show_auto_send(desk: Desk) -> Answer:
    """Which kinds of mail go out by themselves, how many did today, and who is left out."""
    on = {setting.kind: setting for setting in auto_sending.settings_on(desk)}
    kinds = [kind for kind in KINDS if kind in on or kind in desk.drafts.names()]
    shown = [_shown(desk, kind, on.get(kind)) for kind in kinds]
    silent = _left_out(desk)
    lines = [f"{one['kind']}: {one['text']}" for one in shown]
    if silent:
        lines.append(f"Nothing goes out by itself to {wording.listed([one['name'] for one in silent])}.")
    return Answer(
        text="\n".join(lines) or "No procedure has a draft, so there is nothing to send by itself.",
        data={"kinds": shown, "left_out": silent},
    )


def _shown(desk: Desk, kind: str, setting: AutoSend | None) -> dict[str, object]:
    if setting is not None:
        sent = auto_sending.sent_today(desk, kind)
        return {
            "kind": kind,
            "on": True,
            "daily_limit": setting.daily_limit,
            "sent_today": sent,
            "since": setting.since.isoformat(),
            "text": f"on since {wording.moment(setting.since.astimezone(desk.zone))}, {sent} of "
            f"{setting.daily_limit} gone today",
        }
    last = desk.session.exec(
        select(AutoSend)
        .where(col(AutoSend.kind) == kind)
        .order_by(col(AutoSend.auto_send_id).desc())
        .limit(1)
    ).first()
    why = f"; {last.stopped_why}" if last and last.stopped_why not in {"", "turned off", "set anew"} else ""
    return {"kind": kind, "on": False, "stopped_why": last.stopped_why if last else "", "text": f"off{why}"}


def _left_out(desk: Desk) -> list[dict[str, str]]:
    denied = select(Consent).where(
        col(Consent.channel) == Channel.EMAIL, col(Consent.state) == ConsentState.DENIED
    )
    rows = desk.session.exec(denied.order_by(col(Consent.created_at).desc()).limit(20))
    return [
        {
            "name": people.name_of_id(desk, row.contact_id) if row.contact_id else row.address,
            "contact_id": row.contact_id or "",
            "address": row.address,
            "said": row.said,
        }
        for row in rows
        if consents.wants_no_mail(desk, row.contact_id or "", row.address)
    ]


class LeaveOut(LocalAct):
    """One person gets no automatic mail."""

    contact_id: str
    name: str
    said: str

    def line(self) -> str:
        return f"Send {self.name} nothing by itself"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        consents.note(
            desk,
            Channel.EMAIL,
            ConsentState.DENIED,
            ConsentReason.MEMBERS_WORD,
            self.contact_id,
            said=self.said,
        )
        return Answer(
            text=f"{self.name} gets no automatic mail from now on.", data={"contact_id": self.contact_id}
        )


@tool(Effect.WRITE)
def leave_out_of_auto_send(desk: Desk, contact: Line, said: Line = "") -> LeaveOut:
    """Somebody wants no automatic mail: what goes out by itself never goes to them.

    Args:
        contact: who: a name, phone or e-mail.
        said: their own words, to be kept.
    """
    person = resolve_people.contact(desk, contact)
    name = people.name_of(desk, person)
    if consents.wants_no_mail(desk, person.contact_id):
        raise AgainstTheRules(f"{name} is left out already. Nothing was changed.")
    return LeaveOut(contact_id=person.contact_id, name=name, said=said)
