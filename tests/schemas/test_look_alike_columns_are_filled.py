"""A database of before gets its skeletons and whom its audit is about; what was written is found as what is written now."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from furnished import postgresql_url
from sqlalchemy import text

from schemas import migrations
from schemas.database import Database
from schemas.migrations import ensure_current

pytestmark = pytest.mark.databases

BEFORE = "0003"


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Database]:
    """Make a database at the schema before."""

    def make() -> Database:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'deskhand.db'}"
        else:
            url = postgresql_url(request.getfixturevalue("postgresql_server"), "")
        database = Database(url)
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        with database.writing_engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, BEFORE)
        return database

    return make


def test_what_was_there_is_filled_in(earlier: Callable[[], Database]) -> None:
    database = earlier()
    at = "2026-11-18 16:00:00"
    with database.writing_engine.begin() as connection:
        for statement in (
            f"INSERT INTO businesses (business_id, name, trade, country, region, time_zone, currency, settings, created_at)"
            f" VALUES ('b', 'B', '', 'US', '', 'UTC', 'USD', '{{}}', '{at}')",
            "INSERT INTO contacts (business_id, created_at, updated_at, contact_id, first_name, last_name, preferred_channel,"
            " lifecycle_stage, tags, notes, first_key, last_key, full_key)"
            f" VALUES ('b', '{at}', '{at}', 'c', 'A', '', 'phone', 'prospect', '[]', '', 'a', '', 'a')",
            "INSERT INTO emails (business_id, created_at, updated_at, email_id, contact_id, address, position)"
            f" VALUES ('b', '{at}', '{at}', 'e', 'c', 'b1ll@rnodern.com', 0)",
            "INSERT INTO audit (business_id, audit_id, at, event, actor, door, tool, act, line, arguments, changes, about)"
            f" VALUES ('b', 'a', '{at}', 'written', 'member', 'cli', 't', '', '', '{{}}', '[]', '{json.dumps(['c', 'gone'])}')",
        ):
            connection.execute(text(statement.replace(":", r"\:")))
    ensure_current(database)
    with database.engine.connect() as connection:
        skeletons = connection.execute(text("SELECT local_skeleton, domain_skeleton FROM emails")).all()
        about = connection.execute(text("SELECT audit_id, contact_id FROM audit_people")).all()
    database.close()
    assert [tuple(row) for row in skeletons] == [("blll", "modem.com")]
    assert [tuple(row) for row in about] == [("a", "c")]


def test_the_guards_of_auto_send_hold_below_the_tools(sqlite_template: Path, tmp_path: Path) -> None:
    """Check that no SQL makes a setting without a decided card, one that comes back on, or one beyond its limit."""
    path = tmp_path / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    shell = sqlite3.connect(path)
    shell.execute("PRAGMA foreign_keys = OFF")
    columns = "business_id, auto_send_id, kind, daily_limit, draft_digest, since, stopped_at, stopped_why"
    on = f"INSERT INTO auto_send ({columns}) VALUES ('b', 's', 'inquiry', 1, '', '2026-11-18', NULL, '')"
    with pytest.raises(sqlite3.IntegrityError, match="only by the owner's decided yes"):
        shell.execute(on)
    shell.execute(on.replace("NULL", "'2026-11-19'"))
    for changed in ("stopped_at = NULL", "daily_limit = 9", "kind = 'other'"):
        with pytest.raises(sqlite3.IntegrityError):
            shell.execute(f"UPDATE auto_send SET {changed}")
    sent = (
        "INSERT INTO auto_sent (business_id, auto_sent_id, auto_send_id, decided_approval_id, kind, day, address, at)"
        " VALUES ('b', '{}', 's', 'x', 'inquiry', '2026-11-18', '', '2026-11-18')"
    )
    shell.execute(sent.format(1))
    with pytest.raises(sqlite3.IntegrityError, match="beyond the day's limit"):
        shell.execute(sent.format(2))
    shell.close()
