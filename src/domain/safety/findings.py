"""What `screen` is given, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ConsentChange = Literal["withdrawn", "granted"]


@dataclass(frozen=True, slots=True)
class Screening:
    """One inbound message as the channel read it. `text` is the reply without quotes; header names are lower case."""

    medium: str
    text: str
    subject: str = ""
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    provider_opt_out: str | None = None
    provider_automated: bool = False
    provider_bounce: bool = False
    provider_group: bool = False
    currently_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SafetyVerdict:
    """What the message is, the most important rule that said so, and the words it said it about."""

    opt_out: bool = False
    opt_in: bool = False
    help: bool = False
    bounce: bool = False
    automated: bool = False
    out_of_office: bool = False
    hostile: bool = False
    injection: bool = False
    ambiguous_opt_out: bool = False
    group: bool = False
    """Several people read the thread."""
    rule: str | None = None
    evidence: str = ""
    consent_change: ConsentChange | None = None
    rules: tuple[str, ...] = ()

    @property
    def allows_automatic_reply(self) -> bool:
        """False when any finding forbids an automatic answer; a person may still decide otherwise."""
        return not (
            self.opt_out
            or self.ambiguous_opt_out
            or self.help
            or self.bounce
            or self.automated
            or self.out_of_office
            or self.hostile
            or self.injection
            or self.group
        )


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    evidence: str
