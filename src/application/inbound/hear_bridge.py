"""What becomes of a call that the owner asked for, as its provider tells it: in any order, any number of times."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.replies.call_for_owner import note
from rejoinder.domain.bridges import Bridge, BridgeState
from rejoinder.domain.ids import is_id
from rejoinder.domain.jobs import Done, Outcome
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import BridgeStep, BridgeTold
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.switches import SwitchKind

THE_KEY = "1"
_NOT_REACHED = frozenset({"busy", "no-answer", "failed", "canceled", "cancelled"})


@dataclass(frozen=True, slots=True)
class PutThrough:
    """Called while the owner, who pressed a key, waits on the line. The call whose person is to be rung, or None: the
    wrong key, another call than the command's own, one that is over, or something that has forbidden it since. The same
    question again has the same answer. Raises StorageDown."""

    store: Store

    def __call__(self, workspace_id: str, told: BridgeTold) -> Bridge | None:
        with self.store.begin(workspace_id) as uow:
            lead, bridge = _own(uow, told)
            if lead is None or bridge is None or told.said != THE_KEY or bridge.state is BridgeState.ENDED:
                return None
            if bridge.state is BridgeState.CONNECTED:
                return bridge
            forbidden = _forbidden(uow, lead, bridge)
            if forbidden:
                uow.bridges.save(replace(bridge, state=BridgeState.ENDED, outcome=forbidden, call_id=told.call_id))
                note(uow, replace(bridge, call_id=told.call_id), "failed", forbidden)
                return None
            connected = replace(bridge, state=BridgeState.CONNECTED, call_id=told.call_id)
            uow.bridges.save(connected)
            note(uow, connected, "confirmed", "")
            return connected


def hear_bridge(uow: UnitOfWork, told: BridgeTold) -> Outcome:
    """How it went is on record and on the person's timeline, once."""
    _, bridge = _own(uow, told)
    if bridge is None:
        return Done("call-of-nobody")
    outcome = _outcome(bridge, told)
    if not outcome or outcome == bridge.outcome:
        return Done("as-known")
    over = replace(bridge, state=BridgeState.ENDED, outcome=outcome, call_id=told.call_id)
    uow.bridges.save(over)
    note(uow, over, "ended", outcome)
    return Done(f"ended:{outcome}")


def _outcome(bridge: Bridge, told: BridgeTold) -> str:
    """What this step says about the end; empty where it says nothing, or less than is known."""
    match told.step:
        case BridgeStep.DIALLED:
            return told.said if told.said == "connected" else f"person-{told.said}"
        case BridgeStep.OVER if bridge.state is BridgeState.CONNECTED:
            return "ended-without-result"  # until the result comes, which may be behind this
        case BridgeStep.OVER if bridge.state is not BridgeState.ENDED:
            return "owner-not-reached" if told.said in _NOT_REACHED else "not-confirmed"
        case _:
            return ""


def _own(uow: UnitOfWork, told: BridgeTold) -> tuple[Lead | None, Bridge | None]:
    """The call that this is about, locked with its lead; None for another call than the one that the command got."""
    known = uow.bridges.get(told.bridge_id) if is_id(told.bridge_id) else None
    lead = uow.leads.lock(known.lead_id) if known is not None else None
    bridge = uow.bridges.lock(told.bridge_id) if lead is not None else None
    if bridge is None or bridge.call_id not in ("", told.call_id):
        return lead, None
    return lead, bridge


def _forbidden(uow: UnitOfWork, lead: Lead, bridge: Bridge) -> str:
    """What has come between the command and the key; empty for nothing."""
    workspace = uow.workspaces.get(bridge.workspace_id)
    if workspace is None or lead.has_opted_out(Medium.VOICE, workspace.settings.opt_out_scope):
        return "opt-out"
    connection = uow.connections.get(bridge.connection_id)
    channel = connection.channel if connection is not None else ""
    halts = (s for s in uow.switches.active(workspace.id) if s.kind is SwitchKind.OUTBOUND_HALTED)
    return "switch" if any(halt.covers(workspace.id, channel, lead.id) for halt in halts) else ""
