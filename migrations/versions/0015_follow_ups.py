"""Sequences, the people in them, and the sends that their steps are."""

from alembic import op

revision = "0015"
down_revision = "0014"

TENANT_TABLES = ("sequences", "follow_ups")


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE sequences (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    name text NOT NULL CHECK (name <> ''),
    steps jsonb NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at timestamptz
);
CREATE INDEX sequences_of_workspace ON sequences (workspace_id, id);

CREATE TABLE follow_ups (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    sequence_id uuid REFERENCES sequences,
    state text NOT NULL CHECK (state IN ('active', 'paused', 'snoozed', 'deferred', 'done', 'cancelled')),
    reason text NOT NULL CHECK (reason <> ''),
    step integer NOT NULL CHECK (step > 0),
    planned_at timestamptz,
    next_at timestamptz,
    turn integer NOT NULL,
    fired boolean NOT NULL DEFAULT false,
    timezone text NOT NULL DEFAULT '',
    own_steps jsonb NOT NULL DEFAULT '[]',
    text text NOT NULL DEFAULT '',
    subject text NOT NULL DEFAULT '',
    confidence double precision,
    approved_by text NOT NULL DEFAULT '',
    message_id uuid,
    enrolled_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT what_is_over_has_no_next_look CHECK (state NOT IN ('done', 'cancelled') OR next_at IS NULL),
    CONSTRAINT a_moment_was_named CHECK (state NOT IN ('snoozed', 'deferred') OR next_at IS NOT NULL)
) WITH (fillfactor = 80);
CREATE INDEX follow_ups_of_lead ON follow_ups (lead_id, id);
CREATE INDEX follow_ups_of_workspace ON follow_ups (workspace_id, id);
CREATE INDEX follow_ups_of_sequence ON follow_ups (sequence_id)
    WHERE state IN ('active', 'paused', 'snoozed', 'deferred');
CREATE INDEX follow_ups_due ON follow_ups (next_at) WHERE next_at IS NOT NULL AND NOT fired;

ALTER TABLE sends ADD COLUMN follow_up_id uuid REFERENCES follow_ups;
ALTER TABLE sends ADD COLUMN step integer NOT NULL DEFAULT 0;
ALTER TABLE sends DROP CONSTRAINT sends_kind_check;
ALTER TABLE sends ADD CONSTRAINT sends_kind_check
    CHECK (kind IN ('reply', 'follow-up', 'deflection', 'apology', 'notification', 'operator', 'holding'));
ALTER TABLE sends ADD CONSTRAINT follow_ups_are_steps
    CHECK ((kind = 'follow-up') = (follow_up_id IS NOT NULL) AND (step > 0) = (follow_up_id IS NOT NULL));
ALTER TABLE sends DROP CONSTRAINT sends_answer_something;
ALTER TABLE sends ADD CONSTRAINT sends_answer_something
    CHECK (message_id IS NOT NULL OR call_id IS NOT NULL OR follow_up_id IS NOT NULL);
CREATE INDEX sends_of_follow_up ON sends (follow_up_id, step) WHERE follow_up_id IS NOT NULL;
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
