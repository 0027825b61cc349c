"""Sources and method: what the data is, how complete it is, where it is from, and how it is read."""

import streamlit as st

from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.views import coverage_panel


def show(query: Query, options: Options, theme: str) -> None:
    """Coverage, sourcing rule, publishers and licences."""
    st.html(coverage_panel.coverage(query))
