"""Calls: one row per telephone call, whoever told about it, and the voice agents that take them."""

from alembic import op

revision = "0006"
down_revision = "0005"

TENANT_TABLES = ("calls", "voice_agents")


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE voice_agents (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    connection_id uuid NOT NULL REFERENCES connections,
    external_assistant_id text NOT NULL CHECK (external_assistant_id <> ''),
    name text NOT NULL DEFAULT '',
    is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (connection_id, external_assistant_id)
);
CREATE UNIQUE INDEX voice_agents_one_default ON voice_agents (connection_id) WHERE is_default;

CREATE TABLE calls (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    connection_id uuid NOT NULL,
    channel text NOT NULL,
    external_id text NOT NULL,
    carrier_call_id text NOT NULL DEFAULT '',
    agent_id uuid REFERENCES voice_agents,
    lead_id uuid,
    message_id uuid,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'web', 'unknown')),
    status text CHECK (status IN ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'ended')),
    outcome text CHECK (outcome IN ('served', 'transferred', 'abandoned', 'missed', 'not-reached', 'failed', 'cancelled',
        'unknown')),
    report text NOT NULL CHECK (report IN ('pending', 'received', 'fetched', 'missing')),
    teller smallint NOT NULL,
    caller text NOT NULL DEFAULT '',
    caller_name text NOT NULL DEFAULT '',
    called text NOT NULL DEFAULT '',
    assistant_id text NOT NULL DEFAULT '',
    is_test boolean NOT NULL DEFAULT false,
    started_at timestamptz,
    ended_at timestamptz,
    duration_s double precision,
    stated_duration_s double precision,
    ended_reason text NOT NULL DEFAULT '',
    ending text NOT NULL DEFAULT '',
    ended_by smallint NOT NULL DEFAULT 0,
    caller_spoke boolean,
    lines jsonb NOT NULL DEFAULT '[]',
    lines_by smallint NOT NULL DEFAULT 0,
    transcript text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    structured jsonb NOT NULL DEFAULT '{}',
    success text NOT NULL DEFAULT '',
    cost_usd numeric(12, 6),
    recording_url text NOT NULL DEFAULT '',
    last_told_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (workspace_id, external_id),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX calls_of_workspace ON calls (workspace_id, id);
CREATE INDEX calls_of_lead ON calls (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX calls_by_carrier_id ON calls (workspace_id, carrier_call_id) WHERE carrier_call_id <> '';
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
