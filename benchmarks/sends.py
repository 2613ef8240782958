"""What becomes of replies while a provider misbehaves: the engine and the real senders, over HTTP, against stand-ins.

    ./run python -m benchmarks.sends [how many of each; 1000]

Prints docs-ready Markdown. Rows are kept in memory and time is a test's, so that a minute until the second look takes
no minute; requests, time-outs and cut connections are real. `lost` are replies that the person never got and no person
of ours was asked about; `doubled` is every copy beyond the first.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from dependency_injector.providers import Object

from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.sends import LEFT_US, SendState
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, StandIn
from rejoinder.entrypoints.drill.stand_ins.smartlead import SmartLeadStandIn
from rejoinder.entrypoints.drill.stand_ins.twilio import TwilioStandIn
from rejoinder.entrypoints.drill.stand_ins.unipile import UnipileStandIn
from rejoinder.infrastructure.channels import smartlead, twilio_sms, unipile_linkedin
from rejoinder.infrastructure.http import ProviderHttp, Response, Timeouts
from tests.builders import a_connection
from tests.fakes.channels import FakeReader
from tests.world import World

READ_S = 0.08
"""How long a call waits for its answer here; a provider that times out answers after three times that."""
ANSWERING = ("SMS_INBOUND_POST_PROCESS", "LINKEDIN_INBOUND_POST_PROCESS", "SMARTLEAD_INBOUND_POST_PROCESS")
SENDING = ("SEND_REPLY", "CONFIRM_SEND", "PROVIDER_EVENT")
MODES: dict[str, str] = {
    "behaves": "ok",
    "times out after accepting": "accept-and-stall",
    "answers 500 after accepting": "accept-500",
    "cuts the connection after accepting": "accept-no-answer",
    "cuts the connection before accepting": "drop",
    "answers 500, and echoes ten minutes later": "accept-500",
    "answers every fourth call 429 with Retry-After": "429",
}
BAD_IN_A_ROW = 5
"""One call of so many goes well: as many failures in a row would pause the account, and then nobody is called."""
ECHOES = "answers 500, and echoes ten minutes later"


class Impatient(ProviderHttp):
    """The client of the product, with a short patience."""

    def request(self, method: str, url: str, **more: Any) -> Response:
        return super().request(method, url, **{**more, "timeout": Timeouts(read=READ_S)})


@dataclass(frozen=True)
class Way:
    """One channel, its stand-in, and how a person writes in through it."""

    channel: Channel
    stand_in: Any
    connection: Connection
    write: Callable[[World, Connection, int], None]
    person: Callable[[int], str]


def _stalls(stand_in: StandIn) -> None:
    """What is accepted is answered too late, but for every fifth."""
    answer, turn = stand_in.answer, count(1)

    def late(call: Call) -> Answer:
        said = answer(call)
        if call.method == "POST" and next(turn) % BAD_IN_A_ROW:
            time.sleep(3 * READ_S)
        return said

    stand_in.answer = late  # type: ignore[method-assign]


def twilio(http: ProviderHttp, stand_in: TwilioStandIn) -> Way:
    def write(world: World, line: Connection, number: int) -> None:
        world.a_text(line=line, sender=_phone(number))

    secrets = {"account_sid": stand_in.account_sid, "auth_token": stand_in.auth_token}
    channel = replace(twilio_sms.channel(http), reader=FakeReader(Medium.SMS))
    line = a_connection(channel=channel.name, base_url=stand_in.base_url, credentials=secrets)
    return Way(channel, stand_in, line, write, _phone)


def _phone(number: int) -> str:
    return f"+1202555{number:04}"


def linkedin(http: ProviderHttp, stand_in: UnipileStandIn) -> Way:
    def write(world: World, line: Connection, number: int) -> None:
        world.a_text(line=line, sender=f"person-{number}", conversation=stand_in.chat_of(f"person-{number}"))

    channel = unipile_linkedin.channel(http)
    channel = replace(channel, reader=FakeReader(Medium.LINKEDIN), weak_without_secret=False, history=None)
    line = a_connection(channel=channel.name, base_url=stand_in.base_url, credentials=stand_in.credentials)
    return Way(channel, stand_in, line, write, lambda number: f"person-{number}")


def mail(http: ProviderHttp, stand_in: SmartLeadStandIn) -> Way:
    def person(number: int) -> str:
        return f"person-{number}@brightoak.example"

    def write(world: World, line: Connection, number: int) -> None:
        stand_in.post = lambda url, event: world.deliver(event, line=line)  # type: ignore[assignment, method-assign]
        stand_in.reply("", lead=person(number), text="How much is it?")

    channel = smartlead.channel(http)
    line = a_connection(
        channel=channel.name,
        base_url=stand_in.base_url,
        credentials={"api_key": stand_in.api_key},
        webhook_secrets=(stand_in.secret_key,),
    )
    return Way(channel, stand_in, line, write, person)


def ways(stack: ExitStack) -> Iterator[Way]:
    """A way with a stand-in of its own, for each channel."""
    sms, chats, mails = TwilioStandIn(), UnipileStandIn(), SmartLeadStandIn()
    for stand_in in (sms, chats, mails):
        stack.enter_context(stand_in)
    http = Impatient(frozenset({sms.host, chats.host, mails.host}))
    stack.callback(http.close)
    yield twilio(http, sms)
    yield linkedin(http, chats)
    yield mail(http, mails)


@dataclass(frozen=True)
class Figures:
    """What became of the replies of one channel in one mode."""

    channel: str
    mode: str
    replies: int
    delivered: int
    doubled: int
    lost: int
    asked: int
    """Left to a person: with the evidence where it may have arrived, as a draft where it has not."""
    calls: int
    """Requests that the provider got."""


def measure(way: Way, mode: str, replies: int) -> Figures:
    """So many people write, and the provider misbehaves about four calls of five, or one of four."""
    world = World()
    # The stand-ins live now: what they accept is younger than the attempt, as the look-up expects.
    world.clock.pass_time((datetime.now(UTC) - timedelta(days=10) - world.clock.now()).total_seconds())
    world.settings_are(mode="auto", burst_wait=0)
    world.container.channels.override(Object({way.channel.name: way.channel}))
    line = world.connect(replace(way.connection, workspace_id=world.workspace.id))
    for number in range(replies):
        way.write(world, line, number)
    _work(world, *ANSWERING)
    word = MODES[mode]
    if word == "accept-and-stall":
        _stalls(way.stand_in)
    elif word == "429":
        way.stand_in.script = ["429", "ok", "ok", "ok"] * replies
    elif word != "ok":
        way.stand_in.script = [*[word] * (BAD_IN_A_ROW - 1), "ok"] * replies
    _live(world, timedelta(minutes=9))
    if mode == ECHOES:
        _echo(world, way, line)
    _live(world, timedelta(hours=24))
    return _figures(world, way, mode, replies)


def _work(world: World, *types: str) -> None:
    while due := _pending(world, types, world.clock.now()):
        for job in due:
            world.run(job)


def _pending(world: World, types: Sequence[str], until: datetime) -> list[Any]:
    return [row for row in world.database.jobs(*types) if row.status is JobStatus.PENDING and row.run_at <= until]


def _live(world: World, period: timedelta) -> None:
    """Time passes, and whatever falls due is done."""
    ends = world.clock.now() + period
    while waiting := _pending(world, SENDING, ends):
        ahead = min(row.run_at for row in waiting) - world.clock.now()
        world.clock.pass_time(max(0.0, ahead.total_seconds()) + 0.001)
        _work(world, *SENDING)
    world.clock.pass_time(max(0.0, (ends - world.clock.now()).total_seconds()))


def _echo(world: World, way: Way, line: Connection) -> None:
    """The provider tells of every message of ours, long after."""
    for number, accepted in enumerate(list(way.stand_in.accepted)):
        if isinstance(way.stand_in, SmartLeadStandIn):
            way.stand_in.sent("", accepted)
            continue
        own_id = accepted.sid if isinstance(way.stand_in, TwilioStandIn) else accepted.id
        body = accepted.body if isinstance(way.stand_in, TwilioStandIn) else accepted.text
        fact = {"fact": "own", "key": f"echo-{number}", "id": own_id, "address": way.person(number), "body": body}
        world.deliver(fact, line=line)


def _figures(world: World, way: Way, mode: str, replies: int) -> Figures:
    got = Counter(len(way.stand_in.delivered(way.person(number))) for number in range(replies))
    sends, alerts = world.database.tables.sends.values(), world.alerts.open()
    assert len(sends) == replies
    asked = {alert.subject for alert in alerts if alert.rule == "send-unknown"}
    lost = people = 0
    for send in sends:
        arrived = len(way.stand_in.delivered(send.recipient))
        message = world.database.tables.messages[send.message_id or ""]
        told = message.disposition == "waiting-human" and (send.state is not SendState.UNKNOWN or send.id in asked)
        people += told
        lost += not (arrived == 1 if send.state in LEFT_US else told)
    for message in world.database.tables.messages.values():
        assert message.author != "elsewhere", "an echo was taken for a person's answer"
    delivered = sum(number * people for number, people in got.items())
    doubled = sum((number - 1) * people for number, people in got.items() if number > 1)
    calls = sum(call.method == "POST" for call in way.stand_in.calls)
    return Figures(way.channel.name, mode, replies, delivered, doubled, lost, people, calls)


def every(replies: int, modes: Sequence[str] = tuple(MODES)) -> Iterator[Figures]:
    """The figures of every channel in each of these modes."""
    for mode in modes:
        with ExitStack() as stack:
            for way in ways(stack):
                yield measure(way, mode, replies)


def main() -> None:
    """Prints the table."""
    replies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("| channel | the provider | replies | delivered | doubled | lost | left to a person | requests |")
    print("|---|---|---|---|---|---|---|---|")
    for f in every(replies):
        figures = (f.channel, f.mode, f.replies, f.delivered, f.doubled, f.lost, f.asked, f.calls)
        print("|", " | ".join(map(str, figures)), "|", flush=True)


if __name__ == "__main__":
    main()
