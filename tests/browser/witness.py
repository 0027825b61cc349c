"""What a page did while a test looked elsewhere, and the sizes at which pages are opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page

NewPage = Callable[..., Page]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WIDE = {"width": 1400, "height": 900}
NARROW = {"width": 390, "height": 844}


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
