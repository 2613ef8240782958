"""What the AI cost, and whether it may be called: the ledger and the breakers, each write committed on its own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, Engine, func, insert, select, text

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.budgets import Budgets, DaySpent, Reservation, Spent, admit
from rejoinder.domain.errors import BreakerOpen
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.workspaces import stored_settings
from rejoinder.infrastructure.postgres.alerts import PostgresAlerts
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import ai_budget_days, ai_calls, workspaces

OPENS_AFTER = 5
PROBE_EVERY_S = 15.0


RESERVED_FOR_S = 300.0
"""Longer than any call lasts, with the second one after a cut."""


def _budgets(db: Connection, workspace_id: str) -> Budgets:
    stored = db.execute(select(workspaces.c.settings).where(workspaces.c.id == workspace_id)).scalar_one_or_none()
    return stored_settings(stored or {}).budgets


class PostgresAILedger:
    """AILedger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(self, call: CallContext, feature: str, estimate: Decimal) -> Reservation:
        if estimate <= 0:
            return Reservation(new_id(), call.workspace_id, Decimal(0))
        at = {
            "workspace": call.workspace_id,
            "lead": call.lead_id,
            "message": call.message_id,
            "lasts": RESERVED_FOR_S,
        }
        with transaction(self._engine, call.workspace_id) as db:
            budgets = _budgets(db, call.workspace_id)
            db.execute(clause("open_budget_day"), at)
            today = Decimal(db.execute(clause("hold_budget_day"), at).scalar_one())
            found = db.execute(clause("spent_and_reserved"), at).one()
            spent = Spent(Decimal(found.message), Decimal(found.lead), today + Decimal(found.day))
            reservation = Reservation(new_id(), call.workspace_id, estimate, admit(budgets, spent, estimate, feature))
            db.execute(clause("reserve_budget"), {**at, "id": reservation.id, "amount": estimate})
        return reservation

    def record(self, call: AICall, reservation: Reservation | None = None) -> None:
        reserved = reservation.amount if reservation is not None else None
        charged = call.cost_usd if call.cost_usd is not None else reserved
        with transaction(self._engine, call.context.workspace_id) as db:
            if charged or reserved:
                # Before the sum goes up the day must be there, or what was spent until now would be forgotten.
                db.execute(clause("open_budget_day"), {"workspace": call.context.workspace_id})
                db.execute(
                    clause("settle_budget"),
                    {
                        "workspace": call.context.workspace_id,
                        "charged": charged or Decimal(0),
                        "reservation": reservation.id if reservation is not None else None,
                    },
                )
            db.execute(
                insert(ai_calls).values(
                    id=call.id,
                    workspace_id=call.context.workspace_id,
                    lead_id=call.context.lead_id,
                    message_id=call.context.message_id,
                    job_id=call.context.job_id,
                    feature=call.feature,
                    model=call.model,
                    prompt_version=call.prompt_version,
                    source=call.context.source,
                    status=call.status,
                    error=call.error[:1000],
                    request_id=call.request_id,
                    input_tokens=call.input_tokens,
                    cached_tokens=call.cached_tokens,
                    output_tokens=call.output_tokens,
                    reasoning_tokens=call.reasoning_tokens,
                    cost_usd=call.cost_usd,
                    charged_usd=charged,
                    latency_ms=call.latency_ms,
                )
            )

    def days(self, workspace_id: str, count: int) -> Sequence[DaySpent]:
        query = (
            select(ai_budget_days)
            .where(ai_budget_days.c.workspace_id == workspace_id)
            .order_by(ai_budget_days.c.day.desc())
            .limit(count)
        )
        with transaction(self._engine, workspace_id) as db:
            return [DaySpent(row.day, Decimal(row.spent_usd)) for row in db.execute(query)]

    def spent_today(self, workspace_id: str, lead_id: str | None = None) -> Decimal:
        charged = func.coalesce(ai_calls.c.charged_usd, ai_calls.c.cost_usd)
        query = select(func.coalesce(func.sum(charged), 0)).where(
            ai_calls.c.workspace_id == workspace_id,
            ai_calls.c.created_at >= func.date_trunc("day", func.clock_timestamp(), "UTC"),
        )
        if lead_id is not None:
            query = query.where(ai_calls.c.lead_id == lead_id)
        with transaction(self._engine, workspace_id) as db:
            return Decimal(db.execute(query).scalar_one())


class PostgresCircuitBreaker:
    """CircuitBreaker. Opens after five failures in a row, which alerts; then one probe goes through every 15 s."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def admit(self, name: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            state = db.execute(
                text(
                    "SELECT opened_at IS NOT NULL AS open,"
                    " extract(epoch FROM next_probe_at - clock_timestamp()) AS wait FROM breakers WHERE name = :name"
                ),
                {"name": name},
            ).first()
            if state is None or not state.open:
                return
            probe = db.execute(
                text(
                    "UPDATE breakers SET next_probe_at = clock_timestamp() + make_interval(secs => :every)"
                    " WHERE name = :name AND (next_probe_at IS NULL OR next_probe_at <= clock_timestamp())"
                    " RETURNING name"
                ),
                {"name": name, "every": PROBE_EVERY_S},
            ).first()
        if probe is None:
            wait = max(1.0, float(state.wait or PROBE_EVERY_S))
            raise BreakerOpen("Calls are paused until this account has recovered.", wait=wait)

    def succeeded(self, name: str) -> None:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            closed = db.execute(
                text("DELETE FROM breakers WHERE name = :name RETURNING opened_at IS NOT NULL AS was_open"),
                {"name": name},
            ).first()
            if closed is not None and closed.was_open:
                PostgresAlerts(db).resolve("breaker-open", name)

    def failed(self, name: str, *, code: str) -> bool:
        with transaction(self._engine, EVERY_WORKSPACE) as db:
            row = db.execute(
                text(
                    "INSERT INTO breakers AS b (name, failures, last_code) VALUES (:name, 1, :code)"
                    " ON CONFLICT (name) DO UPDATE SET failures = b.failures + 1, last_code = excluded.last_code,"
                    " opened_at = CASE WHEN b.failures + 1 >= :limit THEN coalesce(b.opened_at, clock_timestamp()) END,"
                    " next_probe_at = CASE WHEN b.failures + 1 >= :limit"
                    "   THEN clock_timestamp() + make_interval(secs => :every) END"
                    " RETURNING failures"
                ),
                {"name": name, "code": code, "limit": OPENS_AFTER, "every": PROBE_EVERY_S},
            ).scalar_one()
            opened = int(row) == OPENS_AFTER
            if opened:
                owner = "a webhook of yours" if name.startswith("webhook:") else "a provider account"
                what = "the AI" if name == "ai" else owner
                PostgresAlerts(db).raise_alert(
                    "breaker-open",
                    name,
                    severity="critical" if name == "ai" else "high",
                    title=f"Calls to {what} are paused: it failed {OPENS_AFTER} times in a row ({code}). Jobs wait.",
                    detail={"breaker": name, "code": code},
                )
        return opened
