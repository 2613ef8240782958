"""What providers' campaigns were asked, and the calls that owners asked for."""

from alembic import op

revision = "0017"
down_revision = "0016"

TENANT_TABLES = ("campaign_stops", "bridges")


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

CREATE TABLE bridges (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    command_id uuid NOT NULL UNIQUE REFERENCES messages ON DELETE CASCADE,
    connection_id uuid NOT NULL REFERENCES connections ON DELETE CASCADE,
    our_number text NOT NULL,
    owner text NOT NULL,
    person text NOT NULL,
    name text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('queued', 'calling', 'unknown', 'ringing', 'connected', 'ended')),
    call_id text NOT NULL DEFAULT '',
    outcome text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    asked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT what_ended_has_an_outcome CHECK ((state = 'ended') = (outcome <> ''))
);
CREATE INDEX bridges_of_lead ON bridges (lead_id);
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
