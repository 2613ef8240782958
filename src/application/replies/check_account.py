"""CheckAccount: an account that refused us is asked now and then whether it takes our credentials again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.application.replies.report_account import report_account
from rejoinder.domain.errors import PermanentFailure, TemporaryFailure
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, INSTALLATION, Store

_AGAIN_S = 600.0


@dataclass(frozen=True, slots=True)
class CheckAccount:
    """Called for CHECK_ACCOUNT jobs; the subject is the connection. Afterwards the account is known to be usable, so
    that what waits for it goes on, or is asked again in ten minutes."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, job: Job) -> Outcome:
        scope = EVERY_WORKSPACE if job.workspace_id == INSTALLATION else job.workspace_id
        with self.store.begin(scope) as uow:
            connection = uow.connections.get(job.subject_id)
        channel = self.channels.get(connection.channel) if connection is not None else None
        if connection is None or channel is None or not connection.enabled:
            return Cancel("nothing-to-ask")
        if not connection.unusable_reason:
            return Cancel("usable-again")
        try:
            said = channel.sender.check(connection)
        except (PermanentFailure, TemporaryFailure) as refused:
            return Snooze(_AGAIN_S, refused.code)
        with self.store.begin(scope) as uow:
            report_account(uow, connection, True, said)
        return Done("usable-again")
