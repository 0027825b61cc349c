"""Files that are made while they are sent: a few at once, in threads of their own, and for nobody who has gone."""

import asyncio
import logging
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anyio
from anyio import CancelScope, CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.language import _

MOST_EXPORTS = 8
PATIENCE_S = 20
# So often a client is looked at in that time.
_LOOKS = 20

# What logs call an answer that nobody is there to take.
_CLIENT_GONE = 499

Answer = Callable[[Request], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger("uvicorn.error")


class TooManyExportsError(RuntimeError):
    """As many files as may be are in the making; the message says how many, and to ask again in `seconds`."""

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__(
            _("The server is making {most} files, as many as it makes at once: ask again in {seconds} seconds.").format(
                most=most, seconds=seconds
            )
        )
        self.seconds = seconds


class Exports:
    """Slots for files in the making. Their threads are no others': who asks for anything else waits for none of them.

    To be used on one event loop.
    """

    def __init__(self, most: int = MOST_EXPORTS, patience_s: int = PATIENCE_S) -> None:
        """A slot is free again at the latest when a client has taken nothing for `patience_s`."""
        self.most = most
        self.patience_s = patience_s
        self.threads = CapacityLimiter(most)
        self._running = 0

    @contextmanager
    def slot(self) -> Iterator[None]:
        """One slot for as long as the block runs; TooManyExportsError where all are taken."""
        if self._running >= self.most:
            raise TooManyExportsError(self.most, self.patience_s)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1


class FileResponse(Response):
    """A file in parts, each made when the one before it has been sent.

    What is wrong before the first part is raised, so that it can be answered. What goes wrong later is raised too: the
    server then closes the connection without the end of the file, so that no client takes the beginning for the whole.
    When the client has gone, no more than the part at hand is finished. HEAD is answered without making anything.
    """

    def __init__(
        self, exports: Exports, parts: Generator[bytes, None, None], media_type: str, headers: Mapping[str, str]
    ) -> None:
        """`parts` is closed in the end."""
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["Content-Length"]
        self._exports = exports
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers and, unless they are all that is asked for, the file."""
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        with self._exports.slot(), CancelScope() as sending:
            watching = asyncio.create_task(_cancel_when_gone(receive, sending))
            try:
                await self._send(send)
            finally:
                watching.cancel()
                with CancelScope(shield=True):
                    await self._in_thread(self._parts.close)

    async def _send(self, send: Send) -> None:
        part = await self._in_thread(next, self._parts, None)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while part is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            part = await self._in_thread(next, self._parts, None)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _in_thread(self, do: Any, *arguments: Any) -> Any:
        return await anyio.to_thread.run_sync(do, *arguments, limiter=self._exports.threads)


async def _cancel_when_gone(receive: Receive, scope: CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def in_own_threads(endpoint: Answer, threads: CapacityLimiter) -> Endpoint:
    """The endpoint, run in threads of these, so that whoever asks for anything else waits for none of them.

    A request whose client goes while it waits for a thread is dropped.
    """

    async def answered(request: Request) -> Response:
        answer = None
        with CancelScope() as waiting:
            watching = asyncio.create_task(_cancel_when_gone(request.receive, waiting))
            try:
                answer = await anyio.to_thread.run_sync(endpoint, request, limiter=threads)
            finally:
                watching.cancel()
        return answer or Response(status_code=_CLIENT_GONE)

    return answered


def in_a_slot(endpoint: Answer, exports: Exports) -> Endpoint:
    """The endpoint of a file that is made before any of it is sent: one of the exports until it is made."""
    answer = in_own_threads(endpoint, exports.threads)

    async def answered(request: Request) -> Response:
        with exports.slot():
            return await answer(request)

    return answered


class Patience:
    """Middleware that breaks off an answer of which the client takes nothing for a while.

    What waits for such a client would wait for as long as the client likes. ASGI has no word for breaking off, so this
    speaks to the connection of uvicorn, which tells the application then that the client has gone.
    """

    def __init__(self, app: ASGIApp, seconds: int = PATIENCE_S) -> None:
        self.app = app
        self._seconds = seconds
        self._watches: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, to clients who take what they asked for."""
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if scope["type"] != "http" or transport is None:
            await self.app(scope, receive, send)
            return
        is_over = asyncio.Event()
        watching = asyncio.create_task(self._watch(transport, is_over, scope["path"]))
        self._watches.add(watching)
        watching.add_done_callback(self._watches.discard)
        try:
            await self.app(scope, receive, send)
        finally:
            is_over.set()
            if not transport.get_write_buffer_size():
                watching.cancel()

    async def _watch(self, transport: asyncio.Transport, is_over: asyncio.Event, path: str) -> None:
        """Look at the client until it has all of an answer that is over, or took nothing for too long."""
        left = looks = 0
        while looks < _LOOKS:
            await asyncio.sleep(self._seconds / _LOOKS)
            before, left = left, _not_taken(transport)
            looks = looks + 1 if left and left >= before else 0
            if is_over.is_set() and not left:
                return
        _log.warning("%s was broken off: the client took nothing for %d s", path, self._seconds)
        _break_off(transport)


def _not_taken(transport: asyncio.Transport) -> int:
    """Bytes of the answer that the client has not taken; 0 where the operating system has all that was written.

    The system takes no more of an answer before the client has taken a large part of what it holds already, perhaps
    half a minute later, so what it holds is counted too, where it tells that.
    """
    waiting = transport.get_write_buffer_size()
    if not waiting or sys.platform != "linux":
        return waiting
    import fcntl
    import termios

    held = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    return waiting + int(struct.unpack("i", held)[0])


def _break_off(transport: asyncio.Transport) -> None:
    """End the connection at once; what it holds, here and in the operating system, is thrown away."""
    no_farewell = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_farewell)
    transport.abort()
