"""What a mail's parts are and where they stand in it; and a call whose end was told once."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE messages ADD COLUMN places jsonb;
COMMENT ON COLUMN messages.places IS 'Which text its views stand in, where (start, end, part), and what was odd about it.';

ALTER TABLE calls ADD COLUMN end_told boolean NOT NULL DEFAULT false;
-- What ended before anybody could be told is not told now. The owner of the tables is behind the wall too.
SELECT set_config('rejoinder.workspace', '*', true);
UPDATE calls SET end_told = true WHERE outcome IS NOT NULL;

CREATE INDEX sends_to_owners ON sends (workspace_id, recipient, created_at) WHERE kind = 'notification';
ALTER TABLE sends DROP CONSTRAINT sends_kind_check;
ALTER TABLE sends ADD CONSTRAINT sends_kind_check
    CHECK (kind IN ('reply', 'deflection', 'apology', 'notification', 'operator', 'holding'));
"""
    )
