"""The description of the API: complete, and without a single outside asset."""

from __future__ import annotations

import json
import re

from rejoinder.entrypoints.web.openapi import operations
from tests.web.composition import House


def test_the_page_lists_every_operation_and_loads_nothing_from_outside(house: House) -> None:
    answer = house.call("GET", "/api/docs", token=None)
    assert answer.status_code == 200
    assert not re.search(r"(https?:)?//", re.sub(r"<!doctype html>", "", answer.text))
    assert "style=" not in answer.text
    assert not re.search(r"<script(?! src=\"/static/)|<script[^>]*>[^<]", answer.text), "none is written inline"
    for operation in operations(house.api.app):
        assert operation.path in answer.text, operation
    assert "disposition_reason" in answer.text
    assert house.call("GET", "/static/app.css", token=None).headers["content-type"].startswith("text/css")
    assert house.call("GET", "/static/other.css", token=None).status_code == 404


def test_the_document_describes_bodies_answers_and_problems(house: House) -> None:
    shown = house.call("GET", "/api/openapi.json", token=None).json()
    assert shown["openapi"] == "3.1.0"
    approve = shown["paths"]["/api/v1/drafts/{draft_id}/approve"]["post"]
    assert approve["x-access"] == "operator"
    assert "409" in approve["responses"]
    body = approve["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert "version" in shown["components"]["schemas"][body]["properties"]
    listed = {p["name"] for p in shown["paths"]["/api/v1/messages"]["get"]["parameters"]}
    wanted = {"workspace_id", "lead_id", "external_id", "channel", "direction", "disposition", "q", "limit", "cursor"}
    assert listed == wanted
    states = {p["name"] for p in shown["paths"]["/api/v1/sends"]["get"]["parameters"]}
    assert "state" in states


def test_every_reference_leads_somewhere_and_every_operation_is_explained(house: House) -> None:
    shown = house.call("GET", "/api/openapi.json", token=None).json()
    for name in re.findall(r"#/components/schemas/([^\"]+)", json.dumps(shown)):
        assert name in shown["components"]["schemas"]
    for path, methods in shown["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)


def test_long_addresses_and_names_may_break_on_a_narrow_screen(house: House) -> None:
    style = house.call("GET", "/static/app.css", token=None).text
    assert "code { overflow-wrap: anywhere; }" in style
    assert "<code>" in house.call("GET", "/api/docs", token=None).text
