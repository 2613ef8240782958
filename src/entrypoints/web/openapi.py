"""The description of the API, read from the routes themselves, and a page that shows it without any outside asset."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter

from rejoinder.entrypoints.web.auth import OPEN, access_of
from rejoinder.entrypoints.web.errors import PROBLEM
from rejoinder.entrypoints.web.spelling import look
from rejoinder.version import VERSION

_REF = "#/components/schemas/{name}"
_ERRORS = {400: "unreadable", 401: "not signed in", 403: "role too low", 404: "not there", 409: "conflict",
           413: "too large", 422: "a field is wrong", 503: "the database is away"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    required: bool
    kind: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API does."""

    method: str
    path: str
    name: str
    summary: str
    access: str
    parameters: Sequence[Parameter]
    takes: Any
    returns: Any
    status: int

    @property
    def tag(self) -> str:
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return next((part for part in parts if part not in ("api", "v1")), "api")


def _handlers(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                if not handler.opt.get("page"):
                    yield route.path_format, method, handler


def _parameters(fn: Any, path: str) -> Sequence[Parameter]:
    found = []
    hints = get_type_hints(fn, include_extras=True)
    for name, parameter in inspect.signature(fn).parameters.items():
        marks = getattr(hints.get(name), "__metadata__", ())
        kind = getattr(hints.get(name), "__origin__", str)
        if any(isinstance(mark, PathParameter) for mark in marks) and f"{{{name}}}" in path:
            found.append(Parameter(name, "path", True, kind))
        for mark in marks:
            if isinstance(mark, QueryParameter):
                required = parameter.default is inspect.Parameter.empty
                found.append(Parameter(mark.name or name, "query", required, kind))
    return found


def _written(handler: HTTPRouteHandler) -> Any:
    """The function as it stands in the source, without the wrappers that carry it to a thread."""
    fn: Any = handler.fn
    while hasattr(fn, "func"):
        fn = fn.func
    return fn


def operations(app: Litestar) -> list[Operation]:
    """Everything that the API does, in the order of its paths."""
    found = []
    for path, method, handler in _handlers(app):
        fn = _written(handler)
        found.append(
            Operation(
                method=method,
                path=path,
                name=fn.__name__,
                summary=" ".join((inspect.getdoc(fn) or "").split()),
                access=access_of(handler),
                parameters=_parameters(fn, path),
                takes=handler.opt.get("takes"),
                returns=get_type_hints(fn).get("return"),
                status=handler.status_code,
            )
        )
    return sorted(found, key=lambda operation: (operation.path, operation.method))


def _is_shape(kind: Any) -> bool:
    """Whether a schema can be made of it: responses made by hand, bytes and nothing have none."""
    origin = getattr(kind, "__origin__", kind)
    return kind not in (None, type(None), bytes) and not (isinstance(origin, type) and issubclass(origin, Response))


def document(found: Sequence[Operation]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    kinds = [Problem]
    kinds += [
        kind for op in found for kind in (op.takes, op.returns, *(p.kind for p in op.parameters)) if _is_shape(kind)
    ]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    schema_of = dict(zip(map(str, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for op in found:
        paths.setdefault(op.path, {})[op.method.lower()] = _described(op, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rejoinder", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(op: Operation, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "done"}
    if _is_shape(op.returns):
        answer["content"] = {"application/json": {"schema": schema_of[str(op.returns)]}}
    wrong = {"content": {PROBLEM: {"schema": schema_of[str(Problem)]}}}
    described: dict[str, Any] = {
        "operationId": f"{op.method.lower()} {op.path}",
        "summary": op.summary,
        "tags": [op.tag],
        "x-access": op.access,
        "security": [] if op.access == OPEN else [{"token": []}],
        "parameters": [
            {"name": p.name, "in": p.place, "required": p.required, "schema": schema_of[str(p.kind)]}
            for p in op.parameters
        ],
        "responses": {
            str(op.status): answer,
            **{str(status): {"description": text, **wrong} for status, text in _ERRORS.items()},
        },
    }
    if _is_shape(op.takes):
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema_of[str(op.takes)]}},
        }
    return described


def fields_of(kind: Any, components: Mapping[str, Any], schema_of: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Name and type of each field of a body or an answer, as words for the page."""
    schema = schema_of.get(str(kind), {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    properties = components.get(name, schema).get("properties", {})
    return [(field, _words(shape)) for field, shape in properties.items()]


def _words(shape: Mapping[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " or ".join(_words(one) for one in shape["anyOf"])
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if shape.get("type") == "array":
        return f"list of {_words(shape.get('items', {})) or 'anything'}"
    return str(shape.get("format") or shape.get("type") or "anything")


@dataclass(frozen=True, slots=True)
class Listed:
    """One operation as the page shows it."""

    operation: Operation
    takes: Sequence[tuple[str, str]]
    returns: Sequence[tuple[str, str]]


def listing(app: Litestar) -> list[Listed]:
    """Every operation with the fields that it takes and returns."""
    found = operations(app)
    kinds = [kind for op in found for kind in (op.takes, op.returns) if _is_shape(kind)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    schema_of = dict(zip(map(str, kinds), schemas, strict=True))
    return [
        Listed(op, fields_of(op.takes, components, schema_of), fields_of(op.returns, components, schema_of))
        for op in found
    ]


@dataclass(frozen=True, slots=True)
class Description:
    document: Mapping[str, Any]
    listing: Sequence[Listed]


def description(app: Litestar) -> Description:
    """The API of this application, described when somebody asks for the first time."""
    if "description" not in app.state:
        app.state.description = Description(document(operations(app)), listing(app))
    found: Description = app.state.description
    return found


@look("/api/openapi.json", access=OPEN)
def openapi_json(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """This description."""
    return dict(description(request.app).document)


ROUTES = [openapi_json]
