"""One shop and one browser for all tests of pages; each test has a session of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.harness.reporting import pytest_runtest_makereport
from tests.pages.browser import DESKTOP, a_browser
from tests.pages.shop import Shop, a_shop

__all__ = ["pytest_runtest_makereport"]

Open = Callable[..., Page]


def _is_trouble(said: ConsoleMessage) -> bool:
    """Whether the page itself is at fault; that a form was refused or a session is over is what tests ask for."""
    return said.type == "error" and "status of 422" not in said.text and "status of 401" not in said.text


@pytest.fixture(scope="package")
def shop() -> Iterator[Shop]:
    with a_shop() as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with a_browser() as running:
        yield running


@pytest.fixture
def signed_in(shop: Shop, browser: Browser) -> Iterator[Open]:
    """Opens a page of the shop in a new session; fails at the end if the page's own scripts had trouble."""
    opened: list[Any] = []
    troubles: list[str] = []

    def open_page(path: str = "/", role: str = "admin", **how: Any) -> Page:
        context = browser.new_context(viewport=how.pop("viewport", DESKTOP), base_url=shop.url, **how)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if _is_trouble(said) else None)
        page.goto(shop.link(role))
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert troubles == []
