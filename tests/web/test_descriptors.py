"""A server that may open 256 files and connections, and no more, serves whoever comes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.bench.reader import Reader
from tests.browser.server import Server, running

LIMIT = 256


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(limit=f"-n {LIMIT}") as started:
        yield started


def open_files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


def join(server: Server, stay: ExitStack, session: str = "") -> ClientConnection:
    """A connection as the page's own script makes it; to a session of before, where one is named."""
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    spoken = ["streamlit", *(["no-token", session] if session else [])]
    return stay.enter_context(connect(address, subprotocols=spoken, origin=server.url, max_size=None))


def run_page(connection: ClientConnection) -> str:
    """Let the page run to its end; the id of its session."""
    question = BackMsg()
    question.rerun_script.query_string = "view=sources"
    connection.send(question.SerializeToString())
    session, answer = "", ForwardMsg()
    while answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or answer.WhichOneof("type") != "script_finished":
        answer.ParseFromString(connection.recv(timeout=60))
        session = answer.new_session.initialize.session_id or session
    return session


def test_300_readers_who_come_run_the_page_and_leave_are_all_served_by_256_descriptors(server):
    for _reader in range(300):
        Reader(server.url, "view=sources").open().close()
    assert open_files(server) < LIMIT
    assert b'"status":"ok"' in server.get("/api/health")


def test_who_finds_no_room_gets_503_and_a_sentence_and_those_who_are_there_go_on(server):
    with ExitStack() as stay:
        readers = [join(server, stay) for _reader in range(40)]
        with pytest.raises(InvalidStatus) as refused:
            readers += [join(server, stay) for _reader in range(LIMIT)]
        answer = refused.value.response
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert answer.body.startswith(b"This server has as many readers as it can serve")
        assert server.get("/").startswith(b"This server has as many readers as it can serve")
        assert server.get("/api/events.csv").startswith(b"\xef\xbb\xbfid,")
        for reader in readers[:5]:
            reader.close()
        Reader(server.url).open().close()
    assert b"<html" in server.get("/")


def test_who_comes_back_to_a_session_that_gave_up_its_descriptors_goes_on_in_it(server):
    with ExitStack() as first:
        session = run_page(join(server, first))
    with ExitStack() as others, pytest.raises(InvalidStatus):
        _ = [join(server, others) for _reader in range(LIMIT)]
    with ExitStack() as again:
        assert run_page(join(server, again, session)) == session != ""
    assert "event loop" not in server.log()  # Streamlit would warn of what is intended


def test_the_server_may_open_as_many_files_as_its_owner_lets_it():
    ask = "from dashboard.web import descriptors; descriptors.ask_for_more(); "
    told = "import resource; print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    command = ["sh", "-c", 'ulimit -Sn 256 && exec "$0" -c "$1"', sys.executable, ask + told]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    soft, hard = map(int, answer.stdout.split())
    assert soft == min(hard, 10_240)
