"""Channels from the server straight to the frames of maps, past whatever else the page has to send."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Channel:
    """A channel to one frame, made in the event loop that serves it; the newest text is the only one that counts."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._texts: asyncio.Queue[str] = asyncio.Queue()

    def send(self, text: str) -> None:
        """Hand over a text, from any thread."""
        self._loop.call_soon_threadsafe(self._texts.put_nowait, text)

    async def newest(self) -> str:
        """The newest text that waits, once there is one."""
        text = await self._texts.get()
        while not self._texts.empty():
            text = self._texts.get_nowait()
        return text


_open: dict[str, Channel] = {}


@contextmanager
def opened(key: str) -> Iterator[Channel]:
    """A channel under this key while the frame listens; a later one takes its place."""
    channel = _open[key] = Channel()
    try:
        yield channel
    finally:
        if _open.get(key) is channel:
            del _open[key]


def find(key: str) -> Channel | None:
    """The open channel of this key."""
    return _open.get(key)
