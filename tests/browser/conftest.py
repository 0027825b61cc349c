"""Fixtures of the browser tests: one server, one browser, and a page that notices what no test asked about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from get_chromium import FLAGS, chromium_path
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect, sync_playwright
from server import Server, running

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST_WAIT_MS = 15_000
WIDE = {"width": 1400, "height": 900}
NARROW = {"width": 390, "height": 844}

expect.set_options(timeout=LONGEST_WAIT_MS)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.fail("no Chromium that starts: `make browser` gets one or says how")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@dataclass
class Witness:
    """What a page did: its requests, uncaught errors, console errors and dialogs."""

    requests: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        page.on("console", self._console)
        page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def outside(self) -> list[str]:
        """The requests that left this machine."""
        return [url for url in self.requests if _leaves(url)]


def _leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob", "about"} and parts.hostname not in LOOPBACK


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """Browser contexts by their options: pages that share one share its cache, and open faster."""
    return {}


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(
    browser: Browser, contexts: dict[str, BrowserContext], server: Server, witness: Witness
) -> Iterator[NewPage]:
    """Opens pages, wide and light unless told otherwise; afterwards nothing may have left the machine or failed."""
    pages = []

    def make(**options: Any) -> Page:
        wanted: dict[str, Any] = {
            "base_url": server.url,
            "viewport": WIDE,
            "color_scheme": "light",
            "locale": "en-GB",
            "reduced_motion": "reduce",
        } | options
        key = repr(sorted(wanted.items()))
        if key not in contexts:
            contexts[key] = browser.new_context(**wanted)
            contexts[key].set_default_timeout(LONGEST_WAIT_MS)
        page = contexts[key].new_page()
        witness.watch(page)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()
    assert witness.outside() == []
    assert witness.page_errors == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show what the server printed beside a failed test."""
    report = yield
    started = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(started, Server) and started.log_file.exists():
        report.sections.append(("server log", started.log()[-4000:]))
    return report
