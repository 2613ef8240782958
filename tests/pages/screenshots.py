"""`./run python -m tests.pages.screenshots`: the main pages of an invented shop, as pictures in docs/screenshots."""

from __future__ import annotations

from pathlib import Path

import psycopg
from playwright.sync_api import Browser, Page

from tests.pages.browser import DESKTOP, PHONE, a_browser
from tests.pages.shop import Shop, a_shop

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
_HISTORY = """
INSERT INTO ai_calls (id, workspace_id, feature, model, source, status, input_tokens, cached_tokens, output_tokens,
                      cost_usd, latency_ms, created_at)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid,
       workspace, feature, model, 'background-job/sms-inbound-post-process', 'ok',
       900, 300, 120, price * (0.5 + random()), 400 + (random() * 600)::int, at
FROM (VALUES ('sentiment.classify', 'gpt-6-luna', 0.0004), ('draft.strategy', 'gpt-6-luna', 0.0012),
             ('draft.generate', 'gpt-6.1-sol', 0.0041), ('auto_send.evaluate', 'gpt-6-luna', 0.0009))
     AS used (feature, model, price),
     generate_series(now() - interval '29 days', now() - interval '1 hour', interval '3 hours') AS at,
     unnest(%(workspaces)s::uuid[]) AS workspace
"""
_WORK = """
INSERT INTO jobs (id, type, queue, workspace_id, subject_id, dedupe_key, status, max_attempts, attempts, created_at,
                  started_at, finished_at, last_error, last_error_code)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid,
       'LEAD_SCORING_POST_PROCESS', 'background', %(workspace)s, 'history', 'history:' || n || ':' || at,
       CASE WHEN random() < 0.03 THEN 'FAILED' WHEN random() < 0.02 THEN 'CANCELLED' ELSE 'SUCCEEDED' END, 3, 1, at,
       at, at + interval '1 second', NULL, NULL
FROM generate_series(now() - interval '23 hours', now() - interval '10 minutes', interval '15 minutes') AS at,
     generate_series(1, 1 + (random() * 9)::int) AS n
"""


def _days_before(shop: Shop) -> None:
    """A month of AI calls and a day of jobs, so that the charts have something to show."""
    with psycopg.connect(shop.installation.postgres.admin_url, autocommit=True) as db:
        db.execute(_HISTORY, {"workspaces": list(shop.workspaces.values())})
        db.execute(_WORK, {"workspace": shop.workspaces["auto"]})


def _open(browser: Browser, shop: Shop, size: str, scheme: str) -> Page:
    context = browser.new_context(
        viewport=PHONE if size == "phone" else DESKTOP,
        color_scheme=scheme,
        base_url=shop.url,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(shop.link())
    return page


def take(browser: Browser, shop: Shop) -> None:
    """Every picture, anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shots = {
        "inbox": ("/inbox", "desktop", "light"),
        "inbox-dark": ("/inbox", "desktop", "dark"),
        "inbox-phone": ("/inbox", "phone", "light"),
        "conversation": ("Jo Okafor", "desktop", "light"),
        "conversation-phone-dark": ("Ada Moore", "phone", "dark"),
        "why": ("why", "desktop", "light"),
        "home": ("/", "desktop", "light"),
        "jobs": ("/jobs", "desktop", "light"),
        "ai-cost": ("/spending", "desktop", "dark"),
        "set-up": (f"/setup/{shop.workspaces['suggest']}", "desktop", "light"),
        "who-answers": (f"/setup/{shop.workspaces['suggest']}/answers", "desktop", "light"),
        "knowledge-phone": (f"/setup/{shop.workspaces['suggest']}/knowledge?q=electric+bikes", "phone", "light"),
    }
    for name, (what, size, scheme) in shots.items():
        page = _open(browser, shop, size, scheme)
        page.goto(what if what.startswith("/") else "/inbox?view=all")
        if what == "why":
            page.locator(".mail li", has_text="Eli Stone").locator("a.open").click()
            page.get_by_role("link", name="Why?").first.click()
            page.locator(".why .verdict").wait_for()
        elif not what.startswith("/"):
            page.locator(".mail li", has_text=what).locator("a.open").click()
        page.locator("html[data-connection=live]").wait_for()
        page.screenshot(path=FOLDER / f"{name}.png")
        page.context.close()


def main() -> None:
    with a_shop() as shop, a_browser() as browser:
        _days_before(shop)
        take(browser, shop)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


if __name__ == "__main__":
    main()
