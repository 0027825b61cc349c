"""The application: `streamlit run dashboard/app.py` serves the page and the routes in one process."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import runtime

from dashboard import store
from dashboard.commands.terminal import printable
from dashboard.dossier.layer_rules import LayerError
from dashboard.importing import private
from dashboard.sources.curated_rules import SeedError
from dashboard.store import scratch
from dashboard.store.settings import whole_number
from dashboard.views.session import own_datasets
from dashboard.web import descriptors, hosting
from dashboard.web.gate import BasePath, Gate
from dashboard.web.long_address import LongAddress
from dashboard.web.routes import EXCEPTION_HANDLERS, routes
from dashboard.web.security import ReaderCookie, SecurityHeaders, policy
from dashboard.web.streaming import MOST_EXPORTS, PATIENCE_S, Exports, Patience
from dashboard.web.uploads import Uploads

# So often a page's run gives way to the event loop, which hands over what was made; Python's own is 5 ms.
_SWITCH_S = 0.002
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what a deployer may listen on

try:
    HOSTING = hosting.read(os.environ, st.get_option("server.address"), st.get_option("server.baseUrlPath"))
    policy(os.environ.get("BASEMAP_URL"))
    PATIENCE = whole_number("PATIENCE", PATIENCE_S)
    EXPORTS = Exports(whole_number("EXPORTS", MOST_EXPORTS), PATIENCE)
    private.limits()
except ValueError as error:
    sys.exit(f"The server does not start.\n{error}")


@asynccontextmanager
async def _start(app: Any) -> AsyncIterator[None]:
    """Make ready before the first reader comes: read the data; a broken row is named here and on the page.

    What readers added to a server that was killed is deleted, and from then on what they add when they are gone; all of
    it when the server is told to end: uvicorn then lets the signal kill the process, so that nothing runs at its exit.
    """
    scratch.tidy()
    scratch.scratch_folder()
    _end_when_the_terminal_does()
    descriptors.ask_for_more()
    sys.setswitchinterval(_SWITCH_S)
    try:
        told = [fault.sentence for fault in store.current().faults()]
    except (SeedError, LayerError) as error:
        told = ["The data cannot be shown.", *str(error).split("\n")]
    for sentence in told:
        print(printable(sentence), file=sys.stderr)
    print(f"The dashboard is at {HOSTING.public_url or _local_url()}", flush=True)
    watching = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watching.cancel()
        private.close_all()
        scratch.close()


def _end_when_the_terminal_does() -> None:
    """Take SIGHUP for SIGTERM, unless somebody wants it to be ignored (nohup): else it would kill without a word."""
    is_main = threading.current_thread() is threading.main_thread()  # no other may say what a signal does
    if is_main and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda _number, _frame: signal.raise_signal(signal.SIGTERM))


def _local_url() -> str:
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    address = st.get_option("server.address") or "::"
    host = "localhost" if address in {*_EVERYWHERE, "127.0.0.1"} else f"[{address}]" if ":" in address else address
    return f"{scheme}://{host}:{st.get_option('server.port')}{HOSTING.base_path}/"


async def _watch() -> None:
    """Let go, now and then, of what nobody needs any more: own data of who has left, files of removed datasets."""
    while True:
        await asyncio.sleep(own_datasets.LOOK_S)
        if runtime.exists():
            is_active = runtime.get_instance().is_active_session
            await asyncio.to_thread(own_datasets.delete_of_ended, is_active, monotonic())
        await asyncio.to_thread(store.let_go)


app = st.App(
    "page.py",
    lifespan=_start,
    routes=routes(EXPORTS),
    middleware=[
        Middleware(Patience, seconds=PATIENCE),
        Middleware(SecurityHeaders, basemap_url=os.environ.get("BASEMAP_URL")),
        Middleware(Gate, hosting=HOSTING),
        Middleware(BasePath, hosting=HOSTING),
        Middleware(LongAddress),
        Middleware(Uploads),
        Middleware(ReaderCookie),
        Middleware(descriptors.Room),
    ],
    exception_handlers=EXCEPTION_HANDLERS,
)
