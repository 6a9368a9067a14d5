"""Telling the owner something once: what a job has to say in a period (rows C3–C6)."""

from sqlmodel import col, select

from schemas.database import SEES_VOIDED
from schemas.effects import Answer, Effect
from schemas.enums import ActorKind
from schemas.errors import NotPermitted
from schemas.records import Notice
from tools.acts import LocalAct
from tools.arguments import Line, Name, Text
from tools.desk import Desk
from tools.notice import add_notice
from tools.registry import tool


class TellOnce(LocalAct):
    """One notice under a key; where the key has been told, nothing is added."""

    key: str
    kind: str
    subject: str
    text: str

    def line(self) -> str:
        return f"Tell the owner: {self.subject}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        told = desk.session.exec(
            select(Notice).where(col(Notice.notice_key) == self.key).execution_options(**{SEES_VOIDED: True})
        ).first()
        if told is None:
            told, new = add_notice(desk, self.kind, self.subject, self.text), True
            told.notice_key = self.key
        else:
            new = False
        return Answer(text=f"Told: {self.subject}.", data={"notice_id": told.notice_id, "new": new})


@tool(Effect.WRITE)
def tell_owner(desk: Desk, key: Name, kind: Name, subject: Line, text: Text) -> TellOnce:
    """Tell the owner something, once per key. Only jobs do this; everybody else is heard at once.

    Args:
        key: what is told and for which period, such as "weekly_pipeline 2026-W47".
        kind: of the notice.
        subject: in a few words.
        text: the whole of it.
    """
    if desk.actor.kind != ActorKind.ROUTINE:
        raise NotPermitted("Only jobs tell the owner something by themselves. Nothing was changed.")
    return TellOnce(key=key, kind=kind[:40], subject=subject, text=text)
