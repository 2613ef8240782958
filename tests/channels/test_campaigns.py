"""How each provider is asked to stop writing to one person, and what counts as proof that it did."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
)
from rejoinder.domain.messages import Author, Direction, Medium
from rejoinder.domain.ports.channels import Campaigns
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.emailbison.campaigns import EmailBisonCampaigns
from rejoinder.infrastructure.channels.ghl_sms.campaigns import GhlCampaigns
from rejoinder.infrastructure.channels.instantly.campaigns import InstantlyCampaigns
from rejoinder.infrastructure.channels.smartlead.campaigns import SmartLeadCampaigns
from rejoinder.infrastructure.http import ProviderHttp, Response
from tests.builders import a_connection, a_message

ANA = "ana@brightoak.example"
Answers = Callable[[str, str, Mapping[str, str], Any], Any]


class Wire:
    """Answers by rule, and remembers what was asked. A rule gives JSON, a Response or an error."""

    def __init__(self, rule: Answers) -> None:
        self.rule = rule
        self.asked: list[tuple[str, str, Any]] = []

    def request(self, method: str, url: str, **more: Any) -> Response:
        path = "/" + url.split("/", 3)[3]
        query = dict(more.get("query") or {})
        self.asked.append((method, path, more.get("json")))
        answer = self.rule(method, path, query, more.get("json"))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Response) else Response(200, {}, json.dumps(answer).encode())

    def changes(self) -> list[tuple[str, str, Any]]:
        """What was asked to change."""
        return [asked for asked in self.asked if asked[0] != "GET" and not asked[1].endswith("/leads/list")]


def campaigns(name: str, rule: Answers) -> tuple[Campaigns, Wire]:
    wire = Wire(rule)
    found = discover(wire)[name].campaigns  # type: ignore[arg-type]
    assert found is not None
    return found, wire


def connection(channel: str, **credentials: str) -> Connection:
    known = {"api_key": "key", "access_token": "token", "location_id": "loc1", **credentials}
    return a_connection(channel=channel, credentials=known, base_url="https://provider.example")


def test_these_channels_run_campaigns_that_can_be_stopped() -> None:
    found = {name: type(c.campaigns) for name, c in discover(ProviderHttp(frozenset())).items() if c.campaigns}
    assert found == {
        "smartlead": SmartLeadCampaigns,
        "instantly": InstantlyCampaigns,
        "emailbison": EmailBisonCampaigns,
        "ghl_sms": GhlCampaigns,
    }


@pytest.mark.parametrize("name", ["smartlead", "instantly", "emailbison"])
def test_a_thread_says_which_campaign_whoever_spoke(name: str) -> None:
    found, _ = campaigns(name, lambda *_: {})
    theirs = a_message(channel=name, medium=Medium.EMAIL, conversation=f"204911:{ANA}", reply_handle={"lead_id": "31"})
    ours = a_message(
        ours=True, channel=name, direction=Direction.OUTBOUND, author=Author.CAMPAIGN, conversation=f"204911:{ANA}"
    )
    loose = a_message(channel=name, conversation=ANA)
    (seat,) = found.seats_of(theirs, connection(name))
    assert (seat.campaign, seat.address) == ("204911", ANA)
    assert [s.campaign for s in found.seats_of(ours, connection(name))] == ["204911"]
    assert found.seats_of(loose, connection(name)) == ()


# --- SmartLead --------------------------------------------------------------------------------------


def smartlead(status: str = "INPROGRESS", *, honours_filter: bool = True, **lead: Any) -> Answers:
    state = {"status": status}

    def rule(method: str, path: str, query: Mapping[str, str], body: Any) -> Any:
        assert query["api_key"] == "key"
        if path.endswith("/leads/"):
            return {"id": "31", "email": query["email"], "lead_campaign_data": [{"campaign_id": 204911}], **lead}
        if path.endswith(("/pause", "/unsubscribe")):
            state["status"] = "PAUSED" if path.endswith("/pause") else "STOPPED"
            return {"ok": True}
        row = {"status": state["status"], "lead": {"id": 31, "email": ANA}}
        shown = state["status"] == query["status"] or not honours_filter
        return {"total_leads": 1, "data": [row] if shown else []}

    return rule


SEAT = CampaignSeat("204911", ANA, "31")


@pytest.mark.parametrize("honours_filter", [True, False])
def test_smartlead_is_asked_to_pause_and_its_list_is_the_proof(honours_filter: bool) -> None:
    found, wire = campaigns("smartlead", smartlead(honours_filter=honours_filter))
    line = connection("smartlead")
    assert found.standing(SEAT, line) is Standing.RUNNING
    found.stop(SEAT, line, for_good=False)
    assert [asked[1] for asked in wire.changes()] == ["/api/v1/campaigns/204911/leads/31/pause"]
    assert found.standing(SEAT, line) is Standing.STOPPED


def test_smartlead_unsubscribes_whoever_opted_out_and_looks_a_person_up_by_address() -> None:
    found, wire = campaigns("smartlead", smartlead())
    found.stop(CampaignSeat("204911", ANA), connection("smartlead"), for_good=True)
    assert [asked[1] for asked in wire.changes()] == ["/api/v1/campaigns/204911/leads/31/unsubscribe"]
    unsubscribed, _ = campaigns("smartlead", smartlead(is_unsubscribed=True))
    assert unsubscribed.standing(SEAT, connection("smartlead")) is Standing.STOPPED


def test_smartlead_that_lists_them_nowhere_proves_nothing() -> None:
    found, wire = campaigns("smartlead", lambda m, p, q, b: {} if p.endswith("/leads/") else {"data": []})
    assert found.standing(SEAT, connection("smartlead")) is Standing.UNKNOWN
    found.stop(CampaignSeat("204911", ANA), connection("smartlead"), for_good=False)
    assert wire.changes() == [], "nobody there to stop"


# --- Instantly --------------------------------------------------------------------------------------


def instantly(status: int = 1, *, obeys: bool = True, campaign: str = "c1") -> Answers:
    state: dict[str, Any] = {"status": status, "blocked": []}

    def rule(method: str, path: str, query: Mapping[str, str], body: Any) -> Any:
        if path == "/api/v2/leads/list":
            assert body == {"search": ANA, "campaign": "c1", "limit": 10}
            return {"items": [{"id": "L1", "email": ANA, "campaign": campaign, "status": state["status"]}]}
        if path == "/api/v2/block-lists-entries" and method == "POST":
            state["blocked"].append(body)
            return {"id": "b1", **body}
        if path == "/api/v2/block-lists-entries":
            return {"items": state["blocked"]}
        assert (method, path) == ("PATCH", "/api/v2/leads/L1")
        state["status"] = body["status"] if obeys else state["status"]
        return {"id": "L1"}

    return rule


AT_INSTANTLY = CampaignSeat("c1", ANA)


@pytest.mark.parametrize("status", [2, 3, -1, -2, -3])
def test_instantly_shows_that_it_has_stopped(status: int) -> None:
    found, _ = campaigns("instantly", instantly(status))
    assert found.standing(AT_INSTANTLY, connection("instantly")) is Standing.STOPPED


def test_instantly_is_asked_to_pause_and_only_its_status_is_believed() -> None:
    line = connection("instantly")
    for obeys, then in ((True, Standing.STOPPED), (False, Standing.RUNNING)):
        found, _ = campaigns("instantly", instantly(obeys=obeys))
        found.stop(AT_INSTANTLY, line, for_good=False)
        assert found.standing(AT_INSTANTLY, line) is then


def test_instantly_blocks_whoever_opted_out_in_the_whole_account() -> None:
    found, wire = campaigns("instantly", instantly())
    line = connection("instantly")
    found.stop(AT_INSTANTLY, line, for_good=True)
    assert wire.changes() == [("POST", "/api/v2/block-lists-entries", {"bl_value": ANA})]
    assert found.standing(AT_INSTANTLY, line) is Standing.STOPPED


def test_instantly_without_such_a_lead_proves_nothing() -> None:
    found, _ = campaigns("instantly", instantly(campaign="another"))
    assert found.standing(AT_INSTANTLY, connection("instantly")) is Standing.UNKNOWN


# --- EmailBison -------------------------------------------------------------------------------------


def emailbison(status: str = "in_sequence", *, says: Any = None) -> Answers:
    state = {"status": status}

    def rule(method: str, path: str, query: Mapping[str, str], body: Any) -> Any:
        if method == "POST":
            assert path == "/api/campaigns/204911/leads/stop-future-emails"
            assert body == {"lead_ids": [31]}
            if says is not None:
                return says
            state["status"] = "sequence_stopped"
            return {"data": {"success": True, "message": "Stopped."}}
        assert path in ("/api/leads/31", "/api/leads/ana%40brightoak.example")
        others = {"campaign_id": 1, "status": "in_sequence"}
        return {"data": {"id": 31, "lead_campaign_data": [others, {"campaign_id": 204911, **state}]}}

    return rule


@pytest.mark.parametrize("seat", [SEAT, CampaignSeat("204911", ANA)])
def test_emailbison_is_asked_to_stop_future_emails_and_shows_it(seat: CampaignSeat) -> None:
    found, _ = campaigns("emailbison", emailbison())
    line = connection("emailbison")
    assert found.standing(seat, line) is Standing.RUNNING
    found.stop(seat, line, for_good=False)
    assert found.standing(seat, line) is Standing.STOPPED


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("replied", Standing.STOPPED),
        ("Completed", Standing.STOPPED),
        ("sequence_finished", Standing.STOPPED),
        ("bounced", Standing.STOPPED),
        ("never_contacted", Standing.RUNNING),
        ("something new", Standing.UNKNOWN),
        ("", Standing.UNKNOWN),
    ],
)
def test_what_emailbison_calls_it(status: str, standing: Standing) -> None:
    found, _ = campaigns("emailbison", emailbison(status))
    assert found.standing(SEAT, connection("emailbison")) is standing


def test_emailbison_that_says_no_with_status_200_has_said_no() -> None:
    found, _ = campaigns("emailbison", emailbison(says={"data": {"success": False, "message": "Not in campaign"}}))
    with pytest.raises(MessageRefused, match="Not in campaign"):
        found.stop(SEAT, connection("emailbison"), for_good=False)


# --- HighLevel --------------------------------------------------------------------------------------


def test_highlevel_takes_a_contact_out_of_the_workflows_that_the_connection_names() -> None:
    found, wire = campaigns("ghl_sms", lambda *_: {"succeded": True})
    line = connection("ghl_sms", sequence_workflow_ids="wf1, wf2")
    theirs = a_message(channel="ghl_sms", reply_handle={"contact_id": "C9"})
    ours = a_message(ours=True, channel="ghl_sms", recipient="id:ghl:C9")
    seats = found.seats_of(theirs, line)
    assert [(s.campaign, s.person) for s in seats] == [("wf1", "C9"), ("wf2", "C9")]
    assert found.seats_of(ours, line) == seats
    assert found.seats_of(theirs, connection("ghl_sms")) == ()
    found.stop(seats[0], line, for_good=False)
    assert wire.changes() == [("DELETE", "/contacts/C9/workflow/wf1", {})]
    assert found.standing(seats[0], line) is Standing.UNKNOWN, "HighLevel cannot show it"


# --- what refusals mean -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["smartlead", "instantly", "emailbison", "ghl_sms"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(429, ProviderBusy), (401, ConnectionRevoked), (500, OutcomeUnknown)],
)
def test_a_refused_wish_is_the_right_error(name: str, status: int, error: type[RejoinderError]) -> None:
    found, _ = campaigns(name, lambda *_: Response(status, {}, b'{"message": "no"}'))
    with pytest.raises(error):
        found.stop(SEAT, connection(name), for_good=name == "instantly")


@pytest.mark.parametrize("name", ["smartlead", "instantly", "emailbison"])
@pytest.mark.parametrize(("status", "error"), [(429, ProviderBusy), (401, ConnectionRevoked), (500, ProviderDown)])
def test_a_refused_question_is_the_right_error(name: str, status: int, error: type[RejoinderError]) -> None:
    found, _ = campaigns(name, lambda *_: Response(status, {}, b'{"message": "no"}'))
    with pytest.raises(error):
        found.standing(SEAT, connection(name))


@pytest.mark.parametrize("name", ["smartlead", "instantly", "emailbison", "ghl_sms"])
def test_a_provider_that_knows_nobody_of_that_name_is_no_trouble(name: str) -> None:
    found, _ = campaigns(name, lambda *_: Response(404, {}, b'{"message": "Not found"}'))
    for for_good in (False, True):
        found.stop(SEAT, connection(name), for_good=for_good)
    assert found.standing(SEAT, connection(name)) is Standing.UNKNOWN


@pytest.mark.parametrize("name", ["smartlead", "instantly", "emailbison"])
@pytest.mark.parametrize("odd", [[], {"data": None}, {"items": "x"}, {"data": {"lead_campaign_data": [None, 3]}}])
def test_an_odd_answer_proves_nothing(name: str, odd: Any) -> None:
    found, _ = campaigns(name, lambda *_: odd)
    assert found.standing(SEAT, connection(name)) is Standing.UNKNOWN
