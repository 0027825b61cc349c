"""The reader's own datasets: held by the browser session, and deleted with it."""

import streamlit as st

from dashboard import store
from dashboard.store.private import Private
from dashboard.views import keeping

_HOLDER = "own-data"


def names() -> tuple[str, ...]:
    """The names of this reader's own datasets."""
    holder: Private | None = st.session_state.get(_HOLDER)
    return holder.names if holder else ()


def holder() -> Private:
    """What holds them; when the session ends nothing refers to it any more, and it deletes them."""
    if _HOLDER not in st.session_state:
        st.session_state[_HOLDER] = Private(store.current(), on_close=keeping.forget)
    held: Private = st.session_state[_HOLDER]
    return held


def remove(name: str) -> None:
    """Delete one of them."""
    holder().remove(name)
    keeping.forget()
