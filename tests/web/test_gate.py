"""The gate before an application that says what reached it, asked by bytes on a socket."""

import asyncio
import json
import socket
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from dashboard.web.gate import BasePath, Gate
from dashboard.web.hosting import Hosting, read
from tests.serving import serving

PUBLIC = {"PUBLIC_URL": "https://public.example:8443/dash/", "HOSTS": "named.example,192.0.2.7"}


@contextmanager
def behind_the_gate(hosting: Hosting):
    """A port at which every path is answered with what reached the application behind the gate."""

    async def http(request):
        return JSONResponse(
            {"path": request.url.path, "root": request.scope.get("root_path", ""), "base": str(request.base_url)}
        )

    async def websocket(socket):
        await socket.accept()
        await socket.send_json({"path": socket.url.path, "origin": socket.headers.get("origin")})
        await socket.close()

    app = Starlette(
        routes=[Route("/{any:path}", http), WebSocketRoute("/{any:path}", websocket)],
        middleware=[Middleware(Gate, hosting=hosting), Middleware(BasePath, hosting=hosting)],
    )
    with serving(app, ws="websockets-sansio") as port:
        yield port


@pytest.fixture(scope="module")
def own():
    with behind_the_gate(read({}, "127.0.0.1")) as port:
        yield port


@pytest.fixture(scope="module")
def public():
    with behind_the_gate(read(PUBLIC, "127.0.0.1")) as port:
        yield port


def asked(port: int, *headers: str, path="/", version="1.1", at="127.0.0.1") -> tuple[int, dict[str, str]]:
    """The status of the answer to these very bytes, and its body."""
    lines = [f"GET {path} HTTP/{version}", *headers]
    with socket.create_connection((at, port), timeout=30) as client:
        client.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    head, _blank, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), json.loads(body) if body.startswith(b"{") else {}


def shaken(port: int, *headers: str, path="/_stcore/stream") -> int:
    """The status of the answer to a handshake: 101 where the WebSocket is open."""
    lines = [
        f"GET {path} HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", *headers,
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        return int(client.recv(4096).split(b" ")[1])


OWN_NAMES = ["localhost", "127.0.0.1", "[::1]", "LocalHost", "localhost.", "127.0.0.9", "[::ffff:127.0.0.1]"]
FOREIGN_NAMES = [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example#localhost", "192.0.2.9",
    "169.254.169.254", "0.0.0.0",  # noqa: S104 - refused
    "localhost@evil.example", "evillocalhost", "xn--lcalhost-s0a", "127.1", "[::2]",
]  # fmt: skip


@pytest.mark.parametrize("host", OWN_NAMES)
@pytest.mark.parametrize("port", ["", ":8501", ":80"])
def test_this_machine_is_answered_by_any_of_its_names_at_any_port(own, host, port):
    assert asked(own, f"Host: {host}{port}")[0] == 200
    assert shaken(own, f"Host: {host}{port}") == 101


@pytest.mark.parametrize("host", FOREIGN_NAMES)
def test_another_name_is_refused_whatever_it_leads_to(own, host):
    status, body = asked(own, f"Host: {host}:8501")
    assert status == 400
    assert host in body["error"]
    assert shaken(own, f"Host: {host}:8501") == 400


@pytest.mark.parametrize("host", ["public.example", "PUBLIC.example:8443", "named.example", "192.0.2.7:8501"])
def test_names_that_the_deployer_gave_are_answered(own, public, host):
    assert asked(public, f"Host: {host}")[0] == 200
    assert asked(own, f"Host: {host}")[0] == 400


@pytest.mark.parametrize(
    "hosts",
    [
        ["localhost", "evil.example"],
        ["evil.example", "localhost"],
        ["localhost", "localhost"],
        [],
        [""],
        ["a, b"],
        ["\xe4"],
    ],
)
def test_a_request_names_one_host(own, hosts):
    assert asked(own, *(f"Host: {host}" for host in hosts))[0] == 400
    assert shaken(own, *(f"Host: {host}" for host in hosts)) == 400


def test_a_health_check_of_http_1_0_needs_no_host(own):
    assert asked(own, version="1.0")[0] == 200
    assert asked(own, "Host: evil.example", version="1.0")[0] == 400


@pytest.mark.parametrize("header", ["X-Forwarded-Host: localhost", "Forwarded: host=localhost", "X-Host: localhost"])
def test_what_a_proxy_may_write_does_not_open_the_gate(own, header):
    assert asked(own, "Host: evil.example", header)[0] == 400


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Prefix", "X-Original-Host"])
def test_what_anybody_may_write_does_not_change_where_links_lead(own, name):
    assert asked(own, "Host: localhost:8501", f"{name}: evil.example")[1]["base"] == "http://localhost:8501/"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("localhost:8501", "https://localhost:8501"),  # something before us speaks TLS
        ("LOCALHOST:8501", "http://localhost.:8501"),
        ("localhost", "http://localhost"),
    ],
)
def test_a_page_of_this_machine_may_open_a_websocket(own, host, origin):
    assert shaken(own, f"Host: {host}", f"Origin: {origin}") == 101


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3000",  # another program on this machine, perhaps another user's
        "http://localhost", "https://localhost", "http://127.0.0.1", "http://127.0.0.1:8501", "http://[::1]:8501",
        "null", "file://", "", "localhost:8501", "ftp://localhost:8501", "chrome-extension://localhost",
        "http://evil.example", "http://evil.example:8501", "https://localhost.evil.example:8501",
        "http://localhost:8501/path", "http://localhost:8501@evil.example", "http://evil.example, http://localhost:8501",
        "http://public.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/_stcore/stream", "/api/channel?key=x", "/anything"])
def test_a_page_of_another_origin_may_not(own, origin, path):
    assert shaken(own, "Host: localhost:8501", f"Origin: {origin}", path=path) == 403


def test_a_page_has_one_origin(own):
    both = ["Origin: http://localhost:8501", "Origin: http://evil.example"]
    assert shaken(own, "Host: localhost:8501", *both) == 400
    assert shaken(own, "Host: localhost:8501", *reversed(both)) == 400


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8501", "https://public.example", 101),
        ("public.example", "https://public.example:443", 101),
        ("127.0.0.1:8501", "https://public.example:8443", 101),
        ("127.0.0.1:8501", "http://public.example:8443", 403),
        ("127.0.0.1:8501", "https://public.example:9443", 403),
        ("127.0.0.1:8501", "https://named.example", 101),
        ("named.example:8080", "http://named.example:8080", 101),
        ("named.example:8080", "http://named.example:9090", 403),
        ("127.0.0.1:8501", "https://sub.public.example", 403),
    ],
)
def test_a_page_at_an_address_that_the_deployer_gave_may(public, host, origin, status):
    assert shaken(public, f"Host: {host}", f"Origin: {origin}") == status


def test_a_program_that_says_no_origin_may(own):
    assert shaken(own, "Host: localhost:8501") == 101


def test_streamlit_hears_of_no_origin_that_it_would_look_up(public):
    with socket.create_connection(("127.0.0.1", public), timeout=30) as client:
        client.sendall(
            b"GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://public.example\r\nConnection: Upgrade\r\n"
            b"Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b'"origin":null' in b"".join(iter(lambda: client.recv(4096), b""))


@pytest.mark.parametrize(
    ("came_in_at", "host", "status"),
    [
        ("192.0.2.4", "192.0.2.4:8501", 200),
        ("::ffff:192.0.2.4", "192.0.2.4:8501", 200),  # as a socket for both kinds of addresses has it
        ("2001:db8::4", "[2001:DB8:0::4]:8501", 200),
        ("192.0.2.4", "192.0.2.5:8501", 400),
        ("192.0.2.4", "dash.example:8501", 400),
    ],
)
def test_a_server_that_listens_everywhere_is_answered_by_the_address_that_was_asked(came_in_at, host, status):
    async def application(scope, receive, send):
        await JSONResponse({})(scope, receive, send)

    said = []

    async def send(message):
        said.append(message)

    scope = {"type": "http", "headers": [(b"host", host.encode())], "server": (came_in_at, 8501)}
    asyncio.run(Gate(application, read({}, "0.0.0.0"))(scope, None, send))  # noqa: S104 - the promise
    assert said[0]["status"] == status


@pytest.mark.parametrize(
    "path",
    ["metrics", "metrics/", "metrics?families=x", "agent/openapi.json", "agent/mcp", "script-health-check", "new"],
)
@pytest.mark.parametrize("prefix", ["", "/dash"])
def test_what_streamlit_tells_or_does_for_programs_is_closed(public, path, prefix):
    assert asked(public, "Host: localhost", path=f"{prefix}/_stcore/{path}")[0] == 404


@pytest.mark.parametrize("path", ["health", "host-config", "upload_file/session/file", "bidi-components/x"])
def test_what_the_page_needs_of_streamlit_is_open(public, path):
    assert asked(public, "Host: localhost", path=f"/_stcore/{path}")[0] == 200


@pytest.fixture(scope="module")
def below_a_path():
    with behind_the_gate(read({}, "127.0.0.1", "dash")) as port:
        yield port


@pytest.mark.parametrize(
    ("path", "known_as", "root"),
    [
        ("/dash/api/health", "/dash/api/health", "/dash"),
        ("/api/health", "/dash/api/health", "/dash"),
        ("/dash/assets/map/map.css", "/dash/assets/map/map.css", "/dash"),
        ("/dash/", "/dash/", ""),
        ("/", "/dash/", ""),
        ("/_stcore/health", "/dash/_stcore/health", ""),
        ("/dash/_stcore/health", "/dash/_stcore/health", ""),
        ("/dashboard", "/dash/dashboard", ""),
        ("/dash/dash/", "/dash/dash/", ""),
    ],
)
def test_an_address_is_answered_below_the_base_path_and_where_a_proxy_took_it_off(below_a_path, path, known_as, root):
    status, seen = asked(below_a_path, "Host: localhost", path=path)
    assert (status, seen["path"], seen["root"]) == (200, known_as, root)


def test_links_of_a_route_lead_below_the_base_path(below_a_path):
    for path in ("/dash/api/brief.html", "/api/brief.html"):
        assert asked(below_a_path, "Host: localhost:8501", path=path)[1]["base"] == "http://localhost:8501/dash/"


def test_a_base_path_without_its_last_slash_leads_to_that_with_it(below_a_path):
    with socket.create_connection(("127.0.0.1", below_a_path), timeout=30) as client:
        client.sendall(b"GET /dash?since=2023-09-24&q=%D0%97 HTTP/1.0\r\n\r\n")
        answer = client.recv(4096)
    assert answer.startswith(b"HTTP/1.1 307 ")
    assert b"\r\nlocation: dash/?since=2023-09-24&q=%D0%97\r\n" in answer
