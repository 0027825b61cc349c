"""The reader's own datasets: held while a page of this browser is open, and deleted when the last has gone."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.importing.private import Private, for_reader, refuse_one_more
from dashboard.sources.publisher import FileError
from dashboard.views.session import cache, reader
from dashboard.web.reader_cookie import cookie_name, is_a_reader

# So often it is looked which sessions are still there. One that lost its connection can come back for two minutes.
LOOK_S = 30
_RETURN_S = 120 + LOOK_S


@dataclass(slots=True)
class _Held:
    """What a reader holds, the sessions of this reader, and when one of them was last there (monotonic seconds)."""

    holder: Private
    seen: float
    sessions: set[str] = field(default_factory=set)


_held: dict[str, _Held] = {}
_lock = threading.Lock()


def attend() -> None:
    """Give the session what its reader holds; at the start of each run, since a page loaded anew is a new session."""
    with _lock:
        held = _held.get(_reader())
        if held:
            held.sessions.add(_session())
            st.session_state[reader.KEY] = held.holder.key
        else:
            st.session_state.pop(reader.KEY, None)


def names() -> tuple[str, ...]:
    """The names of this reader's own datasets."""
    return tuple(reader.store().own)


def holder() -> Private:
    """What holds them."""
    with _lock:
        held = _held.get(_reader())
        if held is None:
            held = _held[_reader()] = _Held(Private(for_reader(), on_close=cache.forget), monotonic())
        held.sessions.add(_session())
        st.session_state[reader.KEY] = held.holder.key
    return held.holder


def refusal() -> str | None:
    """Why this reader cannot add a dataset now; None where they can."""
    try:
        refuse_one_more(len(names()))
    except FileError as error:
        return str(error)
    return None


def presence() -> Callable[[], bool]:
    """What tells, in any thread, whether the page of this session is open."""
    session = _session()
    return lambda: not runtime.exists() or runtime.get_instance().is_active_session(session)


def remove(name: str) -> None:
    """Delete one of them."""
    holder().remove(name)
    cache.forget()


def forget_uploads() -> None:
    """Let go of what this session has uploaded, which Streamlit would keep in memory while the page is open."""
    if runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(_session())


def delete_of_ended(is_active: Callable[[str], bool], now: float) -> None:
    """Delete what readers hold who cannot come back; `is_active` tells of a session's id whether its page is open.

    `now` is in seconds, as monotonic().
    """
    ended = []
    with _lock:
        for name, held in list(_held.items()):
            held.sessions = set(filter(is_active, held.sessions))
            if held.sessions:
                held.seen = now
            elif now - held.seen > _RETURN_S:
                ended.append(_held.pop(name))
    for held in ended:
        held.holder.close()


def _reader() -> str:
    """Who reads: the browser by its cookie, or the session alone where there is none."""
    cookie = st.context.cookies.get(cookie_name())
    return f"browser {cookie}" if isinstance(cookie, str) and is_a_reader(cookie) else f"session {_session()}"


def _session() -> str:
    context = get_script_run_ctx()
    if context is None:
        raise RuntimeError("own data belongs to a session of the page")
    return context.session_id
