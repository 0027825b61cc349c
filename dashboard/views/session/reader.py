"""The reader: what this session of the page sees beside what everybody does."""

import streamlit as st

from dashboard.importing.private import for_reader
from dashboard.store import Store

# The session's key to the reader's own datasets.
KEY = "reader-key"


def store() -> Store:
    """The store as this reader sees it: the only one that the page asks."""
    return for_reader(st.session_state.get(KEY, ""))
