"""What a restored database believes is still to be done."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, text

from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.ports.upkeep import OpenRecord
from rejoinder.infrastructure.postgres.engine import transaction

_BUSY = "SELECT EXISTS (SELECT FROM workers WHERE beat_at > clock_timestamp() - interval '30 s')"
# Asked from the moment of the decision on: it cannot have left earlier.
_DOUBT = """
UPDATE sends SET state = 'unknown', reason = 'restored', owner = '', sending_at = created_at,
       updated_at = clock_timestamp()
WHERE state = 'queued'
RETURNING id, workspace_id, lead_id
"""
# A run that was interrupted may have doubted a send without its job.
_DOUBTED = """
SELECT id, workspace_id, lead_id FROM sends
WHERE state = 'unknown' AND reason = 'restored'
  AND NOT EXISTS (SELECT FROM jobs j WHERE j.subject_id = sends.id::text AND j.type = 'CONFIRM_SEND')
"""
_MESSAGES = """
SELECT id, workspace_id, lead_id FROM messages m
WHERE disposition IN ('processing', 'retrying')
  AND NOT EXISTS (SELECT FROM sends s WHERE s.message_id = m.id AND s.state IN ('sending', 'unknown'))
"""
_FOLLOW_UPS = """
SELECT id, workspace_id, lead_id FROM follow_ups
WHERE state IN ('active', 'snoozed', 'deferred') OR (state = 'paused' AND next_at IS NOT NULL)
"""


class PostgresRestored:
    """Restored."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def anybody_works(self) -> bool:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return bool(db.execute(text(_BUSY)).scalar_one())

    def doubt_queued_sends(self) -> Sequence[OpenRecord]:
        self._records(_DOUBT)
        return self._records(_DOUBTED)

    def unanswered_messages(self) -> Sequence[OpenRecord]:
        return self._records(_MESSAGES)

    def live_follow_ups(self) -> Sequence[OpenRecord]:
        return self._records(_FOLLOW_UPS)

    def _records(self, statement: str) -> Sequence[OpenRecord]:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(text(statement)).all()
        return [OpenRecord(str(row.id), str(row.workspace_id), str(row.lead_id)) for row in rows]
