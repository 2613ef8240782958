"""Addresses to listen on: whether they are free, and how to reach them from this machine."""

from __future__ import annotations

import errno
import socket

from rejoinder.entrypoints.cli.instance import CommandFailed

_ANY = ("0.0.0.0", "::", "")


def local_url(host: str, port: int) -> str:
    """Where this machine reaches what listens on that address."""
    reachable = "127.0.0.1" if host in _ANY else host
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def refuse_busy_port(host: str, port: int) -> None:
    """Somebody may listen there now. Raises CommandFailed with the fix."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise CommandFailed(f"'{host}' is no address of this machine; give another one with --host.") from error
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandFailed(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is in use by another program; stop it, or choose another port with --port."
        case errno.EACCES:
            return f"Port {port} needs more rights than this user has; choose a port from 1024 up with --port."
        case errno.EADDRNOTAVAIL:
            return f"'{host}' is no address of this machine; give another one with --host."
        case _:
            return f"Port {port} on {host} cannot be used ({error.strerror}); choose another one with --port."
