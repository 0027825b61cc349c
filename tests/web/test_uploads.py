"""Uploads wait in memory: how much they may take, with arithmetic and with a server's own answers as witnesses."""

import asyncio
import http.client
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from dashboard.web.uploads import Uploads
from tests.browser.server import running
from tests.web.test_descriptors import join, run_page

MB = 10**6


class Waiting:
    """An application that keeps every upload waiting until it is let go on."""

    def __init__(self):
        self.go_on = asyncio.Event()
        self.taken = 0

    async def __call__(self, scope, receive, send):
        self.taken += 1
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})


async def answered(uploads, session, file, size, *, method="PUT", before="") -> int:
    statuses = []

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [] if size is None else [(b"content-length", str(size).encode())]
    path = f"{before}/_stcore/upload_file/{session}/{file}"
    await uploads({"type": "http", "method": method, "path": path, "headers": headers}, None, send)
    return statuses[0]


def statuses(held, *asked, **how) -> list[int]:
    """The answers to uploads one after another, of which none stays."""

    async def ask():
        app = Waiting()
        app.go_on.set()
        uploads = Uploads(app, lambda: held)
        return [await answered(uploads, *one, **how) for one in asked]

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("held", "size", "status"),
    [
        ({}, 50 * MB, 204),
        ({"a": {"1": 50 * MB}}, 50 * MB, 204),
        ({"a": {"1": 50 * MB, "2": 50 * MB}}, 50 * MB, 413),
        ({"a": {"1": 50 * MB, "2": 50 * MB}}, None, 413),
        ({"a": {"1": 50 * MB, "2": 50 * MB}}, "x", 413),
        ({"a": {"1": 50 * MB, "2": 50 * MB}}, 1000, 204),
        ({"b": {"1": 50 * MB, "2": 50 * MB}}, 50 * MB, 204),
        # 450 + 50 are the 500 MB of all; one byte more is too much.
        ({name: {"1": 90 * MB} for name in "bcdef"}, 50 * MB, 204),
        ({**{name: {"1": 90 * MB} for name in "bcdef"}, "g": {"1": 1}}, 50 * MB, 503),
    ],
)
@pytest.mark.parametrize("before", ["", "/base"])
def test_a_session_may_hold_two_files_and_all_together_as_much_as_the_setting_says(held, size, status, before):
    assert statuses(held, ("a", "new", size), before=before) == [status]


def test_what_takes_room_away_is_always_let_through():
    full = {"a": {str(one): 50 * MB for one in range(20)}}
    assert statuses(full, ("a", "1", 0), method="DELETE") == [204]


def test_the_setting_gives_all_the_room(monkeypatch):
    monkeypatch.setenv("OWN_MEGABYTES", "40")
    assert statuses({}, ("a", "1", 40 * MB), ("a", "1", 40 * MB + 1)) == [204, 503]


def test_many_at_once_are_no_more_than_one_after_another():
    async def ask():
        app = Waiting()
        uploads = Uploads(app, dict)
        asked = [asyncio.create_task(answered(uploads, "a", str(one), 40 * MB)) for one in range(10)]
        await asyncio.sleep(0)
        app.go_on.set()
        return app.taken, sorted([await one for one in asked])

    assert asyncio.run(ask()) == (2, [204] * 2 + [413] * 8)


XSRF = "0f" * 16  # a form that Streamlit takes; the cookie and the header have to be the same


def put(url: str, session: str, file: str, content: bytes) -> int:
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + content + b"\r\n--x--\r\n"
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        address = f"/_stcore/upload_file/{session}/{file}"
        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "Cookie": f"_streamlit_xsrf={XSRF}",
            "X-Xsrftoken": XSRF,
        }
        connection.request("PUT", address, form, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_visitor_who_invents_files_finds_an_end():
    with running(environment={"OWN_MEGABYTES": "5"}) as server, ExitStack() as stay:
        session = run_page(join(server, stay))
        got = [put(server.url, session, f"invented-{one}", bytes(2 * MB)) for one in range(4)]
        assert got == [204, 204, 503, 503]
