"""What providers' campaigns were asked, so that one wish is said once."""

from alembic import op

revision = "0017"
down_revision = "0016"

TENANT_TABLES = ("campaign_stops",)


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE campaign_stops (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    connection_id uuid NOT NULL REFERENCES connections ON DELETE CASCADE,
    campaign text NOT NULL,
    for_good boolean NOT NULL,
    asked_at timestamptz NOT NULL,
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX campaign_stops_of_lead ON campaign_stops (lead_id, connection_id, campaign);
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
