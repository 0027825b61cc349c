"""A server of its own, with an audit hook of Python in it that writes down every look-up and connection."""

import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from dashboard.dossier.profile import OWN_FOLDER as ROOT
from tests.browser.server import Server, free_port, started

# uvloop would look names up in C, where no hook sees it: asyncio's own loop, which asks through `socket`, stands in.
AUDIT = """
import os, sys
sys.modules["uvloop"] = None
file = os.open(os.environ["AUDIT_FILE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, args):
    if event.startswith("socket.") and event != "socket.__new__":
        shown = [one for one in args if "socket" not in type(one).__name__]
        os.write(file, f"{event} {shown!r}\\n".encode())
sys.addaudithook(note)
"""
# What this machine's own proxy or display would hide or change.
UNSET = dict.fromkeys(
    [name for word in ("http", "https", "all", "no") for name in (f"{word}_proxy", f"{word}_proxy".upper())]
    + ["DISPLAY", "WAYLAND_DISPLAY", "ADDRESS", "HOSTS", "PUBLIC_URL"]
)
FOREIGN = [
    "http://evil.example", "https://evil.example", "http://evil.example:8501", "http://93.184.216.34", "null",
    "http://localhost.evil.example", "http://127.0.0.1.evil.example", "file://", "http://[2606:2800:220:1::1]",
    "chrome-extension://abcdef",
]  # fmt: skip


@dataclass(frozen=True)
class Audited:
    server: Server
    port: int
    events: Path

    def asked(self) -> list[str]:
        """Every event but those of listening: what was looked up, connected to or sent to."""
        known = self.events.read_text("utf-8").splitlines()
        assert any(event.startswith("socket.bind") for event in known), "the hook is not there"
        return [event for event in known if not event.startswith("socket.bind")]


def make_run(port: int, *settings: str) -> list[str]:
    """The command that `make run` runs."""
    command = ["make", "--dry-run", "run", f"PORT={port}", f"VENV={sys.prefix}", *settings]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return shlex.split(done.stdout.splitlines()[-1])


def by_hand(port: int) -> list[str]:
    """What a user types who is in another folder and knows nothing of our settings."""
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard/app.py"), "--server.port", str(port)]


@contextmanager
def audited(folder: Path, command: list[str], port: int, root: Path = ROOT) -> Iterator[Audited]:
    events = folder / "events"
    (folder / "sitecustomize.py").write_text(AUDIT, "utf-8")
    environment = {**UNSET, "AUDIT_FILE": str(events), "PYTHONPATH": f"{folder}:{ROOT}", "DATASETS": str(folder / "d")}
    with started(command, port, root, environment=environment) as server:
        yield Audited(server, port, events)


def handshake(port: int, path: str, *headers: str) -> bytes:
    """Ask for a WebSocket byte by byte; the first line of the answer."""
    lines = [
        f"GET {path} HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", *headers,
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        return client.recv(4096).split(b"\r\n")[0]


def run_the_page(port: int) -> None:
    """What a browser does: open the page's WebSocket from the page's own origin, and wait until the page has run."""
    question = BackMsg()
    question.rerun_script.query_string = ""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, origin=f"http://127.0.0.1:{port}", subprotocols=["streamlit"], max_size=None) as page:
        page.send(question.SerializeToString())
        while b"Wheel" not in page.recv(timeout=60):
            pass


def is_answered_at(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("command", "is_open"),
    [
        (make_run, False),
        (lambda port: make_run(port, "ADDRESS=0.0.0.0"), True),
        (by_hand, False),
    ],
    ids=["make run", "make run open to others", "by hand"],
)
def test_start_a_reader_and_20_foreign_handshakes_look_nothing_up_and_connect_nowhere(tmp_path, command, is_open):
    port = free_port()
    with audited(tmp_path, command(port), port, tmp_path if command is by_hand else ROOT) as running:
        run_the_page(port)
        for path in ("/_stcore/stream", "/api/channel?key=x"):
            for origin in FOREIGN:
                answer = handshake(port, path, f"Host: 127.0.0.1:{port}", f"Origin: {origin}")
                assert answer == b"HTTP/1.1 403 Forbidden", origin
        assert running.asked() == []
        # 127.0.0.2 is this machine too, but only who listens on all its addresses answers there.
        assert is_answered_at("127.0.0.2", port) == is_open
        assert f"The dashboard is at http://localhost:{port}/\n" in running.server.log()


def test_an_empty_address_is_this_machine():
    assert make_run(8501, "ADDRESS=") == make_run(8501)
