"""The application: `streamlit run dashboard/app.py` serves the page and the routes in one process."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dashboard import store
from dashboard.boundaries import LayerError
from dashboard.routes import BadRequestError, answer_bad_request, answer_broken_data, routes
from dashboard.security import SecurityHeaders
from dashboard.sources.curated_rules import SeedError
from dashboard.store import private

# So often a page's run gives way to the event loop, which hands over what was made; Python's own is 5 ms.
_SWITCH_S = 0.002


@asynccontextmanager
async def _start(app: Any) -> AsyncIterator[None]:
    """Make ready before the first reader comes: read the data; a broken row is named here and on the page.

    What readers added to a server that was killed is deleted.
    """
    private.tidy()
    sys.setswitchinterval(_SWITCH_S)
    try:
        store.current()
    except (SeedError, LayerError) as error:
        print(f"The data cannot be shown.\n{error}", file=sys.stderr)
    yield


app = st.App(
    "page.py",
    lifespan=_start,
    routes=routes(),
    middleware=[Middleware(SecurityHeaders, basemap_url=os.environ.get("BASEMAP_URL"))],
    exception_handlers={
        BadRequestError: answer_bad_request,
        SeedError: answer_broken_data,
        LayerError: answer_broken_data,
    },
)
