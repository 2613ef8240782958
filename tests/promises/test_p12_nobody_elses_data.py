"""P12: workspaces do not see each other, deliveries prove where they come from, and no body takes the door down."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx2
import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p12")]

CHANNELS = pytest.mark.parametrize("channel", ["twilio_sms", "smartlead"])


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant("Acme", mode="auto", auto_send_threshold=0.8)


@pytest.fixture
def bolt(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant("Bolt", mode="auto", auto_send_threshold=0.8)


@CHANNELS
def test_the_same_person_and_the_same_provider_id_in_two_workspaces_are_two_people(
    acme: Tenant, bolt: Tenant, channel: str
) -> None:
    person = acme.way(channel).a_person()
    own = {"sid": "SM" + "ab" * 16} if channel == "twilio_sms" else {"message_id": "<same@mail.example>"}
    first = acme.take(acme.way(channel).delivery("Yes, please call me", person, **own))
    second = bolt.take(bolt.way(channel).delivery("Not interested, remove me", person, **own))
    assert first.event_id == second.event_id
    ours, theirs = acme.ended(first), bolt.ended(second)
    assert (ours["disposition"], theirs["disposition"]) == ("sent", "suppressed")
    assert ours["lead_id"] != theirs["lead_id"]
    assert acme.lead(ours)["consent"].get(ours["medium"]) != "withdrawn"
    assert bolt.lead(theirs)["consent"][theirs["medium"]] == "withdrawn"
    assert len(acme.way(channel).received_by(person)) == 1


def test_a_token_of_one_workspace_sees_nothing_of_another(rejoinder: Installation, acme: Tenant, bolt: Tenant) -> None:
    message = acme.ended(acme.take(acme.texts.delivery("Yes, please call me")))
    bolt.ended(bolt.take(bolt.texts.delivery("Thanks")))
    ids = {
        "messages": message["id"],
        "leads": message["lead_id"],
        "jobs": acme.jobs()[0]["id"],
        "drafts": acme.drafts(message["id"])[0]["id"],
        "sends": acme.sends()[0]["id"],
        "workspaces": acme.id,
    }
    made = rejoinder.post("/api/v1/tokens", {"role": "admin", "workspace_id": bolt.id, "name": "Bolt's"})
    for kind, own in ids.items():
        answer = rejoinder.call("GET", f"/api/v1/{kind}/{own}", token=made["token"])
        assert answer.status_code == 404, f"{kind}: {answer.status_code}"
        assert rejoinder.call("GET", f"/api/v1/{kind}/{own}").status_code == 200
    below = [f"messages/{ids['messages']}/trace", f"leads/{ids['leads']}/timeline", f"workspaces/{acme.id}/connections"]
    for path in below:
        assert rejoinder.call("GET", f"/api/v1/{path}", token=made["token"]).status_code == 404, path
    for path in ("messages", "leads", "jobs", "drafts", "sends", "ai-calls", "workspaces"):
        page = rejoinder.call("GET", f"/api/v1/{path}?limit=200", token=made["token"])
        assert page.status_code == 200, path
        assert {item.get("workspace_id", item["id"]) for item in page.json()["items"]} <= {bolt.id}, path
        foreign = rejoinder.call("GET", f"/api/v1/{path}?workspace_id={acme.id}", token=made["token"])
        assert path == "workspaces" or foreign.status_code == 404, path
    changes = [
        ("POST", f"jobs/{ids['jobs']}/retry", None),
        ("POST", f"drafts/{ids['drafts']}/approve", {"version": 1}),
        ("POST", f"sends/{ids['sends']}/settle", {"outcome": "send_again"}),
        ("PATCH", f"leads/{ids['leads']}", {"status": "blacklisted"}),
        ("PATCH", f"workspaces/{acme.id}/settings", {"mode": "off"}),
        ("POST", f"workspaces/{acme.id}/connections", {"channel": "sandbox"}),
    ]
    for method, path, body in changes:
        assert rejoinder.call(method, f"/api/v1/{path}", body, token=made["token"]).status_code == 404, path
    books = rejoinder.call("GET", "/api/v1/accounting", token=made["token"]).json()
    assert books["received"] == 1


def test_without_a_token_or_with_a_revoked_one_nothing_is_shown(rejoinder: Installation, acme: Tenant) -> None:
    made = rejoinder.post("/api/v1/tokens", {"role": "viewer", "workspace_id": acme.id, "name": "short"})
    assert rejoinder.call("GET", "/api/v1/messages", token=made["token"]).status_code == 200
    assert rejoinder.call("DELETE", f"/api/v1/tokens/{made['id']}").is_success
    for token in (None, made["token"], "", "nonsense"):
        assert rejoinder.call("GET", "/api/v1/messages", token=token).status_code == 401


def _unsigned(delivery: Delivery) -> Delivery:
    return delivery.with_headers(X_Twilio_Signature="")


def _wrongly_signed(delivery: Delivery) -> Delivery:
    return delivery.with_headers(X_Twilio_Signature="AAAAAAAAAAAAAAAAAAAAAAAAAAA=")


def _changed(delivery: Delivery) -> Delivery:
    return replace(delivery, content=delivery.content + b"&More=1")


@pytest.mark.parametrize("spoil", [_unsigned, _wrongly_signed, _changed])
def test_a_text_that_twilio_did_not_sign_leaves_nothing_but_a_counter(
    rejoinder: Installation, acme: Tenant, spoil: Callable[[Delivery], Delivery]
) -> None:
    answer = acme.post(spoil(acme.texts.delivery("Yes, please call me")))
    assert answer.status_code in (401, 403)
    _assert_only_counted(rejoinder, acme, acme.texts.connection["id"])


def test_a_text_signed_for_another_account_or_another_address_is_refused(
    rejoinder: Installation, acme: Tenant, bolt: Tenant
) -> None:
    genuine = bolt.texts.delivery("Yes, please call me")
    misdirected = replace(genuine, url=acme.texts.connection["webhook_url"])
    assert acme.post(misdirected).status_code == 401
    foreign = acme.texts.delivery("Yes, please call me", AccountSid="AC99999999999999999999999999999999")
    assert acme.post(foreign).status_code == 401
    _assert_only_counted(rejoinder, acme, acme.texts.connection["id"])


@pytest.mark.parametrize("secret", [None, "", "wrong", 7, ["sl-example-secret-key"]])
def test_a_mail_event_without_the_shared_secret_leaves_nothing_but_a_counter(
    rejoinder: Installation, acme: Tenant, secret: object
) -> None:
    answer = acme.post(acme.mails.delivery("Yes, please call me", secret_key=secret))
    assert answer.status_code == 401
    _assert_only_counted(rejoinder, acme, acme.mails.connection["id"])


@CHANNELS
def test_an_unknown_key_is_not_found_whatever_it_looks_like(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    delivery = acme.way(channel).delivery("Yes, please call me")
    for key in ("unknown", "a" * 300, "%2e%2e", "%00", "'; DROP TABLE jobs; --"):
        url = f"{rejoinder.url}/api/webhooks/{channel}/{key}"
        answer = acme.post(replace(delivery, url=url))
        assert answer.status_code in (401, 404), (key, answer.status_code)
    assert acme.messages() == []


def test_a_rotated_key_stops_working_at_once(rejoinder: Installation, acme: Tenant) -> None:
    acme.take(acme.texts.delivery("Thanks"))
    old = acme.texts.connection
    path = f"/api/v1/workspaces/{acme.id}/connections/{old['id']}/rotate-key"
    new = rejoinder.post(path)
    assert acme.post(acme.texts.delivery("Thanks")).status_code in (401, 404)
    delivery = rejoinder.twilio.delivery(new["webhook_url"], "Thanks", "+12025559999")
    assert acme.take(delivery)
    assert len(acme.messages()) == 2


HOSTILE = {
    "one megabyte and more": b"a" * 1_100_000,
    "NUL": b'{"event_type": "EMAIL_REPLY", "x": "\\u0000", "y": "\x00"}',
    "not UTF-8": b"\xff\xfe\x80Body=\xff",
    "lone surrogate": b'{"event_type": "EMAIL_REPLY", "reply_message": {"text": "\\ud800"}}',
    "nested 3,000 deep": b"[" * 3000 + b"]" * 3000,
    "objects nested 3,000 deep": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "10,000 fields": "&".join(f"f{n}={n}" for n in range(10_000)).encode(),
    "10,000 JSON fields": b"{" + b",".join(b'"f%d": %d' % (n, n) for n in range(10_000)) + b"}",
    "a number of 5,000 digits": b'{"event_type": ' + b"9" * 5000 + b"}",
    "not a number": b'{"event_type": NaN}',
    "empty": b"",
    "only a list": b"[]",
    "half an object": b'{"event_type": "EMAIL_REPLY", ',
}


@CHANNELS
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_a_hostile_body_that_nobody_vouches_for_is_refused_and_a_genuine_one_beside_it_is_stored(
    acme: Tenant, channel: str, body: bytes, kind: str
) -> None:
    genuine = acme.way(channel).delivery("Thanks")
    hostile = replace(genuine, content=body, headers={"Content-Type": kind} if kind else {})
    answer = acme.post(hostile)
    assert answer.status_code in (400, 401, 413, 415), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    acme.take(genuine)
    assert [message["external_id"] for message in acme.messages()] == [genuine.event_id]


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_that_shows_the_secret_is_kept_for_a_person_or_refused_but_never_an_error(
    rejoinder: Installation, acme: Tenant, body: bytes
) -> None:
    headers = {"Content-Type": "application/json", "X-Rejoinder-Secret": rejoinder.smartlead.secret_key}
    answer = acme.post(Delivery(acme.mails.connection["webhook_url"], body, headers, "hostile", "nobody"))
    assert answer.status_code in (200, 413), answer.text
    if answer.status_code == 200:
        states = rejoinder.sql("SELECT state FROM events WHERE workspace_id = %s", acme.id)
        assert [row["state"] for row in states] in (["quarantined"], ["noted"], ["unmatched"])
        assert acme.messages() == []
    genuine = acme.take(acme.mails.delivery("Thanks"))
    assert acme.stored(genuine)["body"] == "Thanks"


SIGNED = {
    "NUL": {"Body": "a\x00b", "From": "+12025550143"},
    "emoji and right-to-left": {"Body": "👍🏽 \u202eabc\u202c שלום"},
    "no sender": {"From": ""},
    "ten thousand fields": {f"Field{n}": str(n) for n in range(10_000)},
    "a body of 60,000 characters": {"Body": "word " * 12_000},
    "a sender that is no number": {"From": "'; DROP TABLE leads; --"},
}


@pytest.mark.parametrize("fields", SIGNED.values(), ids=SIGNED.keys())
def test_whatever_twilio_signs_is_kept(rejoinder: Installation, acme: Tenant, fields: dict[str, str]) -> None:
    odd = acme.texts.delivery("Thanks", "+12025550143")
    form = dict(httpx2.QueryParams(odd.content.decode())) | fields
    signed = rejoinder.twilio.signed(odd.url, form, odd.event_id, odd.person)
    assert acme.post(signed).status_code == 200
    assert rejoinder.count("events WHERE workspace_id = %s", acme.id) == 1
    genuine = acme.take(acme.texts.delivery("Thanks", acme.texts.a_person()))
    assert acme.ended(genuine)["disposition"] == "stayed-silent"


def test_secrets_are_in_no_answer_no_log_and_no_readable_column(rejoinder: Installation, acme: Tenant) -> None:
    acme.ended(acme.take(acme.texts.delivery("Yes, please call me")))
    acme.ended(acme.take(acme.mails.delivery("Yes, please call me")))
    secrets = [rejoinder.twilio.auth_token, rejoinder.smartlead.api_key, rejoinder.smartlead.secret_key, "sk-harness"]
    shown = rejoinder.call("GET", f"/api/v1/workspaces/{acme.id}/connections").text
    logs = "".join(role.log.read_text(errors="replace") for role in rejoinder.roles)
    rows = "".join(str(row) for row in rejoinder.sql("SELECT * FROM connections"))
    for secret in secrets:
        assert secret not in shown
        assert secret not in logs
        assert secret not in rows
    assert "please call me" not in logs


def _assert_only_counted(rejoinder: Installation, tenant: Tenant, connection_id: str) -> None:
    assert rejoinder.count("events WHERE workspace_id = %s", tenant.id) == 0
    assert rejoinder.count("messages WHERE workspace_id = %s", tenant.id) == 0
    assert rejoinder.count("leads WHERE workspace_id = %s", tenant.id) == 0
    counted = until(
        lambda: rejoinder.sql("SELECT count FROM refused_deliveries WHERE connection_id = %s", connection_id),
        "the refusal to be counted",
    )
    assert sum(row["count"] for row in counted) >= 1
    shown = rejoinder.all_of("/api/v1/refused-deliveries", workspace_id=tenant.id)
    assert connection_id in {row["connection_id"] for row in shown}
