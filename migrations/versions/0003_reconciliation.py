"""Where the look back into each provider's own history stands."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE reconciliations (
    connection_id uuid PRIMARY KEY REFERENCES connections ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    cursor text NOT NULL DEFAULT '',
    due_at timestamptz NOT NULL,
    looked_at timestamptz,
    found bigint NOT NULL DEFAULT 0,
    found_at timestamptz
);
COMMENT ON COLUMN reconciliations.found IS 'Messages that the provider had and no webhook brought.';
ALTER TABLE reconciliations ENABLE ROW LEVEL SECURITY;
ALTER TABLE reconciliations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reconciliations USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id));
"""
    )
