"""How pages and their forms are written here: a page is HTML for a session, a form proves where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any
from urllib.parse import quote_plus

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from rejoinder.application.setup.people import SignInRefused
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import Conflict, InvalidInput
from rejoinder.entrypoints.dashboard.forms import Refusal, refused
from rejoinder.entrypoints.web.auth import check_csrf
from rejoinder.entrypoints.web.bodies import read_form
from rejoinder.entrypoints.web.errors import status_of

_BACK = re.compile(r"/([a-z-]+(/[0-9a-f-]{36})?)?(\?[A-Za-z0-9_=&%+.:@-]*)?")
SAID = "rejoinder_said"
"""The cookie that carries one sentence to the page after a form; `static/live.js` shows and forgets it."""


def page(path: str, **more: Any) -> get:
    """A page, in a thread, for viewers unless said otherwise."""
    return get(path, sync_to_thread=True, **{"access": Role.VIEWER, "page": True, **more})


def form(
    path: str, *, on: HTTPRouteHandler | None = None, fields: Mapping[str, str] | None = None, **more: Any
) -> Callable[[Callable[..., Response[Any]]], HTTPRouteHandler]:
    """A posted form, for operators unless said otherwise. Its handler reads the body through `posted`.

    `on` is the page that holds it: what is refused is shown there again, as it was typed. `fields` names the form's
    field for a refused one that the page calls otherwise.
    """
    route = post(
        path, sync_to_thread=True, **{"access": Role.OPERATOR, "page": True, "form": True, "status_code": 303, **more}
    )

    def decorate(handler: Callable[..., Response[Any]]) -> HTTPRouteHandler:
        return route(handler if on is None else _shown_again(handler, on, path, fields or {}))

    return decorate


_PLACE = re.compile(r"\{(\w+):str\}")


def _shown_again(
    handler: Callable[..., Response[Any]], on: HTTPRouteHandler, path: str, fields: Mapping[str, str]
) -> Callable[..., Response[Any]]:
    @wraps(handler)
    def taken_or_shown(**given: Any) -> Response[Any]:
        try:
            return handler(**given)
        except (InvalidInput, Conflict, SignInRefused) as wrong:
            stated = getattr(wrong, "field", None)
            action = _PLACE.sub(lambda place: str(given[place[1]]), path)
            refusal = Refusal(action, read_form(given["body"]), wrong.message, fields.get(stated or "", stated))
            with refused(refusal):
                shown: Any = on.fn(**{name: given[name] for name in signature(on.fn).parameters if name in given})
            return html(shown.content, status_of(wrong))

    return taken_or_shown


def html(text: str, status: int = 200) -> Response[str]:
    """A rendered page as an answer."""
    return Response(text, status_code=status, media_type="text/html")


def posted(caller: Caller, body: bytes) -> Mapping[str, str]:
    """The form's fields. Raises WrongCsrf unless one of this session's own pages holds the form."""
    stated = read_form(body)
    check_csrf(caller, stated.get("csrf", ""))
    return stated


def to(path: str, said: str = "") -> Redirect:
    """To one of our own pages, where `said` is shown once."""
    cookies = [Cookie(SAID, value=quote_plus(said), path="/", max_age=20, samesite="lax")] if said else []
    return Redirect(path, status_code=303, cookies=cookies)


def back(stated: Mapping[str, str], said: str = "") -> Redirect:
    """To the page that held the form, and never to another site."""
    wanted = stated.get("back", "/")
    return to(wanted if _BACK.fullmatch(wanted) else "/", said)


def version_of(stated: Mapping[str, str]) -> int:
    """The version that the person saw. Raises InvalidInput."""
    version = stated.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise InvalidInput("The form does not say which version was seen.", field="version")
    return int(version)
