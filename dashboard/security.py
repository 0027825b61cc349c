"""Content security policy: nothing comes from outside, but a basemap where the deployer set one."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


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
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[A-Za-z0-9.:{}\[\]-]+", parts.netloc):
        raise ValueError(f"BASEMAP_URL is {url!r}: it has to be like https://tiles.example/{{z}}/{{x}}/{{y}}.png")
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"


class SecurityHeaders:
    """Middleware that puts the policy on every HTTP answer."""

    def __init__(self, app: ASGIApp, basemap_url: str | None = None) -> None:
        self.app = app
        self.policy = policy(basemap_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_headers)
