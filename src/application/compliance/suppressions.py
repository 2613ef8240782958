"""ImportSuppressions, TakeSuppressions: a list of people to leave alone comes in, row by row, and holds at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.follow_ups.watch_campaigns import stop_all
from rejoinder.application.replies.endings import close_lead
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome
from rejoinder.domain.messages import Disposition
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.phones import PhoneReader
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.suppressions import (
    MEDIA_OF,
    ImportState,
    ListedAddress,
    Suppression,
    SuppressionImport,
    addresses_of,
    read_rows,
)
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class ImportSuppressions:
    """The list is kept and a job takes it. The same list again is the same import, taken anew and adding nothing.

    Raises NotFound, or InvalidInput for what is no list.
    """

    store: Store

    def __call__(self, workspace_id: str, name: str, body: str, by: str, country: str = "") -> SuppressionImport:
        if country and (len(country) != 2 or not country.isascii() or not country.isalpha()):
            raise InvalidInput("'country' is the two letters of a country, such as US.", field="country")
        rows = read_rows(body)
        digest = hashlib.sha256(body.encode()).hexdigest()[:16]
        listed = SuppressionImport(new_id(), workspace_id, name[:200] or f"list {digest}", body, len(rows), by)
        with self.store.begin(workspace_id) as uow:
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            uow.suppressions.add_import(listed)
            uow.queue.enqueue(
                NewJob(
                    JobType.IMPORT_SUPPRESSIONS, workspace_id, listed.id, payload={"country": country.upper(), "by": by}
                )
            )
        return listed


@dataclass(frozen=True, slots=True)
class TakeSuppressions:
    """Called for IMPORT_SUPPRESSIONS jobs; the subject is one import.

    Afterwards nobody on the list may be written to on that medium: consent is withdrawn with the list as evidence, what
    waited for them has ended, queued sends are withheld. Each row is a transaction of its own with its progress, so
    that a worker that dies takes nothing back and the next one goes on.
    """

    store: Store
    channels: Mapping[str, Channel]
    phones: PhoneReader

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            listed = uow.suppressions.get_import(job.subject_id)
        if listed is None or listed.state is not ImportState.PENDING:
            return Cancel("import-over")
        country = str(job.payload.get("country", ""))
        fence = JobFence(job.id, job.fence)
        for number, row in enumerate(read_rows(listed.body), start=1):
            if number <= listed.done:
                continue
            found, wrong = addresses_of(row, lambda stated: self._phone(stated, country))
            with self.store.begin(job.workspace_id, fence) as uow:
                new = sum(self._take(uow, listed, address) for address in found)
                listed = listed.after(number, added=new, known=len(found) - new, wrong=wrong)
                uow.suppressions.save_import(listed)
        with self.store.begin(job.workspace_id, fence) as uow:
            uow.suppressions.save_import(replace(listed, state=ImportState.DONE))
            if listed.refused:
                uow.alerts.raise_alert(
                    "suppressions-refused",
                    listed.id,
                    severity="medium",
                    title=f"{listed.refused} rows of '{listed.name}' name nobody who could be left alone.",
                    workspace_id=listed.workspace_id,
                    detail={"import": listed.id, "refused": listed.refused},
                )
        return Done(f"added:{listed.added} known:{listed.known} refused:{listed.refused}")

    def _phone(self, stated: str, country: str) -> str:
        read = self.phones.read(stated.removeprefix("tel:").strip(), country)
        return read.e164 if read is not None else ""

    def _take(self, uow: UnitOfWork, listed: SuppressionImport, address: ListedAddress) -> bool:
        """Whether the address is new on the list. One that is there forbids nothing anew: they may have come back."""
        evidence = f"suppression list '{listed.name}'" + (f": {address.reason}" if address.reason else "")
        media = MEDIA_OF[address.kind]
        known = uow.leads.by_address(media[0], address.address)
        new = uow.suppressions.add(
            Suppression(
                listed.workspace_id, address.kind, address.address, address.reason, listed.name, listed.created_by
            )
        )
        if not new:
            return False
        if known is None:
            uow.suppressions.forbid(address.kind, address.address, evidence)
            return True
        lead = uow.leads.lock(known.id)
        if lead is None:
            return True
        by = listed.created_by
        uow.leads.set_consent(lead.id, media, "withdrawn", evidence)
        uow.timeline.append(Entry("consent-changed", "withdrawn", "suppression-list", lead.id, None, by))
        close_lead(uow, lead.id, Disposition.SUPPRESSED, "opt-out", actor=by)
        stop_all(uow, lead.id, listed.id, self.channels)
        return True
