"""What each provider hears when nothing durable can take a delivery: whatever makes that one deliver it again.

The real web application as the container wires it, without its database and with a full disk. The table is the
contract; a channel that is not in it is promised a 503.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from dependency_injector.providers import Object

from rejoinder.domain.ports.channels import CallSeen
from rejoinder.entrypoints.container import build
from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.entrypoints.settings import Settings
from rejoinder.entrypoints.web.app import create_app
from tests.builders import a_workspace
from tests.channels.samples import NOON, Sample, every_channel, samples
from tests.contracts.backings import template
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.spool import FakeSpool
from tests.web.composition import BOOTSTRAP, Api

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("failure-contract")]

TRY_AGAIN: Mapping[str, int] = {
    # Marketplace events come again on 429 and on nothing else.
    "ghl_sms": 429,
}


class SampleTime:
    """It is the moment at which the sample came."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


class Ruins:
    """The web application after its database went away. It knows by heart whose calls it answers, and nobody else."""

    def __init__(self, folder: Path) -> None:
        url = create_database(template())
        settings = Settings(
            database_url=url,
            redis_url="",
            secret_keys=("a key of the tests",),
            admin_token=BOOTSTRAP,
            public_base_url="https://rejoinder.example.com",
            data_dir=folder,
        )
        container = build(settings, "api")
        self.clock, self.spool = SampleTime(), FakeSpool()
        container.clock.override(Object(self.clock))
        container.doorbell.override(Object(FakeDoorbell()))
        container.spool.override(Object(self.spool))
        workspace = a_workspace()
        with container.store().begin("*") as uow:
            uow.workspaces.add(workspace)
            for sample in (s for s in samples() if s.channel.answer_call is not None and s.name == "incoming"):
                key = urlsplit(sample.request.url).path.split("/")[4]
                uow.connections.add(replace(sample.connection, workspace_id=workspace.id, webhook_key=key))
        container.number_book().refresh()
        self._container = container
        self.api = Api(create_app(container.web()))
        postgres_server().drop_database(url)

    def post(self, sample: Sample) -> httpx.Response:
        self.clock.at = sample.request.received_at
        url = urlsplit(sample.request.url)
        path = url.path + (f"?{url.query}" if url.query else "")
        return self.api.request("POST", path, content=sample.body, headers=dict(sample.raw["headers"]))

    def close(self) -> None:
        self.api.close()
        self._container.engine().dispose()
        self._container.http().close()


@pytest.fixture(scope="module")
def ruins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ruins]:
    left = Ruins(tmp_path_factory.mktemp("ruins"))
    yield left
    left.close()


def samples_of(channel: str) -> list[Sample]:
    return [sample for sample in samples() if sample.channel.name == channel]


def somebody_waits_on_the_line(sample: Sample) -> bool:
    """A refusal would hang up on a caller, and no second try would bring them back."""
    board = sample.channel.switchboard
    if board is not None and board.is_waiting(sample.request):
        return True
    if sample.channel.answer_call is None or "error" in sample.becomes:
        return False
    fact = sample.channel.reader.read(sample.request, sample.connection).fact
    return isinstance(fact, CallSeen) and fact.asks


@pytest.mark.parametrize("channel", list(every_channel()))
def test_a_delivery_that_nothing_durable_takes_is_asked_for_again(ruins: Ruins, channel: str) -> None:
    ruins.spool.is_full = True
    status = TRY_AGAIN.get(channel, 503)
    assert every_channel()[channel].retry_status == status
    refused = [sample for sample in samples_of(channel) if not somebody_waits_on_the_line(sample)]
    assert refused
    for sample in refused:
        answer = ruins.post(sample)
        assert answer.status_code == status, sample.name
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["content-type"].startswith("application/problem+json")
    assert ruins.spool.records == []


@pytest.mark.parametrize("channel", list(every_channel()))
def test_a_delivery_that_the_disk_takes_is_answered_as_ever(ruins: Ruins, channel: str) -> None:
    ruins.spool.is_full = False
    for sample in samples_of(channel):
        ruins.spool.records.clear()
        answer = ruins.post(sample)
        assert answer.is_success, sample.name
        assert len(ruins.spool.records) == 1, sample.name
        if not somebody_waits_on_the_line(sample):
            assert answer.content == sample.channel.reader.acknowledge(sample.request).body


WAITING = [sample for sample in samples() if somebody_waits_on_the_line(sample)]


@pytest.mark.parametrize("sample", WAITING, ids=lambda s: f"{s.channel.name}-{s.name}")
def test_a_caller_on_the_line_hears_something_all_the_same(ruins: Ruins, sample: Sample) -> None:
    """TwiML from Twilio's number, an assistant or a spoken word from the voice platform: never an error."""
    ruins.spool.is_full = True
    answer = ruins.post(sample)
    assert answer.status_code == 200
    if "xml" in answer.headers["content-type"]:
        assert [verb.tag for verb in ElementTree.fromstring(answer.content)][:1] in (["Say"], ["Dial"])  # noqa: S314
    else:
        assert json.loads(answer.content)


def test_somebody_waits_on_the_line_at_every_channel_that_takes_calls() -> None:
    takes_calls = {c.name for c in every_channel().values() if c.switchboard is not None or c.answer_call is not None}
    assert {sample.channel.name for sample in WAITING} == takes_calls


@pytest.mark.parametrize("channel", [name for name, known in every_channel().items() if "fallback" in known.subpaths])
def test_twilio_is_told_to_try_again_and_where_else_and_both_places_bring_one_event(channel: str) -> None:
    known = every_channel()[channel]
    steps = " ".join(known.setup)
    assert "{webhook_url}#rc=2&rp=ct,rt,5xx" in steps
    assert "{webhook_url}/fallback" in steps
    for sample in (s for s in samples() if s.channel is known and not s.request.subpath and "error" not in s.becomes):
        first = known.reader.read(sample.request, sample.connection)
        moved = replace(sample.request, subpath="fallback", url=sample.request.url + "/fallback")
        assert known.reader.read(moved, sample.connection) == first, sample.name
