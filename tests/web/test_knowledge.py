"""/api/v1 for knowledge, learnings, and the versions of a draft."""

from __future__ import annotations

import base64

from tests.web.composition import House
from tests.web.world import a_draft


def test_an_entry_is_added_found_replaced_and_removed(house: House) -> None:
    workspace = house.a_workspace()
    at = f"/api/v1/workspaces/{workspace}/knowledge"
    page = {"url": "https://acme.example/prices", "text": "A gutter clean costs $85.", "title": "Prices"}
    made = house.post(at, page)
    assert (made["kind"], made["version"], made["added_by"], made["parts"]) == ("url", 1, "bootstrap", 1)
    uploaded = house.post(at, {"file_name": "faq.txt", "data": base64.b64encode(b"We open at 8:00.").decode()})
    assert (uploaded["kind"], uploaded["origin"], uploaded["text"]) == ("file", "faq.txt", "We open at 8:00.")

    listed = house.get(at)
    assert [item["title"] for item in listed["items"]] == ["Prices", "faq.txt"]
    assert [item["text"] for item in listed["items"]] == [None, None]
    assert [part["entry_id"] for part in house.get(f"{at}/search?q=gutter")] == [made["id"]]

    one = f"{at}/{made['id']}"
    newer = house.call("PUT", one, json={"version": 1, "text": "A gutter clean costs $95."}).json()
    assert (newer["version"], newer["text"]) == (2, "A gutter clean costs $95.")
    stale = house.call("PUT", one, json={"version": 1, "text": "A gutter clean costs $5."})
    assert (stale.status_code, stale.json()["newer"]["version"]) == (409, 2)
    assert house.call("DELETE", one).status_code == 200
    assert house.call("GET", one).status_code == 404


def test_what_is_no_entry_is_refused(house: House) -> None:
    at = f"/api/v1/workspaces/{house.a_workspace()}/knowledge"
    for wrong in ({}, {"text": "x", "url": "nowhere"}, {"file_name": "a.txt", "data": "?"}, {"colour": "red"}):
        assert house.call("POST", at, json=wrong).status_code == 422


def test_a_draft_shows_its_versions_their_difference_and_its_unsourced_claims(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message)
    shown = house.call("PUT", f"/api/v1/drafts/{draft}", json={"version": 1, "body": "It costs $5, all in."}).json()
    (claim,) = shown["unsourced"]
    assert claim == {"kind": "money", "text": "$5", "start": 9, "end": 11}
    assert [version["version"] for version in house.get(f"/api/v1/drafts/{draft}/versions")] == [1, 2]
    changed = house.get(f"/api/v1/drafts/{draft}/diff?before=1&after=2")
    assert "".join(c["text"] for c in changed["changes"] if c["op"] != "removed") == "It costs $5, all in."
    assert house.call("GET", f"/api/v1/drafts/{draft}/diff?before=7").status_code == 404


def test_a_learning_is_listed_and_accepted(house: House) -> None:
    workspace = house.a_workspace()
    draft = a_draft(house, house.a_message(workspace))
    house.call("PUT", f"/api/v1/drafts/{draft}", json={"version": 1, "body": "A gutter clean costs $85."})
    at = f"/api/v1/workspaces/{workspace}/learnings"
    (found,) = house.get(f"{at}?state=proposed")
    assert (found["kind"], found["proposal"]) == ("knowledge", "A gutter clean costs $85.")
    assert house.post(f"{at}/{found['id']}/accept", {})["state"] == "accepted"
    assert house.call("POST", f"{at}/{found['id']}/dismiss").status_code == 409
    entries = house.get(f"/api/v1/workspaces/{workspace}/knowledge")["items"]
    assert [entry["origin"] for entry in entries] == [f"learning:{found['id']}"]
