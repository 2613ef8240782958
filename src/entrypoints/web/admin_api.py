"""The whole admin API, one module per resource."""

from __future__ import annotations

from rejoinder.entrypoints.web import (
    routes_alert_routes,
    routes_booking,
    routes_calls,
    routes_compliance,
    routes_connections,
    routes_drafts,
    routes_follow_ups,
    routes_jobs,
    routes_knowledge,
    routes_leads,
    routes_messages,
    routes_modes,
    routes_numbers,
    routes_oversight,
    routes_sandbox,
    routes_sends,
    routes_spending,
    routes_tokens,
    routes_webhooks,
    routes_workspaces,
)

ROUTES = [
    *routes_workspaces.ROUTES,
    *routes_connections.ROUTES,
    *routes_webhooks.ROUTES,
    *routes_messages.ROUTES,
    *routes_leads.ROUTES,
    *routes_compliance.ROUTES,
    *routes_follow_ups.ROUTES,
    *routes_drafts.ROUTES,
    *routes_knowledge.ROUTES,
    *routes_sends.ROUTES,
    *routes_numbers.ROUTES,
    *routes_calls.ROUTES,
    *routes_booking.ROUTES,
    *routes_jobs.ROUTES,
    *routes_spending.ROUTES,
    *routes_oversight.ROUTES,
    *routes_modes.ROUTES,
    *routes_alert_routes.ROUTES,
    *routes_tokens.ROUTES,
    *routes_sandbox.ROUTES,
]
