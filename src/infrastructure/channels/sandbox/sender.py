"""How a reply reaches a simulated person, and what may go wrong on the way when a drill asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import (
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
)
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.sandbox.faults import Fault, parse_faults
from rejoinder.infrastructure.channels.sandbox.phone import SandboxPhone

CLOCK_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class SandboxSender:
    phone: SandboxPhone
    wait: Callable[[float], None] = time.sleep

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """The simulated person has the message, unless a fault was asked for."""
        met = {fault.name for fault in _faults(outbound, connection) if self._meets(fault, outbound, connection)}
        if "down" in met:
            raise ProviderDown("The sandbox plays a provider that cannot be reached.")
        if "busy" in met:
            raise ProviderBusy("The sandbox plays a provider that asks for patience.", wait=1.0)
        if "revoked" in met:
            raise ConnectionRevoked("The sandbox plays a provider that no longer takes the credentials.")
        if "refuse" in met:
            raise MessageRefused("The sandbox plays a provider that refuses this message.")
        if "lose-request" in met:
            raise OutcomeUnknown("The sandbox lost the request, and does not say so.")
        taken = self.phone.deliver(outbound, connection)
        if "lose-answer" in met:
            raise OutcomeUnknown("The sandbox delivered, and its answer got lost.")
        return SendReceipt(taken, detail="delivered to the simulated person")

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one message since then says the same."""
        listed = self.phone.find(outbound, connection, since - CLOCK_SKEW)
        ids = [found for found, body in listed if same_text(body, outbound.body)]
        if len(ids) > 1:
            return CannotTell(f"The simulated person has {len(ids)} messages that say the same.")
        return Found(SendReceipt(ids[0])) if ids else Absent()

    def check(self, connection: Connection) -> str:
        parse = _parsed(connection.credentials.get("faults", ""))
        return f"The sandbox works, with {len(parse)} faults asked for." if parse else "The sandbox works."

    def _meets(self, fault: Fault, outbound: OutboundMessage, connection: Connection) -> bool:
        if fault.name == "slow":
            self.wait(fault.times)
            return True
        return self.phone.spend(outbound, connection, str(fault)) <= fault.times


def _faults(outbound: OutboundMessage, connection: Connection) -> tuple[Fault, ...]:
    """Those of the connection, then those that the simulated person's message asked for."""
    return (
        *_parsed(connection.credentials.get("faults", "")),
        *_parsed(outbound.reply_handle.get("faults", ())),
    )


def _parsed(stated: object) -> tuple[Fault, ...]:
    try:
        return parse_faults(stated)
    except ValueError as error:
        raise ConfigurationFault(f"The sandbox does not know this fault: {error}.") from None
