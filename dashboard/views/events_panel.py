"""The events as list and as table; choosing a row chooses the event everywhere."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import store
from dashboard.event import Event
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.wording import confidence_name, precision_name, short_span, type_name
from dashboard.views import address, answers, details_panel, markup
from dashboard.views.figures_panel import spread_words

PAGE_SIZE = 20
_PAGE, _LAST = "list-page", "list-last-seen"


def show_list(query: Query, selected: str) -> None:
    """The chosen event's details, and beneath them one page of the list."""
    events = answers.events(query)
    with st.container(key="events", border=True, gap="small"):
        if selected:
            details_panel.show(query, selected, [event.id for event in events])
        _show_rows(events, selected)


def _show_rows(events: tuple[Event, ...], selected: str) -> None:
    pages = max(1, -(-len(events) // PAGE_SIZE))
    _turn_to(events, selected, pages)
    page = min(st.session_state.get(_PAGE, 1), pages)
    first = (page - 1) * PAGE_SIZE
    gazetteer = store.current().dossier.gazetteer
    with st.container(key="event-rows", gap=None):
        for event in events[first : first + PAGE_SIZE]:
            is_chosen = event.id == selected
            when = short_span(event.date_start, event.last_day)
            label = (
                f"**{markup.plain(event.title)}**  \n"
                f"{when} · {type_name(event.event_type)} · {markup.plain(gazetteer[event.place].label)}"
            )
            st.button(
                label,
                key=f"row-{event.id}",
                type="secondary" if is_chosen else "tertiary",
                width="stretch",
                on_click=address.select,
                args=("" if is_chosen else event.id,),
            )
    if pages > 1:
        _show_pager(page, pages, first, len(events))


def _show_pager(page: int, pages: int, first: int, count: int) -> None:
    with st.container(key="pager", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(_("Earlier"), key="pager-earlier", disabled=page == 1, on_click=_turn, args=(page - 1,))
        st.html(
            markup.render(
                "map_line.html",
                text=_("{first}–{last} of {count}").format(
                    first=first + 1, last=min(first + PAGE_SIZE, count), count=f"{count:,}"
                ),
            )
        )
        st.button(_("Later"), key="pager-later", disabled=page == pages, on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    st.session_state[_PAGE] = page


def _turn_to(events: tuple[Event, ...], selected: str, pages: int) -> None:
    """Turn to the page of a newly chosen event; the reader turns the pages otherwise."""
    seen = (selected, len(events))
    if st.session_state.get(_LAST) == seen:
        return
    st.session_state[_LAST] = seen
    position = next((number for number, event in enumerate(events) if event.id == selected), None)
    if position is not None:
        st.session_state[_PAGE] = position // PAGE_SIZE + 1
    elif st.session_state.get(_PAGE, 1) > pages:
        st.session_state[_PAGE] = 1


def show_table(query: Query, selected: str) -> None:
    """All events of the query as a table; choosing a row chooses the event."""
    events = answers.events(query)
    key = "event-table"
    chosen = [number for number, event in enumerate(events) if event.id == selected]
    _preset(key, chosen)
    count = len(events)
    with st.container(key="table"):
        st.dataframe(
            _frame(events),
            key=key,
            on_select=lambda: _row_chosen(key, events),
            selection_mode="single-row",
            hide_index=True,
            height=420,
            placeholder="",
            column_config={
                _("First day"): st.column_config.Column(width=100),
                _("Last day"): st.column_config.Column(width=100),
                _("Killed"): st.column_config.Column(width=110),
                _("Injured"): st.column_config.Column(width=110),
            },
            alt=ngettext("Table of {count} event", "Table of {count} events", count).format(count=count),
        )


def _preset(key: str, rows: list[int]) -> None:
    state: Any = st.session_state.get(key)
    if state is None or list(state["selection"]["rows"]) != rows:
        st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _row_chosen(key: str, events: tuple[Event, ...]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    address.select(events[rows[0]].id if rows else "")


def _frame(events: tuple[Event, ...]) -> pd.DataFrame:
    dossier = store.current().dossier
    return pd.DataFrame(
        {
            _("First day"): [event.date_start for event in events],
            _("Last day"): [event.date_end for event in events],
            _("Event"): [event.title for event in events],
            _("Type"): [type_name(event.event_type) for event in events],
            _("Place"): [dossier.gazetteer[event.place].label for event in events],
            _("Placed to"): [precision_name(event.geo_precision) for event in events],
            _("Actor"): [_names(event.actor1) for event in events],
            _("Other side"): [_names(event.actor2) for event in events],
            _("Killed"): [_spread_cell(event, "fatalities") for event in events],
            _("Injured"): [_spread_cell(event, "injured") for event in events],
            _("Confidence"): [
                confidence_name(event.confidence) if event.confidence else _("unknown") for event in events
            ],
            _("Sources"): [len(event.sources) for event in events],
            _("Summary"): [event.summary for event in events],
        }
    )


def _names(keys: tuple[str, ...]) -> str:
    actors = store.current().dossier.actors
    return ", ".join(actors[key].label for key in keys)


def _spread_cell(event: Event, what: str) -> str:
    spread = getattr(event, what)
    return spread_words(spread) if spread.is_known else ""
