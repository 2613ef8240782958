"""Numbers and whose they are, calls that nobody owns, and how every missed call ended."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE numbers (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE CHECK (number ~ '^[+][1-9][0-9]{6,14}$'),
    role text NOT NULL CHECK (role IN ('operational', 'onboarding', 'system')),
    workspace_id uuid REFERENCES workspaces,
    connection_id uuid NOT NULL REFERENCES connections,
    account text NOT NULL DEFAULT '',
    forward_to text NOT NULL DEFAULT '',
    can_text boolean NOT NULL DEFAULT true,
    is_free boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT operational_numbers_have_a_workspace CHECK (role <> 'operational' OR workspace_id IS NOT NULL),
    CONSTRAINT system_numbers_have_none CHECK (role <> 'system' OR workspace_id IS NULL),
    CONSTRAINT free_numbers_are_system_numbers CHECK (NOT is_free OR role = 'system')
);
CREATE INDEX numbers_of_workspace ON numbers (workspace_id, id);
CREATE INDEX numbers_of_connection ON numbers (connection_id);

CREATE TABLE system_intakes (
    id uuid PRIMARY KEY,
    workspace_id uuid REFERENCES workspaces,
    connection_id uuid NOT NULL,
    channel text NOT NULL,
    caller text NOT NULL,
    called text NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    root_call_id text UNIQUE,
    call_status text NOT NULL DEFAULT '',
    text_state text NOT NULL CHECK (text_state IN ('none', 'claimed', 'sent', 'delivered', 'undelivered', 'unknown',
        'failed', 'withheld', 'unreachable', 'suppressed')),
    text_sender text NOT NULL DEFAULT '',
    text_provider_id text NOT NULL DEFAULT '',
    text_reason text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    opted_out boolean NOT NULL DEFAULT false,
    lead_id uuid,
    assigned_at timestamptz,
    assigned_by text NOT NULL DEFAULT '',
    first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN system_intakes.workspace_id IS 'Empty until a person assigned it; row security shows it to nobody before.';
CREATE INDEX system_intakes_by_caller ON system_intakes (caller, last_seen_at);

CREATE TABLE system_intake_messages (
    id uuid PRIMARY KEY,
    intake_id uuid NOT NULL REFERENCES system_intakes ON DELETE CASCADE,
    workspace_id uuid REFERENCES workspaces,
    event_id uuid NOT NULL UNIQUE,
    external_id text NOT NULL,
    sender text NOT NULL,
    recipient text NOT NULL,
    body text NOT NULL,
    message_id uuid,
    received_at timestamptz NOT NULL
);
CREATE INDEX system_intake_messages_of_intake ON system_intake_messages (intake_id, received_at);

CREATE TABLE missed_calls (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    root_call_id text NOT NULL,
    call_id uuid NOT NULL,
    lead_id uuid,
    caller text NOT NULL,
    called text NOT NULL,
    ending text NOT NULL CHECK (ending IN ('texting', 'texted-before', 'unreachable', 'withheld', 'answered')),
    reason text NOT NULL DEFAULT '',
    send_id uuid,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (workspace_id, root_call_id),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE missed_calls IS 'One row per missed call of a workspace: how it ended for the caller.';
CREATE INDEX missed_calls_by_caller ON missed_calls (workspace_id, caller, at);

-- A text after a missed call answers a call, not a message.
ALTER TABLE sends ADD COLUMN call_id uuid;
ALTER TABLE sends ALTER COLUMN message_id DROP NOT NULL;
ALTER TABLE sends ALTER COLUMN draft_id DROP NOT NULL;
ALTER TABLE sends ADD CONSTRAINT sends_answer_something CHECK (message_id IS NOT NULL OR call_id IS NOT NULL);
"""
    )
    for table in ("numbers", "system_intakes", "system_intake_messages", "missed_calls"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
    # `in_workspace` of no workspace is NULL for a tenant and true for '*': what belongs to nobody is shown to nobody.
    # A workspace may read (never write) the account that one of its own numbers belongs to.
    op.execute(
        "CREATE POLICY shared_account ON connections FOR SELECT USING (workspace_id IS NULL AND EXISTS"
        " (SELECT FROM numbers n WHERE in_workspace(n.workspace_id) AND (n.connection_id = connections.id"
        "  OR (n.account <> '' AND n.account = connections.account))))"
    )
