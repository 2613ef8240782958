"""Telling the team, deciding by button, budgets that are reserved, a ledger of consent, lists of whom to leave alone."""

from alembic import op

revision = "0021"
down_revision = "0020"

TENANT_TABLES = (
    "notifications",
    "ai_budget_days",
    "ai_reservations",
    "consent_changes",
    "suppressions",
    "suppression_imports",
)


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE drafts ADD COLUMN decided_by text NOT NULL DEFAULT '';
COMMENT ON COLUMN drafts.decided_by IS 'Who approved or rejected this version.';

ALTER TABLE sends DROP CONSTRAINT sends_kind_check;
ALTER TABLE sends ADD CONSTRAINT sends_kind_check
    CHECK (kind IN ('reply', 'follow-up', 'deflection', 'apology', 'notification', 'operator', 'holding', 'keyword',
                    'goodbye'));

CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    kind text NOT NULL CHECK (kind IN ('waiting', 'escalation', 'digest', 'test')),
    target text NOT NULL CHECK (target <> ''),
    dedupe_key text NOT NULL,
    lead_id uuid,
    message_id uuid,
    draft_id uuid,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed', 'skipped')),
    reason text NOT NULL DEFAULT '',
    reference text NOT NULL DEFAULT '',
    shown text NOT NULL DEFAULT '',
    fallback_for text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz,
    CONSTRAINT a_target_is_told_once UNIQUE (workspace_id, dedupe_key)
);
COMMENT ON TABLE notifications IS 'Whom of the team we told of what. Words of people are read when it leaves and not kept here.';
CREATE INDEX notifications_of_workspace ON notifications (workspace_id, id);
CREATE INDEX notifications_of_draft ON notifications (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX notifications_by_reference ON notifications (workspace_id, reference) WHERE reference <> '';

ALTER TABLE ai_calls ADD COLUMN charged_usd numeric(12, 6);
COMMENT ON COLUMN ai_calls.charged_usd IS 'What counts against budgets: the cost, or what was reserved where nobody knows it.';

CREATE TABLE ai_budget_days (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    day date NOT NULL,
    spent_usd numeric(14, 6) NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, day)
) WITH (fillfactor = 70);
COMMENT ON TABLE ai_budget_days IS 'What a workspace spent on a UTC day. Its row is the lock under which money is reserved.';

CREATE TABLE ai_reservations (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    day date NOT NULL,
    lead_id uuid,
    message_id uuid,
    amount_usd numeric(14, 6) NOT NULL CHECK (amount_usd >= 0),
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE ai_reservations IS 'Money for calls that are in the air; a call that never came back counts until it expires.';
CREATE INDEX ai_reservations_of_workspace ON ai_reservations (workspace_id, day);

CREATE TABLE consent_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    medium text NOT NULL,
    state text NOT NULL CHECK (state IN ('granted', 'unknown', 'withdrawn')),
    evidence text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE consent_changes IS 'Every change of anybody''s consent, written by a trigger so that no way past it exists.';
CREATE INDEX consent_changes_of_lead ON consent_changes (workspace_id, lead_id, id);
CREATE INDEX consent_changes_of_workspace ON consent_changes (workspace_id, id);

CREATE FUNCTION note_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consent_changes (workspace_id, lead_id, medium, state, evidence)
    SELECT NEW.workspace_id, NEW.id, now_said.medium, now_said.said ->> 'state',
           coalesce(now_said.said ->> 'evidence', '')
    FROM jsonb_each(NEW.consent) AS now_said (medium, said)
    WHERE now_said.said ->> 'state' IN ('granted', 'unknown', 'withdrawn')
      AND (TG_OP = 'INSERT'
           OR (OLD.consent -> now_said.medium) - 'evidence' IS DISTINCT FROM now_said.said - 'evidence');
    RETURN NULL;
END
$$;
CREATE TRIGGER a_new_lead_has_consent AFTER INSERT ON leads
    FOR EACH ROW WHEN (NEW.consent <> '{}'::jsonb) EXECUTE FUNCTION note_consent();
CREATE TRIGGER consent_has_changed AFTER UPDATE OF consent ON leads
    FOR EACH ROW WHEN (NEW.consent IS DISTINCT FROM OLD.consent) EXECUTE FUNCTION note_consent();

CREATE TABLE suppressions (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    kind text NOT NULL CHECK (kind IN ('phone', 'email')),
    address text NOT NULL CHECK (address <> ''),
    reason text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    added_by text NOT NULL DEFAULT '',
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (workspace_id, kind, address)
);

CREATE TABLE suppression_imports (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    name text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
    body text NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL DEFAULT 0,
    added integer NOT NULL DEFAULT 0,
    known integer NOT NULL DEFAULT 0,
    errors jsonb NOT NULL DEFAULT '[]',
    refused integer NOT NULL DEFAULT 0,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
);
COMMENT ON COLUMN suppression_imports.body IS 'The list as it came; emptied when all of it was taken.';
CREATE INDEX suppression_imports_of_workspace ON suppression_imports (workspace_id, id);
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
