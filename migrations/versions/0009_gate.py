"""What the system says itself, and what the owner is asked by text."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE sends ADD COLUMN kind text NOT NULL DEFAULT 'reply'
    CHECK (kind IN ('reply', 'deflection', 'apology', 'notification', 'operator'));
ALTER TABLE sends ALTER COLUMN draft_id DROP NOT NULL;
ALTER TABLE sends ADD CONSTRAINT notices_have_no_draft CHECK (kind = 'reply' OR draft_id IS NULL);
CREATE INDEX sends_notices_of_lead ON sends (lead_id, kind, created_at) WHERE kind <> 'reply';

ALTER TABLE messages DROP CONSTRAINT messages_author_check;
ALTER TABLE messages ADD CONSTRAINT messages_author_check
    CHECK (author IN ('lead', 'ai', 'human', 'campaign', 'elsewhere', 'system'));

CREATE TABLE owner_requests (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    code text NOT NULL CHECK (code <> ''),
    lead_id uuid NOT NULL,
    message_id uuid NOT NULL,
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    draft_version integer NOT NULL,
    phone text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'stale')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    UNIQUE (workspace_id, code),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE owner_requests IS 'Reference codes on the owner''s phone: each stands for one version of one draft.';
CREATE INDEX owner_requests_open ON owner_requests (workspace_id, id) WHERE state = 'open';
ALTER TABLE owner_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE owner_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON owner_requests USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id));
"""
    )
