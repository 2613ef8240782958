"""The only reader of the environment."""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.workspaces import parse_delay

_KNOWN = (
    "REJOINDER_AI",
    "REJOINDER_SECRET_KEY",
    "REJOINDER_ADMIN_TOKEN",
    "REJOINDER_ALLOWED_PROVIDER_HOSTS",
    "REJOINDER_DATA_DIR",
    "REJOINDER_LOG",
    "REJOINDER_AUTOSEND_DELAY",
    "REJOINDER_WORKER_THREADS",
    "REJOINDER_BEAT_FILE",
    "REJOINDER_PARENT_PID",
    "REJOINDER_AI_MODEL",
    "REJOINDER_METRICS_OPEN",
    "REJOINDER_PROMPTS",
    "REJOINDER_AI_CHEAPER_MODEL",
    "REJOINDER_SMTP_URL",
    "REJOINDER_MAIL_FROM",
    "REJOINDER_TRUSTED_PROXIES",
)

_SECRETS = (
    "DATABASE_URL",
    "REDIS_URL",
    "OPENAI_API_KEY",
    "CRON_SECRET",
    "REJOINDER_SECRET_KEY",
    "REJOINDER_ADMIN_TOKEN",
    "REJOINDER_SMTP_URL",
)
"""Each may be named by `…_FILE` instead: the file that holds it, as Docker and systemd hand secrets over."""


SECRET_KEY_FILE = "secret.key"  # noqa: S105 - a file's name
"""In the data folder, where `rejoinder up` keeps the key that it made."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What this installation was told. Secrets are not shown by `repr`-minded logging: never log this object."""

    database_url: str
    redis_url: str
    ai: str = "offline"
    """`openai` or `offline`."""
    openai_api_key: str = ""
    openai_base_url: str = ""
    ai_model: str = ""
    """Overrides the model of every feature; empty uses each prompt's own."""
    ai_cheaper_model: str = ""
    """Asked instead once a budget runs low; empty goes on with the same model."""
    smtp_url: str = ""
    """Where mail to the team leaves: `smtp://user:password@host:587` or `smtps://…`."""
    mail_from: str = ""
    prompts: Path | None = None
    """A folder whose prompt files stand in for ours of the same name."""
    secret_keys: tuple[str, ...] = ()
    """Newest first; the first one seals."""
    admin_token: str = ""
    public_base_url: str = "http://127.0.0.1:8000"
    cron_secret: str = ""
    alerts_disabled: bool = False
    allowed_provider_hosts: frozenset[str] = frozenset()
    data_dir: Path = Path(".rejoinder")
    log: str = "text"
    autosend_delay: tuple[float, float] | None = None
    worker_threads: int = 64
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks whose X-Forwarded-For says who asks; empty believes nobody."""
    bound_to_loopback: bool = True
    is_supervised: bool = False
    """Whether `rejoinder up` started this process, and starts again whatever dies."""


def _flag(name: str, value: str) -> bool:
    if value.lower() in ("", "0", "false", "no", "off"):
        return False
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    raise InvalidInput(f"{name} is '{value}'; use true or false.", field=name)


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise InvalidInput(f"{name} is '{value}'; use {' or '.join(allowed)}.", field=name)
    return value


def _whole(name: str, value: str, low: int, high: int) -> int:
    if not value.isdigit() or not low <= int(value) <= high:
        raise InvalidInput(f"{name} is '{value}'; use a whole number from {low} to {high}.", field=name)
    return int(value)


def _refuse_unknown(env: Mapping[str, str]) -> None:
    for name in env:
        if name.startswith("REJOINDER_") and name not in _KNOWN and name.removesuffix("_FILE") not in _SECRETS:
            near = difflib.get_close_matches(name, _KNOWN, n=1, cutoff=0.0)
            raise InvalidInput(f"Unknown setting {name}; did you mean {near[0]}?", field=name)


def _networks(name: str, value: str) -> tuple[str, ...]:
    stated = tuple(part.strip() for part in value.split(",") if part.strip())
    for part in stated:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise InvalidInput(
                f"{name} holds '{part[:60]}'; list addresses or networks such as 10.0.0.0/8.", field=name
            ) from None
    return stated


def _read_secrets(values: Mapping[str, str]) -> dict[str, str]:
    """What the `…_FILE` variables lead to; a variable that holds the secret itself goes before its file."""
    read = {}
    for name in _SECRETS:
        stated = values.get(f"{name}_FILE")
        if stated is None or name in values:
            continue
        try:
            read[name] = Path(stated).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{name}_FILE names {stated}, which cannot be read.", field=f"{name}_FILE") from error
        if not read[name]:
            raise InvalidInput(f"{name}_FILE names {stated}, which is empty.", field=f"{name}_FILE")
    return read


def _url(name: str, value: str, schemes: tuple[str, ...]) -> str:
    if value and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise InvalidInput(f"{name} must start with {schemes[0]}://", field=name)
    return value


def from_env(env: Mapping[str, str] | None = None, **found: str) -> Settings:
    """The settings of this process. `found` fills in URLs and keys that `rejoinder up` made itself.

    Raises InvalidInput with one sentence that names the variable.
    """
    env = os.environ if env is None else env
    _refuse_unknown(env)
    stated = {name: value.strip() for name, value in env.items() if value.strip()}
    values = {**_read_secrets(stated), **stated, **found}
    key = values.get("OPENAI_API_KEY", "")
    ai = _choice("REJOINDER_AI", values.get("REJOINDER_AI", "openai" if key else "offline"), ("openai", "offline"))
    if ai == "openai" and not key:
        raise InvalidInput("REJOINDER_AI is 'openai' but OPENAI_API_KEY is not set.", field="OPENAI_API_KEY")
    delay = values.get("REJOINDER_AUTOSEND_DELAY")
    hosts = values.get("REJOINDER_ALLOWED_PROVIDER_HOSTS", "")
    return Settings(
        database_url=_url("DATABASE_URL", values.get("DATABASE_URL", ""), ("postgresql", "postgres")),
        redis_url=_url("REDIS_URL", values.get("REDIS_URL", ""), ("redis", "rediss", "unix")),
        ai=ai,
        openai_api_key=key,
        openai_base_url=_url("OPENAI_BASE_URL", values.get("OPENAI_BASE_URL", ""), ("https", "http")),
        ai_model=values.get("REJOINDER_AI_MODEL", ""),
        ai_cheaper_model=values.get("REJOINDER_AI_CHEAPER_MODEL", ""),
        smtp_url=_url("REJOINDER_SMTP_URL", values.get("REJOINDER_SMTP_URL", ""), ("smtp", "smtps")),
        mail_from=values.get("REJOINDER_MAIL_FROM", ""),
        prompts=Path(values["REJOINDER_PROMPTS"]).expanduser().absolute() if "REJOINDER_PROMPTS" in values else None,
        secret_keys=tuple(k.strip() for k in values.get("REJOINDER_SECRET_KEY", "").split(",") if k.strip()),
        admin_token=values.get("REJOINDER_ADMIN_TOKEN", ""),
        public_base_url=_url(
            "PUBLIC_BASE_URL", values.get("PUBLIC_BASE_URL", "http://127.0.0.1:8000"), ("https", "http")
        ).rstrip("/"),
        cron_secret=values.get("CRON_SECRET", ""),
        alerts_disabled=_flag("ALERTS_DISABLED", values.get("ALERTS_DISABLED", "")),
        allowed_provider_hosts=frozenset(h.strip().lower() for h in hosts.split(",") if h.strip()),
        data_dir=Path(values.get("REJOINDER_DATA_DIR", ".rejoinder")).expanduser().absolute(),
        log=_choice("REJOINDER_LOG", values.get("REJOINDER_LOG", "text"), ("json", "text")),
        trusted_proxies=_networks("REJOINDER_TRUSTED_PROXIES", values.get("REJOINDER_TRUSTED_PROXIES", "")),
        autosend_delay=parse_delay("REJOINDER_AUTOSEND_DELAY", delay) if delay else None,
        is_supervised=bool(values.get("REJOINDER_PARENT_PID")),
        worker_threads=_whole("REJOINDER_WORKER_THREADS", values.get("REJOINDER_WORKER_THREADS", "64"), 1, 512),
    )
