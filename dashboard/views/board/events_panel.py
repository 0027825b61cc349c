"""The events as a list, a page at a time; choosing a row chooses the event everywhere."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from dashboard.dossier.event import Event, Headline
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.wording import short_span, type_name
from dashboard.views.board import details_panel
from dashboard.views.parts import markup
from dashboard.views.parts.pager import Pager
from dashboard.views.parts.unique_labels import unique_labels
from dashboard.views.session import address, answers, names

PAGER = Pager("list", 20)
_ROWS = "event-rows"


def show(query: Query, selected: str) -> None:
    """The chosen event's details, and beneath them one page of the list."""
    with st.container(key="events", border=True, gap="small"):
        if selected:
            details_panel.show(query, selected)
        first = PAGER.first(query, selected)
        if not answers.count(query):
            st.html(markup.render("map_line.html", text=_("There is no event to list.")))
        for dataset, events in groupby(answers.headlines(query, PAGER.size, first), key=lambda event: event.dataset):
            if len(query.datasets) > 1:
                st.html(markup.render("map_line.html", text=names.dataset(dataset)))
            _show_rows(f"{_ROWS}-{dataset}", list(events), selected)
        PAGER.show(query, selected, first)


def _show_rows(key: str, events: Sequence[Event | Headline], selected: str) -> None:
    """One widget for all rows: with one for each, server and browser would take several times as long."""
    rows = dict(zip((event.id for event in events), unique_labels([_row(event) for event in events]), strict=True))
    st.session_state[key] = selected if selected in rows else None
    st.radio(
        _("Events"),
        list(rows),
        format_func=rows.__getitem__,
        key=key,
        index=None,
        on_change=_chosen,
        args=(key,),
        label_visibility="collapsed",
        width="stretch",
    )


def _chosen(key: str) -> None:
    address.select(st.session_state[key] or "")


def _row(event: Event | Headline) -> str:
    parts = [
        short_span(event.date_start, event.last_day),
        type_name(event.event_type),
        markup.plain(names.place_of(event)),
    ]
    return f"**{markup.plain(event.title)}**  \n" + " · ".join(filter(None, parts))
