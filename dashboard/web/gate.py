"""Who may ask this server, and below which path: checked before Streamlit or a route of ours hears of it."""

from starlette.datastructures import URL, Headers
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.language import _
from dashboard.web.hosting import Authority, Hosting, Origin

_LONGEST_SHOWN = 100  # characters of a header in an answer
_WEB_PORTS = frozenset({80, 443})
# What the page asks of Streamlit itself; the rest tells of sessions and memory, or runs the page for programs.
_CORE = "/_stcore/"
_OPEN_IN_CORE = frozenset({"health", "host-config", "stream", "upload_file", "bidi-components"})
_SIGNING_IN = ("/auth/", "/oauth2callback")
# Addresses of our own, which do not know of the server's base path.
_OWN = ("/api/", "/assets/")


class Gate:
    """Middleware that refuses what was not meant for this server: another Host, or a WebSocket of another site's page.

    A name of somebody else may lead to this machine (DNS rebinding); a page may open a WebSocket to any server that its
    reader reaches. No look-up is needed to tell: names are compared with those of the hosting, and an IP address with
    the one at which the connection came in. X-Forwarded-Host is not read, since anybody can write it.
    """

    def __init__(self, app: ASGIApp, hosting: Hosting) -> None:
        self.app = app
        self.hosting = hosting
        public = hosting.public_origin
        self._hosts = hosting.hosts | ({public.host} if public else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 400 or 403 and a sentence; a handshake too."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, send)
            return
        if scope["type"] == "websocket":  # its origin is settled; Streamlit would ask the internet whether it is ours
            scope = {**scope, "headers": [header for header in scope["headers"] if header[0] != b"origin"]}
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if not hosts and scope.get("http_version") == "1.0":  # as health checks of load balancers; browsers name a host
            host = Authority("")
        elif len(hosts) != 1 or not (found := Authority.read(hosts[0])):
            return _refused(
                400, _("A request has to name one host; this one has {found}."), ", ".join(hosts) or _("none")
            )
        elif not self._is_ours(host := found, scope):
            return _refused(
                400,
                _(
                    "This server does not answer to the name {found}. "
                    "Whoever runs it can add a name to the setting HOSTS or PUBLIC_URL."
                ),
                hosts[0],
            )
        if scope["type"] == "websocket":
            for origin in headers.getlist("origin"):  # programs send none; no browser's page can leave it out
                if not self._is_own_page(Origin.read(origin), host):
                    return _refused(
                        403,
                        _(
                            "A page of {found} may not open a connection to this server. "
                            "If it is the dashboard’s, whoever runs it can set PUBLIC_URL to its address."
                        ),
                        origin,
                    )
        return None

    def _is_ours(self, host: Authority, scope: Scope) -> bool:
        return host.is_loopback or host.host in self._hosts or host.host == _came_in_at(scope)

    def _is_own_page(self, origin: Origin | None, host: Authority) -> bool:
        """True where the page is at the host and port that were asked, or at a name that the deployer gave.

        Other ports are other people's programs; but before a name that the deployer gave a proxy may stand.
        """
        if origin is None:
            return False
        if origin == self.hosting.public_origin:
            return True
        if origin.host in self._hosts and not Authority(origin.host).is_loopback:
            return origin.port == host.port or origin.port in _WEB_PORTS
        return origin.host == host.host and (origin.port == host.port or (not host.port and origin.port in _WEB_PORTS))


def _is_closed(path: str) -> bool:
    """True for what Streamlit answers and the page does not need."""
    if path.startswith(_CORE):
        return path.removeprefix(_CORE).partition("/")[0] not in _OPEN_IN_CORE
    return path.startswith(_SIGNING_IN)


def _came_in_at(scope: Scope) -> str | None:
    """The address of this machine to which the client connected, as the socket has it."""
    server = scope.get("server")
    address = server and Authority.read(f"[{server[0]}]" if ":" in server[0] else server[0])
    return address.host if address else None


def _refused(status: int, sentence: str, found: str) -> Response:
    return JSONResponse({"error": sentence.format(found=found[:_LONGEST_SHOWN])}, status_code=status)


class BasePath:
    """Middleware that answers below a base path and without it, so that a proxy may take it off or leave it.

    Streamlit's own addresses stand below the server's base path, ours do not. Of Streamlit's, only those are open that
    the page needs.
    """

    def __init__(self, app: ASGIApp, hosting: Hosting) -> None:
        self.app = app
        self.hosting = hosting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the address as the one who answers knows it; 404 for what is closed."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        if scope["path"] in self.hosting.prefixes:  # relative addresses of the page need the slash
            there = URL(scope=scope)
            await RedirectResponse(f"{there.path.rpartition('/')[2]}/?{there.query}".rstrip("?"))(scope, receive, send)
            return
        path, base = self._without_prefix(scope["path"]), self.hosting.base_path
        if _is_closed(path):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return
        scope = {**scope, "path": base + path}
        if path.startswith(_OWN):
            scope["root_path"] = base
        await self.app(scope, receive, send)

    def _without_prefix(self, path: str) -> str:
        for prefix in self.hosting.prefixes:
            if path.startswith(f"{prefix}/"):
                return path.removeprefix(prefix)
        return path
