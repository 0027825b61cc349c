"""One app's page in a real browser, whose filter is changed again and again."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.apps import FIELD, App
from tests.browser.get_chromium import FLAGS, chromium_path

_LONGEST_CHANGE_S = 1800
_IS_IDLE = "() => Boolean(document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]'))"
_IDLE_S = 0.8


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of the filter cost: seconds to the finished map, and bytes to the browser until all was quiet."""

    took_s: float
    received: int


@contextmanager
def browsing() -> Iterator[Browser]:
    """A real browser."""
    path = chromium_path()
    if path is None:
        raise RuntimeError("no Chromium that starts: `make browser` gets one or says how")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Traffic:
    """Bytes that a page gets: messages over its websockets, and HTTP answers as they come over the wire."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketFrameReceived", lambda event: self._add_message(event["response"]))
        session.on("Network.loadingFinished", lambda event: self._add(int(event["encodedDataLength"])))
        session.send("Network.enable")

    def _add_message(self, frame: dict[str, object]) -> None:
        payload = str(frame["payloadData"])
        is_text = frame["opcode"] == 1
        self._add(len(payload.encode()) if is_text else len(payload) * 3 // 4 - payload[-2:].count("="))

    def _add(self, number: int) -> None:
        self.received += number


class FilterChanges:
    """An app's page at `address`, opened and quiet."""

    def __init__(self, browser: Browser, app: App, address: str) -> None:
        self.app = app
        self.page = browser.new_page(viewport={"width": 1400, "height": 900})
        self.traffic = Traffic(self.page)
        self.page.goto(address)
        self._wait_until(lambda count, _query: count >= 0)
        self._wait_until_quiet()

    def count_since(self, day: date) -> int:
        """How many events the map shows after a change that nobody measures."""
        self._type(day)
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(2000)
        self._wait_until_quiet()
        return self._shown()[0]

    def measure(self, day: date, wanted: int) -> Change:
        """From leaving the date field, which is when a date counts, until the map is finished.

        It is finished when it names the new query, or else shows the `wanted` number of events.
        """
        self.page.bring_to_front()
        self._type(day)
        self.page.wait_for_timeout(300)
        before = self.traffic.received
        start = time.perf_counter()
        self.page.keyboard.press("Tab")
        self._wait_until(lambda count, query: query.startswith(f"since={day}") if query else count == wanted)
        took_s = time.perf_counter() - start
        self._wait_until_quiet()
        return Change(took_s, self.traffic.received - before)

    def _type(self, day: date) -> None:
        field = self.page.get_by_role("group", name=FIELD, exact=True)
        field.locator('[data-type="year"]').focus()
        self.page.keyboard.type(f"{day:%Y%m%d}")
        self.page.keyboard.press("Tab")

    def _shown(self) -> tuple[int, str]:
        count, query = self.page.evaluate(self.app.shown)
        return int(count), str(query)

    def _wait_until(self, is_there: Callable[[int, str], bool]) -> None:
        start = time.perf_counter()
        while (waited_s := time.perf_counter() - start) < _LONGEST_CHANGE_S:
            if is_there(*self._shown()):
                return
            # Looking costs the page time, so it is done the more seldom the longer it takes; that is 0.2 % of the time.
            self.page.wait_for_timeout(max(4, 2 * waited_s))
        raise RuntimeError(f"{self.app.name}: the map did not come in {_LONGEST_CHANGE_S} s")

    def _wait_until_quiet(self) -> None:
        """Until the server has had nothing to do for a while: what a change leaves for later must not meet the next."""
        quiet_since = time.perf_counter()
        end = quiet_since + _LONGEST_CHANGE_S
        while (now := time.perf_counter()) < end:
            if not self.page.evaluate(_IS_IDLE):
                quiet_since = now
            elif now - quiet_since >= _IDLE_S:
                return
            self.page.wait_for_timeout(100)
        raise RuntimeError(f"{self.app.name}: the page was not quiet in {_LONGEST_CHANGE_S} s")
