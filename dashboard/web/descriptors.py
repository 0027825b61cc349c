"""File descriptors: a process has only so many, and a reader is let in where there are enough to serve them."""

import logging
import os

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit import runtime

from dashboard.language import _

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

# A reader takes about five; the rest is for downloads, imported files and whoever comes at the same moment.
NEEDED = 64
# More than anybody uses, and as many as macOS allows.
_WANTED = 10_240
_AGAIN_S = 10


def ask_for_more() -> None:
    """Raise what the process may open to what its owner lets it: systems begin with far less."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def has_room() -> bool:
    """Whether another reader can be served; what ended sessions hold is let go where that is needed for it."""
    if _free() >= NEEDED:
        return True
    _let_go_of_ended()
    return _free() >= NEEDED


def _free() -> int:
    """How many more descriptors the process may open."""
    if resource is None:
        return NEEDED
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        used = len(os.listdir("/dev/fd"))  # noqa: PTH208 - names alone, and often
    except OSError:  # not even one for looking
        return 0
    return NEEDED if soft == resource.RLIM_INFINITY else soft - used


def _let_go_of_ended() -> None:
    """Close the event loops of sessions whose reader has left: three descriptors each.

    Streamlit keeps them for who comes back within two minutes, and makes such a session a new loop where it finds it
    closed. It has no public way to them.
    """
    if not runtime.exists():
        return
    current = runtime.get_instance()
    for known in current._session_mgr.list_sessions():
        session = known.session
        is_at_work = current.is_active_session(session.id) or session._scriptrunner is not None
        if not is_at_work and not session._script_event_loop.is_running():
            session._script_event_loop.close()


def _is_news(record: logging.LogRecord) -> bool:
    """False for Streamlit's warning that somebody has closed a session's loop: we have."""
    return "script event loop is closed" not in record.getMessage()


class Room:
    """Middleware that turns a reader away, with a sentence, where the process has no descriptors left for them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        logging.getLogger("streamlit.runtime.app_session").addFilter(_is_news)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does where there is room."""
        if not _is_a_readers(scope) or has_room():
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(_full())
        else:
            await _full()(scope, receive, send)


def _is_a_readers(scope: Scope) -> bool:
    """True for what a reader begins with: the page, and each of its lasting connections."""
    return scope["type"] == "websocket" or (scope["type"] == "http" and str(scope["path"]).endswith("/"))


def _full() -> Response:
    """503 with a sentence; a browser asks again by itself."""
    return PlainTextResponse(
        _("This server has as many readers as it can serve: it will be asked again every {seconds} seconds.").format(
            seconds=_AGAIN_S
        ),
        status_code=503,
        headers={"Retry-After": str(_AGAIN_S), "Refresh": str(_AGAIN_S)},
    )
