"""Knowledge as entries, what edits may teach, and the claims of a draft that no source holds."""

from alembic import op

revision = "0019"
down_revision = "0017"

TENANT_TABLES = ("knowledge_entries", "learnings")


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE knowledge_entries (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    kind text NOT NULL CHECK (kind IN ('text', 'file', 'url')),
    title text NOT NULL,
    origin text NOT NULL DEFAULT '',
    text text NOT NULL CHECK (text <> ''),
    version integer NOT NULL CHECK (version > 0),
    added_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN knowledge_entries.origin IS 'The name of the file, or the address of the page that was pasted.';
CREATE INDEX knowledge_of_workspace ON knowledge_entries (workspace_id, id);

CREATE TABLE learnings (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    version integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('knowledge', 'length', 'wording', 'greeting', 'closing', 'omission')),
    proposal text NOT NULL,
    before text NOT NULL DEFAULT '',
    after text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'dismissed')),
    proposed_by text NOT NULL DEFAULT '',
    decided_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    decided_at timestamptz,
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT somebody_decided CHECK ((state = 'proposed') = (decided_at IS NULL))
);
CREATE INDEX learnings_of_workspace ON learnings (workspace_id, id);
CREATE INDEX learnings_of_draft ON learnings (draft_id);
CREATE INDEX learnings_of_lead ON learnings (lead_id);

ALTER TABLE drafts ADD COLUMN unsourced jsonb NOT NULL DEFAULT '[]';
ALTER TABLE drafts ADD COLUMN instruction text NOT NULL DEFAULT '';
ALTER TABLE draft_versions ADD COLUMN instruction text NOT NULL DEFAULT '';
COMMENT ON COLUMN drafts.unsourced IS 'Claims of the body that no source holds: kind, text, start, end.';
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
