"""The engine's own door to the job rows, over the same dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from rejoinder.domain.errors import JobCancelled
from rejoinder.domain.jobs import (
    ENDS_MESSAGE,
    MAX_CRASHES,
    SUSPECT_AFTER_CRASHES,
    Cancel,
    Done,
    GiveUp,
    Job,
    JobStatus,
    JobType,
    Park,
    RetryLater,
    Snooze,
    Verdict,
)
from rejoinder.domain.messages import IN_FLIGHT
from rejoinder.domain.ports.administration import HandledJob
from rejoinder.domain.ports.doorbell import Bell, Doorbell
from rejoinder.domain.ports.reports import JobFilter
from rejoinder.domain.ports.storage import JobFence
from rejoinder.domain.sends import LEFT_US, Send, SendState
from rejoinder.domain.switches import Switch, SwitchKind
from tests.fakes.storage import AttemptRow, FakeDatabase, FakeStore, FakeUnitOfWork, JobRow, Tables

LANE_WAIT = timedelta(seconds=0.3)
RING_AGAIN = timedelta(seconds=5)
_LIVE = (JobStatus.PENDING, JobStatus.RUNNING, JobStatus.PARKED)


class FakeJobs:
    """JobRepository, and what the scheduler and the relay ask besides."""

    def __init__(self, database: FakeDatabase, doorbell: Doorbell) -> None:
        self._database = database
        self._doorbell = doorbell

    def claim(self, job_id: str, owner: str, lease_s: float, crash_limit: int = MAX_CRASHES) -> Job | None:
        with self._database.transaction() as tables:
            now, row = self._database.clock.now(), tables.jobs.get(job_id)
            if row is None or row.status is not JobStatus.PENDING or row.run_at > now:
                return None
            if row.attempts >= row.max_attempts or row.crashes >= crash_limit:
                return None
            if row.lane is not None and _running_in(tables, row.lane):
                tables.jobs[row.id] = replace(row, run_at=now + LANE_WAIT, ring_at=now + LANE_WAIT)
                return None
            claimed = replace(
                row,
                status=JobStatus.RUNNING,
                fence=row.fence + 1,
                attempts=row.attempts + 1,
                lease_owner=owner,
                lease_until=now + timedelta(seconds=lease_s),
                started_at=now,
            )
            tables.jobs[row.id] = claimed
            return job_from(claimed)

    def is_suspect(self, job_id: str) -> bool:
        with self._database.transaction() as tables:
            row = tables.jobs.get(job_id)
            return (
                row is not None
                and row.status is JobStatus.PENDING
                and SUSPECT_AFTER_CRASHES <= row.crashes < MAX_CRASHES
            )

    def claim_due(self, queues: Sequence[str], limit: int) -> Sequence[str]:
        with self._database.transaction() as tables:
            due = [row for row in self._due(tables) if row.queue in queues]
            return [row.id for row in sorted(due, key=lambda row: row.run_at)[:limit]]

    def settle(self, job: Job, verdict: Verdict) -> bool:
        bells: list[Bell] = []
        with self._database.transaction() as tables:
            row = tables.jobs.get(job.id)
            if row is None or row.fence != job.fence or row.status is not JobStatus.RUNNING:
                return False
            after, attempt = self._after(row, verdict)
            tables.jobs[row.id] = after
            tables.attempts[row.id, row.fence] = attempt
            if row.lane is not None:
                bells += self._wake_lane(tables, row.lane, row.id)
        self._doorbell.ring(bells)
        return True

    def _after(self, row: JobRow, verdict: Verdict) -> tuple[JobRow, AttemptRow]:
        now = self._database.clock.now()
        freed = replace(row, lease_owner=None, lease_until=None, parked_reason=None)

        def ended(status: JobStatus, error: str | None, code: str | None) -> JobRow:
            return replace(freed, status=status, finished_at=now, last_error=error, last_error_code=code)

        def again(delay: float, give_back: int) -> JobRow:
            due = now + timedelta(seconds=delay)
            return replace(freed, status=JobStatus.PENDING, attempts=row.attempts - give_back, run_at=due, ring_at=due)

        def noted(outcome: str, error: str = "", code: str = "") -> AttemptRow:
            return AttemptRow(row.id, row.fence, row.attempts, outcome, error, code, row.lease_owner or "")

        match verdict:
            case Done(note):
                return ended(JobStatus.SUCCEEDED, None, None), noted("succeeded", note)
            case Cancel(why):
                return ended(JobStatus.CANCELLED, why, None), noted("cancelled", why)
            case GiveUp(error, code):
                return ended(JobStatus.FAILED, error, code), noted("failed", error, code)
            case Snooze(delay, why):
                return again(delay, 1), noted("snoozed", why)
            case RetryLater(delay, error, code, spends):
                after = replace(again(delay, 0 if spends else 1), last_error=error, last_error_code=code)
                return after, noted("retry", error, code)
            case Park(why, error, account):
                parked = replace(
                    freed,
                    status=JobStatus.PARKED,
                    attempts=row.attempts - 1,
                    last_error=error,
                    last_error_code=why,
                    parked_reason=why,
                    parked_on=account,
                )
                return parked, noted("parked", error, why)

    def _wake_lane(self, tables: Tables, lane: str, but: str) -> list[Bell]:
        now = self._database.clock.now()
        waiting = sorted(
            (
                row
                for row in tables.jobs.values()
                if row.lane == lane
                and row.id != but
                and row.status is JobStatus.PENDING
                and row.run_at <= now + timedelta(seconds=1)
            ),
            key=lambda row: (row.created_at, row.id),
        )
        for row in waiting[:1]:
            tables.jobs[row.id] = replace(row, run_at=now, ring_at=now + timedelta(seconds=0.5))
        return [Bell(row.id, row.queue) for row in waiting[:1]]

    def heartbeat(self, owner: str, fences: Mapping[str, int], lease_s: float) -> Sequence[str]:
        lost: list[str] = []
        with self._database.transaction() as tables:
            until = self._database.clock.now() + timedelta(seconds=lease_s)
            for job_id, fence in fences.items():
                row = tables.jobs.get(job_id)
                ours = row is not None and (row.fence, row.lease_owner) == (fence, owner)
                if row is None or not ours or row.status is not JobStatus.RUNNING:
                    lost.append(job_id)
                    continue
                tables.jobs[job_id] = replace(row, lease_until=until)
                if row.cancel_requested:
                    lost.append(job_id)
        return lost

    def release_strays(self, owner: str, held: Sequence[str]) -> int:
        with self._database.transaction() as tables:
            now = self._database.clock.now()
            strays = [
                row
                for row in tables.jobs.values()
                if row.status is JobStatus.RUNNING
                and row.lease_owner == owner
                and row.id not in held
                and row.started_at is not None
                and row.started_at < now - timedelta(seconds=5)
            ]
            for row in strays:
                tables.jobs[row.id] = replace(
                    row,
                    status=JobStatus.PENDING,
                    attempts=row.attempts - 1,
                    run_at=now,
                    ring_at=now,
                    lease_owner=None,
                    lease_until=None,
                )
        self._doorbell.ring([Bell(row.id, row.queue) for row in strays])
        return len(strays)

    def release_owner(self, owner: str) -> int:
        return len(self.rescue([owner]))

    def rescue(self, dead_owners: Sequence[str] = ()) -> Sequence[JobRow]:
        with self._database.transaction() as tables:
            now = self._database.clock.now()
            lost = [
                row
                for row in tables.jobs.values()
                if row.status is JobStatus.RUNNING
                and ((row.lease_until is not None and row.lease_until < now) or row.lease_owner in dead_owners)
            ]
            freed = [self._crashed(tables, row) for row in lost]
        self._doorbell.ring([Bell(row.id, row.queue) for row in freed if row.crashes == 1])
        return freed

    def _crashed(self, tables: Tables, row: JobRow) -> JobRow:
        now, error = self._database.clock.now(), "The worker stopped while it ran this job."
        wait = timedelta(seconds=0 if row.crashes == 0 else min(60, 2**row.crashes))
        dead = row.crashes + 1 >= MAX_CRASHES
        freed = replace(
            row,
            status=JobStatus.FAILED if dead else JobStatus.PENDING,
            crashes=row.crashes + 1,
            attempts=row.attempts - 1,
            run_at=now + wait,
            ring_at=now + wait,
            finished_at=now if dead else None,
            last_error=error,
            last_error_code="worker-lost",
            lease_owner=None,
            lease_until=None,
        )
        tables.jobs[row.id] = freed
        tables.attempts[row.id, row.fence] = AttemptRow(
            row.id, row.fence, row.attempts, "crashed", error, "worker-lost", row.lease_owner or ""
        )
        return freed

    def put_back(self, job: Job) -> bool:
        return self.settle(job, Snooze(0.0, "worker is stopping"))

    def due(self, queue: str, room: int) -> Sequence[str]:
        if room <= 0:
            return []
        with self._database.transaction() as tables:
            now = self._database.clock.now()
            tenants: dict[str, list[JobRow]] = {}
            for row in tables.jobs.values():
                if row.status is JobStatus.PENDING and row.queue == queue and row.ring_at <= now:
                    tenants.setdefault(row.workspace_id, []).append(row)
            turns = zip_longest(*(sorted(rows, key=lambda row: row.ring_at) for rows in tenants.values()))
            chosen = [row for turn in turns for row in turn if row is not None][:room]
            for row in chosen:
                tables.jobs[row.id] = replace(row, ring_at=now + RING_AGAIN)
            return [row.id for row in chosen]

    def forget_rings(self) -> None:
        with self._database.transaction() as tables:
            now = self._database.clock.now()
            for row in list(tables.jobs.values()):
                if row.status is JobStatus.PENDING and row.run_at <= now < row.ring_at:
                    tables.jobs[row.id] = replace(row, ring_at=row.run_at)

    def unpark(self, reason: str) -> int:
        with self._database.transaction() as tables:
            now = self._database.clock.now()
            parked = [r for r in tables.jobs.values() if r.status is JobStatus.PARKED and r.parked_reason == reason]
            for row in parked:
                tables.jobs[row.id] = replace(
                    row, status=JobStatus.PENDING, parked_reason=None, run_at=now, ring_at=now
                )
            return len(parked)

    def unpark_resumed(self) -> int:
        with self._database.transaction() as tables:
            now = self._database.clock.now()
            pauses = [
                s
                for s in tables.switches.values()
                if s.kind is SwitchKind.PROCESSING_PAUSED and (s.until is None or s.until > now)
            ]
            freed = 0
            for row in list(tables.jobs.values()):
                message = tables.messages.get(row.message_id or "")
                channel = message.channel if message is not None else None
                paused = any(pause.covers(row.workspace_id, channel, row.lead_id) for pause in pauses)
                line = tables.connections.get(row.parked_on or "")
                cut_off = line is not None and bool(line.unusable_reason) and line.enabled
                held = {"processing-paused": paused, "account-disconnected": cut_off}
                if row.status is JobStatus.PARKED and not held.get(row.parked_reason or "", True):
                    again = replace(row, status=JobStatus.PENDING, parked_reason=None, run_at=now, ring_at=now)
                    tables.jobs[row.id] = again
                    freed += 1
            return freed

    def owners_running(self) -> Sequence[str]:
        with self._database.transaction() as tables:
            running = (row.lease_owner for row in tables.jobs.values() if row.status is JobStatus.RUNNING)
            return sorted({owner for owner in running if owner})

    def count_due(self) -> int:
        with self._database.transaction() as tables:
            return len(self._due(tables))

    def _due(self, tables: Tables) -> list[JobRow]:
        now = self._database.clock.now()
        return [row for row in tables.jobs.values() if row.status is JobStatus.PENDING and row.run_at <= now]


def _running_in(tables: Tables, lane: str) -> bool:
    return any(row.lane == lane and row.status is JobStatus.RUNNING for row in tables.jobs.values())


def job_from(row: JobRow) -> Job:
    """The claimed job that a row holds."""
    return Job(
        id=row.id,
        type=row.type,
        workspace_id=row.workspace_id,
        subject_id=row.subject_id,
        fence=row.fence,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        crashes=row.crashes,
        lead_id=row.lead_id,
        message_id=row.message_id,
        payload=row.payload,
        run_at=row.run_at,
        created_at=row.created_at,
        owner=row.lease_owner or "",
    )


@dataclass(frozen=True)
class Orphan:
    id: str
    workspace_id: str
    had_its_run: bool = False


class FakeUpkeep:
    """What lies still for want of a job."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    def schema_problem(self) -> str:
        return ""

    def orphaned_messages(self) -> Sequence[Orphan]:
        with self._database.transaction() as tables:
            old = self._database.clock.now() - timedelta(seconds=30)
            carried = {r.message_id for r in tables.jobs.values() if r.status in _LIVE and _moves_message(tables, r)}
            return [
                Orphan(m.id, m.workspace_id)
                for m in tables.messages.values()
                if m.disposition in IN_FLIGHT and m.received_at < old and m.id not in carried
            ]

    def orphaned_sends(self) -> Sequence[Orphan]:
        with self._database.transaction() as tables:
            carried = {row.subject_id for row in tables.jobs.values() if row.status in _LIVE}
            lost = [s for s in tables.sends.values() if s.id not in carried and self._waits(tables, s)]
            return [Orphan(s.id, s.workspace_id, _had_its_run(tables, s)) for s in lost]

    def _waits(self, tables: Tables, send: Send) -> bool:
        now, since = self._database.clock.now(), send.sending_at
        if send.state is SendState.SENDING:
            return since is not None and since < now - timedelta(seconds=120)
        if send.state is SendState.UNKNOWN:
            old = since is not None and since < now - timedelta(seconds=180)
            message = tables.messages.get(send.message_id)
            in_flight = message is not None and message.disposition in IN_FLIGHT
            looked_up = f"{send.workspace_id}:{send.id}:CONFIRM_SEND:try-{send.attempts}" in tables.dedupe_keys
            return old and (in_flight or not looked_up)
        # How long it has been queued is not kept here.
        return send.state is SendState.QUEUED and all(
            s.state in LEFT_US for s in tables.sends.values() if _reply_of(s) == _reply_of(send) and s.part < send.part
        )


def _moves_message(tables: Tables, row: JobRow) -> bool:
    if row.type in (JobType.SEND_REPLY, JobType.CONFIRM_SEND):
        send = tables.sends.get(row.subject_id)
        return send is None or not send.is_notice
    return row.type in ENDS_MESSAGE


def _reply_of(send: Send) -> tuple[object, ...]:
    """What its parts have in common."""
    return send.draft_id, send.follow_up_id, send.step, send.draft_version


def _had_its_run(tables: Tables, send: Send) -> bool:
    return any(
        row.subject_id == send.id and row.type == "SEND_REPLY" and row.status is JobStatus.SUCCEEDED
        for row in tables.jobs.values()
    )


class CancellableStore(FakeStore):
    """The fake store, and what a fence finds of a job that was asked to stop."""

    @contextmanager
    def begin(self, workspace_id: str, fence: JobFence | None = None) -> Iterator[FakeUnitOfWork]:
        with super().begin(workspace_id, fence) as uow:
            yield uow
            row = uow.database.tables.jobs.get(fence.job_id) if fence is not None else None
            held = row is not None and fence is not None and row.fence == fence.fence
            if row is not None and held and row.status is JobStatus.RUNNING and row.cancel_requested:
                raise JobCancelled


class FakeJobBook:
    """JobBook inside one transaction."""

    def __init__(self, uow: FakeUnitOfWork) -> None:
        self._uow = uow

    @property
    def _jobs(self) -> dict[str, JobRow]:
        return self._uow.database.tables.jobs

    def get(self, job_id: str) -> HandledJob | None:
        row = self._jobs.get(job_id)
        return _handled(row) if row is not None else None

    def matching(self, wanted: JobFilter, workspace_id: str | None, limit: int) -> Sequence[HandledJob]:
        fits = [r for r in self._jobs.values() if r.status == wanted.status and workspace_id in (None, r.workspace_id)]
        return [_handled(row) for row in sorted(fits, key=lambda row: row.id)[:limit]]

    def count(self, wanted: JobFilter, workspace_id: str | None) -> int:
        return len(self.matching(wanted, workspace_id, len(self._jobs)))

    def restart(self, job_id: str) -> bool:
        row, now = self._jobs.get(job_id), self._uow.database.clock.now()
        if row is None or row.status not in (JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.PARKED):
            return False
        fresh = {"attempts": 0, "crashes": 0, "cancel_requested": False, "parked_reason": None, "finished_at": None}
        self._jobs[job_id] = replace(row, status=JobStatus.PENDING, run_at=now, ring_at=now, **fresh)
        return True

    def cancel(self, job_id: str, by: str) -> bool:
        row = self._jobs.get(job_id)
        if row is None or row.status not in (JobStatus.PENDING, JobStatus.PARKED):
            return False
        self._jobs[job_id] = replace(row, status=JobStatus.CANCELLED, finished_at=self._uow.database.clock.now())
        return True

    def ask_to_stop(self, job_id: str) -> bool:
        row = self._jobs.get(job_id)
        if row is None or row.status is not JobStatus.RUNNING:
            return False
        self._jobs[job_id] = replace(row, cancel_requested=True)
        return True


def _handled(row: JobRow) -> HandledJob:
    return HandledJob(row.id, row.type, row.status, row.workspace_id, row.lead_id, row.message_id, row.subject_id)


class FakeSwitchBook:
    """SwitchBook: what has ended is gone."""

    def __init__(self, uow: FakeUnitOfWork) -> None:
        self._uow = uow

    def add(self, switch: Switch) -> None:
        self._uow.database.tables.switches[switch.id] = switch

    def end(self, switch_id: str, by: str, workspace_id: str | None) -> bool:
        known = self._uow.database.tables.switches.get(switch_id)
        if known is None or workspace_id not in (None, known.workspace_id):
            return False
        del self._uow.database.tables.switches[switch_id]
        return True


class FakeAdminUnitOfWork(FakeUnitOfWork):
    """The repositories and the books of jobs and switches; the other books are tested in Postgres."""

    def __init__(self, database: FakeDatabase, workspace_id: str) -> None:
        super().__init__(database, workspace_id)
        self.jobs = FakeJobBook(self)
        self.switch_book = FakeSwitchBook(self)

    def now(self) -> datetime:
        return self.database.clock.now()


class FakeAdminStore:
    """AdminStore, as far as jobs are concerned."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[FakeAdminUnitOfWork]:
        with self._database.transaction():
            yield FakeAdminUnitOfWork(self._database, workspace_id)
