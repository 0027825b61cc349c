"""The page's state: the address says what is shown; widgets only write to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard import store
from dashboard.event import Confidence, EventType, GeoPrecision
from dashboard.language import _
from dashboard.query import DEFAULT, Query
from dashboard.query.question import from_params

# Session keys of the filter's widgets.
SINCE, UNTIL, TYPES, ACTORS = "filter-since", "filter-until", "filter-types", "filter-actors"
PLACES, PRECISIONS, CONFIDENCE, TEXT = (
    "filter-places",
    "filter-precisions",
    "filter-confidence",
    "filter-text",
)
_SHOWN = "query-in-widgets"
# What the widgets said that could not be taken, with the query that was kept: told while that one is shown.
_REFUSAL = "filter-refusal"


def read() -> tuple[Query, list[str]]:
    """The query of the address and a sentence for each parameter that was ignored.

    Where the address changed from outside (a link, back, forward), the widgets are made to say the same.
    """
    params: Mapping[str, list[str]] = {name: st.query_params.get_all(name) for name in st.query_params}
    query, problems = from_params(params, store.current().vocabulary())
    if st.session_state.get(_SHOWN) != query:
        _fill_widgets(query)
    refused_at, refusal = st.session_state.get(_REFUSAL, (None, ""))
    return query, [*problems, refusal] if refused_at == query else problems


def selected_event() -> str:
    """The id in the address, or empty."""
    return st.query_params.get("event", "")


def select(event_id: str) -> None:
    """Choose an event, or none with an empty id."""
    if event_id:
        st.query_params["event"] = event_id
    else:
        st.query_params.pop("event", None)


def ask(query: Query) -> None:
    """Show another query; selection and language stay."""
    _fill_widgets(query)
    _write(query)


def ask_dates(since: date | None, until: date | None) -> None:
    """Show other dates; everything else stays."""
    ask(replace(read()[0], since=since, until=until))


def reset() -> None:
    """Back to the default view, without a selection."""
    select("")
    ask(DEFAULT)


def widgets_changed() -> None:
    """Callback of every filter widget: what they say becomes the address."""
    state = st.session_state
    try:
        query = Query(
            since=state[SINCE],
            until=state[UNTIL],
            types=tuple(EventType(value) for value in state[TYPES]),
            actors=tuple(state[ACTORS]),
            places=tuple(state[PLACES]),
            precisions=tuple(GeoPrecision(value) for value in state[PRECISIONS]),
            confidence=Confidence(state[CONFIDENCE]) if state[CONFIDENCE] else None,
            text=" ".join((state[TEXT] or "").split()),
        )
    except ValueError as error:
        kept = read()[0]
        _fill_widgets(kept)
        state[_REFUSAL] = kept, f"{error} " + _("The dates shown before were kept.")
        return
    state[_SHOWN] = query
    _write(query)


def _fill_widgets(query: Query) -> None:
    values: dict[str, Any] = {
        SINCE: query.since,
        UNTIL: query.until,
        TYPES: list(query.types),
        ACTORS: list(query.actors),
        PLACES: list(query.places),
        PRECISIONS: list(query.precisions),
        CONFIDENCE: query.confidence,
        TEXT: query.text,
        _SHOWN: query,
    }
    for key, value in values.items():
        st.session_state[key] = value


def _write(query: Query) -> None:
    st.session_state.pop(_REFUSAL, None)
    kept = [(name, st.query_params[name]) for name in ("event", "lang") if name in st.query_params]
    grouped: dict[str, list[str]] = {}
    for name, value in [*query.to_params(), *kept]:
        grouped.setdefault(name, []).append(value)
    st.query_params.from_dict(grouped)
