-- Nobody has this address yet. An emptied lead, under the id that somebody new at it would get (ADR 10), forbids what the
-- list forbids; a person who lives under that id has another address by now and is left alone by this.
INSERT INTO leads (id, workspace_id, version, consent, erased_at)
VALUES (CAST(:lead AS uuid), CAST(:workspace AS uuid), 0, CAST(:consent AS jsonb), clock_timestamp())
ON CONFLICT (id) DO UPDATE SET consent = leads.consent || excluded.consent WHERE leads.erased_at IS NOT NULL
