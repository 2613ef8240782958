"""How far automation may go with one lead, what shadow would have done, and how fast an account may send."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE leads ADD COLUMN mode text CHECK (mode IN ('off', 'shadow', 'suggest', 'auto'));
COMMENT ON COLUMN leads.mode IS 'How far automation may go with this person; null says nothing.';

CREATE TABLE rehearsals (
    message_id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    lead_id uuid NOT NULL,
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    draft_version integer NOT NULL,
    would text NOT NULL CHECK (would IN ('send-now', 'ask-human', 'stay-silent')),
    reason text NOT NULL DEFAULT '',
    rehearsed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    did text CHECK (did IN ('approved', 'edited', 'own-words', 'rejected')),
    similarity double precision CHECK (similarity BETWEEN 0 AND 1),
    agreed boolean,
    answered_by text NOT NULL DEFAULT '',
    answered_at timestamptz,
    CHECK ((did IS NULL) = (answered_at IS NULL)),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE rehearsals IS 'What shadow would have done with a message, and what a person did.';
CREATE INDEX rehearsals_of_workspace ON rehearsals (workspace_id, rehearsed_at);
CREATE INDEX rehearsals_of_lead ON rehearsals (lead_id);
CREATE INDEX rehearsals_of_draft ON rehearsals (draft_id);
ALTER TABLE rehearsals ENABLE ROW LEVEL SECURITY;
ALTER TABLE rehearsals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rehearsals USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id));

ALTER TABLE sends ADD COLUMN turn_at timestamptz;
COMMENT ON COLUMN sends.turn_at IS 'When its account gives it a turn; null where there is no limit, or it has not asked.';

CREATE TABLE send_paces (
    connection_id uuid PRIMARY KEY,
    next_at timestamptz NOT NULL,
    day date NOT NULL,
    sent_on_day integer NOT NULL,
    held_until timestamptz
);
COMMENT ON TABLE send_paces IS 'The turns that an account has given away, and until when its provider asked for none.';
"""
    )
