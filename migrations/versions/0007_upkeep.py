"""Upkeep: books that are kept in pages, records that may go, and switches that end."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE accounting_pages (
    workspace_id uuid NOT NULL,
    first_id uuid NOT NULL,
    next_id uuid NOT NULL,
    dispositions jsonb NOT NULL,
    lost_events bigint NOT NULL,
    without_event bigint NOT NULL,
    oldest_received_at timestamptz,
    counted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (workspace_id, first_id)
);
COMMENT ON TABLE accounting_pages IS
    'One workspace''s inbound messages and accepted events with ids from first_id up to (not including) next_id, as last counted. Every page is counted again from the raw rows in turn.';
CREATE INDEX accounting_pages_by_age ON accounting_pages (counted_at);
CREATE INDEX accounting_pages_in_doubt ON accounting_pages (next_id) WHERE lost_events + without_event > 0;
ALTER TABLE accounting_pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounting_pages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON accounting_pages USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id));

-- Which pages a change of disposition touched. Rows are inserted without the moment, so arrival does not pay for it.
CREATE INDEX messages_disposed ON messages (disposed_at) WHERE disposed_at IS NOT NULL;

-- The order in which people are listed; and what was given up or parked, counted without looking at the rows.
CREATE INDEX leads_lately ON leads (workspace_id, (coalesce(last_message_at, created_at)) DESC, id DESC)
    WHERE erased_at IS NULL;
DROP INDEX leads_by_activity;
DROP INDEX jobs_dead;
CREATE INDEX jobs_dead ON jobs (status, workspace_id, id) WHERE status IN ('FAILED', 'PARKED');

ALTER TABLE switches ADD COLUMN warned_at timestamptz;
COMMENT ON COLUMN switches.warned_at IS 'When people were told that it will end by itself.';
-- A switch that was set without an end gets one now, and its warning a day before.
UPDATE switches SET until = now() + interval '7 days' WHERE until IS NULL AND ended_at IS NULL;
"""
    )
