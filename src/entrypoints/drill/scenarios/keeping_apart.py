"""P12: nobody sees anybody else's data, and only providers are believed."""

from __future__ import annotations

from dataclasses import replace

from rejoinder.entrypoints.drill.scenario import Stage, scenario


@scenario("P12")
def same_person_in_two_workspaces(stage: Stage) -> None:
    """The same person and the same provider id in two workspaces are two people; one's opt-out is not the other's."""
    acme, bolt = stage.a_tenant(name="Acme"), stage.a_tenant(name="Bolt")
    for channel in ("twilio_sms", "smartlead"):
        person = acme.way(channel).a_person()
        own = (
            {"sid": f"SM{stage.dice.getrandbits(128):032x}"}
            if channel == "twilio_sms"
            else {"message_id": f"<{stage.dice.getrandbits(64):x}@mail.example>"}
        )
        first = acme.take(acme.way(channel).delivery("Yes, please call me", person, **own))
        second = bolt.take(bolt.way(channel).delivery("Not interested, remove me", person, **own))
        ours, theirs = acme.ended(first), bolt.ended(second)
        assert (ours["disposition"], theirs["disposition"]) == ("sent", "suppressed"), channel
        assert ours["lead_id"] != theirs["lead_id"]
        assert acme.lead(ours)["consent"].get(ours["medium"]) != "withdrawn"
        assert len(acme.way(channel).received_by(person)) == 1
    stage.saw(workspaces=[acme.id, bolt.id])


@scenario("P12")
def foreign_token_sees_nothing(stage: Stage) -> None:
    """A token of one workspace finds nothing of another, and changes nothing there."""
    rejoinder, acme, bolt = stage.rejoinder, stage.a_tenant(name="Acme"), stage.a_tenant(name="Bolt")
    message = acme.ended(acme.take(acme.texts.delivery("Yes, please call me")))
    token = rejoinder.post("/api/v1/tokens", {"role": "admin", "workspace_id": bolt.id, "name": "Bolt's"})["token"]
    paths = [
        f"messages/{message['id']}",
        f"messages/{message['id']}/trace",
        f"leads/{message['lead_id']}",
        f"leads/{message['lead_id']}/timeline",
        f"jobs/{acme.jobs()[0]['id']}",
        f"drafts/{acme.drafts(message['id'])[0]['id']}",
        f"sends/{acme.sends()[0]['id']}",
        f"workspaces/{acme.id}",
    ]
    for path in paths:
        assert rejoinder.call("GET", f"/api/v1/{path}", token=token).status_code == 404, path
        assert rejoinder.call("GET", f"/api/v1/{path}").status_code == 200, path
    changed = rejoinder.call("PATCH", f"/api/v1/workspaces/{acme.id}/settings", {"mode": "off"}, token=token)
    assert changed.status_code == 404
    stage.saw(looked_for=len(paths), found=0)


@scenario("P12")
def forged_deliveries_leave_nothing(stage: Stage) -> None:
    """Unsigned, wrongly signed and altered deliveries are refused and counted; a genuine one beside them is stored."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    genuine = acme.texts.delivery("Thanks")
    forged = [
        acme.texts.delivery("Thanks").with_headers(X_Twilio_Signature=""),
        acme.texts.delivery("Thanks").with_headers(X_Twilio_Signature="AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        replace(genuine, content=genuine.content + b"&More=1"),
        acme.mails.delivery("Thanks", secret_key="wrong"),
    ]
    for delivery in forged:
        assert acme.post(delivery).status_code in (401, 403)
    assert rejoinder.count("events WHERE workspace_id = %s", acme.id) == 0
    assert rejoinder.count("messages WHERE workspace_id = %s", acme.id) == 0
    acme.ended(acme.take(genuine))
    stage.saw(refused=len(forged))


@scenario("P12")
def secrets_stay_secret(stage: Stage) -> None:
    """Keys and customers' words are in no log, and keys in no answer and no readable column."""
    rejoinder, acme = stage.rejoinder, stage.a_tenant()
    acme.ended(acme.take(acme.texts.delivery("My secret garden needs a fence")))
    acme.ended(acme.take(acme.mails.delivery("My secret garden needs a fence")))
    secrets = [rejoinder.twilio.auth_token, rejoinder.smartlead.api_key, rejoinder.smartlead.secret_key, "sk-harness"]
    shown = rejoinder.call("GET", f"/api/v1/workspaces/{acme.id}/connections").text
    logs = "".join(role.log.read_text(errors="replace") for role in rejoinder.roles)
    rows = "".join(str(row) for row in rejoinder.sql("SELECT * FROM connections"))
    for secret in secrets:
        assert secret not in shown
        assert secret not in logs
        assert secret not in rows
    assert "secret garden" not in logs
    stage.saw(secrets=len(secrets), log_bytes=len(logs))
