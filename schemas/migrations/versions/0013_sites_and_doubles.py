"""Sites with their people, a lead's and a deal's site, and the search for doubles.

Why: one payer has several properties, one property has an owner and a tenant, and a visit goes to the property, not to
whoever pays; and a search through everybody must go on where it was killed. A person's own
address stays where it is: nothing is moved.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, permanent

revision = "0013"
down_revision = "0012"

GUARDS = (*permanent("sites", "site_id"), *permanent("site_people", "site_person_id"))
CARRIERS = ("leads", "opportunities")


def _to_contact(column: str) -> sa.ForeignKeyConstraint:
    return _key(column, "contacts", "contact_id")


def _key(column: str, table: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{key}"],
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "sites",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("voided_at", instant, nullable=True),
        sa.Column("site_id", sa.String(36), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(300), nullable=False),
        sa.Column("words_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "site_id"),
    )
    op.create_index("ix_sites_address_key", "sites", ["business_id", "address_key"])
    op.create_table(
        "site_people",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("voided_at", instant, nullable=True),
        sa.Column("site_person_id", sa.String(36), nullable=False),
        sa.Column("site_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        _key("site_id", "sites", "site_id"),
        _to_contact("contact_id"),
        sa.PrimaryKeyConstraint("business_id", "site_person_id"),
    )
    op.create_index("ix_site_people_site", "site_people", ["business_id", "site_id"])
    op.create_index("ix_site_people_contact", "site_people", ["business_id", "contact_id"])
    op.create_table(
        "duplicate_searches",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("search_id", sa.String(36), nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("finished_at", instant, nullable=True),
        sa.Column("through", sa.String(36), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "search_id"),
    )
    op.create_table(
        "likely_doubles",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("double_id", sa.String(36), nullable=False),
        sa.Column("search_id", sa.String(36), nullable=False),
        sa.Column("one_id", sa.String(36), nullable=False),
        sa.Column("other_id", sa.String(36), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        _key("search_id", "duplicate_searches", "search_id"),
        _to_contact("one_id"),
        _to_contact("other_id"),
        sa.PrimaryKeyConstraint("business_id", "double_id"),
    )
    pair = ["business_id", "search_id", "one_id", "other_id"]
    op.create_index("uq_likely_doubles_pair", "likely_doubles", pair, unique=True)
    op.create_index("ix_likely_doubles_score", "likely_doubles", ["business_id", "search_id", "score"])
    for table in CARRIERS:
        op.add_column(table, sa.Column("site_id", sa.String(36), nullable=True))
        op.create_index(f"ix_{table}_site", table, ["business_id", "site_id"])
    _add_keys_to_sites(op.get_bind())
    install(op.get_bind(), GUARDS)


def _add_keys_to_sites(connection: sa.Connection) -> None:
    """Add keys to tables that are there. SQLite can't; they are written into its schema instead.

    A constraint changes nothing of what is stored, so this is one of the changes for which SQLite's documentation
    ("ALTER TABLE", "Making Other Kinds Of Table Schema Changes") gives this way; building the tables anew would drop
    their guards.
    """
    if connection.dialect.name != "sqlite":
        for table in CARRIERS:
            pair = ["business_id", "site_id"]
            op.create_foreign_key(None, table, "sites", pair, pair, deferrable=True, initially="DEFERRED")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    key = "FOREIGN KEY(business_id, site_id) REFERENCES sites (business_id, site_id) DEFERRABLE INITIALLY DEFERRED"
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in CARRIERS:
        find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        made = str(connection.execute(find, {"name": table}).scalar_one()).rstrip()
        change = sa.text("UPDATE sqlite_master SET sql = :made WHERE type = 'table' AND name = :name")
        connection.execute(change, {"made": f"{made[:-1].rstrip()},\n\t{key}\n)", "name": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
