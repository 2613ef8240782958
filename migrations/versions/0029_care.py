"""Tokens that end."""

from alembic import op

revision = "0029"
down_revision = "0027"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE tokens ADD COLUMN expires_at timestamptz;
COMMENT ON COLUMN tokens.expires_at IS 'From then on it opens nothing; null: until it is revoked.';
"""
    )
