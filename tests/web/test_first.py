from tests.web.composition import House


def test_first(house: House) -> None:
    w = house.a_workspace()
    m = house.a_message(w)
    print(m)
    for p in ["/health", "/health/live", "/health/ready"]:
        print(house.call("GET", p, token=None).text)
    for p in ("messages", f"messages/{m['id']}", f"messages/{m['id']}/trace", "leads", f"leads/{m['lead_id']}", f"leads/{m['lead_id']}/timeline", "jobs", "jobs/summary", "drafts", "sends", "ai-calls", "ai-calls/summary", "switches", "alerts", "accounting", "events", "refused-deliveries", "tokens", "me", "sandbox/messages", "workspaces", f"workspaces/{w}", f"workspaces/{w}/connections"):
        r = house.call("GET", f"/api/v1/{p}")
        print(p, r.status_code, r.text[:600])
        r2 = house.call("GET", f"/api/v1/{p}?workspace_id={w}")
        assert r2.status_code == 200
    print(house.call("GET", "/metrics").text)
    r = house.call("GET", "/nope"); print(r.status_code, r.headers, r.text)
    print(house.call("GET", "/api/openapi.json").text[:3000])
    assert 0
