"""An index that no query uses costs every job that is written."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("DROP INDEX jobs_of_lead")
