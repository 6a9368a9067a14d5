"""The bare driver's side of bench/gate.py: what the gate sent, recorded once and sent again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, event
from sqlmodel import SQLModel

from schemas.database import Database


@dataclass(frozen=True)
class Side:
    """One way of doing the same: takes no arguments, returns nothing."""

    name: str
    write: Callable[[], object]
    read: Callable[[], object]


Statements = list[tuple[str, Any]]


@contextmanager
def recorded(engine: Engine) -> Iterator[Statements]:
    """Record the statements that an engine sends to its driver meanwhile, with parameters."""
    sent: Statements = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def ids_minted(statements: Statements) -> list[str]:
    """Return the ids of the rows that a recorded write added."""
    minted = []
    for statement, parameters in statements:
        if statement.startswith("INSERT"):
            values = list(parameters.values()) if isinstance(parameters, dict) else list(parameters)
            names = statement[statement.index("(") + 1 : statement.index(")")].split(", ")
            *_, own = SQLModel.metadata.tables[statement.split()[2]].primary_key.columns.keys()
            minted.append(values[names.index(own)])
    return minted


def renewed(value: Any, ids: dict[str, str]) -> Any:
    """Return a recorded parameter with every minted id in it replaced by a fresh one."""
    if isinstance(value, str):
        for old, new in ids.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, dict):
        return {key: renewed(item, ids) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(renewed(item, ids) for item in value)
    if type(value).__name__ in {"Json", "Jsonb"}:
        return type(value)(renewed(value.obj, ids))
    return value


def driver_side(database: Database, write: Statements, read: Statements) -> Side:
    """Return the side of the bare driver, on a connection prepared as the engine prepares its own."""
    connection: Any = database.engine.raw_connection().driver_connection
    minted = ids_minted(write)

    def send(statements: Statements, ids: dict[str, str]) -> None:
        cursor = connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, renewed(parameters, ids) if ids else parameters)
            if cursor.description is not None:
                cursor.fetchall()
        cursor.close()

    def do_write() -> None:
        send(write, {old: str(uuid4()) for old in minted})
        connection.commit()

    def do_read() -> None:
        send(read, {})
        connection.rollback()

    return Side("driver", do_write, do_read)
