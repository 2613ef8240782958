"""AcknowledgeAlert, SendTestAlert: somebody has seen it; and does anybody see it?"""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.domain.errors import NotFound
from rejoinder.domain.ports.administration import AdminStore
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

TEST_RULE = "test"


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """The alert says who has seen it first. Raises NotFound."""

    store: AdminStore

    def __call__(self, scope: str | None, alert_id: str, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if not uow.alerts.acknowledge(alert_id, by, scope):
                raise NotFound("There is no such alert.")


@dataclass(frozen=True, slots=True)
class SendTestAlert:
    """An alert goes the way that a real one would go."""

    store: AdminStore

    def __call__(self, scope: str | None, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.alerts.raise_alert(
                TEST_RULE,
                by,
                severity="low",
                title="This is a test: alerts reach you.",
                workspace_id=scope,
                detail={"by": by},
            )
