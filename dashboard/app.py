"""The application: `streamlit run dashboard/app.py` serves the page and the routes in one process."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import runtime

from dashboard import hosting, store
from dashboard.boundaries import LayerError
from dashboard.gate import BasePath, Gate
from dashboard.routes import BadRequestError, answer_bad_request, answer_broken_data, routes
from dashboard.security import SecurityHeaders, policy
from dashboard.sources.curated_rules import SeedError
from dashboard.store import private
from dashboard.views import own_data

# So often a page's run gives way to the event loop, which hands over what was made; Python's own is 5 ms.
_SWITCH_S = 0.002
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what a deployer may listen on

try:
    HOSTING = hosting.read(os.environ, st.get_option("server.address"), st.get_option("server.baseUrlPath"))
    policy(os.environ.get("BASEMAP_URL"))
except ValueError as error:
    sys.exit(f"The server does not start.\n{error}")


@asynccontextmanager
async def _start(app: Any) -> AsyncIterator[None]:
    """Make ready before the first reader comes: read the data; a broken row is named here and on the page.

    What readers added to a server that was killed is deleted, and from then on what they add when they are gone.
    """
    private.tidy()
    sys.setswitchinterval(_SWITCH_S)
    try:
        store.current()
    except (SeedError, LayerError) as error:
        print(f"The data cannot be shown.\n{error}", file=sys.stderr)
    print(f"The dashboard is at {HOSTING.public_url or _local_url()}", flush=True)
    watching = asyncio.create_task(_watch_sessions())
    yield
    watching.cancel()


def _local_url() -> str:
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    address = st.get_option("server.address") or "::"
    host = "localhost" if address in _EVERYWHERE else f"[{address}]" if ":" in address else address
    return f"{scheme}://{host}:{st.get_option('server.port')}{HOSTING.base_path}/"


async def _watch_sessions() -> None:
    while True:
        await asyncio.sleep(own_data.LOOK_S)
        if runtime.exists():
            is_active = runtime.get_instance().is_active_session
            await asyncio.to_thread(own_data.delete_of_ended, is_active, monotonic())


app = st.App(
    "page.py",
    lifespan=_start,
    routes=routes(),
    middleware=[
        Middleware(SecurityHeaders, basemap_url=os.environ.get("BASEMAP_URL")),
        Middleware(Gate, hosting=HOSTING),
        Middleware(BasePath, hosting=HOSTING),
    ],
    exception_handlers={
        BadRequestError: answer_bad_request,
        SeedError: answer_broken_data,
        LayerError: answer_broken_data,
    },
)
