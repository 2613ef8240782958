"""Whatever happens to a follow-up, in whatever order: no step reaches a person who must not be written to, none reaches
them twice, at night or out of order, and one that nothing holds back comes to its end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rejoinder.application.follow_ups.change_follow_up import FollowUpChanges
from rejoinder.application.follow_ups.enrol_lead import Enrolment
from rejoinder.application.setup.sequences import SequenceChanges
from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain.errors import Conflict, ProviderBusy
from rejoinder.domain.follow_ups import FollowUp, FollowUpState
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.channels import OutboundMessage
from rejoinder.domain.sends import SendKind, SendState
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.sequences import parse_steps
from rejoinder.domain.switches import SwitchKind
from tests.world import World

BY = "token:jo"
STEPS = ("First word", "Second word", "Third word")
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney")
LATER = "Please get back to me on April 7, 2026."
LATER_DAY = datetime(2026, 4, 7, tzinfo=UTC)
BEGINS = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
"""New York's clocks go forward on 8 March, Berlin's on 29 March; Sydney's go back on 5 April."""


@dataclass
class History:
    """A person in a sequence, what was done, and what may therefore not happen."""

    world: World
    message: Message
    sequence: str
    follow_up: str
    forbidden: set[str] = field(default_factory=set)
    """Why nothing may leave at the moment."""
    not_before: datetime | None = None
    left: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What left although it must not; a worker would take an error here for a failed call."""
    count: int = 0

    @property
    def row(self) -> FollowUp:
        return self.world.database.tables.follow_ups[self.follow_up]

    # --- what is looked at in the moment that something leaves ------------------------------------

    def watch(self, outbound: OutboundMessage) -> None:
        if outbound.body not in STEPS:
            return  # an answer of ours
        now, lead = self.world.clock.now(), self.world.lead_of(self.message)
        zone = self.row.timezone or lead.timezone or self.world.workspace.timezone
        local = now.astimezone(ZoneInfo(zone))
        self.wrong += [
            f"{outbound.body} left {why}"
            for is_wrong, why in (
                (bool(self.forbidden), f"although {self.forbidden}"),
                (self.not_before is not None and now < self.not_before, f"before {self.not_before}"),
                (lead.follow_ups_paused, "to a paused lead"),
                (self.row.state is not FollowUpState.ACTIVE, f"while {self.row.state}"),
                (not 8 <= local.hour < 20 or local.weekday() > 4, f"at {local:%A %H:%M}"),
            )
            if is_wrong
        ]
        if not self.world.sender().moods:
            self.left.append(outbound.body)

    # --- what may happen --------------------------------------------------------------------------

    def do(self, what: str, amount: int) -> None:
        getattr(self, f"_{what}")(amount)

    def _hours_pass(self, amount: int) -> None:
        self.world.live_until(self.world.clock.now() + timedelta(hours=amount))

    def _days_pass(self, amount: int) -> None:
        self.world.live_until(self.world.clock.now() + timedelta(days=amount / 6))

    def _is_fired(self, amount: int) -> None:
        """The scheduler has looked, and no worker has begun."""
        self.world.container.fire_due_steps()()

    def _one_job_runs(self, amount: int) -> None:
        now = self.world.clock.now()
        due = [row for row in self.world.database.jobs() if row.status is JobStatus.PENDING and row.run_at <= now]
        if due:
            self.world.run(due[amount % len(due)])

    def _worker_dies(self, amount: int) -> None:
        now = self.world.clock.now()
        due = [row for row in self.world.database.jobs() if row.status is JobStatus.PENDING and row.run_at <= now]
        if due:
            self.world.worker_dies_holding(due[0])
            self.world.container.rescue_expired_jobs()()

    def _they_reply(self, amount: int) -> None:
        self.count += 1
        self.world.a_text(f"One question, number {self.count}")
        self.forbidden.add("replied")

    def _they_reply_twice_at_once(self, amount: int) -> None:
        self._they_reply(amount)
        self._they_reply(amount)

    def _they_ask_for_later(self, amount: int) -> None:
        self.world.a_text(LATER)
        self.forbidden.add("replied")
        self.world.work()
        if self.row.state is FollowUpState.DEFERRED and self.row.reason == "lead-asked":
            self.forbidden.discard("replied")
            self.not_before = LATER_DAY

    def _a_machine_answers(self, amount: int) -> None:
        self.count += 1
        self.world.a_text(f"Automatic reply {self.count}", provider_automated=True)

    def _they_opt_out(self, amount: int) -> None:
        self.world.a_text("STOP")
        self.forbidden.add("opted out")

    def _provider_reports_an_opt_out(self, amount: int) -> None:
        """Told between anything and anything; it holds once its job has run."""
        self.world.deliver(
            {"fact": "consent", "id": "c1", "address": "+12025550143", "state": "withdrawn", "evidence": "DND"}
        )
        self.world.run(self.world.the_job("PROVIDER_EVENT"))
        self.forbidden.add("opted out")

    def _is_paused(self, amount: int) -> None:
        with suppress(Conflict):
            self._change(state="paused")
            self.forbidden.add("paused")

    def _is_resumed(self, amount: int) -> None:
        with suppress(Conflict):
            self._change(state="active")
            self._goes_on()

    def _is_snoozed(self, amount: int) -> None:
        until = self.world.clock.now() + timedelta(days=amount / 4)
        with suppress(Conflict):
            self._change(state="snoozed", until=until)
            self._goes_on()
            self.not_before = until

    def _is_cancelled(self, amount: int) -> None:
        with suppress(Conflict):
            self._change(state="cancelled")
            self.forbidden.add("cancelled")

    def _lives_elsewhere(self, amount: int) -> None:
        with suppress(Conflict):
            self._change(timezone=ZONES[amount % len(ZONES)])

    def _lead_is_paused(self, amount: int) -> None:
        self._update_lead(follow_ups_paused=True)
        self.forbidden.add("lead paused")

    def _lead_goes_on(self, amount: int) -> None:
        if self.world.lead_of(self.message).follow_ups_paused:
            self._update_lead(follow_ups_paused=False)
            self.forbidden -= {"lead paused", "replied"}

    def _everything_is_held(self, amount: int) -> None:
        switch = self.world.switch(SwitchKind.OUTBOUND_PAUSED)
        self.forbidden.add("switch")
        self._hours_pass(min(amount, 12))
        self.world.switch_off(switch)
        self.forbidden.discard("switch")

    def _sequence_is_off_for_a_while(self, amount: int) -> None:
        """A step that is queued already leaves; no new one is."""
        alter = self.world.container.change_sequence()
        alter(self.world.workspace.id, self.sequence, SequenceChanges(active=False), BY)
        for _ in range(min(amount, 12)):
            self.world.container.fire_due_steps()()
            self.world.wait(3_600)
        alter(self.world.workspace.id, self.sequence, SequenceChanges(active=True), BY)

    def _provider_is_busy(self, amount: int) -> None:
        self.world.sender().moods.append(ProviderBusy("slow down"))

    def _goes_on(self) -> None:
        self.forbidden -= {"paused", "replied", "lead paused"}
        self.not_before = None

    def _change(self, **stated: Any) -> None:
        lead = self.world.lead_of(self.message)
        self.world.container.change_follow_up()(
            self.world.workspace.id, lead.id, self.follow_up, FollowUpChanges(**stated), BY
        )

    def _update_lead(self, **stated: Any) -> None:
        lead = self.world.lead_of(self.message)
        self.world.container.update_lead()(self.world.workspace.id, lead.id, LeadChanges(**stated), BY)

    # --- the end ----------------------------------------------------------------------------------

    def ends_well(self) -> None:
        self.world.sender().moods.clear()
        self.world.live_until(self.world.clock.now() + timedelta(days=90))
        sends = [s for s in self.world.database.tables.sends.values() if s.kind is SendKind.FOLLOW_UP]
        assert self.wrong == []
        assert self.left == list(STEPS[: len(self.left)]), "in order, and each once"
        assert [s.state for s in sends].count(SendState.SENT) == len(self.left)
        assert not [s for s in sends if s.state in (SendState.QUEUED, SendState.SENDING)], "nothing lies about"
        if not self.forbidden:
            assert (self.row.state, len(self.left)) == (FollowUpState.DONE, len(STEPS)), self.row
        else:
            assert self.row.next_at is None, f"{self.row} waits for nothing"
        self.world.nothing_is_in_limbo()


def a_history() -> History:
    world = World()
    world.clock.pass_time((BEGINS - world.clock.now()).total_seconds())
    world.ai.means(LATER, Sentiment.FOLLOW_UP)
    steps = parse_steps([{"wait_days": 3 if index else 1, "text": text} for index, text in enumerate(STEPS)])
    sequence = world.container.add_sequence()(world.workspace.id, "Gone quiet", steps, True, BY)
    message = world.a_text()
    world.wait(60)
    follow_up = world.container.enrol_lead()(
        world.workspace.id, message.lead_id, Enrolment(sequence.id, timezone=ZONES[0]), BY
    )
    history = History(world, message, sequence.id, follow_up)
    world.sender().before_call = history.watch
    return history


HAPPENINGS = sorted(name[1:] for name in vars(History) if name.startswith("_") and not name.startswith("__"))
HAPPENINGS = [name for name in HAPPENINGS if name not in ("goes_on", "change", "update_lead")]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(1, 60)), min_size=1, max_size=14))
@example([("hours_pass", 25), ("is_fired", 1), ("one_job_runs", 1), ("they_opt_out", 1)])
@example([("hours_pass", 25), ("is_fired", 1), ("one_job_runs", 1), ("they_reply_twice_at_once", 1), ("is_resumed", 1)])
@example([("hours_pass", 25), ("is_fired", 1), ("one_job_runs", 1), ("lives_elsewhere", 3)])
@example([("they_ask_for_later", 1), ("a_machine_answers", 1), ("lead_is_paused", 1), ("is_snoozed", 8)])
@example([("hours_pass", 25), ("is_fired", 1), ("worker_dies", 1), ("is_paused", 1), ("is_resumed", 1)])
def test_no_history_makes_a_follow_up_write_when_it_must_not(happenings: list[tuple[str, int]]) -> None:
    history = a_history()
    for what, amount in happenings:
        history.do(what, amount)
    history.ends_well()
