"""Refusals were first seen when they were counted, not a moment later when they were written down."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute("UPDATE refused_deliveries SET first_at = last_at WHERE first_at > last_at")
