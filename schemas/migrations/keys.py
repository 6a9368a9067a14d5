"""Keys between tables that are there already."""

from dataclasses import dataclass

import sqlalchemy as sa
from alembic import op


@dataclass(frozen=True)
class Key:
    """A key to a row of the same business, checked at commit.

    Args:
        table, column: what points.
        target, target_column: where to.
    """

    table: str
    column: str
    target: str
    target_column: str

    def sql(self) -> str:
        """Return the constraint as SQLite keeps it."""
        return (
            f"FOREIGN KEY(business_id, {self.column}) REFERENCES {self.target} (business_id, {self.target_column}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )


def add_keys(connection: sa.Connection, *keys: Key) -> None:
    """Add keys to tables that are there.

    SQLite can't add one; it is written into its schema instead. A constraint changes nothing of what is stored, so this
    is one of the changes for which SQLite's documentation ("ALTER TABLE", "Making Other Kinds Of Table Schema Changes")
    gives this way; building the tables anew would drop their guards.
    """
    if connection.dialect.name != "sqlite":
        for key in keys:
            own, other = ["business_id", key.column], ["business_id", key.target_column]
            op.create_foreign_key(
                None, key.table, key.target, own, other, deferrable=True, initially="DEFERRED"
            )
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for key in keys:
        find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        made = str(connection.execute(find, {"name": key.table}).scalar_one()).rstrip()
        change = sa.text("UPDATE sqlite_master SET sql = :made WHERE type = 'table' AND name = :name")
        connection.execute(change, {"made": f"{made[:-1].rstrip()},\n\t{key.sql()}\n)", "name": key.table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
