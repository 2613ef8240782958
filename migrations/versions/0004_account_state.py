"""Messages that are edited or taken back, threads that name whose they are, and accounts that cannot be used for now."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE messages ADD COLUMN edited_at timestamptz, ADD COLUMN deleted_at timestamptz;
-- An echo that names only its thread. Texts and calls have no thread, so their arrival does not pay for this index.
CREATE INDEX messages_of_thread ON messages (connection_id, conversation, received_at) WHERE conversation <> '';

ALTER TABLE connections
    ADD COLUMN unusable_reason text NOT NULL DEFAULT '',
    ADD COLUMN state_changed_at timestamptz;
COMMENT ON COLUMN connections.unusable_reason IS
    'Why the provider account cannot be used at the moment; what would be sent through it is parked. Empty while it can.';
"""
    )
