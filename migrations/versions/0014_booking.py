"""Offered times, and the meetings that came of them."""

from alembic import op

revision = "0014"
down_revision = "0013"

TENANT_TABLES = ("offered_slots", "appointments", "sandbox_meetings")


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE leads ADD COLUMN appointments integer NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN next_meeting_at timestamptz;
COMMENT ON COLUMN leads.appointments IS 'Rolled up in the transaction that changes an appointment, like has_appointment.';

CREATE TABLE offered_slots (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    message_id uuid NOT NULL,
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    connection_id uuid NOT NULL,
    calendar_id text NOT NULL CHECK (calendar_id <> ''),
    starts_at timestamptz NOT NULL,
    minutes integer NOT NULL CHECK (minutes > 0),
    zone text NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('drafted', 'offered', 'accepted', 'booked', 'lapsed')),
    reason text NOT NULL DEFAULT '',
    offered_at timestamptz,
    accepted_at timestamptz,
    accepted_message_id uuid,
    basis_version bigint NOT NULL DEFAULT 0,
    wanted_by text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    lookups integer NOT NULL DEFAULT 0,
    tried_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (draft_id, starts_at),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT offered_is_dated CHECK (state <> 'offered' OR offered_at IS NOT NULL),
    CONSTRAINT lapsed_has_reason CHECK (state <> 'lapsed' OR reason <> '')
);
COMMENT ON TABLE offered_slots IS 'Times of a calendar that stand in a draft or were told to a lead. Only these are ever booked.';
CREATE INDEX offered_slots_of_lead ON offered_slots (lead_id, id);
CREATE INDEX offered_slots_of_workspace ON offered_slots (workspace_id, id);
CREATE INDEX offered_slots_open ON offered_slots (connection_id, calendar_id, starts_at)
    WHERE state IN ('drafted', 'offered', 'accepted');

CREATE TABLE appointments (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    channel text NOT NULL,
    external_id text NOT NULL CHECK (external_id <> ''),
    state text NOT NULL CHECK (state IN ('booked', 'rescheduled', 'cancelled', 'held', 'no-show')),
    event_id text NOT NULL DEFAULT '',
    calendar_id text NOT NULL DEFAULT '',
    slot_id uuid UNIQUE,
    message_id uuid,
    title text NOT NULL DEFAULT '',
    starts_at timestamptz,
    ends_at timestamptz,
    timezone text NOT NULL DEFAULT '',
    place text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    replaces text NOT NULL DEFAULT '',
    replaced_by text NOT NULL DEFAULT '',
    moves integer NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    booked_by text NOT NULL DEFAULT '',
    changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (connection_id, external_id),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN appointments.changed_at IS 'The provider''s time of the newest account that holds; NULL is older than any.';
CREATE INDEX appointments_of_workspace ON appointments (workspace_id, id);
CREATE INDEX appointments_of_lead ON appointments (lead_id, id);
CREATE INDEX appointments_of_calendar ON appointments (connection_id, starts_at) WHERE state = 'booked';

CREATE TABLE sandbox_meetings (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    calendar_id text NOT NULL,
    key text NOT NULL,
    person text NOT NULL DEFAULT '',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    cancelled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE sandbox_meetings IS 'The simulated calendar. Nothing here prevents doubles: a double booking must be seen.';
CREATE INDEX sandbox_meetings_of_calendar ON sandbox_meetings (connection_id, calendar_id, starts_at);
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
