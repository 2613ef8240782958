-- One event for every endpoint that asked for its type: a delivery each, and the job that brings it there.
WITH told AS (
    INSERT INTO webhook_deliveries (id, workspace_id, endpoint_id, event_id, type, lead_id, data)
    SELECT gen_random_uuid(), e.workspace_id, e.id, :event_id, :type, :lead_id, CAST(:data AS jsonb)
    FROM webhook_endpoints e
    WHERE e.workspace_id = :workspace_id AND e.enabled AND e.removed_at IS NULL AND :type = ANY (e.event_types)
    RETURNING id, workspace_id, lead_id
)
INSERT INTO jobs (id, type, queue, workspace_id, lead_id, subject_id, dedupe_key, max_attempts, ring_at)
SELECT gen_random_uuid(), :job_type, :queue, told.workspace_id, told.lead_id, told.id::text,
       told.workspace_id || ':' || told.id || ':' || :job_type, :max_attempts, clock_timestamp() + interval '0.5 s'
FROM told
RETURNING id
