"""Fixtures of the browser tests: one browser, and a page that notices what no test asked about."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.dashboard_page import open_page
from tests.browser.dossiers import BOTH, KOSOVO, Dossier
from tests.browser.get_chromium import FLAGS, chromium_path
from tests.browser.server import Server
from tests.browser.tabs import LONGEST_WAIT_MS, Tabs
from tests.browser.witness import WIDE, NewPage, Witness
from tests.synthetic import import_synthetic

expect.set_options(timeout=LONGEST_WAIT_MS)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of datasets with one of 4,000 invented events, `many`; only to be read."""
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "many", 4000)
    return folder


@pytest.fixture(scope="session")
def server_with_many(server_with: Callable[..., Server], many: Path) -> Server:
    """A server that has `many` beside the curated dossier."""
    return server_with(DATASETS=str(many))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that names the fixture `dossier` runs against both; all others against the repository's own."""
    if "dossier" in inspect.signature(metafunc.function).parameters:
        names = [dossier.name for dossier in BOTH]
        metafunc.parametrize("dossier", BOTH, ids=names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def dossier(request: pytest.FixtureRequest) -> Dossier:
    """The dossier that the server has."""
    given: Dossier = getattr(request, "param", KOSOVO)
    return given


@pytest.fixture(scope="module")
def server(server_with: Callable[..., Server], dossier: Dossier) -> Server:
    """A server of this tree, of the test's dossier."""
    return server_with(**dossier.settings)


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
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def new_page(tabs: Tabs, server: Server, witness: Witness) -> Iterator[NewPage]:
    """Opens pages, wide and light and of the shared server unless told otherwise."""
    with ExitStack() as opened:

        def make(**options: Any) -> Page:
            return opened.enter_context(tabs.tab(witness, **{"base_url": server.url} | options))

        yield make


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page of the shared server, to be opened at an address."""
    return new_page()


@pytest.fixture(scope="module")
def _opened(request: pytest.FixtureRequest, tabs: Tabs, server: Server) -> Iterator[Page]:
    with tabs.tab(Witness(), base_url=server.url) as page:
        open_page(page, getattr(request.module, "OPENED_AT", ""))
        yield page


@pytest.fixture
def default_view(_opened: Page) -> Page:
    """The default view, or what a module says is OPENED_AT, once for tests that look or go on from there (start_again).

    It is wide and light again for each.
    """
    _opened.set_viewport_size(WIDE)
    _opened.emulate_media(color_scheme="light")
    return _opened


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """A page that lies behind another draws once a second: those that the test was given come to the front."""
    for given in getattr(item, "funcargs", {}).values():
        if isinstance(given, Page):
            given.bring_to_front()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show what the server printed beside a failed test."""
    report = yield
    started = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(started, Server) and started.log_file.exists():
        report.sections.append(("server log", started.log()[-4000:]))
    return report
