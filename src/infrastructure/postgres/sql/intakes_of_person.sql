-- System intakes of one person: under their numbers or for their lead, of the workspace :whose (of nobody where that is
-- null); and those that are :known already.
SELECT id FROM system_intakes
WHERE id = ANY(CAST(:known AS uuid[]))
   OR workspace_id IS NOT DISTINCT FROM CAST(:whose AS uuid)
      AND (caller = ANY(CAST(:phones AS text[])) OR lead_id = CAST(:l AS uuid))
