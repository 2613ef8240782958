"""The inbox as a desk: words to search by, notes, and conversations that are put aside for a while."""

from alembic import op

revision = "0022"
down_revision = "0021"

TENANT_TABLES = ("message_words", "lead_words", "lead_notes", "snoozes")


def upgrade() -> None:
    op.execute("SELECT set_config('rejoinder.workspace', '*', true)")
    op.execute(
        """
-- The words stand in tables of their own: a message is written several times while it is worked on, and an index of
-- words on `messages` would be paid each time. No foreign key on the hot path: triggers put in and take out.
CREATE TABLE message_words (
    message_id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    words tsvector NOT NULL
);
CREATE TABLE lead_words (
    lead_id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    words tsvector NOT NULL
);

CREATE FUNCTION words_of(owner uuid, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple', 'w' || replace(owner::text, '-', '') || ' '
    || translate(left(said, 20000), E'@._+-/\\\\:,;()<>[]{}"''#&=?!|%*~`^$\\t\\n\\r', repeat(' ', 34)));
COMMENT ON FUNCTION words_of IS
    'Words without punctuation, the workspace among them, so that one index answers for one tenant.';

CREATE FUNCTION keep_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO message_words (message_id, workspace_id, words)
    VALUES (NEW.id, NEW.workspace_id,
            words_of(NEW.workspace_id, concat_ws(' ', NEW.subject, NEW.body, NEW.sender, NEW.recipient)))
    ON CONFLICT (message_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;
CREATE FUNCTION drop_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM message_words WHERE message_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;
CREATE FUNCTION keep_lead_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_words (lead_id, workspace_id, words)
    VALUES (NEW.id, NEW.workspace_id,
            words_of(NEW.workspace_id, concat_ws(' ', NEW.name, NEW.emails::text, NEW.phones::text, NEW.linkedin_url)))
    ON CONFLICT (lead_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;
CREATE FUNCTION drop_lead_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM lead_words WHERE lead_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;

INSERT INTO message_words (message_id, workspace_id, words)
SELECT id, workspace_id, words_of(workspace_id, concat_ws(' ', subject, body, sender, recipient)) FROM messages;
INSERT INTO lead_words (lead_id, workspace_id, words)
SELECT id, workspace_id, words_of(workspace_id, concat_ws(' ', name, emails::text, phones::text, linkedin_url))
FROM leads WHERE erased_at IS NULL;
-- The newest of one workspace are looked through before the index of words is asked.
CREATE INDEX message_words_of_workspace ON message_words (workspace_id, message_id);
CREATE INDEX message_words_found ON message_words USING gin (words);
CREATE INDEX lead_words_found ON lead_words USING gin (words);

-- Not while a delivery is stored: a provider waits for that. Its words are put in once somebody works on it.
CREATE TRIGGER words_kept AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.disposition IS DISTINCT FROM 'processing') EXECUTE FUNCTION keep_message_words();
CREATE TRIGGER words_changed AFTER UPDATE OF body, subject, disposition ON messages FOR EACH ROW
    WHEN (OLD.body IS DISTINCT FROM NEW.body OR OLD.subject IS DISTINCT FROM NEW.subject
          OR (OLD.disposition = 'processing' AND NEW.disposition IS DISTINCT FROM 'processing'))
    EXECUTE FUNCTION keep_message_words();
CREATE TRIGGER words_dropped AFTER DELETE ON messages REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION drop_message_words();
CREATE TRIGGER words_kept AFTER INSERT ON leads FOR EACH ROW EXECUTE FUNCTION keep_lead_words();
CREATE TRIGGER words_changed AFTER UPDATE OF name, emails, phones, linkedin_url ON leads FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.emails IS DISTINCT FROM NEW.emails
          OR OLD.phones IS DISTINCT FROM NEW.phones OR OLD.linkedin_url IS DISTINCT FROM NEW.linkedin_url)
    EXECUTE FUNCTION keep_lead_words();
CREATE TRIGGER words_dropped AFTER DELETE ON leads REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION drop_lead_words();

CREATE TABLE lead_notes (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    body text NOT NULL CHECK (body <> ''),
    author text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX lead_notes_of_lead ON lead_notes (lead_id, id);

CREATE TABLE snoozes (
    lead_id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz NOT NULL,
    author text NOT NULL,
    FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE snoozes IS
    'Conversations that nobody wants to see until then. What was written since ends it: nothing new is ever hidden.';

-- What the AI sent by itself, newest first.
CREATE INDEX messages_sent_by_ai ON messages (workspace_id, id) WHERE disposition = 'sent';
CREATE INDEX drafts_proposed ON drafts (workspace_id, id) WHERE status = 'proposed';
"""
    )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING (in_workspace(workspace_id)) WITH CHECK (in_workspace(workspace_id))"
        )
