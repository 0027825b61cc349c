"""The real dataset and servers on this machine, made once for every test that asks for them; and the order of tests.

The dashboard is imported in the fixtures: pytest's own process, which only hands out tests, reads this file too.
"""

import csv
import gc
import http.client
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, settings

from tests.browser.server import ROOT, Server, running
from tests.serving import serving

BROWSER = Path(__file__).parent / "browser"
# Few tests and much work: begun first, so that no worker is left alone with them at the end.
LONG = {"test_crash_safety.py", "test_importing.py"}

# The tests are the same whether make started them or not: a make below make says more, and obeys what that was told.
for _name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES"):
    os.environ.pop(_name, None)

# Machines differ in speed and tests leave nothing behind.
settings.register_profile(
    "suite", deadline=None, max_examples=60, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first and those of a browser last: each worker starts its server and its browser once, for all."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path.parent == BROWSER, item.path.name not in LONG, -tests[item.path], item.path))


def pytest_collection_finish() -> None:
    """What has been imported stays, so that nobody need look through it for garbage; a tenth of the time went there."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def server_with() -> Iterator[Callable[..., Server]]:
    """Servers of this tree by their settings: `server_with(DATASETS=folder)`. Who asks for the same gets the same one.

    They run until the last test, so nobody may change what such a server knows; `running` starts one for a test alone.
    """
    known: dict[tuple[tuple[str, str], ...], Server] = {}
    with ExitStack() as started:

        def server(**settings: str) -> Server:
            key = tuple(sorted(settings.items()))
            if key not in known:
                known[key] = started.enter_context(running(environment=settings))
            return known[key]

        yield server


@pytest.fixture(scope="session")
def server(server_with: Callable[..., Server]) -> Server:
    """A server of this tree as it is."""
    return server_with()


@pytest.fixture(scope="session", autouse=True)
def _page_without_a_browser() -> Iterator[None]:
    """A page run without a browser has no cookies; Streamlit's stand-in would answer with no text at all. Nor need all
    installed packages be looked through for components anew at each run."""
    from streamlit.components.v2.manifest_scanner import scan_component_manifests

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.runtime.context.ContextProxy.cookies", {})
        once = cache(scan_component_manifests)
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", once)
        yield


@pytest.fixture(scope="session")
def curated_store():
    """The store that the page and the routes ask."""
    from dashboard import store

    return store.current()


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
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    from dashboard.web.routes import EXCEPTION_HANDLERS, routes
    from dashboard.web.security import SecurityHeaders
    from dashboard.web.streaming import Exports, Patience

    app = Starlette(
        routes=routes(Exports()),
        middleware=[Middleware(Patience), Middleware(SecurityHeaders)],
        exception_handlers=EXCEPTION_HANDLERS,
    )
    with serving(app) as port:
        yield port


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
