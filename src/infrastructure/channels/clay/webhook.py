"""What a Clay table posts back: one answer to one question of ours."""

from __future__ import annotations

import hashlib
import hmac

from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.ports.channels import EnrichmentAnswered, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.clay.payloads import (
    Row,
    is_unfilled,
    normalised,
    parse_callback,
    says_nothing,
    text,
)
from rejoinder.infrastructure.json_fields import flag

_KINDS = {
    "phone": ("phone", "phonenumber", "mobilephone", "mobile"),
    "email": ("email", "emailaddress", "workemail"),
    "linkedin": ("linkedinurl", "linkedin", "linkedinprofile", "profileurl"),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_FOUND = frozenset({"success", "succeeded", "found", "ok", "done", "completed", "complete", "true"})
_NOT_FOUND = frozenset({"notfound", "none", "empty", "noresult", "noresults", "missing"})


class ClayReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery shows one of the connection's webhook secrets; see the folder's README.

        Without a configured secret the URL's key was the proof. A signature that is there must be right even beside a
        right secret.
        """
        secrets = [secret.encode("utf-8", "surrogatepass") for secret in connection.webhook_secrets if secret]
        if not secrets:
            return
        signature = _shown(request, "x-clay-signature")
        if signature:
            stated = signature.removeprefix(b"sha256=")
            right = [hmac.compare_digest(signature, secret) for secret in secrets]
            right += [hmac.compare_digest(stated.lower(), _signed(request.body, secret)) for secret in secrets]
            if not any(right):
                raise SignatureRejected("wrong-signature")
            return
        scheme, _, token = _shown(request, "authorization").partition(b" ")
        shown = [_shown(request, "x-rejoinder-secret"), token.strip() if scheme.lower() == b"bearer" else b""]
        if not any(shown):
            raise SignatureRejected("missing-secret")
        if not any(hmac.compare_digest(one, secret) for one in shown if one for secret in secrets):
            raise SignatureRejected("wrong-secret")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """One answer. Whether we asked is for whoever applies it to say."""
        row = parse_callback(request.body)
        kind = _kind(row)
        if not kind:
            raise PayloadUnreadable("Clay's answer does not say what was asked for (kind).")
        status, value, reason = _outcome(row, kind)
        question = _filled(row, "rejoinderrequestid", "requestid")
        answer = EnrichmentAnswered(
            kind=kind,
            status=status,
            value=value,
            request_id=question[:200],
            lead_hint=_filled(row, "leadid")[:200],
            reason=reason,
        )
        return ProviderEvent(_key(answer, request.body), "callback", answer)

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


def _shown(request: WebhookRequest, name: str) -> bytes:
    return request.headers.get(name, "").strip().encode("utf-8", "surrogatepass")


def _signed(body: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, body, "sha256").hexdigest().encode()


def _key(answer: EnrichmentAnswered, body: bytes) -> str:
    """Our own id of the question. A failure is told apart, so that a later success is not taken for its repetition."""
    if not answer.request_id:
        return f"body:{hashlib.sha256(body).hexdigest()}"
    return answer.request_id if answer.status == "found" else f"{answer.request_id}:{answer.status}"


def _filled(row: Row, *names: str) -> str:
    found = text(row, *names)
    return "" if is_unfilled(found) else found


def _kind(row: Row) -> str:
    """What the row says it is, else the only kind that it has a field for."""
    stated = text(row, "kind", "type", "field").lower().replace("_", "").replace(" ", "")
    if stated in _KIND_OF:
        return _KIND_OF[stated]
    present = [kind for kind, names in _KINDS.items() if any(name in row for name in names)]
    return present[0] if len(present) == 1 else ""


def _outcome(row: Row, kind: str) -> tuple[str, str, str]:
    """Status, value and reason. What is said and what is there must agree before a value counts."""
    said = text(row, "status", "result").lower().replace("_", "").replace(" ", "").replace("-", "")
    reason = text(row, "error", "errormessage", "message", "reason")[:500]
    success = flag(row, "success")
    if said in _NOT_FOUND:
        return "not-found", "", reason
    if success is False or (said and said not in _FOUND):
        return "failed", "", reason or f"status {said[:80] or 'false'}"
    stated = text(row, "value", *_KINDS[kind])
    if says_nothing(stated):
        return "not-found", "", reason
    if is_unfilled(stated):
        return "unusable", "", "unfilled_template"
    value = normalised(kind, stated)
    return ("found", value, reason) if value else ("unusable", "", f"not_a_{kind}")
