"""All columns of the events as a table, a page at a time; choosing a row chooses the event."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.dossier.event import Event
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.query.wording import confidence_name, precision_name, type_name
from dashboard.reading.low_best_high import spread_words
from dashboard.views.parts.pager import Pager
from dashboard.views.session import address, answers, names

PAGER = Pager("table", 100)
_KEY = "event-table"


def show(query: Query, selected: str) -> None:
    """One page of the query's events."""
    first = PAGER.first(query, selected)
    events = answers.events(query, PAGER.size, first)
    _preset([number for number, event in enumerate(events) if event.id == selected])
    count = len(events)
    with st.container(key="table"):
        st.dataframe(
            _frame(events, query),
            key=_KEY,
            on_select=lambda: _row_chosen(events),
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
        PAGER.show(query, selected, first)


def _preset(rows: list[int]) -> None:
    state: Any = st.session_state.get(_KEY)
    if state is None or list(state["selection"]["rows"]) != rows:
        st.session_state[_KEY] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _row_chosen(events: Sequence[Event]) -> None:
    rows = st.session_state[_KEY]["selection"]["rows"]
    address.select(events[rows[0]].id if rows else "")


def _frame(events: Sequence[Event], query: Query) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        _("First day"): [event.date_start for event in events],
        _("Last day"): [event.date_end for event in events],
        _("Event"): [event.title for event in events],
        _("Type"): [type_name(event.event_type) for event in events],
        _("Place"): [names.place_of(event) for event in events],
        _("Placed to"): [precision_name(event.geo_precision) for event in events],
        _("Actor"): [names.actors(event.actor1) for event in events],
        _("Other side"): [names.actors(event.actor2) for event in events],
        _("Killed"): [_spread_cell(event, "fatalities") for event in events],
        _("Injured"): [_spread_cell(event, "injured") for event in events],
        _("Confidence"): [confidence_name(event.confidence) if event.confidence else _("unknown") for event in events],
        _("Sources"): [len(event.sources) for event in events],
        _("Summary"): [event.summary for event in events],
    }
    if query.datasets != (CURATED,):
        columns |= {
            _("Dataset"): [names.dataset(event.dataset) for event in events],
            _("Country"): [event.country for event in events],
            _("Publisher’s id"): [event.publisher_id for event in events],
            _("Publisher’s type"): [event.publisher_type for event in events],
            _("Publisher’s sources"): [event.publisher_source for event in events],
        }
    return pd.DataFrame(columns)


def _spread_cell(event: Event, what: str) -> str:
    spread = getattr(event, what)
    return spread_words(spread) if spread.is_known else ""
