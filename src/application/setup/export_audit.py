"""ExportAudit: the audit log as a file that other systems read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.suppressions import as_csv
from rejoinder.domain.views import AuditView, PageRequest

MOST_EXPORTED = 50_000
FORMS = ("csv", "jsonl")
_HEAD = ("at", "actor", "action", "status", "workspace_id", "subject", "request_id")


@dataclass(frozen=True, slots=True)
class ExportAudit:
    """Line by line, the newest first, at most the newest 50,000. Ids and no texts. Raises InvalidInput for a form that
    is none."""

    reports: Reports

    def __call__(self, scope: str | None, form: str) -> Iterator[str]:
        if form not in FORMS:
            raise InvalidInput(f"The audit log is written as {' or '.join(FORMS)}.", field="form")
        deeds = self._deeds(scope)
        if form == "csv":
            return as_csv(_HEAD, map(_cells, deeds))
        return (json.dumps(asdict(deed), default=str, ensure_ascii=False) + "\n" for deed in deeds)

    def _deeds(self, scope: str | None) -> Iterator[AuditView]:
        cursor, left = None, MOST_EXPORTED
        while left > 0:
            found = self.reports.audit(scope, PageRequest(200, cursor))
            yield from found.items
            cursor, left = found.next_cursor, left - len(found.items)
            if cursor is None:
                return


def _cells(deed: AuditView) -> tuple[object, ...]:
    subject = " ".join(f"{name}={value}" for name, value in deed.subject.items())
    return (deed.at.isoformat(), deed.actor, deed.action, deed.status, deed.workspace_id, subject, deed.request_id)
