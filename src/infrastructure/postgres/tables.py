"""The tables as queries see them. The schema itself is made by `migrations/`; a test holds the two together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()


def _id(name: str = "id", **more: Any) -> Column[str]:
    return Column(name, Uuid(as_uuid=False), **more)


def _text(name: str) -> Column[str]:
    return Column(name, Text)


def _int(name: str) -> Column[int]:
    return Column(name, Integer)


def _big(name: str) -> Column[int]:
    return Column(name, BigInteger)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean)


def _at(name: str) -> Column[Any]:
    return Column(name, DateTime(timezone=True))


def _json(name: str) -> Column[Any]:
    return Column(name, JSONB)


workspaces = Table(
    "workspaces",
    metadata,
    _id(primary_key=True),
    _text("name"),
    _text("timezone"),
    _json("settings"),
    _flag("is_demo"),
    _at("created_at"),
    _at("updated_at"),
)

connections = Table(
    "connections",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _text("channel"),
    _text("name"),
    _text("account"),
    _text("base_url"),
    _text("credentials_sealed"),
    _text("webhook_secrets_sealed"),
    _text("webhook_key_sealed"),
    Column("webhook_key_hash", LargeBinary),
    _flag("enabled"),
    _big("revision"),
    _at("created_at"),
    _at("updated_at"),
    _at("removed_at"),
    _text("unusable_reason"),
    _at("state_changed_at"),
)

refused_deliveries = Table(
    "refused_deliveries",
    metadata,
    _id("connection_id", primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    _big("count"),
    _at("first_at"),
    _at("last_at"),
)

events = Table(
    "events",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("connection_id"),
    _text("channel"),
    _text("key"),
    _text("kind"),
    _text("state"),
    _text("reason"),
    _id("message_id"),
    _id("lead_id"),
    Column("body", LargeBinary),
    _json("headers"),
    _text("url"),
    _text("subpath"),
    _int("deliveries"),
    _at("received_at"),
    _at("created_at"),
)

leads = Table(
    "leads",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _big("version"),
    _text("name"),
    _text("status"),
    _text("sentiment"),
    _int("score_fit"),
    _int("score_intent"),
    _int("score_overall"),
    _json("score_reasons"),
    _json("emails"),
    _json("phones"),
    _text("linkedin_url"),
    _json("scheduling_links"),
    _json("consent"),
    _flag("follow_ups_paused"),
    _text("follow_ups_paused_reason"),
    _text("automation_paused_reason"),
    _flag("has_appointment"),
    _at("last_message_at"),
    _at("last_inbound_at"),
    _at("last_outbound_at"),
    _at("erased_at"),
    _at("created_at"),
)

lead_addresses = Table(
    "lead_addresses",
    metadata,
    _id("workspace_id", primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    _id("lead_id"),
)

messages = Table(
    "messages",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("lead_id"),
    _id("connection_id"),
    _id("event_id"),
    _text("channel"),
    _text("account"),
    _text("medium"),
    _text("direction"),
    _text("author"),
    _text("external_id"),
    _text("sender"),
    _text("recipient"),
    _text("subject"),
    _text("body"),
    _text("html"),
    _text("reply_text"),
    _text("body_clean"),
    _text("signature"),
    _text("quoted"),
    _text("conversation"),
    _json("media"),
    _json("reply_handle"),
    _big("version"),
    _flag("automated"),
    _flag("opt_out"),
    _flag("injection"),
    _flag("backfilled"),
    _json("safety"),
    _text("sentiment"),
    _text("sentiment_source"),
    Column("sentiment_confidence", Float),
    _text("sentiment_reason"),
    _flag("asks_something"),
    _text("disposition"),
    _text("disposition_reason"),
    _at("disposed_at"),
    _id("draft_id"),
    _at("sent_at"),
    _at("received_at"),
    _at("edited_at"),
    _at("deleted_at"),
)

jobs = Table(
    "jobs",
    metadata,
    _id(primary_key=True),
    _text("type"),
    _text("queue"),
    _id("workspace_id"),
    _id("lead_id"),
    _id("message_id"),
    _text("subject_id"),
    _text("dedupe_key"),
    _json("payload"),
    _text("lane"),
    _text("status"),
    _int("attempts"),
    _int("max_attempts"),
    _int("crashes"),
    _big("fence"),
    _text("lease_owner"),
    _at("lease_until"),
    _int("min_code"),
    _at("run_at"),
    _at("ring_at"),
    _at("started_at"),
    _at("finished_at"),
    _text("last_error"),
    _text("last_error_code"),
    _text("parked_reason"),
    _flag("cancel_requested"),
    _at("created_at"),
)

job_attempts = Table(
    "job_attempts",
    metadata,
    _id("job_id", primary_key=True),
    Column("fence", BigInteger, primary_key=True),
    _int("attempt"),
    _text("owner"),
    _at("started_at"),
    _at("finished_at"),
    _text("outcome"),
    _text("error"),
    _text("code"),
    _at("next_run_at"),
)

drafts = Table(
    "drafts",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("lead_id"),
    _id("message_id"),
    _text("channel"),
    _int("version"),
    _text("subject"),
    _text("body"),
    _text("status"),
    _big("basis_version"),
    _text("author"),
    _flag("edited"),
    _json("strategy"),
    _json("evaluation"),
    _json("decision"),
    _at("created_at"),
    _at("updated_at"),
)

draft_versions = Table(
    "draft_versions",
    metadata,
    _id("draft_id", primary_key=True),
    _id("workspace_id"),
    Column("version", Integer, primary_key=True),
    _text("subject"),
    _text("body"),
    _text("author"),
    _at("created_at"),
)

sends = Table(
    "sends",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("lead_id"),
    _id("message_id"),
    _id("draft_id"),
    _id("call_id"),
    _id("follow_up_id"),
    _int("step"),
    _int("draft_version"),
    _text("kind"),
    _id("connection_id"),
    _text("channel"),
    _text("medium"),
    _text("recipient"),
    _text("sender"),
    _text("subject"),
    _text("body"),
    _text("conversation"),
    _json("reply_handle"),
    _int("part"),
    _int("parts"),
    _text("state"),
    _text("reason"),
    _text("error"),
    _big("basis_version"),
    _text("intent_key"),
    _flag("automatic"),
    _text("approved_by"),
    _int("attempts"),
    _int("lookups"),
    _text("provider_message_id"),
    _text("owner"),
    _at("created_at"),
    _at("sending_at"),
    _at("sent_at"),
    _at("delivered_at"),
    _at("updated_at"),
)

sequences = Table(
    "sequences",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _text("name"),
    _json("steps"),
    _flag("active"),
    _at("created_at"),
    _at("updated_at"),
    _at("removed_at"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("lead_id"),
    _id("sequence_id"),
    _text("state"),
    _text("reason"),
    _int("step"),
    _at("planned_at"),
    _at("next_at"),
    _int("turn"),
    _flag("fired"),
    _text("timezone"),
    _json("own_steps"),
    _text("text"),
    _text("subject"),
    Column("confidence", Float),
    _text("approved_by"),
    _id("message_id"),
    _text("enrolled_by"),
    _at("created_at"),
    _at("updated_at"),
)

owner_requests = Table(
    "owner_requests",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _text("code"),
    _id("lead_id"),
    _id("message_id"),
    _id("draft_id"),
    _int("draft_version"),
    _text("phone"),
    _text("state"),
    _at("created_at"),
    _at("expires_at"),
    _at("settled_at"),
)

timeline = Table(
    "timeline",
    metadata,
    Column("id", BigInteger, primary_key=True),
    _id("workspace_id"),
    _id("lead_id"),
    _id("message_id"),
    _text("kind"),
    _text("verdict"),
    _text("reason"),
    _text("actor"),
    _json("detail"),
    _at("at"),
)

ai_calls = Table(
    "ai_calls",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("lead_id"),
    _id("message_id"),
    _id("job_id"),
    _text("feature"),
    _text("model"),
    _text("prompt_version"),
    _text("source"),
    _text("status"),
    _text("error"),
    _text("request_id"),
    _int("input_tokens"),
    _int("cached_tokens"),
    _int("output_tokens"),
    _int("reasoning_tokens"),
    Column("cost_usd", Numeric(12, 6)),
    _int("latency_ms"),
    _at("created_at"),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _text("name"),
    _text("sealed"),
    Column("event_types", ARRAY(Text)),
    _flag("enabled"),
    _text("disabled_reason"),
    _at("failing_since"),
    _at("created_at"),
    _at("updated_at"),
    _at("removed_at"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("endpoint_id"),
    _id("event_id"),
    _text("type"),
    _id("lead_id"),
    _json("data"),
    _at("occurred_at"),
    _text("state"),
    _int("attempts"),
    _int("resends"),
    _int("last_status"),
    _text("last_error"),
    _at("last_attempt_at"),
    _at("delivered_at"),
)

sandbox_phone = Table(
    "sandbox_phone",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("connection_id"),
    _text("send_id"),
    _text("medium"),
    _text("recipient"),
    _text("sender"),
    _text("subject"),
    _text("body"),
    _at("delivered_at"),
)

switches = Table(
    "switches",
    metadata,
    _id(primary_key=True),
    _text("kind"),
    _id("workspace_id"),
    _text("channel"),
    _id("lead_id"),
    _text("reason"),
    _text("author"),
    _at("since"),
    _at("until"),
    _at("ended_at"),
    _text("ended_by"),
    _at("warned_at"),
)

alerts = Table(
    "alerts",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _text("rule"),
    _text("subject"),
    _text("severity"),
    _text("title"),
    _json("detail"),
    _int("count"),
    _at("first_at"),
    _at("last_at"),
    _at("acknowledged_at"),
    _text("acknowledged_by"),
    _at("resolved_at"),
)

reconciliations = Table(
    "reconciliations",
    metadata,
    _id("connection_id", primary_key=True),
    _id("workspace_id"),
    _text("cursor"),
    _at("due_at"),
    _at("looked_at"),
    _big("found"),
    _at("found_at"),
)

breakers = Table(
    "breakers",
    metadata,
    Column("name", Text, primary_key=True),
    _int("failures"),
    _text("last_code"),
    _at("opened_at"),
    _at("next_probe_at"),
)

tokens = Table(
    "tokens",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _text("role"),
    _text("name"),
    Column("hash", LargeBinary),
    _at("created_at"),
    _at("last_used_at"),
    _at("revoked_at"),
)

sessions = Table(
    "sessions",
    metadata,
    _id(primary_key=True),
    Column("hash", LargeBinary),
    _text("kind"),
    _text("role"),
    _id("workspace_id"),
    _text("csrf"),
    _at("created_at"),
    _at("expires_at"),
    _at("used_at"),
)

workers = Table(
    "workers",
    metadata,
    Column("owner", Text, primary_key=True),
    _text("role"),
    _text("host"),
    _int("pid"),
    _text("queues"),
    _int("code_version"),
    _text("schema_revision"),
    _text("state"),
    _at("started_at"),
    _at("beat_at"),
)

installation = Table(
    "installation",
    metadata,
    Column("key", Text, primary_key=True),
    _json("value"),
    _at("updated_at"),
)

calls = Table(
    "calls",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("connection_id"),
    _text("channel"),
    _text("external_id"),
    _text("carrier_call_id"),
    _id("agent_id"),
    _id("lead_id"),
    _id("message_id"),
    _text("direction"),
    _text("status"),
    _text("outcome"),
    _text("report"),
    _int("teller"),
    _text("caller"),
    _text("caller_name"),
    _text("called"),
    _text("assistant_id"),
    _flag("is_test"),
    _at("started_at"),
    _at("ended_at"),
    Column("duration_s", Float),
    Column("stated_duration_s", Float),
    _text("ended_reason"),
    _text("ending"),
    _int("ended_by"),
    _flag("caller_spoke"),
    _json("lines"),
    _int("lines_by"),
    _text("transcript"),
    _text("summary"),
    _json("structured"),
    _text("success"),
    Column("cost_usd", Numeric),
    _text("recording_url"),
    _at("last_told_at"),
    _at("created_at"),
    _at("updated_at"),
)

voice_agents = Table(
    "voice_agents",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("connection_id"),
    _text("external_assistant_id"),
    _text("name"),
    _flag("is_default"),
    _at("created_at"),
)

numbers = Table(
    "numbers",
    metadata,
    _id(primary_key=True),
    _text("number"),
    _text("role"),
    _id("workspace_id"),
    _id("connection_id"),
    _text("account"),
    _text("forward_to"),
    _flag("can_text"),
    _flag("is_free"),
    _at("created_at"),
    _at("updated_at"),
)

system_intakes = Table(
    "system_intakes",
    metadata,
    _id(primary_key=True),
    _id("workspace_id"),
    _id("connection_id"),
    _text("channel"),
    _text("caller"),
    _text("called"),
    _text("role"),
    _text("reason"),
    _text("root_call_id"),
    _text("call_status"),
    _text("text_state"),
    _text("text_sender"),
    _text("text_provider_id"),
    _text("text_reason"),
    _int("attempts"),
    _flag("opted_out"),
    _id("lead_id"),
    _at("assigned_at"),
    _text("assigned_by"),
    _at("first_seen_at"),
    _at("last_seen_at"),
)

system_intake_messages = Table(
    "system_intake_messages",
    metadata,
    _id(primary_key=True),
    _id("intake_id"),
    _id("workspace_id"),
    _id("event_id"),
    _text("external_id"),
    _text("sender"),
    _text("recipient"),
    _text("body"),
    _id("message_id"),
    _at("received_at"),
)

missed_calls = Table(
    "missed_calls",
    metadata,
    _id("workspace_id", primary_key=True),
    Column("root_call_id", Text, primary_key=True),
    _id("call_id"),
    _id("lead_id"),
    _text("caller"),
    _text("called"),
    _text("ending"),
    _text("reason"),
    _id("send_id"),
    _at("at"),
)

accounting_pages = Table(
    "accounting_pages",
    metadata,
    _id("workspace_id", primary_key=True),
    _id("first_id", primary_key=True),
    _id("next_id"),
    _json("dispositions"),
    _big("lost_events"),
    _big("without_event"),
    _at("oldest_received_at"),
    _at("counted_at"),
)
