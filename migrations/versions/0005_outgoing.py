"""Outgoing events: the users' own addresses, and what was told to them."""

from alembic import op

revision = "0005"
down_revision = "0004"

TENANT_TABLES = ("webhook_endpoints", "webhook_deliveries")


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    name text NOT NULL CHECK (name <> ''),
    sealed text NOT NULL,
    event_types text[] NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    disabled_reason text NOT NULL DEFAULT '',
    failing_since timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at timestamptz
);
COMMENT ON COLUMN webhook_endpoints.sealed IS 'The address, which may hold a token, and the signing secrets.';
CREATE INDEX webhook_endpoints_listening ON webhook_endpoints (workspace_id) WHERE enabled AND removed_at IS NULL;

-- Written beside what it tells of, so without foreign keys on the hot path's rows.
CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    endpoint_id uuid NOT NULL REFERENCES webhook_endpoints,
    event_id uuid NOT NULL,
    type text NOT NULL,
    lead_id uuid,
    data jsonb NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    resends integer NOT NULL DEFAULT 0,
    last_status integer,
    last_error text NOT NULL DEFAULT '',
    last_attempt_at timestamptz,
    delivered_at timestamptz,
    UNIQUE (endpoint_id, event_id)
) WITH (fillfactor = 80);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, occurred_at, id);
CREATE INDEX webhook_deliveries_of_lead ON webhook_deliveries (lead_id) WHERE lead_id IS NOT NULL;
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
