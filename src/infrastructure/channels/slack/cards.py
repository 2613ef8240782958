"""Cards with buttons: what Slack is asked to show, and what its answers mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rejoinder.domain.drafts import Draft
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, OutcomeUnknown, ProviderBusy, ProviderDown
from rejoinder.domain.notifications import Card
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.slack.payloads import text
from rejoinder.infrastructure.http import ProviderHttp, Response

DEFAULT_BASE_URL = "https://slack.com"
EDIT_FORM = "draft.edit"
TEXT_BLOCK, TEXT_INPUT = "text", "body"

_API = "/api"
_SECTION = 2_900
"""Slack takes 3,000 characters per section, and our marks need some."""
_BUSY = frozenset({"ratelimited", "rate_limited"})
_DOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
_REVOKED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
     "no_permission", "org_login_required", "ekm_access_denied", "not_allowed_token_type", "team_access_not_granted",
     "access_denied"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlackCards:
    """CardBoard on chat.postMessage, chat.update, chat.postEphemeral and views.open."""

    http: ProviderHttp

    def post(self, card: Card, place: str, connection: Connection) -> str:
        channel = place or connection.credentials.get("channel", "")
        said = self._call("chat.postMessage", {"channel": channel, **_message(card)}, connection)
        return f"{text(said, 'channel') or channel}:{text(said, 'ts')}"

    def update(self, card: Card, reference: str, connection: Connection) -> None:
        channel, _, moment = reference.partition(":")
        self._call("chat.update", {"channel": channel, "ts": moment, **_message(card)}, connection)

    def whisper(self, words: str, reference: str, person: str, connection: Connection) -> None:
        channel = reference.partition(":")[0] or connection.credentials.get("channel", "")
        self._call("chat.postEphemeral", {"channel": channel, "user": person, "text": _escaped(words)}, connection)

    def ask_for_text(self, card: Card, trigger: str, connection: Connection) -> None:
        if card.bound_to is None or len(card.proposed) > _SECTION:
            raise MessageRefused("This text is too long for Slack's form; edit it on the dashboard.")
        view = {
            "type": "modal",
            "callback_id": EDIT_FORM,
            "private_metadata": _binding(card.bound_to),
            "title": _plain("Edit and send"),
            "submit": _plain("Send this text"),
            "close": _plain("Cancel"),
            "blocks": [
                {
                    "type": "input",
                    "block_id": TEXT_BLOCK,
                    "label": _plain("Reply"),
                    "element": {
                        "type": "plain_text_input",
                        "action_id": TEXT_INPUT,
                        "multiline": True,
                        "initial_value": card.proposed,
                    },
                }
            ],
        }
        self._call("views.open", {"trigger_id": trigger, "view": view}, connection)

    def _call(self, method: str, body: Mapping[str, Any], connection: Connection) -> Mapping[str, Any]:
        root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/").removesuffix(_API)
        answer = self.http.request(
            "POST",
            f"{root}{_API}/{method}",
            connection_id=connection.id,
            headers={"Authorization": f"Bearer {connection.credentials.get('bot_token', '')}"},
            json=dict(body),
        )
        return _said(answer, connection)


def _said(answer: Response, connection: Connection) -> Mapping[str, Any]:
    """What Slack answered. Its yes is `ok` in the body, never the status."""
    said = answer.fields()
    error = text(said, "error")[:80]
    if answer.ok and said.get("ok") is True:
        return said
    if answer.status == 429 or error in _BUSY:
        raise ProviderBusy("Slack asks for fewer requests.", wait=answer.retry_after())
    if answer.status in (401, 403) or error in _REVOKED:
        raise ConnectionRevoked(
            f"Slack no longer lets connection '{connection.name}' post ({error or f'status {answer.status}'})."
        )
    if error in _DOWN:
        raise ProviderDown(f"Slack answers {error}.")
    if answer.status >= 500 or not error:
        raise OutcomeUnknown(f"Slack answers {answer.status}; it may have taken it.")
    raise MessageRefused(f"Slack refuses this ({error}).")


def _message(card: Card) -> dict[str, Any]:
    """`text` is what a notification shows; the blocks hold every word of the draft, for that is what is approved."""
    blocks: list[dict[str, Any]] = [_section(f"*{_escaped(card.title)}*")]
    blocks += [_section(_escaped(line)) for line in card.lines]
    if card.said:
        blocks += [_section("They wrote:"), *_quoted(card.said)]
    if card.proposed:
        blocks += [_section("Proposed reply:" if card.bound_to is not None else "The reply:"), *_quoted(card.proposed)]
    if card.bound_to is not None:
        blocks.append(_buttons(card.bound_to))
    if card.link:
        blocks.append({"type": "context", "elements": [_mrkdwn(f"<{card.link}|Open on the dashboard>")]})
    return {"text": _escaped(card.title), "blocks": blocks[:50], "unfurl_links": False, "unfurl_media": False}


def _buttons(draft: Draft) -> dict[str, Any]:
    value = _binding(draft)
    labels: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("draft.approve", "Approve", {"style": "primary"}),
        ("draft.edit", "Edit", {}),
        ("draft.regenerate", "Write anew", {}),
        ("draft.reject", "Reject", {"style": "danger"}),
    )
    elements = [
        {"type": "button", "action_id": name, "text": _plain(label), "value": value, **style}
        for name, label, style in labels
    ]
    return {"type": "actions", "block_id": f"draft:{draft.id}:{draft.version}", "elements": elements}


def _binding(draft: Draft) -> str:
    """What ties a button to these very words."""
    return json.dumps({"draft_id": draft.id, "version": draft.version, "digest": draft.digest})


def _quoted(words: str) -> list[dict[str, Any]]:
    """The whole text in as many sections as it takes, each line marked as somebody's words."""
    lines = [f">{_escaped(line)}" for line in words.splitlines() or [""]]
    sections, now = [], ""
    for line in lines:
        for piece in (line[at : at + _SECTION] for at in range(0, len(line), _SECTION)):
            if len(now) + len(piece) + 1 > _SECTION:
                sections.append(now)
                now = ""
            now = f"{now}\n{piece}" if now else piece
    return [_section(part) for part in [*sections, now] if part]


def _escaped(words: str) -> str:
    """Without mentions, links or channels that other people's words could make."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(words[:3_000])}


def _mrkdwn(words: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words, "verbatim": True}


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}
