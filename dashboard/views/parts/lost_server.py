"""Tells the reader when the page has lost its server, and loads it anew where the server no longer knows it."""

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.language import _
from dashboard.views.parts import markup
from dashboard.web.open_pages import OpenPage

_STATE = "open-page"


def watch() -> None:
    """Send the script that keeps watch; it outlives the server."""
    lost = _(
        "The connection to the server is lost. What stands here stays, and the page goes on by itself as soon as the "
        "server is back."
    )
    st.html(markup.render("lost_server.html", page=_page().name, lost=lost), unsafe_allow_javascript=True)


def _page() -> OpenPage:
    """This session's page."""
    if _STATE not in st.session_state:
        context = get_script_run_ctx()
        session = context.session_id if context else ""
        st.session_state[_STATE] = OpenPage(lambda: runtime.get_instance().is_active_session(session))
    page: OpenPage = st.session_state[_STATE]
    return page
