"""Every provider is one folder here; `discover` finds them, so there is no list to keep."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

from rejoinder.domain.ports.channels import Channel
from rejoinder.infrastructure.http import ProviderHttp

Builder = Callable[..., Channel]


def discover(http: ProviderHttp, **parts: object) -> dict[str, Channel]:
    """Every channel whose folder can be built, by name; called once by the container.

    A folder offers `channel(http)`, or names further parts that it needs, such as the sandbox's
    `channel(http, phone)`; a channel whose parts were not given is left out.
    """
    given = {"http": http, **parts}
    found: dict[str, Channel] = {}
    for build in _builders():
        wanted = inspect.signature(build).parameters
        if wanted.keys() <= given.keys():
            channel = build(**{name: given[name] for name in wanted})
            found[channel.name] = channel
    return found


def _builders() -> Iterator[Builder]:
    for entry in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
        if entry.ispkg:
            build = getattr(import_module(entry.name), "channel", None)
            if callable(build):
                yield build
