"""SaveAgent: an assistant at the provider answers for a workspace from now on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.calls import UNKNOWN_AGENT, Agent
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import AgentBook, Store
from rejoinder.domain.timeline import Entry

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class SaveAgent:
    """The agent is stored (again), and every call of its assistant that was set aside is taken up.

    Raises NotFound for a connection of somebody else, InvalidInput that names the field.
    """

    store: Store
    channels: Mapping[str, Channel]
    agents: AgentBook

    def __call__(
        self,
        workspace_id: str,
        connection_id: str,
        external_assistant_id: str,
        by: str,
        *,
        name: str = "",
        is_default: bool = False,
    ) -> Agent:
        assistant = strip_unstorable(external_assistant_id).strip()
        if not assistant or len(assistant) > _LONGEST:
            raise InvalidInput("'external_assistant_id' is the provider's id.", field="external_assistant_id")
        with self.store.begin(workspace_id) as uow:
            connection = uow.connections.get(connection_id) if is_id(connection_id) else None
            if connection is None:
                raise NotFound("There is no such connection.")
            channel = self.channels.get(connection.channel)
            if channel is None or channel.switchboard is None:
                raise InvalidInput(f"No voice agent answers on {connection.channel}.", field="connection_id")
            stated = strip_unstorable(name).strip()[:_LONGEST]
            agent = uow.agents.save(Agent(new_id(), workspace_id, connection.id, assistant, stated, is_default))
            waiting = uow.events.set_aside(connection.id, UNKNOWN_AGENT)
            for event_id in waiting:
                # Its first job only told people; whoever is still unknown is set aside again.
                again = NewJob(JobType.PROVIDER_EVENT, workspace_id, event_id, suffix=f"agent-{agent.id}")
                uow.queue.enqueue(again)
            detail = {"agent": agent.id, "assistant": assistant, "taken_up": len(waiting)}
            uow.timeline.append(Entry("agent-saved", actor=by, detail=detail))
            uow.alerts.resolve(UNKNOWN_AGENT, f"{connection.id}:{assistant}")
        self.agents.forget(connection.id)
        return agent
