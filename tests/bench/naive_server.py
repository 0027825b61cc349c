"""Serves the naive app and, so that it too works offline, the two scripts that its map needs."""

import streamlit as st
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

app = st.App(
    "naive_app.py",
    routes=[
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
    ],
)
