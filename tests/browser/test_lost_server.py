"""A page outlives its server, and the connection to it: it says what is lost, and goes on where it was."""

import os
import signal
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.dashboard_page import params, preset, sentence, wait_until_idle
from tests.browser.dossiers import Dossier
from tests.browser.server import Server, running
from tests.browser.witness import NewPage

CONNECTION, ASKED = "**/_stcore/stream", "**/api/page?*"
CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
VIEWS = ["/?since=2023-09-24&until=2023-09-30&type=ASSAULT", "/?view=tension", "/?view=sources&q=banjska"]
STARTED_MS = 60_000
# A session is over a second after its reader has left, so that a test need not wait two minutes for it.
SOON = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that the last test of this file kills."""
    with running(environment=SOON) as started:
        yield started


class Line:
    """The page's connection to the server, which can be cut."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket(CONNECTION, self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
        else:
            self.sockets.append(socket)
            socket.connect_to_server()

    def cut(self) -> None:
        self.is_cut = True
        for socket in self.sockets:
            socket.close()

    def mend(self) -> None:
        self.is_cut = False


def see(page: Page, address: str) -> None:
    page.goto(address)
    expect(sentence(page)).to_be_visible(timeout=STARTED_MS)
    wait_until_idle(page)
    page.evaluate("document.here = true")


def is_the_same_document(page: Page) -> bool:
    return bool(page.evaluate("Boolean(document.here)"))


def test_a_short_loss_of_the_connection_keeps_the_page_and_what_is_typed(dossier: Dossier, new_page: NewPage) -> None:
    page = new_page()
    line = Line(page)
    see(page, "/?view=sources")
    search = page.get_by_role("textbox", name="Search")
    search.press_sequentially(dossier.word)
    with page.expect_response(ASKED) as answer:
        line.cut()
    assert answer.value.json() == {"standing": "away"}
    expect(page.get_by_role("alert")).to_contain_text("The connection to the server is lost")
    line.mend()
    expect(page.locator(CONNECTED)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert is_the_same_document(page)
    expect(search).to_have_value(dossier.word)
    search.press("Enter")
    expect(sentence(page)).to_contain_text(f"mentioning “{dossier.word}”")


def test_a_page_whose_session_is_over_comes_back_by_itself(new_page: NewPage, mortal: Server) -> None:
    page = new_page(base_url=mortal.url)
    line = Line(page)
    see(page, VIEWS[0])
    before = sentence(page).inner_text()
    line.cut()
    expect(page.get_by_role("alert")).to_be_visible()
    page.wait_for_timeout(1500)  # until the session is over
    line.mend()
    page.wait_for_function("!document.here", timeout=STARTED_MS)
    expect(sentence(page)).to_have_text(before)


def test_after_a_restart_each_open_page_says_so_comes_back_where_it_was_and_reacts(
    new_page: NewPage, mortal: Server
) -> None:
    pages = [new_page(base_url=mortal.url) for _view in VIEWS]
    for page, view in zip(pages, VIEWS, strict=True):
        see(page, view)
    before = [(page.url, sentence(page).inner_text()) for page in pages]
    os.kill(mortal.pid, signal.SIGKILL)
    for page in pages:
        expect(page.get_by_role("alert")).to_contain_text("The connection to the server is lost")
        assert is_the_same_document(page)
    with running(port=urlsplit(mortal.url).port, environment=SOON):
        for page in pages:
            page.wait_for_function("!document.here", timeout=STARTED_MS)
            expect(sentence(page)).to_be_visible(timeout=STARTED_MS)
            wait_until_idle(page)
        assert [(page.url, sentence(page).inner_text()) for page in pages] == before
        for page in pages:
            preset(page, "2023").click()
            expect(sentence(page)).to_contain_text("from 1 January to 31 December 2023")
            assert ("since", "2023-01-01") in params(page)
