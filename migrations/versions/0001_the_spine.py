"""The spine: tenants, events, messages, jobs, drafts, sends, the timeline, the AI ledger."""

from alembic import op

revision = "0001"
down_revision = None

TENANT_TABLES = (
    "connections",
    "events",
    "leads",
    "lead_addresses",
    "messages",
    "drafts",
    "draft_versions",
    "sends",
    "timeline",
    "ai_calls",
    "sandbox_phone",
    "sandbox_faults",
)


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE workspaces (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    timezone text NOT NULL DEFAULT 'UTC',
    settings jsonb NOT NULL DEFAULT '{}',
    is_demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE connections (
    id uuid PRIMARY KEY,
    workspace_id uuid REFERENCES workspaces,
    channel text NOT NULL,
    name text NOT NULL,
    account text NOT NULL DEFAULT '',
    base_url text NOT NULL DEFAULT '',
    credentials_sealed text NOT NULL,
    webhook_secrets_sealed text NOT NULL,
    webhook_key_sealed text NOT NULL,
    webhook_key_hash bytea NOT NULL UNIQUE,
    enabled boolean NOT NULL DEFAULT true,
    revision bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz
);
CREATE INDEX connections_of_workspace ON connections (workspace_id, channel) WHERE removed_at IS NULL;

CREATE TABLE refused_deliveries (
    connection_id uuid NOT NULL,
    channel text NOT NULL,
    reason text NOT NULL,
    count bigint NOT NULL,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (connection_id, channel, reason)
);
COMMENT ON TABLE refused_deliveries IS
    'All that is kept of a delivery that could not be authenticated. The nil id stands for unknown keys.';

-- Tables on the hot path carry no foreign key to `workspaces` and `connections`: every insert would lock the same two
-- rows, whoever else writes. Neither row is ever deleted, the ingest statement proves the connection itself, and row
-- security proves the workspace.
CREATE TABLE events (
    id uuid PRIMARY KEY,
    workspace_id uuid,
    connection_id uuid NOT NULL,
    channel text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('accepted', 'quarantined', 'unmatched', 'unrouted', 'noted')),
    reason text NOT NULL DEFAULT '',
    message_id uuid,
    body bytea NOT NULL,
    headers jsonb NOT NULL,
    url text NOT NULL,
    subpath text NOT NULL DEFAULT '',
    deliveries integer NOT NULL DEFAULT 1,
    received_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (connection_id, key)
);
CREATE INDEX events_open ON events (state, id) WHERE state IN ('quarantined', 'unmatched', 'unrouted');
CREATE INDEX events_of_workspace ON events (workspace_id, id);

CREATE TABLE leads (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    name text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'qualified', 'meeting-requested', 'meeting-booked',
        'not-interested', 'blacklisted', 'unqualified', 'needs-repair')),
    sentiment text,
    score_fit smallint CHECK (score_fit BETWEEN 1 AND 4),
    score_intent smallint CHECK (score_intent BETWEEN 1 AND 4),
    score_overall smallint CHECK (score_overall BETWEEN 1 AND 4),
    score_reasons jsonb NOT NULL DEFAULT '[]',
    emails jsonb NOT NULL DEFAULT '[]',
    phones jsonb NOT NULL DEFAULT '[]',
    linkedin_url text NOT NULL DEFAULT '',
    scheduling_links jsonb NOT NULL DEFAULT '[]',
    consent jsonb NOT NULL DEFAULT '{}',
    follow_ups_paused boolean NOT NULL DEFAULT false,
    follow_ups_paused_reason text NOT NULL DEFAULT '',
    automation_paused_reason text NOT NULL DEFAULT '',
    has_appointment boolean NOT NULL DEFAULT false,
    last_message_at timestamptz,
    last_inbound_at timestamptz,
    last_outbound_at timestamptz,
    erased_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, id)
) WITH (fillfactor = 80);
CREATE INDEX leads_by_activity ON leads (workspace_id, last_message_at DESC, id);

CREATE TABLE lead_addresses (
    workspace_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'linkedin')),
    address text NOT NULL,
    lead_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, kind, address),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX lead_addresses_of_lead ON lead_addresses (lead_id);

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    event_id uuid,
    channel text NOT NULL,
    account text NOT NULL DEFAULT '',
    medium text NOT NULL CHECK (medium IN ('sms', 'email', 'linkedin', 'voice')),
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    author text NOT NULL CHECK (author IN ('lead', 'ai', 'human', 'campaign', 'elsewhere')),
    external_id text NOT NULL,
    sender text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    html text NOT NULL DEFAULT '',
    reply_text text,
    body_clean text,
    signature text NOT NULL DEFAULT '',
    quoted text NOT NULL DEFAULT '',
    conversation text NOT NULL DEFAULT '',
    media jsonb NOT NULL DEFAULT '[]',
    reply_handle jsonb NOT NULL DEFAULT '{}',
    version bigint NOT NULL,
    automated boolean NOT NULL DEFAULT false,
    opt_out boolean NOT NULL DEFAULT false,
    injection boolean NOT NULL DEFAULT false,
    backfilled boolean NOT NULL DEFAULT false,
    safety jsonb NOT NULL DEFAULT '{}',
    sentiment text CHECK (sentiment IN ('Blacklist', 'Automated Reply', 'Out of Office', 'Meeting Booked',
        'Meeting Requested', 'Call Requested', 'Information Requested', 'Follow Up', 'Not Interested', 'Objection',
        'Interested', 'Neutral')),
    sentiment_source text CHECK (sentiment_source IN ('header', 'lexicon', 'model', 'human')),
    sentiment_confidence real,
    sentiment_reason text NOT NULL DEFAULT '',
    asks_something boolean NOT NULL DEFAULT false,
    disposition text CHECK (disposition IN ('processing', 'retrying', 'waiting-human', 'sent', 'approved-sent',
        'edited-sent', 'stayed-silent', 'suppressed', 'superseded', 'booked', 'failed')),
    disposition_reason text NOT NULL DEFAULT '',
    disposed_at timestamptz,
    draft_id uuid,
    sent_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (external_id, workspace_id, channel, account, direction),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT one_disposition CHECK ((direction = 'inbound') = (disposition IS NOT NULL)),
    CONSTRAINT silence_has_a_reason
        CHECK (disposition NOT IN ('stayed-silent', 'suppressed') OR disposition_reason <> '')
) WITH (fillfactor = 80);
CREATE INDEX messages_of_lead ON messages (lead_id, version, id);
CREATE INDEX messages_of_workspace ON messages (workspace_id, id);
CREATE INDEX messages_open ON messages (workspace_id, disposition, id)
    WHERE disposition IN ('processing', 'retrying', 'waiting-human', 'failed');

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    queue text NOT NULL CHECK (queue IN ('reply', 'send', 'notify', 'background')),
    workspace_id uuid NOT NULL,
    lead_id uuid,
    message_id uuid,
    subject_id text NOT NULL,
    dedupe_key text NOT NULL UNIQUE,
    payload jsonb NOT NULL DEFAULT '{}',
    lane text,
    status text NOT NULL DEFAULT 'PENDING'
        CHECK (status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'PARKED')),
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    crashes integer NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0,
    lease_owner text,
    lease_until timestamptz,
    min_code integer NOT NULL DEFAULT 1,
    run_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ring_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at timestamptz,
    finished_at timestamptz,
    last_error text,
    last_error_code text,
    parked_reason text,
    cancel_requested boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
COMMENT ON COLUMN jobs.ring_at IS 'When the relay should ring (again) for this row; earlier than that somebody else has.';
CREATE INDEX jobs_to_ring ON jobs (queue, workspace_id, ring_at) WHERE status = 'PENDING';
CREATE INDEX jobs_due ON jobs (queue, run_at) WHERE status = 'PENDING';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE status = 'RUNNING';
CREATE UNIQUE INDEX jobs_one_per_lane ON jobs (lane) WHERE status = 'RUNNING';
CREATE INDEX jobs_dead ON jobs (workspace_id, id) WHERE status IN ('FAILED', 'PARKED');
CREATE INDEX jobs_of_message ON jobs (message_id);
CREATE INDEX jobs_of_lead ON jobs (lead_id) WHERE status IN ('PENDING', 'RUNNING', 'PARKED');
CREATE INDEX jobs_of_workspace ON jobs (workspace_id, id);

CREATE TABLE job_attempts (
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    fence bigint NOT NULL,
    attempt integer NOT NULL,
    owner text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome text NOT NULL,
    error text NOT NULL DEFAULT '',
    code text NOT NULL DEFAULT '',
    next_run_at timestamptz,
    PRIMARY KEY (job_id, fence)
);

CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    message_id uuid NOT NULL UNIQUE REFERENCES messages ON DELETE CASCADE,
    channel text NOT NULL,
    version integer NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    status text NOT NULL CHECK (status IN ('proposed', 'approved', 'sent', 'rejected', 'superseded', 'failed')),
    basis_version bigint NOT NULL,
    author text NOT NULL,
    edited boolean NOT NULL DEFAULT false,
    strategy jsonb,
    evaluation jsonb,
    decision jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX drafts_of_workspace ON drafts (workspace_id, id);
CREATE INDEX drafts_open ON drafts (lead_id) WHERE status IN ('proposed', 'approved', 'failed');

CREATE TABLE draft_versions (
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    version integer NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    author text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (draft_id, version)
);

CREATE TABLE sends (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    draft_version integer NOT NULL,
    connection_id uuid NOT NULL REFERENCES connections,
    channel text NOT NULL,
    medium text NOT NULL,
    recipient text NOT NULL,
    sender text NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    conversation text NOT NULL DEFAULT '',
    reply_handle jsonb NOT NULL DEFAULT '{}',
    part integer NOT NULL,
    parts integer NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed',
        'unknown', 'withheld')),
    reason text NOT NULL DEFAULT '',
    error text NOT NULL DEFAULT '',
    basis_version bigint NOT NULL,
    intent_key text NOT NULL UNIQUE,
    automatic boolean NOT NULL,
    approved_by text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    lookups integer NOT NULL DEFAULT 0,
    provider_message_id text NOT NULL DEFAULT '',
    owner text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    sending_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT withheld_has_a_reason CHECK (state <> 'withheld' OR reason <> '')
);
CREATE INDEX sends_of_workspace ON sends (workspace_id, id);
CREATE INDEX sends_of_message ON sends (message_id);
CREATE INDEX sends_of_lead_open ON sends (lead_id) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX sends_by_provider_id ON sends (connection_id, provider_message_id) WHERE provider_message_id <> '';
CREATE INDEX sends_unsettled ON sends (state, updated_at) WHERE state IN ('sending', 'unknown');

CREATE TABLE timeline (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid,
    message_id uuid,
    kind text NOT NULL,
    verdict text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    actor text NOT NULL DEFAULT 'rejoinder',
    detail jsonb NOT NULL DEFAULT '{}',
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX timeline_of_lead ON timeline (lead_id, id);
CREATE INDEX timeline_of_message ON timeline (message_id, id);

CREATE TABLE ai_calls (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid,
    message_id uuid,
    job_id uuid,
    feature text NOT NULL,
    model text NOT NULL,
    prompt_version text NOT NULL DEFAULT '',
    source text NOT NULL,
    status text NOT NULL,
    error text NOT NULL DEFAULT '',
    request_id text NOT NULL DEFAULT '',
    input_tokens integer,
    cached_tokens integer,
    output_tokens integer,
    reasoning_tokens integer,
    cost_usd numeric(12, 6),
    latency_ms integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ai_calls_of_workspace ON ai_calls (workspace_id, created_at);
CREATE INDEX ai_calls_of_message ON ai_calls (message_id);
CREATE INDEX ai_calls_of_lead ON ai_calls (lead_id, created_at);

CREATE TABLE sandbox_phone (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    connection_id uuid NOT NULL REFERENCES connections,
    send_id text NOT NULL,
    medium text NOT NULL,
    recipient text NOT NULL,
    sender text NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    delivered_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE sandbox_phone IS
    'What simulated people received. No uniqueness on purpose: a reply sent twice must be seen twice.';
CREATE INDEX sandbox_phone_by_recipient ON sandbox_phone (connection_id, recipient, id);

CREATE TABLE sandbox_faults (
    send_id text NOT NULL,
    fault text NOT NULL,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    met integer NOT NULL,
    PRIMARY KEY (send_id, fault)
);

CREATE TABLE switches (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('outbound_paused', 'outbound_halted', 'ai_disabled', 'processing_paused',
        'alerts_muted')),
    workspace_id uuid REFERENCES workspaces,
    channel text,
    lead_id uuid,
    reason text NOT NULL CHECK (reason <> ''),
    author text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    until timestamptz,
    ended_at timestamptz,
    ended_by text
);
CREATE INDEX switches_in_force ON switches (kind) WHERE ended_at IS NULL;

CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    workspace_id uuid REFERENCES workspaces,
    rule text NOT NULL,
    subject text NOT NULL DEFAULT '',
    severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
    title text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    count integer NOT NULL DEFAULT 1,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz,
    acknowledged_by text,
    resolved_at timestamptz
);
CREATE UNIQUE INDEX alerts_one_open ON alerts (rule, subject) WHERE resolved_at IS NULL;

CREATE TABLE breakers (
    name text PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    last_code text NOT NULL DEFAULT '',
    opened_at timestamptz,
    next_probe_at timestamptz
);

CREATE TABLE tokens (
    id uuid PRIMARY KEY,
    workspace_id uuid REFERENCES workspaces,
    role text NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
    name text NOT NULL DEFAULT '',
    hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('link', 'session')),
    role text NOT NULL,
    workspace_id uuid,
    csrf text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE workers (
    owner text PRIMARY KEY,
    role text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    queues text NOT NULL DEFAULT '',
    code_version integer NOT NULL,
    schema_revision text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'working',
    started_at timestamptz NOT NULL DEFAULT now(),
    beat_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE installation (
    key text PRIMARY KEY,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
"""
    )
    op.execute(
        """
CREATE FUNCTION in_workspace(owner uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('rejoinder.workspace', true) = '*'
    OR owner::text = current_setting('rejoinder.workspace', true);
COMMENT ON FUNCTION in_workspace IS
    'The second wall between tenants: true only inside a transaction that said which workspace it works for.';
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
    op.execute(
        """
CREATE VIEW "BackgroundJob" WITH (security_invoker = true) AS
SELECT id, type, status, dedupe_key AS "dedupeKey", workspace_id AS "clientId", lead_id AS "leadId",
       message_id AS "messageId", attempts, max_attempts AS "maxAttempts", run_at AS "runAt",
       started_at AS "startedAt", finished_at AS "finishedAt", last_error AS "lastError",
       created_at AS "createdAt", lease_owner AS "lockedBy", lease_until AS "lockedUntil"
FROM jobs;
CREATE VIEW backgroundjob WITH (security_invoker = true) AS
SELECT id, type, status, dedupe_key AS dedupekey, workspace_id AS clientid, lead_id AS leadid,
       message_id AS messageid, attempts, max_attempts AS maxattempts, run_at AS runat,
       started_at AS startedat, finished_at AS finishedat, last_error AS lasterror,
       created_at AS createdat
FROM jobs;
CREATE VIEW "AIInteraction" WITH (security_invoker = true) AS
SELECT id, workspace_id AS "clientId", lead_id AS "leadId", feature AS "featureId", model, source, status,
       input_tokens AS "promptTokens", output_tokens AS "completionTokens", input_tokens AS "inputTokens",
       output_tokens AS "outputTokens", cost_usd * 100 AS "costInCents", latency_ms AS "latencyMs",
       created_at AS "createdAt"
FROM ai_calls;
CREATE VIEW aiinteraction WITH (security_invoker = true) AS
SELECT id, workspace_id AS clientid, lead_id AS leadid, feature AS featureid, model, source, status,
       input_tokens AS prompttokens, output_tokens AS completiontokens, input_tokens AS inputtokens,
       output_tokens AS outputtokens, cost_usd * 100 AS costincents, latency_ms AS latencyms,
       created_at AS createdat
FROM ai_calls;
"""
    )
