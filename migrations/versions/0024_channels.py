"""The account that a parked job waits for; refusals were first seen when they were counted, not when written down."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute(
        """
UPDATE refused_deliveries SET first_at = last_at WHERE first_at > last_at;
ALTER TABLE jobs ADD COLUMN parked_on uuid;
COMMENT ON COLUMN jobs.parked_on IS 'The connection that has to be usable again.';
UPDATE jobs j SET parked_on = s.connection_id FROM sends s
WHERE j.status = 'PARKED' AND j.parked_reason = 'account-disconnected' AND s.id::text = j.subject_id;
"""
    )
