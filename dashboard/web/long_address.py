"""Addresses of the page that Streamlit would leave out in silence: those of too many parameters."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.language import _

# Streamlit reads so many, and where there are more it takes none of them.
_MOST = 1000


class LongAddress:
    """Middleware that answers 400 and a sentence where the page is asked for with more parameters than it can read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does where the address is short enough."""
        count = scope["query_string"].count(b"&") + 1 if _is_the_page(scope) else 0
        if count <= _MOST:
            await self.app(scope, receive, send)
            return
        sentence = _("The address has {count} parameters, and the page reads at most {most}: leave some out.")
        await PlainTextResponse(sentence.format(count=f"{count:,}", most=f"{_MOST:,}"), 400)(scope, receive, send)


def _is_the_page(scope: Scope) -> bool:
    return scope["type"] == "http" and str(scope["path"]).endswith("/")
