"""The page's cache: what the store and the readings answer to a query, kept while the process lives."""

from functools import lru_cache

import pandas as pd

from dashboard import store
from dashboard.drawing.crossings import Crossing, crossings
from dashboard.drawing.event_layer import off_map
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
def figures(query: Query) -> tuple[Figure, ...]:
    """The key figures for the query's dates."""
    dossier = store.current().dossier
    return tuple(key_figures(query, dossier.key_figures, dossier.claims, {event.id: event for event in dossier.events}))


@lru_cache(_KEPT)
def elsewhere(query: Query) -> tuple[Event, ...]:
    """The query's events that have no honest place on the map."""
    return tuple(off_map(events(query), store.current().dossier.gazetteer, store.current().municipalities))


@lru_cache(_KEPT)
def crossing_states(query: Query) -> tuple[Crossing, ...]:
    """The crossings on the query's last day, whatever else it asks for."""
    dossier = store.current().dossier
    return tuple(crossings(dossier.events, dossier.gazetteer, query.until))
