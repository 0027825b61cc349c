"""The events as a list, a page at a time; choosing a row chooses the event everywhere."""

from itertools import groupby

import streamlit as st

from dashboard.event import Event
from dashboard.query import Query
from dashboard.query.wording import short_span, type_name
from dashboard.views import address, answers, details_panel, markup, names
from dashboard.views.pager import Pager

PAGER = Pager("list", 20)


def show(query: Query, selected: str) -> None:
    """The chosen event's details, and beneath them one page of the list."""
    with st.container(key="events", border=True, gap="small"):
        if selected:
            details_panel.show(query, selected)
        first = PAGER.first(query, selected)
        with st.container(key="event-rows", gap=None):
            for dataset, events in groupby(answers.events(query, PAGER.size, first), key=lambda event: event.dataset):
                if len(query.datasets) > 1:
                    st.html(markup.render("map_line.html", text=names.dataset(dataset)))
                for event in events:
                    _show_row(event, is_chosen=event.id == selected)
        PAGER.show(query, selected, first)


def _show_row(event: Event, is_chosen: bool) -> None:
    parts = [
        short_span(event.date_start, event.last_day),
        type_name(event.event_type),
        markup.plain(names.place_of(event)),
    ]
    st.button(
        f"**{markup.plain(event.title)}**  \n" + " · ".join(filter(None, parts)),
        key=f"row-{event.id}",
        type="secondary" if is_chosen else "tertiary",
        width="stretch",
        on_click=address.select,
        args=("" if is_chosen else event.id,),
    )
