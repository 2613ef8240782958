"""Intakes that stay a workspace's until that is taken back, opt-outs without a number, one alert for each who is told."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE system_intakes
    ADD COLUMN released_at timestamptz,
    ADD COLUMN released_by text NOT NULL DEFAULT '';
COMMENT ON COLUMN system_intakes.released_at IS
    'Since when the caller''s texts are nobody''s again. What the workspace had by then stays with it.';

CREATE TABLE system_opt_outs (
    hash bytea PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE system_opt_outs IS
    'Who gets no text about a call to nobody''s number: keyed hashes of numbers, which outlive an erasure.';

-- The same trouble may concern two workspaces, or one and the installation: each of them has its own alert.
DROP INDEX alerts_one_open;
CREATE UNIQUE INDEX alerts_one_open
    ON alerts (rule, subject, coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'))
    WHERE resolved_at IS NULL;
"""
    )
