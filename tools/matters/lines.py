"""The queries on matters of any kind, inside the open transaction."""

from collections.abc import Iterable

from sqlmodel import select

from schemas.lines import matter_lines
from tools.desk import Desk


def titles_of(desk: Desk, matter_ids: Iterable[str | None]) -> dict[str, tuple[str, str]]:
    """Return id → kind and title of some matters; of one that was taken back, nothing."""
    ids = sorted({one for one in matter_ids if one})
    if not ids:
        return {}
    lines = matter_lines()
    asked = select(lines.c.matter_id, lines.c.kind, lines.c.title).where(lines.c.matter_id.in_(ids))
    return {key: (kind, title) for key, kind, title in desk.session.exec(asked).all()}
