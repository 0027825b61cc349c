"""Every dataset under one roof: the curated one, and the imported ones as they stand now."""

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dashboard.boundaries import municipality_keys, read_layers
from dashboard.event import Event
from dashboard.query import Query, Vocabulary
from dashboard.sources import curated
from dashboard.sources.curated import Curated
from dashboard.store.columns import SCHEMA, row_of
from dashboard.store.dataset import Bin, Dataset, Totals, daily
from dashboard.store.engine import Engine

ROOT = Path(__file__).parents[2]


class Store:
    """The datasets, asked by Query. What is counted is of one dataset: numbers of several are never added up."""

    def __init__(self, dossier: Curated, municipalities: frozenset[str], url: str = "duckdb://") -> None:
        """`municipalities` holds the place keys of the municipalities that have a polygon on the map."""
        self.dossier = dossier
        self.municipalities = municipalities
        self._curated = _curated(dossier, municipalities, url)
        self.vocabulary = Vocabulary(
            actors=frozenset(dossier.actors),
            places=frozenset(event.place for event in dossier.events),
        )

    def count(self, query: Query) -> int:
        """How many rows a list of the query has, whatever datasets they are from: for paging, not for showing."""
        return sum(self.totals(one).events for one in query.by_dataset())

    def totals(self, query: Query) -> Totals:
        """The number of events and their casualties, of one dataset."""
        return self._only(query).totals(query)

    def events(self, query: Query, limit: int | None = None, offset: int = 0) -> list[Event]:
        """Events of the query, dataset by dataset, each ordered by date_start, then id; a page where a limit is given."""
        events: list[Event] = []
        for one in query.by_dataset():
            wanted = None if limit is None else limit - len(events)
            if wanted == 0:
                break
            found = self._only(one).events(one, wanted, offset)
            if not found and offset:
                offset -= self.totals(one).events
            else:
                offset = 0
            events += found
        return events

    def find(self, event_id: str) -> Event | None:
        """One event by its id, whatever the query."""
        return self._of_event(event_id).find(event_id)

    def position(self, query: Query, event: Event) -> int | None:
        """How many events of the query come before this one; None if it is not among them."""
        before = 0
        for one in query.by_dataset():
            if one.datasets == (event.dataset,):
                position = self._only(one).position(one, event)
                return None if position is None else before + position
            before += self.totals(one).events
        return None

    def histogram(self, query: Query, width: Bin) -> pd.DataFrame:
        """Events of one dataset per bin and type, as Dataset.histogram."""
        return self._only(query).histogram(query, width)

    def extent(self, query: Query) -> tuple[date, date] | None:
        """The first and last day on which an event of the query happened, whatever dates it asks for."""
        extents = [self._only(one).extent(one) for one in query.by_dataset()]
        known = [extent for extent in extents if extent]
        return (min(first for first, _last in known), max(last for _first, last in known)) if known else None

    def nearest_days(self, query: Query) -> tuple[date | None, date | None]:
        """The last day before the query's dates, and the first after them, on which it would find an event."""
        nearest = [self._only(one).nearest_days(one) for one in query.by_dataset()]
        before = [day for day, _after in nearest if day]
        after = [day for _before, day in nearest if day]
        return max(before, default=None), min(after, default=None)

    def batches(self, query: Query, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """These columns of the query's events in the order of events(), a few thousand rows at a time."""
        for one in query.by_dataset():
            yield from self._only(one).batches(one, columns)

    def dataset(self, query: Query) -> Dataset:
        """The one dataset that the query asks for; ValueError if it asks for several."""
        return self._only(query)

    def _only(self, query: Query) -> Dataset:
        (name,) = query.datasets
        return self._curated

    def _of_event(self, event_id: str) -> Dataset:
        return self._curated


@cache
def current() -> Store:
    """The store of this process, made on first use; SeedError or LayerError if a table or layer is broken."""
    return Store(
        curated.read(ROOT / "seeds", ROOT / "geodata"),
        municipality_keys(read_layers(ROOT / "geodata")),
        os.environ.get("EVENTS_URL", "duckdb://"),
    )


def _curated(dossier: Curated, municipalities: frozenset[str], url: str) -> Dataset:
    engine = Engine.connect(url)
    rows = [row_of(event, dossier, municipalities) for event in dossier.events]
    events = engine.root.create_table("events", pa.Table.from_pylist(rows, SCHEMA.to_pyarrow()), overwrite=True)
    engine.root.create_table("daily", daily(events), overwrite=True)
    return Dataset(engine)
