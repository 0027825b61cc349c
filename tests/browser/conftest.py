"""Fixtures of the browser tests: one browser, and a page that notices what no test asked about."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.dashboard_page import open_page
from tests.browser.get_chromium import FLAGS, chromium_path
from tests.browser.server import Server
from tests.browser.witness import WIDE, NewPage, Witness

LONGEST_WAIT_MS = 60_000  # never waited for in vain; a machine that does other work too is slow

expect.set_options(timeout=LONGEST_WAIT_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.fail("no Chromium that starts: `make browser` gets one or says how")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[..., BrowserContext]:
    """Browser contexts by their options: pages that share one share its cache, and open faster."""
    known: dict[str, BrowserContext] = {}

    def context(**options: Any) -> BrowserContext:
        wanted: dict[str, Any] = {
            "viewport": WIDE,
            "color_scheme": "light",
            "locale": "en-GB",
            "reduced_motion": "reduce",
        } | options
        key = repr(sorted(wanted.items()))
        if key not in known:
            known[key] = browser.new_context(**wanted)
            known[key].set_default_timeout(LONGEST_WAIT_MS)
        return known[key]

    return context


@contextmanager
def _watched(page: Page, witness: Witness) -> Iterator[Page]:
    """The page, closed on the way out; nothing may have left the machine or failed."""
    witness.watch(page)
    yield page
    page.close()
    assert witness.outside() == []
    assert witness.page_errors == []


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def new_page(contexts: Callable[..., BrowserContext], server: Server, witness: Witness) -> Iterator[NewPage]:
    """Opens pages, wide and light and of the shared server unless told otherwise."""
    with ExitStack() as opened:

        def make(**options: Any) -> Page:
            page = contexts(**{"base_url": server.url} | options).new_page()
            return opened.enter_context(_watched(page, witness))

        yield make


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page of the shared server, to be opened at an address."""
    return new_page()


@pytest.fixture(scope="module")
def default_view(contexts: Callable[..., BrowserContext], server: Server) -> Iterator[Page]:
    """The default view, opened once for tests that only look."""
    with _watched(contexts(base_url=server.url).new_page(), Witness()) as page:
        open_page(page)
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show what the server printed beside a failed test."""
    report = yield
    started = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(started, Server) and started.log_file.exists():
        report.sections.append(("server log", started.log()[-4000:]))
    return report
