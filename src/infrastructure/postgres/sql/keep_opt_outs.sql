-- A person is about to be erased: an emptied lead, under the id that somebody new at another address of theirs would get,
-- keeps what they forbade. Nothing is kept of somebody who forbade nothing.
INSERT INTO leads (id, workspace_id, version, consent, erased_at)
SELECT :tombstone, :workspace, 0, forbidden.consent, clock_timestamp()
FROM (SELECT jsonb_object_agg(medium, said - 'evidence') AS consent
      FROM leads l, jsonb_each(l.consent) AS known (medium, said)
      WHERE l.workspace_id = :workspace AND l.id = :lead AND said ->> 'state' = 'withdrawn') forbidden
WHERE forbidden.consent IS NOT NULL
ON CONFLICT (id) DO UPDATE SET consent = leads.consent || excluded.consent
