"""Exports of the real server, seen from outside: its sockets, its threads, its files, and what a client gets."""

import http.client
import io
import os
import signal
import socket
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.server import Server, running
from tests.clients import asking, everything
from tests.synthetic import import_synthetic

MOST, EVENTS = 2, 60_000
TAKEN = b"HTTP/1.1 200"
ASKED = "?since=&until=&dataset=invented"
WEEK = "?since=2023-09-24&until=2023-09-30&dataset=invented"
# Nothing waits as long as this unless it is broken.
LONGEST_S = 60


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "invented", EVENTS)
    return folder


@pytest.fixture(scope="module")
def server(datasets: Path) -> Iterator[Server]:
    settings = {"DATASETS": str(datasets), "EXPORTS": str(MOST), "PATIENCE": "10"}
    with running(environment=settings) as server:
        yield server


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def status(server: Server, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=LONGEST_S)
    connection.request("GET", path)
    found = connection.getresponse().status
    connection.close()
    return found


def taking_a_slot(server: Server, path: str) -> socket.socket:
    """A client that was given the beginning of a file and takes no more; asks again where others' slots are taken."""
    end = time.monotonic() + LONGEST_S
    while True:
        client = asking(port_of(server), path)
        if client.recv(len(TAKEN), socket.MSG_WAITALL) == TAKEN:
            return client
        client.close()
        assert time.monotonic() < end
        time.sleep(0.05)


def sockets(server: Server) -> int:
    """How many sockets the operating system counts of the server's process."""
    found = 0
    for file in Path(f"/proc/{server.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed while we look
            found += str(file.readlink()).startswith("socket:")
    return found


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("extension", ["csv", "geojson"])
def test_clients_that_take_nothing_lose_their_slots_and_nothing_of_them_stays(server: Server, extension: str) -> None:
    had_sockets = sockets(server)
    path = f"/api/events.{extension}{ASKED}"
    clients = [taking_a_slot(server, path) for _ in range(MOST)]
    for other in (path, f"/api/comparison.csv{WEEK}", f"/api/ledger.csv{WEEK}"):
        assert status(server, other) == 503, other
    assert status(server, "/api/health") == 200
    assert status(server, "/assets/map/frame.js") == 200
    wait_until(lambda: status(server, f"/api/events.csv{ASKED}&type=AGREE") == 200)
    wait_until(lambda: status(server, f"/api/ledger.csv{WEEK}") == 200)
    for client in clients:
        client.close()
    wait_until(lambda: sockets(server) <= had_sockets)


def test_a_server_killed_in_the_middle_of_an_export_leaves_a_broken_transfer_and_no_file_behind(
    datasets: Path, tmp_path: Path
) -> None:
    settings = {"DATASETS": str(datasets), "TMPDIR": str(tmp_path)}
    before = sorted(path.name for path in datasets.rglob("*"))
    with running(environment=settings) as server:
        client = asking(port_of(server), f"/api/events.zip{ASKED}")
        got = client.recv(2000)
        left_before = sorted(path.name for path in tmp_path.rglob("*"))
        os.kill(server.pid, signal.SIGKILL)
        got += everything(client)
        client.close()
    head, _blank, body = got.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    assert not body.endswith(b"0\r\n\r\n")
    assert not zipfile.is_zipfile(io.BytesIO(body))
    assert sorted(path.name for path in tmp_path.rglob("*")) == left_before
    assert sorted(path.name for path in datasets.rglob("*")) == before


def test_a_client_that_reads_gets_every_row(server: Server) -> None:
    body = server.get(f"/api/events.csv{ASKED}")
    assert body.count(b"\r\n") == EVENTS + 1
