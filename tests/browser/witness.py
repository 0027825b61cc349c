"""What a page did while a test looked elsewhere, and the sizes at which pages are opened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, ViewportSize

NewPage = Callable[..., Page]
ColorScheme = Literal["dark", "light"]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WIDE: ViewportSize = {"width": 1400, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


@dataclass
class Witness:
    """What a page did: its requests, uncaught errors, console errors and dialogs."""

    requests: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @contextmanager
    def watching(self, page: Page) -> Iterator[None]:
        """Meanwhile, whatever the page does is written down here."""
        happens: dict[Any, Callable[..., None]] = {
            "request": lambda request: self.requests.append(request.url),
            "websocket": lambda socket: self.requests.append(socket.url),
            "pageerror": lambda error: self.page_errors.append(str(error)),
            "console": self._console,
            "dialog": self._dialog,
        }
        for event, note in happens.items():
            page.on(event, note)
        yield
        for event, note in happens.items():
            page.remove_listener(event, note)

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
