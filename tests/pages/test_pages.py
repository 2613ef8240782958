"""What people do on the pages, in a real browser: live, by keyboard, on a phone, in the dark, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rejoinder.entrypoints.drill.waiting import until
from tests.pages.browser import DESKTOP, PHONE
from tests.pages.shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("pages")]

Open = Callable[..., Page]
PAGES = (
    "/",
    "/inbox",
    "/inbox?view=waiting",
    "/inbox?view=all",
    "/inbox?q=bike",
    "/intakes",
    "/leads",
    "/calls",
    "/jobs",
    "/sends",
    "/events",
    "/spending",
    "/agreement",
    "/response-times",
    "/alerts",
    "/switches",
    "/connections",
    "/sandbox",
    "/doctor",
    "/demo",
    "/people",
    "/tokens",
    "/audit",
    "/account",
    "/claim",
    "/api/docs",
    "/setup",
)
OF_A_WORKSPACE = (
    "", "/channels", "/connect/twilio_sms", "/answers", "/knowledge?q=price", "/learnings", "/follow-ups",
    "/leave-alone",
)  # fmt: skip


def test_a_message_arrives_live_is_read_edited_approved_and_delivered(shop: Shop, signed_in: Open) -> None:
    page = signed_in("/inbox")
    expect(page.locator("html")).to_have_attribute("data-connection", "live")
    message = shop.write("suggest", **{"from": "+12025550121", "name": "Nora Quist", "body": "How long is a repair?"})
    line = page.locator(".mail li", has_text="Nora Quist")
    expect(line.get_by_role("button", name="Approve")).to_be_visible(timeout=20_000)

    line.get_by_role("link", name="Why?").click()
    expect(page.locator(".verdict")).to_contain_text("Waits for you")
    expect(page.locator("#trace")).to_contain_text("The workspace only suggests: you decide every reply.")
    page.get_by_role("link", name="Back to the conversation").click()

    editor = page.get_by_label("Text of the reply")
    editor.fill("A repair takes two days at most, Nora.")
    page.get_by_role("button", name="Approve and send").click()
    expect(page.locator("#toast")).to_have_text("Approved. It is on its way.")
    answer = page.locator(".bubble.outbound", has_text="two days at most, Nora.")
    expect(answer).to_be_visible()
    expect(page.locator(f"#m-{message['id']}")).to_contain_text("edited and sent", timeout=20_000)
    assert shop.message(message["id"])["disposition"] == "edited-sent"
    received = shop.ask("GET", f"/api/v1/sandbox/messages?workspace_id={shop.workspaces['suggest']}")["items"]
    assert [r["body"] for r in received if r["recipient"] == "+12025550121"] == [
        "A repair takes two days at most, Nora."
    ]


def test_a_dead_job_is_found_by_its_error_and_retried(shop: Shop, signed_in: Open) -> None:
    message = shop.write("suggest", **{"from": "+12025550122", "name": "Omar Lind", "body": "Where are you?"})
    shop.settled(message["id"])
    with psycopg.connect(shop.installation.postgres.admin_url, autocommit=True) as db:
        told = "the provider said no to the page test"
        db.execute(
            "UPDATE jobs SET status = 'FAILED', last_error = %s WHERE message_id = %s AND type LIKE 'SMS%%'",
            (told, message["id"]),
        )
    page = signed_in("/jobs?status=FAILED&error=page+test")
    row = page.locator("tbody tr", has_text="the provider said no to the page test")
    expect(row).to_have_count(1)
    page.get_by_role("link", name="Retry all of these").click()
    expect(page.locator("form.banner")).to_contain_text("1 jobs fit.")
    page.get_by_role("button", name="Retry them").click()
    expect(page.locator("#toast")).to_have_text("1 of 1 jobs were started again.")
    page.goto("/jobs?status=FAILED&error=page+test")
    expect(page.locator(".empty")).to_contain_text("No jobs.", timeout=20_000)


def test_the_inbox_is_triaged_by_keyboard_alone(shop: Shop, signed_in: Open) -> None:
    first = shop.write(
        "suggest", **{"from": "+12025550123", "name": "Pia Roth", "body": "How much does a full service cost?"}
    )
    shop.settled(first["id"])
    page = signed_in("/inbox?view=waiting")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    chosen = page.locator("[data-row][aria-current='true']")
    expect(chosen).to_contain_text("Pia Roth")
    page.keyboard.press("j")
    expect(chosen).not_to_contain_text("Pia Roth")
    page.keyboard.press("k")
    expect(chosen).to_contain_text("Pia Roth")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"/leads/"))
    page.keyboard.press("u")
    page.goto("/inbox?view=waiting")
    expect(chosen).to_contain_text("Pia Roth")

    def told() -> bool:
        """A key does nothing in the second after the list changed under it, as the list of a live shop may."""
        if not (shown := page.locator("#toast").text_content()):
            page.keyboard.press("a")
        return bool(shown)

    until(told, "the answer to the approval", every_s=0.7)
    expect(page.locator("#toast")).to_have_text("Approved. It is on its way.")
    expect(page.locator(".mail li", has_text="Pia Roth")).to_have_count(0)
    assert shop.settled(first["id"])["disposition"] == "approved-sent"


def test_a_conversation_that_is_put_aside_comes_back_when_they_write_again(shop: Shop, signed_in: Open) -> None:
    told = {"from": "+12025550124", "name": "Quentin Vale"}
    shop.settled(shop.write("suggest", **told, body="How much is a service?")["id"])
    page = signed_in("/inbox")
    line = page.locator(".mail li", has_text="Quentin Vale")
    line.get_by_role("button", name="Snooze").click()
    expect(line).to_have_count(0)
    shop.settled(shop.write("suggest", **told, body="Hello? How much is it?")["id"])
    expect(line.first).to_be_visible(timeout=20_000)


def test_search_finds_people_and_words_by_their_beginnings(signed_in: Open) -> None:
    page = signed_in("/inbox")
    page.keyboard.press("/")
    page.keyboard.type("fay lindq")
    page.keyboard.press("Enter")
    expect(page.locator("#inbox")).to_contain_text("Fay Lindqvist")
    page.goto("/inbox?q=discou")
    expect(page.locator(".mail li")).to_have_count(1)
    expect(page.locator(".mail li")).to_contain_text("Jo Okafor")
    page.goto("/inbox?q=%25%27%20%26%20zzz")
    expect(page.locator(".empty")).to_contain_text("Nothing found.")


def test_everything_works_without_scripts(shop: Shop, signed_in: Open) -> None:
    message = shop.write(
        "suggest", **{"from": "+12025550125", "name": "Rosa Timm", "body": "What are your opening hours?"}
    )
    shop.settled(message["id"])
    page = signed_in("/inbox?view=waiting", java_script_enabled=False)
    page.locator(".mail li", has_text="Rosa Timm").get_by_role("button", name="Approve").click()
    assert shop.settled(message["id"])["disposition"] == "approved-sent"


def test_typing_is_never_disturbed_and_news_wait_beside_it(shop: Shop, signed_in: Open) -> None:
    told = {"from": "+12025550126", "name": "Sia Wolf"}
    shop.settled(shop.write("suggest", **told, body="How much is a service?")["id"])
    page = signed_in("/inbox?view=waiting")
    page.locator(".mail li", has_text="Sia Wolf").get_by_role("link", name="Edit").click()
    expect(page.locator("html")).to_have_attribute("data-connection", "live")
    box = page.locator("[id^=draft-] textarea")
    expect(box).to_be_focused()
    page.keyboard.type(" My own words")
    shop.settled(shop.write("suggest", **told, body="Are you there?")["id"])
    expect(page.locator("#newer")).to_be_visible(timeout=20_000)
    expect(box).to_be_focused()
    page.keyboard.type(", and more.")
    expect(box).to_have_value(re.compile("My own words, and more\\.$"))
    expect(page.locator(".bubble.inbound", has_text="Are you there?")).to_have_count(0)
    page.locator("#newer a").click()
    expect(page.locator(".bubble.inbound", has_text="Are you there?")).to_have_count(1)
    expect(page.locator("#newer")).to_be_hidden()


def test_a_workspace_is_made_by_keyboard_and_a_refused_form_puts_one_back_into_its_field(signed_in: Open) -> None:
    page = signed_in("/setup", timezone_id="Europe/Oslo")
    zone = page.get_by_label("Time zone")
    expect(zone).to_have_value("Europe/Oslo")
    page.get_by_label("Name of the business").focus()
    page.keyboard.type("Quay Bikes")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Mars")
    page.keyboard.press("Control+Enter")
    expect(zone).to_be_focused()
    expect(zone).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("There is no such time zone.")).to_be_visible()
    expect(page.get_by_label("Name of the business")).to_have_value("Quay Bikes")
    page.keyboard.press("Control+a")
    page.keyboard.type("Europe/Oslo")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay Bikes")
    page.goto("/alerts")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_session_that_is_over_says_so_and_keeps_what_is_shown(shop: Shop, signed_in: Open) -> None:
    page = signed_in("/inbox?view=all")
    expect(page.locator("html")).to_have_attribute("data-connection", "live")
    page.context.clear_cookies()
    shop.write("suggest", **{"from": "+12025550127", "name": "Tom Ash", "body": "Where are you?"})
    expect(page.locator("#away")).to_contain_text("You were signed out.", timeout=20_000)
    expect(page.locator("#away").get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator(".mail li").first).to_be_visible()


def test_a_viewer_sees_and_cannot_act(signed_in: Open) -> None:
    page = signed_in("/inbox", role="viewer")
    expect(page.locator(".mail li").first).to_be_visible()
    assert page.locator("main form[method=post]").count() == 0


def test_the_colours_that_were_chosen_stay(signed_in: Open) -> None:
    page = signed_in("/inbox", color_scheme="light")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark colours").click()
    page.goto("/jobs")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_every_page_is_accessible_and_fits_its_screen(shop: Shop, signed_in: Open, size: str, scheme: str) -> None:
    page = signed_in("/inbox?view=all", viewport=PHONE if size == "phone" else DESKTOP, color_scheme=scheme)
    line = page.locator(".mail a.open").first.get_attribute("href")
    assert line is not None
    workspace = shop.workspaces["suggest"]
    account = {"channel": "smartlead", "name": f"Mail on a {size}", "credentials": {"api_key": "k"}}
    checker = shop.ask("POST", f"/api/v1/workspaces/{workspace}/connections", account)["id"]
    below = [f"/setup/{workspace}{each}" for each in OF_A_WORKSPACE]
    found = []
    for path in (*PAGES, *below, f"/setup/connections/{checker}", line):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{path} is {wide} px too wide")
        for trouble in Axe().run(page).response["violations"]:
            if trouble["impact"] in ("serious", "critical"):
                where = [node["target"] for node in trouble["nodes"]][:3]
                found.append(f"{path}: {trouble['id']} {where}")
    assert not found, "\n".join(found)
