"""Who is told of trouble and how it went; people with passwords; and what they did."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE alerts
    ADD COLUMN told_at timestamptz,
    ADD COLUMN told_severity text NOT NULL DEFAULT '',
    ADD COLUMN told_count integer NOT NULL DEFAULT 0,
    ADD COLUMN tries integer NOT NULL DEFAULT 0,
    ADD COLUMN next_try_at timestamptz;
COMMENT ON COLUMN alerts.told_at IS 'The last delivery that worked; a failed one holds nothing back.';
UPDATE alerts SET told_at = last_at, told_severity = severity, told_count = count WHERE resolved_at IS NULL;

CREATE TABLE alert_routes (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('sms', 'slack', 'email', 'webhook')),
    name text NOT NULL,
    target_sealed text NOT NULL,
    connection_id uuid REFERENCES connections,
    least text NOT NULL CHECK (least IN ('critical', 'high', 'medium', 'low')),
    place integer NOT NULL DEFAULT 0,
    enabled boolean NOT NULL DEFAULT true,
    last_success_at timestamptz,
    last_error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE alert_deliveries (
    id uuid PRIMARY KEY,
    alert_id uuid NOT NULL REFERENCES alerts ON DELETE CASCADE,
    route_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('delivered', 'failed')),
    error text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX alert_deliveries_of_alert ON alert_deliveries (alert_id, at);

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    name text NOT NULL DEFAULT '',
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz,
    disabled_at timestamptz
);
CREATE TABLE memberships (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid REFERENCES workspaces,
    role text NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX memberships_one ON memberships
    (user_id, coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'::uuid));
COMMENT ON COLUMN memberships.workspace_id IS 'Null: every workspace.';

ALTER TABLE sessions
    DROP CONSTRAINT sessions_kind_check,
    ADD CONSTRAINT sessions_kind_check CHECK (kind IN ('link', 'session', 'invitation')),
    ADD COLUMN user_id uuid REFERENCES users ON DELETE CASCADE,
    ADD COLUMN email text NOT NULL DEFAULT '',
    ADD COLUMN device text NOT NULL DEFAULT '',
    ADD COLUMN last_seen_at timestamptz;
COMMENT ON COLUMN sessions.email IS 'Whom an invitation is for.';

CREATE TABLE sign_in_failures (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_at timestamptz NOT NULL
);
COMMENT ON TABLE sign_in_failures IS 'By hashed e-mail and hashed network address; gone after a success or a day.';

CREATE TABLE audit_log (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    user_id uuid,
    workspace_id uuid,
    action text NOT NULL,
    subject jsonb NOT NULL DEFAULT '{}',
    status integer NOT NULL,
    request_id text NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_of_workspace ON audit_log (workspace_id, id);
COMMENT ON TABLE audit_log IS 'Every change that a person or a token asked for: ids only, no bodies.';
"""
    )
