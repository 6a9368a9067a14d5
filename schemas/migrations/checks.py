"""A check of a table that comes to say something else."""

import sqlalchemy as sa
from alembic import op


def change_check(connection: sa.Connection, table: str, name: str, before: str, after: str) -> None:
    """Change what a check constraint says. In SQLite it is changed in its schema (`keys.py` says why).

    Args:
        connection: of the migration.
        table: whose check it is.
        name: of the constraint.
        before: what it says.
        after: what it is to say; every row there is has to pass.
    """
    if connection.dialect.name != "sqlite":
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, after)
        return
    find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    made = str(connection.execute(find, {"name": table}).scalar_one())
    if made.count(before) != 1:
        raise RuntimeError(f"{table} has no {name} to change")
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    change = sa.text("UPDATE sqlite_master SET sql = :made WHERE type = 'table' AND name = :name")
    connection.execute(change, {"made": made.replace(before, after), "name": table})
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
