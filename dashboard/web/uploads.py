"""What readers' browsers upload waits in memory until it is added: so much of it, and no more."""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

from dashboard.importing.private import limits
from dashboard.language import _
from dashboard.opening.limits import MOST_BYTES

_UPLOADS = "/_stcore/upload_file/"
# One file and the one that a reader puts in its place.
_FILES_OF_ONE = 2
# The form around a file takes a little more.
_LONGEST_BODY = MOST_BYTES + 2**16
_MEGABYTE = 10**6

# The bytes of each file that waits, by session and file.
Held = Mapping[str, Mapping[str, int]]


def held() -> dict[str, dict[str, int]]:
    """What Streamlit holds; it has no public way to tell the sizes."""
    if not runtime.exists():
        return {}
    storage = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    return {
        session: {name: len(file.data) for name, file in files.copy().items()}
        for session, files in storage.copy().items()
    }


class Uploads:
    """Middleware that refuses an upload for which there is no room: not for its session, or for all together.

    What is under way counts as what has come, so that many at once are not more than one after another.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], Held] = held) -> None:
        self.app = app
        self._held = held
        self._coming: dict[tuple[str, str, int], int] = {}
        self._number = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what there is room for; 413 or 503 and a sentence for the rest."""
        if scope["type"] != "http" or scope["method"] != "PUT" or _UPLOADS not in scope["path"]:
            await self.app(scope, receive, send)
            return
        session, _slash, file = scope["path"].partition(_UPLOADS)[2].partition("/")
        size = _announced(Headers(scope=scope).get("content-length", ""))
        if refusal := self._refusal(session, size):
            await refusal(scope, receive, send)
            return
        self._number += 1
        coming = (session, file, self._number)
        self._coming[coming] = size
        try:
            await self.app(scope, receive, send)
        finally:
            del self._coming[coming]

    def _refusal(self, session: str, size: int) -> Response | None:
        taken = {name: sum(files.values()) for name, files in self._held().items()}
        for (name, _file, _number), coming in self._coming.items():
            taken[name] = taken.get(name, 0) + coming
        if taken.get(session, 0) + size > _FILES_OF_ONE * _LONGEST_BODY:
            return PlainTextResponse(_("You have uploaded as much as one page may: load it again to begin anew."), 413)
        if sum(taken.values()) + size > limits().bytes_of_all:
            return PlainTextResponse(
                _(
                    "What readers are uploading takes all the room that this server has for it ({most} MB): try again "
                    "later."
                ).format(most=f"{limits().bytes_of_all // _MEGABYTE:,}"),
                503,
                {"Retry-After": "60"},
            )
        return None


def _announced(length: str) -> int:
    """How many bytes come; the most that can where nobody says, or says what is no number."""
    return min(int(length), _LONGEST_BODY) if length.isascii() and length.isdigit() else _LONGEST_BODY
