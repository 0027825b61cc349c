"""What every answer carries: a policy by which nothing comes from outside, and what keeps own data its reader's."""

import re

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.language import _
from dashboard.web.reader_cookie import cookie_name, is_a_reader, new_cookie


def policy(basemap_url: str | None) -> str:
    """The policy; the host of `basemap_url` may send images, and no other outside host anything.

    The map component builds its scripts in the frame, so inline scripts and eval have to stay.
    """
    images = "'self' data: blob:"
    if basemap_url:
        images += f" {_origin(basemap_url)}"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {images}",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _origin(url: str) -> str:
    """Scheme and host of a tile address; the subdomain placeholder becomes a wildcard.

    >>> _origin("https://{s}.tiles.example/{z}/{x}/{y}.png")
    'https://*.tiles.example'
    """
    found = re.fullmatch(r"(https?)://([A-Za-z0-9.{}-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[!-~]*)", url, re.IGNORECASE)
    if not found or not all(part in found[4] for part in ("{z}", "{x}", "{y}")):
        raise ValueError(
            _("BASEMAP_URL is {url!r}: it has to be like https://tiles.example/{{z}}/{{x}}/{{y}}.png.").format(url=url)
        )
    scheme, host, port, _path = found.groups()
    return f"{scheme.lower()}://{host.replace('{s}', '*')}{port or ''}"


class SecurityHeaders:
    """Middleware that puts the policy on every HTTP answer.

    No cache keeps what a reader's key opened, nor the files of the page's buttons: these may hold a reader's own data.
    """

    def __init__(self, app: ASGIApp, basemap_url: str | None = None) -> None:
        self.app = app
        self.policy = policy(basemap_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        is_private = "key" in QueryParams(scope["query_string"]) or "/media/" in scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if is_private:
                    headers["Cache-Control"] = "no-store, private"
                headers["Content-Security-Policy"] = self.policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ReaderCookie:
    """Middleware that gives a browser its cookie: with what Streamlit's page asks for first of all, by a script.

    The page itself would not do: a browser that comes to it by another site's link does not send its strict cookie, and
    would be given another one in its place.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with a cookie where the browser has none."""
        if scope["type"] != "http" or not scope["path"].endswith("/_stcore/host-config") or _has_cookie(scope):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", new_cookie())
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _has_cookie(scope: Scope) -> bool:
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return is_a_reader(cookies.get(cookie_name(), ""))
