-- An address now means this lead. What an erased person forbade at it (see keep_opt_outs.sql) is forbidden for this lead
-- too; nothing happens when the address means somebody else.
UPDATE leads
SET consent = leads.consent || (SELECT coalesce(jsonb_object_agg(medium, said - 'evidence'), '{}')
                                FROM jsonb_each(erased.consent) AS known (medium, said)
                                WHERE said ->> 'state' = 'withdrawn')
FROM leads erased
WHERE leads.workspace_id = :workspace AND leads.id = :lead
  AND erased.workspace_id = :workspace AND erased.id = :erased AND erased.id <> :lead AND erased.erased_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM lead_addresses a
              WHERE a.workspace_id = :workspace AND a.kind = :kind AND a.address = :address AND a.lead_id = :lead)
