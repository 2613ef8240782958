"""The job rows: enqueueing inside somebody's transaction, and the engine's own short transactions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, update
from sqlalchemy.exc import IntegrityError

from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import (
    MAX_CRASHES,
    SUSPECT_AFTER_CRASHES,
    Cancel,
    Done,
    GiveUp,
    Job,
    JobStatus,
    NewJob,
    Park,
    RetryLater,
    Snooze,
    Verdict,
)
from rejoinder.domain.ports.doorbell import Bell, Doorbell
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import storage_errors, transaction
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import jobs
from rejoinder.version import CODE_VERSION

LANE_WAIT_S = 0.3
RING_GRACE_S = 0.5
RING_AGAIN_S = 5.0


def job_from(row: Row[Any]) -> Job:
    """The claimed job that a row holds."""
    return Job(
        id=str(row.id),
        type=row.type,
        workspace_id=str(row.workspace_id),
        subject_id=row.subject_id,
        fence=row.fence,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        crashes=row.crashes,
        lead_id=str(row.lead_id) if row.lead_id else None,
        message_id=str(row.message_id) if row.message_id else None,
        payload=row.payload,
        run_at=row.run_at,
        created_at=row.created_at,
        owner=row.lease_owner,
    )


class PostgresJobQueue:
    """JobQueue inside one transaction. `bells` collects what to ring once it is committed."""

    def __init__(self, connection: Connection, workspace_id: str, bells: list[Bell]) -> None:
        self._db = connection
        self._workspace = workspace_id
        self._bells = bells

    def enqueue(self, job: NewJob) -> bool:
        added = self._db.execute(
            clause("enqueue_job"),
            {
                "id": new_id(),
                "type": job.type,
                "queue": job.queue,
                "workspace_id": job.workspace_id,
                "lead_id": job.lead_id,
                "message_id": job.message_id,
                "subject_id": job.subject_id,
                "dedupe_key": job.dedupe_key,
                "payload": json.dumps(dict(job.payload)),
                "lane": job.lane,
                "max_attempts": job.max_attempts,
                "min_code": 1,
                "delay": job.delay,
                "ring_grace": RING_GRACE_S,
            },
        ).first()
        if added is not None and job.delay <= 0:
            self._bells.append(Bell(str(added.id), job.queue))
        return added is not None

    def wake(self, job_type: str, subject_id: str) -> bool:
        woken = self._db.execute(
            update(jobs)
            .where(
                jobs.c.workspace_id == self._workspace,
                jobs.c.type == job_type,
                jobs.c.subject_id == subject_id,
                jobs.c.status == JobStatus.PENDING,
            )
            .values(run_at=func.clock_timestamp(), ring_at=func.clock_timestamp())
            .returning(jobs.c.id, jobs.c.queue)
        ).all()
        self._bells.extend(Bell(row.id, row.queue) for row in woken)
        return bool(woken)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a verdict is written down."""

    status: JobStatus
    outcome: str
    delay: float = 0.0
    give_back: int = 0
    error: str = ""
    code: str = ""
    parked_reason: str | None = None
    parked_on: str | None = None


def ending(verdict: Verdict) -> Ending:
    """The row state that a verdict stands for."""
    match verdict:
        case Done(note):
            return Ending(JobStatus.SUCCEEDED, "succeeded", error=note)
        case Cancel(why):
            return Ending(JobStatus.CANCELLED, "cancelled", error=why)
        case Snooze(delay, why):
            return Ending(JobStatus.PENDING, "snoozed", delay=delay, give_back=1, error=why)
        case RetryLater(delay, error, code, spends):
            return Ending(JobStatus.PENDING, "retry", delay, 0 if spends else 1, error, code)
        case GiveUp(error, code):
            return Ending(JobStatus.FAILED, "failed", error=error, code=code)
        case Park(why, error, account):
            return Ending(JobStatus.PARKED, "parked", 0.0, 1, error, code=why, parked_reason=why, parked_on=account)


@dataclass(frozen=True, slots=True)
class Rescued:
    """A job taken back from a worker that stopped."""

    id: str
    type: str
    status: str
    workspace_id: str
    lead_id: str | None
    message_id: str | None
    subject_id: str
    crashes: int
    queue: str


class PostgresJobs:
    """JobRepository: every method is one short transaction across tenants."""

    def __init__(self, engine: Engine, doorbell: Doorbell) -> None:
        self._engine = engine
        self._quick = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._doorbell = doorbell

    def claim(self, job_id: str, owner: str, lease_s: float, crash_limit: int = MAX_CRASHES) -> Job | None:
        values = {"id": job_id, "owner": owner, "lease_s": lease_s, "code": CODE_VERSION, "crash_limit": crash_limit}
        try:
            row = self._one("claim_job", values)
        except IntegrityError:  # two claims met in one lane; the index let one through
            row = None
        if row is not None:
            return job_from(row)
        self._one("defer_busy_lane", {"id": job_id, "wait": LANE_WAIT_S})
        return None

    def is_suspect(self, job_id: str) -> bool:
        waits = select(jobs.c.id).where(
            jobs.c.id == job_id,
            jobs.c.status == JobStatus.PENDING,
            jobs.c.crashes.between(SUSPECT_AFTER_CRASHES, MAX_CRASHES - 1),
        )
        with storage_errors(), self._quick.connect() as db:
            return db.execute(waits).first() is not None

    def _one(self, name: str, values: Mapping[str, Any]) -> Row[Any] | None:
        """One statement, one commit, one round trip: job rows belong to the engine and know no tenants."""
        with storage_errors(), self._quick.connect() as db:
            result = db.execute(clause(name), values)
            return result.first() if result.returns_rows else None

    def claim_due(self, queues: Sequence[str], limit: int) -> Sequence[str]:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(clause("claim_due"), {"queues": list(queues), "limit": limit})
            return [str(row.id) for row in rows]

    def settle(self, job: Job, verdict: Verdict) -> bool:
        end = ending(verdict)
        row = self._one(
            "finish_job",
            {
                "id": job.id,
                "fence": job.fence,
                "attempt": job.attempts,
                "owner": job.owner,
                "status": end.status,
                "outcome": end.outcome,
                "give_back": end.give_back,
                "delay": end.delay,
                "keep_error": end.outcome == "snoozed",
                "error": None if end.status is JobStatus.SUCCEEDED else end.error or None,
                "note": end.error,
                "code": end.code or None,
                "parked_reason": end.parked_reason,
                "parked_on": end.parked_on,
            },
        )
        if row is None:
            return False
        if row.woken_id is not None:
            self._doorbell.ring([Bell(str(row.woken_id), row.woken_queue)])
        return True

    def heartbeat(self, owner: str, fences: Mapping[str, int], lease_s: float) -> Sequence[str]:
        if not fences:
            return []
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(
                clause("heartbeat"),
                {
                    "owner": owner,
                    "ids": list(fences),
                    "fences": list(fences.values()),
                    "lease_s": lease_s,
                },
            ).all()
        kept = {str(row.id) for row in rows if not row.cancel_requested}
        return [job_id for job_id in fences if job_id not in kept]

    def release_strays(self, owner: str, held: Sequence[str]) -> int:
        """What `owner` leased a while ago and does not hold is PENDING again, nothing counted; returns how many."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(clause("release_strays"), {"owner": owner, "held": list(held)}).all()
        self._doorbell.ring([Bell(str(row.id), row.queue) for row in rows])
        return len(rows)

    def release_owner(self, owner: str) -> int:
        return len(self.rescue([owner]))

    def rescue(self, dead_owners: Sequence[str] = ()) -> Sequence[Rescued]:
        """Jobs whose lease ran out, and those of owners proven dead, are free again (or dead letters)."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(clause("rescue_jobs"), {"owners": list(dead_owners), "max_crashes": MAX_CRASHES}).all()
        freed = [
            Rescued(
                id=str(row.id),
                type=row.type,
                status=row.status,
                workspace_id=str(row.workspace_id),
                lead_id=str(row.lead_id) if row.lead_id else None,
                message_id=str(row.message_id) if row.message_id else None,
                subject_id=row.subject_id,
                crashes=row.crashes,
                queue=row.queue,
            )
            for row in rows
        ]
        self._doorbell.ring([Bell(job.id, job.queue) for job in freed if job.crashes == 1])
        return freed

    def put_back(self, job: Job) -> bool:
        """A job that we claimed and did not start is PENDING again, nothing counted."""
        return self.settle(job, Snooze(0.0, "worker is stopping"))

    def due(self, queue: str, room: int) -> Sequence[str]:
        """Ids the relay should ring for now, tenants in turn; rung again only after a while."""
        if room <= 0:
            return []
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            rows = db.execute(clause("due_jobs"), {"queue": queue, "room": room, "again": RING_AGAIN_S})
            return [str(row.id) for row in rows]

    def forget_rings(self) -> None:
        """Every due job wants its bell again."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            db.execute(clause("forget_rings"))

    def unpark(self, reason: str) -> int:
        """Jobs parked for `reason` are pending again."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return db.execute(
                update(jobs)
                .where(jobs.c.status == JobStatus.PARKED, jobs.c.parked_reason == reason)
                .values(
                    status=JobStatus.PENDING,
                    parked_reason=None,
                    run_at=func.clock_timestamp(),
                    ring_at=func.clock_timestamp(),
                )
            ).rowcount

    def unpark_resumed(self) -> int:
        """Jobs parked by a pause that is over for their workspace, lead and channel are pending again."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return db.execute(clause("unpark_resumed")).rowcount

    def owners_running(self) -> Sequence[str]:
        """Who holds leases right now."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            found = db.execute(select(jobs.c.lease_owner).where(jobs.c.status == JobStatus.RUNNING).distinct())
            return [row.lease_owner for row in found if row.lease_owner]

    def count_due(self) -> int:
        """How many jobs could run right now."""
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            return int(
                db.execute(
                    select(func.count())
                    .select_from(jobs)
                    .where(jobs.c.status == JobStatus.PENDING, jobs.c.run_at <= func.clock_timestamp())
                ).scalar_one()
            )
