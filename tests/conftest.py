"""The real dataset and a server on this machine, made once for every test that asks for them."""

import csv
import http.client
import json
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
import uvicorn
from hypothesis import settings
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import store as stores
from dashboard.boundaries import LayerError
from dashboard.routes import BadRequestError, answer_bad_request, answer_broken_data, answer_too_many, routes
from dashboard.security import SecurityHeaders
from dashboard.sources.curated_rules import SeedError
from dashboard.store import ROOT
from dashboard.streaming import Exports, Patience, TooManyExportsError

# Machines differ in speed and tests leave nothing behind.
settings.register_profile("suite", deadline=None, max_examples=60, database=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def curated_store():
    """The store that the page and the routes ask."""
    return stores.current()


@pytest.fixture(scope="session")
def seed_rows():
    """The rows of a table of seeds/ as text, read without the code under test."""

    def rows(table: str, folder: str = "seeds") -> list[dict[str, str]]:
        with (ROOT / folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return rows


@dataclass
class Answer:
    """What a route answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)


@pytest.fixture(scope="session")
def port():
    """The port of a server with our routes and headers."""
    app = Starlette(
        routes=routes(Exports()),
        middleware=[Middleware(Patience), Middleware(SecurityHeaders)],
        exception_handlers={
            BadRequestError: answer_bad_request,
            TooManyExportsError: answer_too_many,
            SeedError: answer_broken_data,
            LayerError: answer_broken_data,
        },
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def get(port):
    """Ask for a path exactly as it is written, so that ".." stays in it."""

    def ask(path: str, params=(), method="GET") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, f"{path}?{urlencode(params)}" if params else path)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    return ask
