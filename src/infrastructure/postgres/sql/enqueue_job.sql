-- Writes the job unless its dedupe key is there. `ring_at` lies a moment ahead: the writer rings itself after the
-- commit, and the relay only steps in when that bell was lost.
INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, payload, lane,
                  max_attempts, min_code, run_at, ring_at)
VALUES (:id, :type, :queue, :workspace_id, :lead_id, :message_id, :subject_id, :dedupe_key, CAST(:payload AS jsonb),
        :lane, :max_attempts, :min_code,
        clock_timestamp() + make_interval(secs => :delay),
        clock_timestamp() + make_interval(secs => greatest(:delay, :ring_grace)))
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING id
