"""Searching uses its indexes, and finds words however they are spelt."""

from alembic import op

revision = "0027"
down_revision = "0024"


def upgrade() -> None:
    op.execute("SELECT set_config('rejoinder.workspace', '*', true)")
    op.execute(
        r"""
CREATE FUNCTION plain_words(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN said ~ '[^\x01-\x7f]' THEN
    regexp_replace(regexp_replace(
        replace(translate(normalize(lower(said), NFKD), 'łøđħıŁØĐ', 'lodhilod'), 'ß', 'ss'),
        '[\u0300-\u036f]', '', 'g'),
        '[\u0080-\u00bf\u2000-\u2bff\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff]', ' ', 'g')
    ELSE lower(said) END;
COMMENT ON FUNCTION plain_words IS
    'Without accents, capitals and typographic signs, whatever the locale; what is stored and what is asked go through it.';

CREATE OR REPLACE FUNCTION words_of(owner uuid, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple', 'w' || replace(owner::text, '-', '') || ' ' || plain_words(
    translate(left(said, 20000), E'@._+-/\\:,;()<>[]{}"''#&=?!|%*~`^$\t\n\r', repeat(' ', 35))));

-- A number is also found by its end: nobody types the country's code, and many type no area's either.
CREATE FUNCTION endings_of(phones jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(right(digits, 10) || ' ' || right(digits, 9) || ' ' || right(digits, 8) || ' ' || right(digits, 7), ' ')
        FROM (SELECT regexp_replace(phone, '\D', '', 'g') AS digits
              FROM jsonb_array_elements_text(phones) AS phone) number);

UPDATE lead_words k SET words = words_of(l.workspace_id, concat_ws(' ', l.name, l.emails::text, l.phones::text,
                                                                   endings_of(l.phones), l.linkedin_url))
FROM leads l WHERE l.id = k.lead_id;
UPDATE message_words k SET words = words_of(m.workspace_id, concat_ws(' ', m.subject, m.body, m.sender, m.recipient))
FROM messages m WHERE m.id = k.message_id AND concat_ws(' ', m.subject, m.body, m.sender, m.recipient) ~ '[^\x01-\x7f]';

-- Row security evaluates its own conditions before anybody else's, and `@@` is not leakproof: beside a condition on the
-- workspace alone an index of words is never used. So the words that are sought are part of the condition. Nobody sees a
-- row of these tables without saying them, and the index answers.
DROP INDEX message_words_of_workspace;
CREATE FUNCTION sought_words() RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CAST(nullif(current_setting('rejoinder.words', true), '') AS tsquery);
DROP POLICY tenant ON message_words;
CREATE POLICY tenant ON message_words
    USING (in_workspace(workspace_id) AND words @@ sought_words()) WITH CHECK (in_workspace(workspace_id));
DROP POLICY tenant ON lead_words;
CREATE POLICY tenant ON lead_words
    USING (in_workspace(workspace_id) AND words @@ sought_words()) WITH CHECK (in_workspace(workspace_id));

-- The triggers replace and remove rows by id: words have no capitals, so this seeks every row.
CREATE OR REPLACE FUNCTION keep_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('rejoinder.words', '!NOTHING', true);
    INSERT INTO message_words (message_id, workspace_id, words)
    VALUES (NEW.id, NEW.workspace_id,
            words_of(NEW.workspace_id, concat_ws(' ', NEW.subject, NEW.body, NEW.sender, NEW.recipient)))
    ON CONFLICT (message_id) DO UPDATE SET words = EXCLUDED.words;
    PERFORM set_config('rejoinder.words', '', true);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION drop_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('rejoinder.words', '!NOTHING', true);
    DELETE FROM message_words WHERE message_id IN (SELECT id FROM gone);
    PERFORM set_config('rejoinder.words', '', true);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION keep_lead_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('rejoinder.words', '!NOTHING', true);
    INSERT INTO lead_words (lead_id, workspace_id, words)
    VALUES (NEW.id, NEW.workspace_id,
            words_of(NEW.workspace_id, concat_ws(' ', NEW.name, NEW.emails::text, NEW.phones::text,
                                                 endings_of(NEW.phones), NEW.linkedin_url)))
    ON CONFLICT (lead_id) DO UPDATE SET words = EXCLUDED.words;
    PERFORM set_config('rejoinder.words', '', true);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION drop_lead_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('rejoinder.words', '!NOTHING', true);
    DELETE FROM lead_words WHERE lead_id IN (SELECT id FROM gone);
    PERFORM set_config('rejoinder.words', '', true);
    RETURN NULL;
END $$;
"""
    )
