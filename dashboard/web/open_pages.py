"""Pages that readers have open, so that one which lost the server can ask whether it is still known."""

from collections.abc import Callable
from enum import StrEnum
from secrets import token_urlsafe
from weakref import WeakValueDictionary


class Standing(StrEnum):
    """How the server stands to a page."""

    CONNECTED = "connected"
    AWAY = "away"  # its session has lost the connection, or another one has taken its place
    UNKNOWN = "unknown"  # of a session that is over, or of a server before this one


class OpenPage:
    """One session's page, known for as long as its session holds it; its name tells nobody who the session is."""

    def __init__(self, is_connected: Callable[[], bool]) -> None:
        self.name = token_urlsafe(12)
        self.is_connected = is_connected
        _known[self.name] = self


_known: WeakValueDictionary[str, OpenPage] = WeakValueDictionary()


def standing(name: str) -> Standing:
    """How the server stands to the page of this name."""
    page = _known.get(name)
    if page is None:
        return Standing.UNKNOWN
    return Standing.CONNECTED if page.is_connected() else Standing.AWAY
