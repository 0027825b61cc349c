"""The histogram of events, and the brush that chooses dates on it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import store
from dashboard.drawing.charts import BRUSH, axis_range, bin_end, bin_start, bin_width, family_colours
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.wording import short_span
from dashboard.store import Bin
from dashboard.views import address, answers, markup

_STATE = "histogram"
Span = tuple[date, date]


def show(query: Query, theme: str) -> None:
    """Bars over the dates asked for and a margin around them; brushing asks for the dates brushed."""
    asked = _closed(query)
    if asked is None:
        return
    axis, shade = _axis(query, asked)
    width = bin_width(*axis)
    axis = bin_start(axis[0], width), bin_end(axis[1], width)
    rest = replace(query, since=None, until=None)
    key = f"histogram-{hash((axis, shade, rest))}"
    with st.container(key="histogram", gap=None):
        st.html(markup.render("legend.html", colours=family_colours(theme)))
        st.vega_lite_chart(
            answers.histogram_chart(rest, axis, width, shade, theme),
            key=key,
            on_select=lambda: _brushed(key, width, axis),
            selection_mode=[BRUSH],
            alt=_words(query, width),
        )


def _closed(query: Query) -> Span | None:
    """The dates asked for; an open end is the last day that has an event."""
    if query.since and query.until:
        return query.since, query.until
    extent = store.current().extent(query)
    if extent is None:
        return None
    since, until = query.since or extent[0], query.until or extent[1]
    return (since, until) if since <= until else None


def _axis(query: Query, asked: Span) -> tuple[Span, Span]:
    """The axis and the dates shaded on it; both stay while the reader brushes, or the brush would be torn away."""
    state: dict[str, Any] = st.session_state.get(_STATE, {})
    if state.get("brushed") == query:
        return state["axis"], state["shade"]
    axis = axis_range(*asked)
    st.session_state[_STATE] = {"axis": axis, "shade": asked, "brushed": None}
    return axis, asked


def _brushed(key: str, width: Bin, axis: Span) -> None:
    selection = st.session_state[key]["selection"].get(BRUSH) or {}
    edges = next(iter(selection.values()), None)
    if not edges:
        return
    first, last = (datetime.fromtimestamp(edge / 1000, UTC) for edge in sorted(edges))
    since = max(bin_start(first.date(), width), axis[0])
    until = min(bin_end((last - timedelta(milliseconds=1)).date(), width), axis[1])
    query = replace(address.read()[0], since=since, until=max(since, until))
    address.ask(query)
    st.session_state[_STATE]["brushed"] = query


def _words(query: Query, width: Bin) -> str:
    """The chart for those who cannot see it."""
    counts = answers.histogram(query, width)
    total = int(counts["events"].sum())
    if counts.empty:
        return _("Histogram of events: none for these dates.")
    per_bin = counts.groupby("bin")["events"].sum()
    most = pd.Timestamp(str(per_bin.idxmax())).date()
    return ngettext(
        "Histogram of {count} event; most in {when}: {most}.",
        "Histogram of {count} events; most in {when}: {most}.",
        total,
    ).format(count=total, when=short_span(most, bin_end(most, width)), most=int(per_bin.max()))
