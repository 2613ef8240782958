"""How routes are written here: who may use them, what they take; the description of the API is read from that."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import delete, get, patch, post, put
from litestar.params import QueryParameter

from rejoinder.domain.access import Role

API = "/api/v1"

StateQuery = Annotated[str | None, QueryParameter(name="state")]
"""`?state=`, which the framework keeps for itself as a parameter's name."""


def look(path: str, **more: Any) -> get:
    """A read in a thread, for viewers unless said otherwise."""
    return get(path, sync_to_thread=True, **{"access": Role.VIEWER, **more})


def make(path: str, **more: Any) -> post:
    """Something new, answered 201, for operators unless said otherwise. `takes` is the shape of the body."""
    return post(path, sync_to_thread=True, status_code=201, **{"access": Role.OPERATOR, **more})


def act(path: str, **more: Any) -> post:
    """Something done to what exists, answered 200."""
    return post(path, sync_to_thread=True, status_code=200, **{"access": Role.OPERATOR, **more})


def alter(path: str, **more: Any) -> patch:
    return patch(path, sync_to_thread=True, **{"access": Role.OPERATOR, **more})


def replace(path: str, **more: Any) -> put:
    return put(path, sync_to_thread=True, **{"access": Role.OPERATOR, **more})


def remove(path: str, **more: Any) -> delete:
    return delete(path, sync_to_thread=True, **{"access": Role.OPERATOR, **more})
