"""A real Chromium in front of the real server: people sit down, log in, press what they see.

While Playwright is open its event loop occupies the test's thread. Django then uses another connection there, which knows
nothing of the data to restore before the next test; so the browser opens after the database is ready and closes before
it is emptied. And pyHanko, which starts a loop of its own, cannot sign in that thread: press the button (the server has
its own threads), or prepare through `aside`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from accounts.models import User
from tests.factories import PASSWORD

T = TypeVar("T")

PATIENCE = 20_000
"""Milliseconds an element may take to appear: two busy cores are slow, and what is there already costs nothing."""
expect.set_options(timeout=PATIENCE)

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.hookimpl(tryfirst=True)  # before pytest-django puts what commits behind what rolls back
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser, and commits."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture
def chromium(transactional_db: None) -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded. The paper's own font folder is not for its menus: it would crash."""
    environment: dict[str, str | float | bool] = {
        name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            env=environment,
        )
        yield browser
        browser.close()
        connections.close_all()


@dataclass
class Seat:
    """One person at one browser. `wrong` collects what the console and the security policy complained about."""

    page: Page
    base: str
    name: str = ""
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}{path}")
        return self.page

    def log_in(self, person: User) -> None:
        """Through the log-in page, as everybody does."""
        self.open("/akun/login/")
        self.page.get_by_label("NIP atau nama pengguna").fill(person.username)
        self.page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        self.press("Masuk")
        expect(self.page).to_have_url(f"{self.base}/")

    def button(self, words: str) -> Locator:
        """The button one can see; at the desk and on the phone it may stand in different places."""
        return self.page.locator("button:visible", has_text=re.compile(re.escape(words))).first

    def press(self, words: str) -> None:
        """And wait for the answer: the next person must not look before the server is done."""
        with self.page.expect_navigation():
            self.button(words).click()

    def follow(self, words: str) -> None:
        self.page.locator("a:visible", has_text=re.compile(re.escape(words))).first.click()
        self.page.wait_for_load_state()

    def reads(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def picture(self, name: str) -> None:
        """Into the folder SOP_GAMBAR, for people to look at."""
        if folder := os.environ.get("SOP_GAMBAR"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


SitDown = Callable[..., Seat]


@pytest.fixture
def sit_down(chromium: Browser, live_server: Any) -> Iterator[SitDown]:
    """sit_down(person): a browser of this person's own, logged in by a session; sit_down(None): nobody yet.

    `viewport`, `dark`, `javascript`, `touch` say what it is like. A page error, a console error or a policy violation
    during the test fails it at the end.
    """
    contexts: list[BrowserContext] = []
    seats: list[Seat] = []

    def sit(
        person: User | None,
        *,
        viewport: dict[str, int] = DESK,
        dark: bool = False,
        javascript: bool = True,
        touch: bool = False,
    ) -> Seat:
        context = chromium.new_context(
            viewport=viewport, color_scheme="dark" if dark else "light", java_script_enabled=javascript, locale="id-ID",  # type: ignore[arg-type]
            timezone_id="Asia/Makassar", reduced_motion="reduce", has_touch=touch,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person, backend="accounts.backends.NipOrUsernameBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        seat = Seat(context.new_page(), live_server.url, name=person.username if person else "")
        seats.append(seat)

        def listen(page: Page) -> None:
            page.on("pageerror", lambda error: seat.wrong.append(f"{page.url}: {error}"))
            page.on(
                "response",
                lambda answer: (
                    seat.wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
                ),
            )
            page.on(
                "console",
                lambda message: (
                    seat.wrong.append(f"{page.url}: {message.text}")
                    if message.type == "error" and not _expected(message.text)
                    else None
                ),
            )

        listen(seat.page)
        context.on("page", listen)
        return seat

    yield sit
    for context in contexts:
        context.close()
    assert [line for seat in seats for line in seat.wrong] == []


def add_line(text: Locator, words: str) -> None:
    """Write a paragraph at the end of an editor's text, as fast as a program types and as surely as a person."""
    page = text.page
    text.click()
    # The editor puts the cursor once more, 20 ms after the focus, by the page's own clock: on a busy machine later than by ours.
    page.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 80))")
    page.keyboard.press("Control+End")
    # The browser tells of a moved cursor in a task of its own, which a busy machine puts behind the next key.
    page.wait_for_function(
        "text => text.editor.state.selection.head >= text.editor.state.doc.content.size - 5",
        arg=text.element_handle(),
    )
    page.keyboard.press("Enter")
    page.keyboard.type(words)


def _expected(text: str) -> bool:
    """Chromium reports every 4xx answer as an error; refusals are answers."""
    return bool(re.search(r"status of (403|404|409|422)", text))


def aside(work: Callable[[], T]) -> T:
    """Do something in a thread without an event loop: prepare a case that is signed already, say."""

    def run() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()
