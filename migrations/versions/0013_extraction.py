"""What is learned about people, and from where; questions to enrichment providers; contacts kept alike elsewhere."""

from alembic import op

revision = "0013"
down_revision = "0012"

TENANT_TABLES = ("lead_facts", "enrichments", "contact_syncs")


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE leads ADD COLUMN timezone text NOT NULL DEFAULT '';
COMMENT ON COLUMN leads.timezone IS 'IANA name, where it is known well enough to promise a time of day.';

-- Leads are merged by changing lead_id, so nothing here is unique per lead alone.
CREATE TABLE lead_facts (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    message_id uuid,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'linkedin', 'scheduling-link', 'name', 'timezone', 'delegate')),
    value text NOT NULL CHECK (value <> ''),
    confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    source text NOT NULL CHECK (source IN ('message', 'enrichment', 'person')),
    rule text NOT NULL DEFAULT '',
    part text NOT NULL DEFAULT '',
    evidence text NOT NULL DEFAULT '',
    detail jsonb NOT NULL DEFAULT '{}',
    reference text NOT NULL DEFAULT '',
    applied boolean NOT NULL DEFAULT false,
    learned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_message_says_a_thing_once UNIQUE NULLS NOT DISTINCT
        (workspace_id, lead_id, kind, value, message_id, reference)
);
COMMENT ON COLUMN lead_facts.applied IS 'It filled a gap of the lead; otherwise the gap was filled already.';
CREATE INDEX lead_facts_of_lead ON lead_facts (lead_id, learned_at);

CREATE TABLE enrichments (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'linkedin')),
    state text NOT NULL CHECK (state IN ('asking', 'asked', 'found', 'not-found', 'failed', 'unusable', 'timed-out')),
    reason text NOT NULL DEFAULT '',
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at timestamptz
);
COMMENT ON COLUMN enrichments.id IS 'Our own id of the question; the provider brings it back.';
CREATE INDEX enrichments_of_lead ON enrichments (lead_id, kind);
CREATE INDEX enrichments_of_connection ON enrichments (connection_id);

CREATE TABLE contact_syncs (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    contact_id text NOT NULL,
    digest text NOT NULL,
    synced_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN contact_syncs.digest IS 'Of what was last written there.';
CREATE INDEX contact_syncs_of_lead ON contact_syncs (lead_id, connection_id);
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
