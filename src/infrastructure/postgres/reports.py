"""Every read model in one object."""

from __future__ import annotations

from rejoinder.infrastructure.postgres.reports_booking import BookingReports
from rejoinder.infrastructure.postgres.reports_calls import CallReports
from rejoinder.infrastructure.postgres.reports_compliance import ComplianceReports
from rejoinder.infrastructure.postgres.reports_follow_ups import FollowUpReports
from rejoinder.infrastructure.postgres.reports_installation import InstallationReports
from rejoinder.infrastructure.postgres.reports_jobs import WorkReports
from rejoinder.infrastructure.postgres.reports_live import LiveReports
from rejoinder.infrastructure.postgres.reports_messages import ConversationReports
from rejoinder.infrastructure.postgres.reports_numbers import NumberReports
from rejoinder.infrastructure.postgres.reports_oversight import OversightReports
from rejoinder.infrastructure.postgres.reports_replies import ReplyReports
from rejoinder.infrastructure.postgres.reports_shadow import ShadowReports
from rejoinder.infrastructure.postgres.reports_spending import SpendingReports


class PostgresReports(
    ConversationReports,
    FollowUpReports,
    WorkReports,
    ReplyReports,
    CallReports,
    BookingReports,
    SpendingReports,
    ShadowReports,
    ComplianceReports,
    OversightReports,
    NumberReports,
    InstallationReports,
    LiveReports,
):
    """Reports (domain/ports/reports.py): each method is one short read-only transaction in its scope."""
