"""Deliveries that are no messages know whom they are about, so that an erasure reaches them."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE events ADD COLUMN lead_id uuid")
    op.execute("CREATE INDEX events_of_lead ON events (lead_id) WHERE lead_id IS NOT NULL")
