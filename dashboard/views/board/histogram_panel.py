"""The histogram of events, and the brush that chooses dates on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard.dossier.days import Days
from dashboard.drawing.charts.histogram import BRUSH, axis_range, bin_end, bin_start, bin_width, family_colours
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.wording import short_span
from dashboard.store import Bin, Histogram
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, names

_STATE = "histogram"
# The height of each of several charts.
_LOW_PX = 90


def show(query: Query, theme: str) -> None:
    """Bars over the dates asked for and a margin around them, dataset by dataset; brushing asks for what is brushed."""
    asked = answers.days(query)
    if asked is None:
        return
    with st.container(key="histogram", gap=None):
        st.html(markup.render("histogram_legend.html", colours=family_colours(theme)))
        for part in query.by_dataset():
            _show_chart(part, query, asked, theme)


def _show_chart(part: Query, query: Query, asked: Days, theme: str) -> None:
    """The chart of one of the query's datasets, with a scale of its own."""
    name = part.dataset
    axis, shade = axis_and_shade(query, asked, name)
    width = bin_width(*axis)
    axis = Days(bin_start(axis.first, width), bin_end(axis.last, width))
    rest = replace(part, since=None, until=None)
    key = f"histogram-{hash((axis, shade, rest))}"
    chart = answers.histogram_chart(rest, axis, width, shade, theme)
    is_alone = len(query.datasets) == 1
    words = _words(part, answers.drawn(rest, axis, width), width)
    if not is_alone:
        label = names.dataset(name)
        st.html(markup.render("map_line.html", text=label))
        words = _("{dataset}: {text}").format(dataset=label, text=words)
    st.vega_lite_chart(
        chart if is_alone else chart | {"height": _LOW_PX},
        key=key,
        on_select=lambda: brushed(key, width, axis, name),
        selection_mode=[BRUSH],
        alt=words,
    )


def axis_and_shade(query: Query, asked: Days, dataset: str) -> tuple[Days, Days]:
    """The axis and the dates shaded on it; both stay while the reader brushes, or the brush would be torn away."""
    state: dict[str, Any] = st.session_state.get(_STATE, {})
    if state.get("brushed") == query:
        return state["axis"], state["shade"] if state["dataset"] == dataset else asked
    axis = axis_range(*asked)
    st.session_state[_STATE] = {"axis": axis, "shade": asked, "brushed": None, "dataset": ""}
    return axis, asked


def brushed(key: str, width: Bin, axis: Days, dataset: str) -> None:
    """Ask for the dates that were brushed on the chart of this key, in whole bins."""
    selection = st.session_state[key]["selection"].get(BRUSH) or {}
    edges = next(iter(selection.values()), None)
    if not edges:
        return
    first, last = (datetime.fromtimestamp(edge / 1000, UTC) for edge in sorted(edges))
    since = max(bin_start(first.date(), width), axis.first)
    until = min(bin_end((last - timedelta(milliseconds=1)).date(), width), axis.last)
    query = replace(address.read()[0], since=since, until=max(since, until))
    address.ask(query)
    st.session_state[_STATE] |= {"brushed": query, "dataset": dataset}


def _words(part: Query, drawn: Histogram, width: Bin) -> str:
    """The chart for those who cannot see it: how many events are asked for, and its highest bar."""
    count = answers.totals(part).events
    if not count:
        return _("Histogram of events: none for these dates.")
    per_bin = drawn.events.sum(axis=1)
    highest = drawn.days[per_bin.argmax()].item()
    return ngettext(
        "Histogram of {count} event; highest bar {when}: {most}.",
        "Histogram of {count} events; highest bar {when}: {most}.",
        count,
    ).format(count=f"{count:,}", when=short_span(highest, bin_end(highest, width)), most=f"{per_bin.max():,}")
