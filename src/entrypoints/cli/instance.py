"""Which installation a command works on: the one of the environment, else the one whose data folder is named."""

from __future__ import annotations

import contextlib
import getpass
import itertools
import json
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rejoinder.domain.errors import InvalidInput, RejoinderError
from rejoinder.entrypoints.settings import SECRET_KEY_FILE, Settings, from_env

if TYPE_CHECKING:
    from rejoinder.entrypoints.container import Container

ADMIN_TOKEN_FILE = "admin.token"  # noqa: S105 - a file's name
_COMMAND = re.compile(r"[a-z][a-z-]*")
_INSTANCE_FILE = "instance.json"

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="The data folder of the installation (REJOINDER_DATA_DIR, else ./.rejoinder)."),
]


LOOKING = frozenset({"list", "show", "search", "shadow", "refused", "doctor", "status", "retention"})
"""Commands that change nothing, or say themselves what they changed; every other one stands in the audit log."""


class CommandFailed(Exception):
    """`message` is one sentence that names the problem and the fix."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Instance:
    """What `up` tells other commands about itself, in a file that only its user may read."""

    database_url: str
    redis_url: str
    local_url: str
    public_base_url: str
    allowed_provider_hosts: str = ""


def settings_for(data_dir: Path | None) -> Settings:
    """The settings of the environment; the flag outranks REJOINDER_DATA_DIR. Raises InvalidInput."""
    settings = from_env()
    return settings if data_dir is None else replace(settings, data_dir=data_dir.expanduser().absolute())


def check_prompts(settings: Settings) -> None:
    """A process whose prompts cannot be used does not start. Raises InvalidInput in one sentence."""
    if settings.prompts is not None:
        from rejoinder.infrastructure.openai.prompts import load_prompts

        load_prompts(settings.prompts)


def write_instance(data_dir: Path, instance: Instance) -> None:
    """Commands that are told this folder find the installation."""
    write_private(data_dir / _INSTANCE_FILE, json.dumps(asdict(instance)))


def read_instance(data_dir: Path) -> Instance | None:
    """What the last `up` on this folder wrote, whether or not it still runs."""
    try:
        return Instance(**json.loads((data_dir / _INSTANCE_FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_private(path: Path, text: str) -> None:
    """The file holds all of `text` and only its owner may read it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def kept_secret(path: Path) -> str:
    """The secret in this file, made at the first call. Raises CommandFailed for an empty or unreadable file."""
    try:
        kept = path.read_text().strip()
    except FileNotFoundError:
        kept = secrets.token_urlsafe(32)
        write_private(path, f"{kept}\n")
    except OSError as error:
        raise CommandFailed(f"{path} cannot be read ({error.strerror}); give this user the file.") from error
    if not kept:
        raise CommandFailed(f"{path} is empty; restore it from a backup, or remove it to have a new one made.")
    return kept


def known_secret(path: Path) -> str:
    """The secret in this file, empty when there is none to read."""
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def compile_once(data_dir: Path, *, make: bool = False) -> None:
    """Where Python may leave no bytecode beside the sources, it goes to the data folder: else every process of every
    start compiles every library again, which costs more than all the rest of the start."""
    folder = data_dir / "run" / "bytecode"
    if not sys.dont_write_bytecode or not (make or folder.is_dir()):
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)
    os.environ.update(PYTHONDONTWRITEBYTECODE="", PYTHONPYCACHEPREFIX=str(folder))


def found(data_dir: Path | None) -> Settings:
    """Settings that lead to the installation. Raises InvalidInput, and CommandFailed when there is nothing there."""
    settings = settings_for(data_dir)
    compile_once(settings.data_dir)
    if settings.database_url:
        return _with_keys(settings)
    instance = read_instance(settings.data_dir)
    if instance is not None:
        settings = _as_the_instance(settings, instance)
    else:
        settings = replace(settings, database_url=_embedded_database(settings.data_dir))
    return _with_keys(settings)


@contextlib.contextmanager
def opened(data_dir: Path | None) -> Iterator[Container]:
    """A container of the installation that answers. Raises CommandFailed when it does not."""
    settings = found(data_dir)
    if not settings.redis_url:
        raise CommandFailed("REDIS_URL is not set; set it to the Redis of this installation.")
    from rejoinder.domain.errors import StorageDown
    from rejoinder.entrypoints.container import build

    container = build(settings, "cli")
    try:
        try:
            problem = container.upkeep().schema_problem()
        except StorageDown as down:
            raise CommandFailed(nothing_runs(settings)) from down
        if problem:
            raise CommandFailed(problem)
        with _on_record(container):
            yield container
    finally:
        container.engine().dispose()


_told: list[tuple[str, str | None, dict[str, str]]] = []


def noted(action: str, workspace_id: str | None = None, **subject: str) -> None:
    """What the audit log will say of this command, instead of its name alone."""
    _told.append((action, workspace_id, subject))


@contextlib.contextmanager
def _on_record(container: Container) -> Iterator[None]:
    """What a command changed, or was refused, stands in the audit log: which command, and by which user of the machine.
    Its arguments do not, except for what it says itself: they may hold a secret or a person's address."""
    from rejoinder.domain.ports.administration import Deed

    words = list(itertools.takewhile(_COMMAND.fullmatch, sys.argv[1:3]))
    looks = not words or words[-1] in LOOKING
    actor, named = f"command-line:{_user()}", " ".join(["rejoinder", *words])
    _told.clear()
    try:
        yield
    except RejoinderError:
        if not looks:
            container.note_deed()(Deed(actor, named, 400))
        raise
    for action, workspace_id, subject in _told or ([] if looks else [(named, None, {})]):
        container.note_deed()(Deed(actor, action, 200, workspace_id=workspace_id, subject=subject))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return str(os.getuid())


def nothing_runs(settings: Settings) -> str:
    """The sentence for an installation that does not answer."""
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return "The database of DATABASE_URL does not answer; start it, or correct DATABASE_URL."
    return (
        f"No Rejoinder runs on {settings.data_dir}; start it with `rejoinder up --data-dir {settings.data_dir}`, "
        "or name another one with --data-dir or DATABASE_URL."
    )


def _as_the_instance(settings: Settings, instance: Instance) -> Settings:
    hosts = instance.allowed_provider_hosts
    return replace(
        settings,
        database_url=instance.database_url,
        redis_url=settings.redis_url or instance.redis_url,
        public_base_url=settings.public_base_url if os.environ.get("PUBLIC_BASE_URL") else instance.public_base_url,
        allowed_provider_hosts=settings.allowed_provider_hosts
        or frozenset(host.strip().lower() for host in hosts.split(",") if host.strip()),
    )


def _with_keys(settings: Settings) -> Settings:
    if settings.secret_keys:
        return settings
    kept = known_secret(settings.data_dir / SECRET_KEY_FILE)
    return replace(settings, secret_keys=tuple(key.strip() for key in kept.split(",") if key.strip()))


def _embedded_database(data_dir: Path) -> str:
    from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedServerFailed

    try:
        return EmbeddedPostgres(data_dir).url
    except (EmbeddedServerFailed, OSError) as missing:
        raise CommandFailed(
            f"No Rejoinder runs on {data_dir}; start it with `rejoinder up --data-dir {data_dir}`, "
            "or name another one with --data-dir or DATABASE_URL."
        ) from missing


def pairs(stated: list[str] | None, option: str) -> dict[str, str]:
    """`name=value` options as a mapping. Raises InvalidInput."""
    found_pairs: dict[str, str] = {}
    for item in stated or []:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(f"{option} takes name=value, not '{name[:40]}'.", field=option)
        found_pairs[name.strip()] = value
    return found_pairs


def shown_as_json(value: Any) -> str:
    """For `--json` flags: one document, times and ids as text."""
    return json.dumps(value, default=str, ensure_ascii=False, indent=2)
