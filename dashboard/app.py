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

from dashboard import descriptors, store
from dashboard.boundaries import LayerError
from dashboard.routes import EXCEPTION_HANDLERS, routes
from dashboard.security import ReaderCookie, SecurityHeaders
from dashboard.settings import whole_number
from dashboard.sources.curated_rules import SeedError
from dashboard.store import private, scratch
from dashboard.streaming import MOST_EXPORTS, PATIENCE_S, Exports, Patience
from dashboard.terminal import printable
from dashboard.views import own_data

# So often a page's run gives way to the event loop, which hands over what was made; Python's own is 5 ms.
_SWITCH_S = 0.002


@asynccontextmanager
async def _start(app: Any) -> AsyncIterator[None]:
    """Make ready before the first reader comes: read the data; a broken row is named here and on the page.

    What readers added to a server that was killed is deleted, and from then on what they add when they are gone.
    """
    private.limits()
    scratch.tidy()
    descriptors.ask_for_more()
    sys.setswitchinterval(_SWITCH_S)
    try:
        store.current()
    except (SeedError, LayerError) as error:
        print("The data cannot be shown.", *map(printable, str(error).split("\n")), sep="\n", file=sys.stderr)
    watching = asyncio.create_task(_watch())
    yield
    watching.cancel()


async def _watch() -> None:
    """Let go, now and then, of what nobody needs any more: own data of who has left, files of removed datasets."""
    while True:
        await asyncio.sleep(own_data.LOOK_S)
        if runtime.exists():
            is_active = runtime.get_instance().is_active_session
            await asyncio.to_thread(own_data.delete_of_ended, is_active, monotonic())
        await asyncio.to_thread(store.let_go)


app = st.App(
    "page.py",
    lifespan=_start,
    routes=routes(Exports(whole_number("EXPORTS", MOST_EXPORTS))),
    middleware=[
        Middleware(Patience, seconds=whole_number("PATIENCE", PATIENCE_S)),
        Middleware(SecurityHeaders, basemap_url=os.environ.get("BASEMAP_URL")),
        Middleware(ReaderCookie),
        Middleware(descriptors.Room),
    ],
    exception_handlers=EXCEPTION_HANDLERS,
)
