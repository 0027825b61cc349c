"""The page's cache: what the store and the readings answer to a query, kept while the process lives."""

import gc
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from dashboard import store
from dashboard.drawing.charts import bin_end, histogram_spec
from dashboard.drawing.crossings import crossings
from dashboard.drawing.event_layer import off_map, payload
from dashboard.event import Event
from dashboard.query import Query
from dashboard.reading.key_figures import Figure, key_figures
from dashboard.store import Bin, Totals

_KEPT = 256


@lru_cache(_KEPT)
def events(query: Query) -> tuple[Event, ...]:
    """The query's events in their order."""
    return tuple(store.current().events(query))


@lru_cache(_KEPT)
def totals(query: Query) -> Totals:
    """The query's count and casualties."""
    return store.current().totals(query)


@lru_cache(_KEPT)
def histogram(query: Query, width: Bin) -> pd.DataFrame:
    """Events per bin and type; never changed by its readers."""
    return store.current().histogram(query, width)


@lru_cache(_KEPT)
def histogram_chart(
    query: Query, axis: tuple[date, date], width: Bin, shade: tuple[date, date], theme: str
) -> dict[str, Any]:
    """The histogram over the axis, whatever dates the query asks for; never changed by its readers."""
    counts = histogram(replace(query, since=axis[0], until=axis[1]), width)
    last_days = [pd.Timestamp(bin_end(day.date(), width)) for day in counts["bin"]]
    return histogram_spec(counts.assign(last_day=last_days), axis, shade, theme)


@lru_cache(_KEPT)
def figures(query: Query) -> tuple[Figure, ...]:
    """The key figures for the query's dates."""
    dossier = store.current().dossier
    return tuple(key_figures(query, dossier.key_figures, dossier.claims, {event.id: event for event in dossier.events}))


@lru_cache(_KEPT)
def elsewhere(query: Query) -> tuple[Event, ...]:
    """The query's events that have no honest place on the map."""
    return tuple(off_map(events(query), store.current().dossier.gazetteer, store.current().municipalities))


@lru_cache(_KEPT)
def map_payload(query: Query) -> dict[str, Any]:
    """What the map draws; never changed by its readers. Crossings stand as on the query's last day."""
    current = store.current()
    gazetteer = current.dossier.gazetteer
    states = crossings(current.dossier.events, gazetteer, query.until)
    return payload(events(query), gazetteer, current.municipalities, states)


@cache
def settle() -> None:
    """Once, after the first run has loaded everything: keep it out of later garbage collections.

    Streamlit collects garbage after every rerun; walking all libraries each time was most of a rerun's cost.
    """
    gc.collect()
    gc.freeze()
