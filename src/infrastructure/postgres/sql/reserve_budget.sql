INSERT INTO ai_reservations (id, workspace_id, day, lead_id, message_id, amount_usd, expires_at)
VALUES (:id, CAST(:workspace AS uuid), (clock_timestamp() AT TIME ZONE 'UTC')::date, CAST(:lead AS uuid), CAST(:message AS uuid),
        :amount, clock_timestamp() + make_interval(secs => :lasts))
