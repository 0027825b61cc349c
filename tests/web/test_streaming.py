"""What clients get and what the server does for them, seen from bare sockets and by counting what is made."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.web.routes.answering import answer_too_many
from dashboard.web.streaming import Exports, FileResponse, Patience, TooManyExportsError, in_own_threads
from tests.clients import asking, everything
from tests.serving import serving

MOST, PATIENCE_S = 2, 1
# Nothing waits as long as this unless it is broken.
LONGEST_S = 30
PART = b"x" * 2**20
# More than the sockets between server and client hold.
MANY = 200


class File:
    """A file of so many parts; it counts those that were made, and says when nothing more will be."""

    def __init__(self, parts: int, fails_after: int | None = None) -> None:
        self.parts = parts
        self.fails_after = fails_after
        self.made = 0
        self.is_closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        try:
            for _ in range(self.parts):
                if self.made == self.fails_after:
                    raise OSError("the disk is gone")
                self.made += 1
                yield PART
        finally:
            self.is_closed.set()


class Served:
    """A server whose one route gives the files that a test puts in, one after another."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.port = 0
        self.stuck = 0
        self.begun = 0
        self.goes_on = threading.Event()

    def gives(self, *files: File) -> File:
        self.files = list(files)
        return files[0]

    def file(self, _request: object) -> Response:
        return FileResponse(EXPORTS, iter(self.files.pop(0)), "text/plain", {})

    def answer(self, _request: object) -> Response:
        self.begun += 1
        self.goes_on.wait(LONGEST_S)
        return PlainTextResponse("answered")

    async def stuck_file(self, _request: object) -> Response:
        def parts() -> Iterator[bytes]:
            self.stuck += 1
            self.goes_on.wait(LONGEST_S)
            yield PART

        return FileResponse(MANY_EXPORTS, parts(), "text/plain", {"Connection": "close"})


# More than the 40 threads that Starlette keeps for routes and files.
STUCK = 45
EXPORTS, MANY_EXPORTS = Exports(MOST), Exports(STUCK)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served()

    async def whole(_request: object) -> Response:
        return Response(PART * MANY)

    app = Starlette(
        routes=[
            Route("/file", served.file),
            Route("/stuck", served.stuck_file),
            Route("/whole", whole),
            Route("/answer", in_own_threads(served.answer, CapacityLimiter(MOST))),
            Route("/short", lambda _request: PlainTextResponse("here")),
        ],
        middleware=[Middleware(Patience, seconds=PATIENCE_S)],
        exception_handlers={TooManyExportsError: answer_too_many},
    )
    with serving(app) as served.port:
        yield served


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that will be; the suite's own limit ends a test in which it never is."""
    end = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def get(port: int, path: str, method: str = "GET", accept: str = "*/*") -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={"Accept": accept})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_a_file_comes_whole_and_its_slot_is_free_again(served):
    for _ in range(MOST + 1):
        file = served.gives(File(3))
        answer, body = get(served.port, "/file")
        assert (answer.status, body) == (200, PART * 3)
        assert file.is_closed.wait(LONGEST_S)


def test_a_client_that_has_gone_ends_the_work_for_it(served):
    file = served.gives(File(MANY))
    client = asking(served.port, "/file")
    assert client.recv(1000)
    client.close()
    assert file.is_closed.wait(LONGEST_S)
    assert file.made < 20  # a megabyte each: what the sockets hold, and one more


def test_a_client_that_takes_nothing_is_broken_off_and_the_work_for_it_ends(served):
    file = served.gives(File(MANY))
    client = asking(served.port, "/file")
    assert file.is_closed.wait(LONGEST_S)
    assert file.made < 20
    got = everything(client)
    assert len(got) < MANY * len(PART)
    assert not got.endswith(b"0\r\n\r\n")


def test_a_client_that_takes_little_at_a_time_gets_all_of_it(served):
    file = served.gives(File(4))
    client = asking(served.port, "/file")
    slowly = time.monotonic() + 4 * PATIENCE_S
    got = bytearray()
    while time.monotonic() < slowly:
        got += client.recv(500)
        time.sleep(0.05)
    assert not file.is_closed.is_set()
    while not got.endswith(b"0\r\n\r\n"):
        got += client.recv(2**16)
    client.close()
    assert got.count(b"x" * 1000) >= 4 * 1000


def test_an_answer_made_at_once_does_not_wait_either_for_a_client_that_takes_nothing(served):
    client = asking(served.port, "/whole")
    assert client.recv(10)
    client.settimeout(60)
    # Nothing is taken until the server has let the connection go: then, and only then, it is reset.
    wait_until(lambda: client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 104)
    client.close()


@pytest.mark.parametrize("after", [1, 5])
def test_a_file_that_fails_midway_never_looks_whole(served, after):
    served.gives(File(10, fails_after=after))
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        get(served.port, "/file")


def test_a_file_that_fails_before_its_beginning_is_an_error_and_no_file(served):
    served.gives(File(10, fails_after=0))
    assert get(served.port, "/file")[0].status == 500


def test_head_makes_nothing_and_takes_no_slot(served):
    file = served.gives(File(MANY))
    answer, body = get(served.port, "/file", "HEAD")
    assert (answer.status, answer.headers["content-type"], body) == (200, "text/plain; charset=utf-8", b"")
    assert file.made == 0


def test_one_more_than_may_be_is_answered_with_a_sentence_and_all_else_is_answered(served):
    files = [File(MANY) for _ in range(MOST)]
    served.gives(*files, File(1), File(1))
    clients = [asking(served.port, "/file") for _ in range(MOST)]
    wait_until(lambda: all(file.made for file in files))
    answer, body = get(served.port, "/file")
    sentence = b"The server is making 2 files, as many as it makes at once: ask again in 20 seconds."
    assert (answer.status, answer.headers["retry-after"]) == (503, "20")
    assert body == b'{"error":"' + sentence + b'"}'
    answer, body = get(served.port, "/file?since=2023-09-24&key=secret", accept="text/html,*/*;q=0.8")
    assert (answer.status, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert sentence in body
    assert b'href="../?since=2023-09-24"' in body
    assert b"secret" not in body
    for _ in range(50):  # more than there are threads for all routes together
        assert get(served.port, "/short")[1] == b"here"
    for client in clients:
        client.close()
    for file in files:
        assert file.is_closed.wait(LONGEST_S)
    served.gives(*(File(1) for _ in range(1000)))
    wait_until(lambda: get(served.port, "/file")[1] == PART)


def test_others_are_answered_while_more_files_are_stuck_than_there_are_threads_for_routes(served):
    clients = [asking(served.port, "/stuck") for _ in range(STUCK)]
    wait_until(lambda: served.stuck == STUCK)
    assert get(served.port, "/short")[1] == b"here"
    served.goes_on.set()
    assert all(everything(client).endswith(b"0\r\n\r\n") for client in clients)


def test_answers_whose_clients_have_gone_keep_nobody_waiting_and_are_not_begun(served):
    served.goes_on.clear()
    clients = [asking(served.port, "/answer") for _ in range(STUCK)]
    wait_until(lambda: served.begun == MOST)
    assert get(served.port, "/short")[1] == b"here"
    for client in clients:
        client.close()
    for _turn in range(3):  # by then the server has heard that they are gone
        assert get(served.port, "/short")[1] == b"here"
    last = asking(served.port, "/answer")
    served.goes_on.set()
    assert b"answered" in last.recv(2**16)
    last.close()
    assert served.begun <= MOST + 1
