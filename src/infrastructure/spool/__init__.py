"""Deliveries and fail-safe texts on this machine's disk while the database is away."""

from rejoinder.infrastructure.spool.failsafe import FileFailsafeLedger
from rejoinder.infrastructure.spool.file import FileSpool

__all__ = ["FileFailsafeLedger", "FileSpool"]
