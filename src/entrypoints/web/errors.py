"""Every error as RFC 9457 problem details: one table for ours, one rule for the framework's."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from rejoinder.domain.errors import (
    BudgetSpent,
    ConfigurationFault,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    OutcomeUnknown,
    PayloadTooLarge,
    PayloadUnreadable,
    PermanentFailure,
    Rejected,
    RejoinderError,
    SignatureRejected,
    StorageDown,
    TemporaryFailure,
    UnknownWebhook,
)
from rejoinder.entrypoints.dashboard import pages

PROBLEM = "application/problem+json"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
RETRY_AFTER_S = 5

_STATUS: Mapping[type[RejoinderError], int] = {
    NotFound: 404,
    UnknownWebhook: 404,
    NotAllowed: 403,
    InvalidInput: 422,
    Conflict: 409,
    SignatureRejected: 401,
    PayloadTooLarge: 413,
    PayloadUnreadable: 400,
    Rejected: 400,
    StorageDown: 503,
    TemporaryFailure: 503,
    BudgetSpent: 409,
    ConfigurationFault: 503,
    PermanentFailure: 502,
    OutcomeUnknown: 502,
    RejoinderError: 500,
}

logger = logging.getLogger("rejoinder.web")


class Unreadable(Rejected):
    """The request's own form is broken: not JSON, not UTF-8, not a form."""

    code = "unreadable"


class SignInNeeded(Rejected):
    code = "sign-in-needed"


class WrongCsrf(NotAllowed):
    code = "csrf"


def request_id_of(request: Request[Any, Any, Any]) -> str:
    """The id under which this request is found in the log."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def status_of(error: Exception) -> int:
    """The HTTP status that an error stands for."""
    if isinstance(error, SignInNeeded):
        return 401
    if isinstance(error, HTTPException):
        return error.status_code
    return next((_STATUS[cls] for cls in type(error).__mro__ if cls in _STATUS), 500)


def problem(
    request: Request[Any, Any, Any],
    status: int,
    detail: str,
    *,
    code: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response[Any]:
    """One problem, with the id under which the log knows it."""
    title = _PHRASES.get(status, "Error")
    kind = code or title.lower().replace(" ", "-")
    content = {
        "type": f"urn:rejoinder:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_id_of(request),
        **more,
    }
    return Response(content, status_code=status, media_type=PROBLEM, headers=dict(headers or {}))


def _retry_after(error: RejoinderError) -> dict[str, str]:
    if not isinstance(error, TemporaryFailure):
        return {}
    return {"Retry-After": str(max(1, round(error.wait or RETRY_AFTER_S)))}


def of_ours(request: Request[Any, Any, Any], error: RejoinderError) -> Response[Any]:
    """A domain error, with the data that it carries."""
    more: dict[str, Any] = {}
    if isinstance(error, InvalidInput) and error.field:
        more["field"] = error.field
    if isinstance(error, Conflict) and error.newer is not None:
        more["newer"] = error.newer
    status = status_of(error)
    headers = _retry_after(error) | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
    return problem(request, status, error.message, code=error.code, headers=headers, **more)


def of_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """A framework error in the same form; headers such as Allow are kept."""
    if error.status_code >= 500:
        return of_bug(request, error)
    detail = error.detail
    named: list[dict[str, Any]] = []
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        named = [item for item in error.extra if isinstance(item, dict)]
        detail = "; ".join(f"'{item.get('key', '')}': {item.get('message', '')}" for item in named) or detail
    if named:
        return problem(request, error.status_code, detail, headers=error.headers, field=named[0].get("key"))
    return problem(request, error.status_code, detail, headers=error.headers)


def of_bug(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Anything else is our mistake: the log has it all, the caller gets the id to ask for it."""
    logger.error(
        "request failed: %s %s (%s)",
        request.method,
        request.scope.get("path", ""),
        request_id_of(request),
        exc_info=error,
        extra={"request_id": request_id_of(request)},
    )
    return problem(request, 500, "Something went wrong on our side. The request_id finds it in the log.")


def _as_page(request: Request[Any, Any, Any], answer: Response[Any]) -> Response[Any]:
    """The same refusal for a person in front of a browser."""
    shown = answer.content
    if answer.status_code == 401:
        text = pages.sign_in_needed("You are not signed in, or your session is over.")
    else:
        text = pages.trouble(shown["title"], shown["detail"], shown["request_id"])
    return Response(text, status_code=answer.status_code, media_type="text/html", headers=answer.headers)


def _is_page(request: Request[Any, Any, Any]) -> bool:
    handler: Any = request.scope.get("route_handler")
    if handler is None:  # a mistyped address, of whoever reads pages
        return "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith("/api/")
    return bool(handler.opt.get("page"))


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The one place of the web that takes any error."""
    answer = _answer(request, error)
    return _as_page(request, answer) if _is_page(request) else answer


def _answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    if isinstance(error, RejoinderError):
        return of_ours(request, error)
    if isinstance(error, HTTPException):
        return of_framework(request, error)
    return of_bug(request, error)
