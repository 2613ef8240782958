"""Deliveries on this machine's disk while the database is away."""

from rejoinder.infrastructure.spool.file import FileSpool

__all__ = ["FileSpool"]
