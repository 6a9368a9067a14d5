"""The environment that Alembic runs for each migration; the open connection is handed in by `ensure_current`."""

from alembic import context
from sqlmodel import SQLModel

import schemas.records  # noqa: F401  (tells the metadata of every table)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
