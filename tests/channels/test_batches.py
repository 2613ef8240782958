"""A delivery with several events in it: each is stored as itself, once, however they come together again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from rejoinder.domain.ports.channels import WebhookAnswer, WebhookRequest
from rejoinder.infrastructure.json_fields import events_in
from tests.channels.intake import Intake
from tests.channels.samples import Sample, samples

SAMPLES = {(sample.channel.name, sample.name): sample for sample in samples()}
SEVERAL = {
    "smartlead": ("email_reply", "lead_unsubscribed", "email_bounce"),
    "instantly": ("reply_received", "lead_unsubscribed", "email_bounced"),
    "emailbison": ("lead_replied", "lead_unsubscribed", "email_bounced"),
    "unipile_linkedin": ("v1_message_received", "v1_message_edited", "v1_own_echo"),
}
FORMS: Mapping[str, Callable[[list[Any]], Any]] = {
    "a list": lambda events: events,
    "a list called events": lambda events: {"events": events},
    "a list called data": lambda events: {"data": events},
}


def stated(channel: str) -> list[Sample]:
    return [SAMPLES[channel, name] for name in SEVERAL[channel] if (channel, name) in SAMPLES]


def intake_of(sample: Sample) -> Intake:
    return Intake(
        sample.channel.name, *sample.connection.webhook_secrets, credentials=dict(sample.connection.credentials)
    )


def request_of(sample: Sample, body: object) -> WebhookRequest:
    return replace(sample.request, body=json.dumps(body).encode())


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("channel", SEVERAL)
def test_every_event_of_a_delivery_is_stored_as_if_it_had_come_alone(
    channel: str, form: Callable[[list[Any]], Any]
) -> None:
    several = stated(channel)
    assert len(several) > 1
    alone = intake_of(several[0])
    for sample in several:
        assert isinstance(alone.deliver(sample.request), WebhookAnswer)
    together = intake_of(several[0])
    whole = request_of(several[0], form([json.loads(sample.body) for sample in several]))
    assert isinstance(together.deliver(whole), WebhookAnswer)
    assert isinstance(together.deliver(whole), WebhookAnswer), "a repetition changes nothing"
    assert isinstance(together.deliver(several[-1].request), WebhookAnswer), "nor does one of them alone"

    def kept(intake: Intake) -> list[tuple[str, str, str]]:
        return sorted((event.kind, event.state, event.reason) for event in intake.events())

    assert kept(together) == kept(alone)
    assert "quarantined" not in {event.state for event in together.events()}
    assert len(together.database.tables.messages) == len(alone.database.tables.messages) == 1


def test_one_unreadable_event_does_not_keep_the_others_out() -> None:
    sample = SAMPLES["instantly", "reply_received"]
    intake = intake_of(sample)
    intake.deliver(request_of(sample, [{"no": "type"}, json.loads(sample.body)]))
    assert sorted(event.state for event in intake.events()) == ["accepted", "quarantined"]


def test_every_event_has_to_show_smartleads_secret() -> None:
    sample = SAMPLES["smartlead", "email_reply"]
    event = {**json.loads(sample.body), "secret_key": "sl-example-secret-key"}
    bare = replace(sample.request, headers={"content-type": "application/json"})
    intake = intake_of(sample)
    for wrong in ({**event, "secret_key": "wrong"}, {k: v for k, v in event.items() if k != "secret_key"}):
        assert isinstance(intake.deliver(replace(bare, body=json.dumps([event, wrong]).encode())), str)
    assert isinstance(intake.deliver(replace(bare, body=json.dumps([event, event]).encode())), WebhookAnswer)


def test_an_event_of_another_emailbison_workspace_turns_the_delivery_away() -> None:
    sample = SAMPLES["emailbison", "lead_replied"]
    ours = json.loads(sample.body)
    foreign = {**ours, "event": {**ours["event"], "workspace_id": 99, "workspace_name": "Other"}}
    intake = Intake("emailbison", credentials={"api_key": "k", "workspace_ref": "12"})
    assert intake.deliver(request_of(sample, [ours, foreign])) == "wrong-account"
    assert isinstance(intake.deliver(request_of(sample, [ours, ours])), WebhookAnswer)


@pytest.mark.parametrize(
    "body", [b"[]", b"[1, 2]", b'[{"a": 1}]', b'{"data": [{"a": 1}]}', b"a=1", b"[{", b"[[{}], {}]"]
)
def test_what_is_no_list_of_events_stays_whole(body: bytes) -> None:
    assert events_in(body) == (body,)


# --- secrets in the body --------------------------------------------------------------------------


def test_the_secret_that_smartlead_repeats_is_not_kept_and_the_event_reads_as_before() -> None:
    sample = SAMPLES["smartlead", "email_reply"]
    secret = "sl-example-secret-key"
    assert secret.encode() in sample.body
    intake = intake_of(sample)
    assert isinstance(intake.deliver(sample.request), WebhookAnswer)
    assert isinstance(intake.deliver(sample.request), WebhookAnswer)
    (event,) = intake.events()
    assert secret.encode() not in event.body
    assert json.loads(event.body) == {**json.loads(sample.body), "secret_key": "redacted"}
    again = sample.channel.reader.read(replace(sample.request, body=event.body), sample.connection)
    first = sample.channel.reader.read(sample.request, sample.connection)
    assert (again.key, again.fact) == (first.key, first.fact)


def test_a_quarantined_delivery_is_kept_without_its_secret_and_can_be_replayed() -> None:
    sample = SAMPLES["smartlead", "email_reply"]
    unread = {**json.loads(sample.body), "event_type": "SOMETHING_NEW"}
    intake = intake_of(sample)
    intake.deliver(request_of(sample, unread))
    (event,) = intake.events()
    assert event.state == "quarantined"
    assert b"sl-example-secret-key" not in event.body
    row = intake.database.tables.events[event.id]
    mended = event.body.replace(b"SOMETHING_NEW", b"EMAIL_REPLY")
    intake.database.tables.events[event.id] = replace(row, event=replace(event, body=mended))
    intake.replay_event(event.workspace_id, event.id, "token:jo")
    assert len(intake.database.tables.messages) == 1
