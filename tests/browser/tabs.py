"""Tabs that are used again: one that has shown the page shows it again in less than half the time of a new one."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.witness import WIDE, ColorScheme, Witness

LONGEST_WAIT_MS = 60_000  # never waited for in vain; a machine that does other work too is slow


class Tabs:
    """Tabs of one browser. Readers with another name have other cookies and another cache."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[tuple[str, str], BrowserContext] = {}
        self._idle: dict[tuple[str, str], list[Page]] = defaultdict(list)

    @contextmanager
    def tab(
        self,
        witness: Witness,
        base_url: str,
        reader: str = "one",
        viewport: ViewportSize = WIDE,
        color_scheme: ColorScheme = "light",
    ) -> Iterator[Page]:
        """An empty tab, and empty again on the way out; nothing may have left the machine or failed meanwhile."""
        idle = self._idle[base_url, reader]
        page = idle.pop() if idle else self._context(base_url, reader).new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme, reduced_motion="reduce")
        page.bring_to_front()  # one that lies behind another draws once a second
        with witness.watching(page):
            yield page
            page.unroute_all(behavior="ignoreErrors")
            page.goto("about:blank")
        idle.append(page)
        assert witness.outside() == []
        assert witness.page_errors == []

    def _context(self, base_url: str, reader: str) -> BrowserContext:
        key = base_url, reader
        if key not in self._contexts:
            context = self._browser.new_context(base_url=base_url, locale="en-GB")
            context.set_default_timeout(LONGEST_WAIT_MS)
            self._contexts[key] = context
        return self._contexts[key]
