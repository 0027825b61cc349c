"""The reader's own datasets: held for the browser session, and deleted when that ends."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import store
from dashboard.store.private import Private
from dashboard.views import keeping

# So often it is looked which sessions are still there. One that lost its connection can come back for two minutes.
LOOK_S = 30
_RETURN_S = 120 + LOOK_S
_HOLDER = "own-data"


@dataclass(slots=True)
class _Held:
    holder: Private
    seen: float


_held: dict[str, _Held] = {}


def names() -> tuple[str, ...]:
    """The names of this reader's own datasets."""
    holder: Private | None = st.session_state.get(_HOLDER)
    return holder.names if holder else ()


def holder() -> Private:
    """What holds them."""
    if _HOLDER not in st.session_state:
        context = get_script_run_ctx()
        if context is None:
            raise RuntimeError("own data belongs to a session of the page")
        st.session_state[_HOLDER] = Private(store.current(), on_close=keeping.forget)
        _held[context.session_id] = _Held(st.session_state[_HOLDER], monotonic())
    held: Private = st.session_state[_HOLDER]
    return held


def remove(name: str) -> None:
    """Delete one of them."""
    holder().remove(name)
    keeping.forget()


def delete_of_ended(is_active: Callable[[str], bool], now: float) -> None:
    """Delete what sessions hold that cannot come back; `is_active` tells of a session's id whether its reader is there.

    Streamlit lets go of them too, but only when another session comes or goes. `now` is in seconds, as monotonic().
    """
    for session, held in list(_held.items()):
        if is_active(session):
            held.seen = now
        elif now - held.seen > _RETURN_S:
            del _held[session]
            held.holder.close()
