"""Sources and method: what the data is, how complete it is, where it is from, how it is read, and what changed."""

import streamlit as st

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.query import CURATED
from dashboard.views.parts import markup
from dashboard.views.sourcing import changes_panel, coverage_panel


def show(query: Query, options: Options, theme: str) -> None:
    """Coverage, sourcing rule, weak points, publishers and licences; beside them what changed."""
    with st.container(key="sources", gap="small"):
        explained = _(
            "Where this is from, how complete it is, what it cannot say, and what changed since a day you name."
        )
        st.html(markup.render("map_line.html", text=explained))
        with st.container(key="sources-columns"):
            with st.container(key="method"):
                st.html(coverage_panel.coverage(query))
                st.html(markup.render("weak_points.html"))
            if CURATED in query.datasets:
                changes_panel.show(query, options)
