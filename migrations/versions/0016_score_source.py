"""Who scored a lead."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        """
ALTER TABLE leads ADD COLUMN score_source text NOT NULL DEFAULT ''
    CHECK (score_source IN ('', 'rule', 'model', 'offline'));
COMMENT ON COLUMN leads.score_source IS 'Who gave the score; empty where there is none, or none is known.';
"""
    )
