-- Alerts about one person that the workspace :whose was told (the installation where that is null): their subject is
-- something of the person's, or their words name them.
SELECT id FROM alerts
WHERE workspace_id IS NOT DISTINCT FROM CAST(:whose AS uuid)
  AND (subject IN (SELECT CAST(id AS text) FROM sends WHERE workspace_id = :w AND lead_id = :l
                   UNION ALL SELECT CAST(id AS text) FROM messages WHERE workspace_id = :w AND lead_id = :l
                   UNION ALL SELECT CAST(id AS text) FROM calls WHERE workspace_id = :w AND lead_id = :l
                   UNION ALL SELECT root_call_id FROM missed_calls WHERE workspace_id = :w AND lead_id = :l
                   UNION ALL SELECT CAST(id AS text) FROM jobs WHERE workspace_id = :w AND (lead_id = :l OR message_id IN
                       (SELECT id FROM messages WHERE workspace_id = :w AND lead_id = :l))
                   UNION ALL SELECT root_call_id FROM system_intakes WHERE id = ANY(CAST(:intakes AS uuid[]))
                   UNION ALL SELECT unnest(CAST(:intakes AS text[])))
       OR EXISTS (SELECT FROM unnest(CAST(:names AS text[])) name
                  WHERE strpos(title, name) > 0 OR strpos(CAST(detail AS text), name) > 0))
