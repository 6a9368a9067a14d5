"""Brings a database to the newest schema, one process at a time, and refuses one from the future."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from schemas.database import Database, explained
from schemas.errors import DatabaseUnusable

VERSIONS = Path(__file__).parent / "versions"
MIGRATION_LOCK = 7_305_514_211
"""An arbitrary number that every Deskhand process asks PostgreSQL's advisory lock for."""


def known_versions() -> list[str]:
    """Return the schema versions that this program knows, oldest first: the numbers that its files start with."""
    return sorted(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def version_of(connection: Connection) -> str | None:
    """Return the schema version that a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def ensure_current(database: Database) -> None:
    """Migrate the database if it is older than this program; do nothing if it is current.

    Raises:
        DatabaseUnusable: a newer Deskhand made it, or it can't be opened.
    """
    versions = known_versions()
    with explained(database):
        with database.engine.connect() as connection:
            found = version_of(connection)
        if found == versions[-1]:
            return
        with database.writing_engine.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            found = version_of(connection)
            if found is not None and found not in versions:
                where = database.path or database.url.render_as_string(hide_password=True)
                raise DatabaseUnusable(
                    f"{where} was made by a newer Deskhand (schema {found}; this one knows up to "
                    f"{versions[-1]}). Nothing was changed; update Deskhand and try again."
                )
            if found != versions[-1]:
                _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
