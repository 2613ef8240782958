"""The system gate: what a workspace may do about one message right now, whatever the message says. Pure.

One decision with one reason, asked after the message is stored (reference/voice-and-sms.md A6, REQ-A9, REQ-A10). It is
held against the world twice: when a reply is decided, and in the moment before a text of the system's own leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.sends import SendKind
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.workspaces import Connection, Mode, Workspace

DEFLECT_AGAIN = timedelta(hours=12)
"""One deflection per conversation and this long."""
APOLOGISE_AGAIN = timedelta(hours=24)

# The opening words are fixed by seed 003.
_DEFLECTION = "Thanks for your message! We're temporarily unable to reply to it here."
_APOLOGY = "We're experiencing a technical issue. Your message has arrived, and somebody will get back to you."


class Passage(StrEnum):
    """What may be done, strictest first."""

    PARK = "park"
    """Nothing now; the job waits."""
    APOLOGISE = "apologise"
    """The state is one that must not be: a fixed text, an alert, a person."""
    DEFLECT = "deflect"
    """A person answers; until then one fixed text says where to turn to."""
    PERSON = "person"
    OPEN = "open"


class Mind(StrEnum):
    """Who may judge and write."""

    MODEL = "model"
    OFFLINE = "offline"
    """The built-in layer, in everything."""
    RULES = "rules"
    """The built-in layer judges, and nobody writes."""
    NONE = "none"

    @property
    def writes(self) -> bool:
        return self in (Mind.MODEL, Mind.OFFLINE)


@dataclass(frozen=True, slots=True)
class GateSnapshot:
    """Everything that the gate may look at."""

    workspace: Workspace
    channel: str
    medium: str
    lead_id: str
    switches: Sequence[Switch]
    missing: Sequence[str] = ()
    """What this workspace lacks to answer there, by name (`missing_for`)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The decision. `reason` is a stable code; empty where the way is open."""

    passage: Passage
    reason: str = ""
    mind: Mind = Mind.MODEL
    inputs: Mapping[str, Any] = field(default_factory=dict)


def system_gate(s: GateSnapshot) -> Gate:
    """The strictest of what holds."""
    mind = _mind(s)
    if switch := _in_force(s, SwitchKind.PROCESSING_PAUSED):
        return Gate(Passage.PARK, "processing-paused", mind, _shown(switch))
    unreadable = s.workspace.unreadable_settings
    if switch := _in_force(s, SwitchKind.OUTBOUND_HALTED):
        return Gate(Passage.PERSON, f"switch:{switch.kind}", mind, _shown(switch))
    if switch := _in_force(s, SwitchKind.OUTBOUND_PAUSED):
        why_not = no_deflection(s)
        passage = Passage.PERSON if why_not else Passage.DEFLECT
        return Gate(passage, f"switch:{switch.kind}", mind, {**_shown(switch), "no_deflection": why_not})
    if "mode" in unreadable:
        return Gate(Passage.APOLOGISE, "mode-invalid", mind, {"stated": str(s.workspace.raw_settings.get("mode"))})
    if unreadable:
        return Gate(Passage.PERSON, f"settings-unreadable:{unreadable[0]}", mind, {"settings": list(unreadable)})
    if s.missing:
        return Gate(Passage.PERSON, f"setup-incomplete:{s.missing[0]}", mind, {"missing": list(s.missing)})
    if not mind.writes:
        return Gate(Passage.PERSON, "ai-disabled", mind)
    return Gate(Passage.OPEN, mind=mind)


def _mind(s: GateSnapshot) -> Mind:
    """In a state that must not be nobody is paid to think about a reply."""
    if "mode" in s.workspace.unreadable_settings:
        return Mind.NONE
    if _in_force(s, SwitchKind.AI_DISABLED) is None:
        return Mind.MODEL
    return Mind.OFFLINE if s.workspace.settings.offline_ai_fallback else Mind.RULES


def _in_force(s: GateSnapshot, kind: SwitchKind) -> Switch | None:
    return next(
        (w for w in s.switches if w.kind is kind and w.covers(s.workspace.id, s.channel, s.lead_id)),
        None,
    )


def _shown(switch: Switch) -> dict[str, Any]:
    return {"switch": switch.id, "why": switch.reason}


def no_deflection(s: GateSnapshot) -> str:
    """Why nobody is deflected there; empty where they are. A deflection stands in for an automatic reply, so it is
    only sent where one might have been, and where the operator said what to say."""
    settings = s.workspace.settings
    if settings.mode is not Mode.AUTO:
        return f"mode-{settings.mode}"
    if not settings.is_automatic_on(s.channel, s.medium):
        return "channel-not-automatic"
    if not (settings.business_phone or settings.deflection_text):
        return "no-business-phone"
    return s.missing[0] if s.missing else ""


def missing_for(connection: Connection | None, channel: Channel | None) -> tuple[str, ...]:
    """What is missing to answer through that connection, by name."""
    if connection is None:
        return ("connection",)
    if channel is None:
        return ("channel",)
    if not connection.enabled:
        return ("connection-enabled",)
    fields = (f.name for f in channel.fields if f.required and not connection.credentials.get(f.name))
    return tuple(f"credentials.{name}" for name in fields)


def is_proven(message: Message, connection: Connection | None, channel: Channel | None) -> bool:
    """Whether more than the URL's key vouches for this message."""
    return bool(
        channel is None
        or not channel.weak_without_secret
        or channel.came_signed(message.reply_handle)
        or (connection is not None and connection.webhook_secrets)
    )


def deflection_text(workspace: Workspace) -> str:
    """What a person hears while automatic replies are paused; names the business phone where there is one."""
    settings = workspace.settings
    text = settings.deflection_text or _DEFLECTION
    phone = settings.business_phone
    if "{business_phone}" in text:
        return text.replace("{business_phone}", phone).strip()
    return f"{text} Please call us on {phone}." if phone and phone not in text else text


def apology_text(workspace: Workspace) -> str:
    """What a person hears when we cannot know how to answer them."""
    settings = workspace.settings
    if settings.apology_text:
        return settings.apology_text.replace("{business_phone}", settings.business_phone).strip()
    phone = settings.business_phone
    return f"{_APOLOGY} If it cannot wait, please call {phone}." if phone else _APOLOGY


KEYWORD_ANSWERS = (SendKind.KEYWORD, SendKind.GOODBYE)
HELP_AGAIN = timedelta(hours=1)
"""How soon HELP is answered once more, so that two machines do not help each other for ever."""


def keyword_answer(message: Message, workspace: Workspace) -> tuple[SendKind, str, str] | None:
    """What the workspace says to STOP, START or HELP as a whole text message: kind, words and reason. None where it
    says nothing, which is the default: carriers and providers answer these words themselves."""
    if message.medium is not Medium.SMS or message.automated or message.backfilled:
        return None
    settings, rule = workspace.settings, str(message.safety.get("rule", ""))
    kind, text, reason = SendKind.KEYWORD, "", ""
    if message.opt_out:
        kind, text, reason = SendKind.GOODBYE, settings.stop_text if rule in _STOPS else "", "stop"
    elif message.safety.get("opt_in"):
        text, reason = settings.start_text, "start"
    elif message.safety.get("help"):
        text, reason = settings.help_text, "help"
    said = text.replace("{business_phone}", settings.business_phone).strip()
    return (kind, said, reason) if said else None


_STOPS = ("keyword", "provider-opt-out")


@dataclass(frozen=True, slots=True)
class NoticeSnapshot:
    """What is looked at in the moment before a text of the system's own leaves."""

    kind: SendKind
    workspace: Workspace
    switches: Sequence[Switch]
    channel: str
    medium: str
    lead_id: str
    recipient_opted_out: bool
    connection_usable: bool
    answered: bool
    """Whether one of our people answered meanwhile."""
    late: bool


def notice_may_leave(s: NoticeSnapshot) -> str | None:
    """None when it may go, else the reason to withhold it."""
    about = GateSnapshot(s.workspace, s.channel, s.medium, s.lead_id, s.switches)
    to_customer = s.kind in (SendKind.DEFLECTION, SendKind.APOLOGY, SendKind.HOLDING)
    if s.recipient_opted_out and s.kind is not SendKind.GOODBYE:
        return "opt-out"
    if s.kind in KEYWORD_ANSWERS and s.workspace.settings.mode in (Mode.OFF, Mode.SHADOW):
        return f"mode-{s.workspace.settings.mode}"
    if _in_force(about, SwitchKind.OUTBOUND_HALTED):
        return "switch"
    if not s.connection_usable:
        return "connection-unusable"
    if s.late:
        return "too-late"
    if to_customer and s.answered:
        return "human-answered"
    paused = _in_force(about, SwitchKind.OUTBOUND_PAUSED)
    if s.kind is SendKind.APOLOGY and paused:
        return "switch"
    if s.kind is SendKind.APOLOGY and "mode" not in s.workspace.unreadable_settings:
        return "mode-valid-again"
    if s.kind is SendKind.DEFLECTION:
        return (no_deflection(about) or None) if paused else "no-longer-paused"
    return None
