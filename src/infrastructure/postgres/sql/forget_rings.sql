-- Redis lost everything: every due row wants its bell again.
UPDATE jobs SET ring_at = run_at WHERE status = 'PENDING' AND ring_at > clock_timestamp() AND run_at <= clock_timestamp()
