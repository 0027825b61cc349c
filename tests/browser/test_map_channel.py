"""What the map shows comes through a channel of its own, ahead of the page; and without it all the same."""

from playwright.sync_api import Page, WebSocketRoute, expect

from dashboard.drawing.map.event_layer import EventLayer, payload
from tests.browser.dashboard_page import open_page, sentence, shown_ids, wait_for_markers, wait_until_idle
from tests.browser.dossiers import Dossier
from tests.browser.test_frame import HERE, answer
from tests.browser.witness import NewPage
from tests.factories import GAZETTEER, event

CHANNEL, PAGE = "**/api/channel?*", "**/_stcore/stream"


def search(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Search").fill(text)
    page.get_by_role("textbox", name="Search").press("Enter")


class HeldUp:
    """A page whose messages from the server are held back on demand."""

    def __init__(self, page: Page) -> None:
        self.is_on = False
        self.held: list[str | bytes] = []
        page.route_web_socket(PAGE, self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        self.socket = socket
        socket.connect_to_server().on_message(self._pass)

    def _pass(self, message: str | bytes) -> None:
        if self.is_on:
            self.held.append(message)
        else:
            self.socket.send(message)

    def let_go(self) -> None:
        self.is_on = False
        for message in self.held:
            self.socket.send(message)


def test_the_map_is_there_before_the_page(dossier: Dossier, new_page: NewPage) -> None:
    page = new_page()
    page_messages = HeldUp(page)
    open_page(page)
    before = sentence(page).inner_text()
    page_messages.is_on = True
    search(page, dossier.word)
    wait_for_markers(page, 1)
    assert shown_ids(page) == [dossier.alone.id]
    assert sentence(page).inner_text() == before
    page_messages.let_go()
    expect(sentence(page)).to_contain_text(f"mentioning “{dossier.word}”")
    wait_until_idle(page)
    assert shown_ids(page) == [dossier.alone.id]


def test_without_its_channel_the_map_follows_through_the_page(dossier: Dossier, new_page: NewPage) -> None:
    page = new_page()
    page.route_web_socket(CHANNEL, lambda socket: socket.close())
    open_page(page)
    search(page, dossier.word)
    expect(sentence(page)).to_contain_text(f"mentioning “{dossier.word}”")
    wait_for_markers(page, 1)
    assert shown_ids(page) == [dossier.alone.id]


def test_what_is_out_of_date_does_not_come_back(browser) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 520})
    page.missing, page.asked = set(), []
    page.route("**/*", lambda route: answer(page, route, "light", None))
    page.goto(HERE)
    page.evaluate("options => dossier.events(options)", EventLayer().options)

    def ids_after(turn: int, *events: str, channel: str = "first") -> list[str]:
        how = {"selected": "", "channel": channel, "turn": turn}
        shown = payload([event(one) for one in events], GAZETTEER, set(), []) | how
        page.evaluate("async shown => { await dossier.use('base_map').ready; await dossier.show(shown); }", shown)
        texts = page.locator("[data-events]").evaluate_all("nodes => nodes.map((node) => node.dataset.events)")
        return sorted(" ".join(texts).split())

    assert ids_after(2, "a", "b") == ["a", "b"]
    assert ids_after(1, "old") == ["a", "b"]
    assert ids_after(2, "known") == ["a", "b"]
    assert ids_after(3, "c") == ["c"]
    assert ids_after(1, "d", channel="another session's") == ["d"]
    page.close()
