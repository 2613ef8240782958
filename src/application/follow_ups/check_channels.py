"""Whether the steps of a sequence can be taken at all."""

from collections.abc import Iterable, Mapping

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.sequences import Step


def check_channels(steps: Iterable[Step], channels: Mapping[str, Channel]) -> None:
    """Raises InvalidInput for a step over a channel that there is not, or that carries no talk."""
    talking = {name for name, channel in channels.items() if channel.carries_talk and channel.replies_by is None}
    media = {Medium.SMS.value, Medium.EMAIL.value, Medium.LINKEDIN.value}
    for place, step in enumerate(steps):
        if step.channel and step.channel not in talking | media:
            known = ", ".join(sorted(talking | media))
            raise InvalidInput(
                f"Unknown channel '{step.channel}'. Known: {known}; empty for where the person wrote last.",
                field=f"steps[{place}].channel",
            )
