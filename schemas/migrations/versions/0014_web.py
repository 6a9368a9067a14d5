"""The access to the owner's page: passwords, sessions, one-time links, tries to sign in.

Why: sign-out everywhere, one-time links and limits have to hold across processes and restarts.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, permanent
from schemas.migrations.own_yes_guards import granted_by_its_own_yes

revision = "0014"
down_revision = "0013"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "member_passwords",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("password_id", sa.String(36), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=False),
        sa.Column("hash", sa.String(300), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        *_keys("password_id", of_a_member=True),
    )
    op.create_index(
        "ix_member_passwords_member", "member_passwords", ["business_id", "member_id", "retired_at"]
    )
    op.create_table(
        "web_sessions",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        *_keys("session_id", of_a_member=True),
    )
    op.create_index("ix_web_sessions_token", "web_sessions", ["business_id", "token_digest"])
    op.create_index("ix_web_sessions_member", "web_sessions", ["business_id", "member_id", "ended_at"])
    op.create_table(
        "one_time_links",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("link_id", sa.String(36), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        *_keys("link_id", of_a_member=True),
    )
    op.create_index("ix_one_time_links_token", "one_time_links", ["business_id", "token_digest"])
    op.create_table(
        "sign_in_tries",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("try_id", sa.String(36), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        *_keys("try_id", of_a_member=False),
    )
    op.create_index("ix_sign_in_tries_account", "sign_in_tries", ["business_id", "account", "at"])
    op.create_index("ix_sign_in_tries_address", "sign_in_tries", ["business_id", "address", "at"])
    op.create_table(
        "deciding_grants",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("grant_id", sa.String(36), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("granted_approval_id", sa.String(36), nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        *_keys("grant_id", of_a_member=True),
        sa.ForeignKeyConstraint(
            ["business_id", "granted_approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    not_ended = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_deciding_grants_kind",
        "deciding_grants",
        ["business_id", "member_id", "kind"],
        unique=True,
        sqlite_where=not_ended,
        postgresql_where=not_ended,
    )
    install(op.get_bind(), tuple(granted_by_its_own_yes()))
    for table, key in (
        ("deciding_grants", "grant_id"),
        ("member_passwords", "password_id"),
        ("web_sessions", "session_id"),
        ("one_time_links", "link_id"),
        ("sign_in_tries", "try_id"),
    ):
        install(op.get_bind(), tuple(permanent(table, key)))


def _keys(key: str, *, of_a_member: bool) -> list[sa.Constraint]:
    keys: list[sa.Constraint] = [
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", key),
    ]
    if of_a_member:
        member = ["business_id", "member_id"]
        target = ["members.business_id", "members.member_id"]
        keys.append(sa.ForeignKeyConstraint(member, target, deferrable=True, initially="DEFERRED"))
    return keys
